/// Where the kernels of one instrument stopped.
struct InstrumentMemory: Equatable, Sendable {
  /// By first loaded calendar index, then by step of the plan.
  private(set) var states: [Int: [Int: KernelState]] = [:]

  func state(_ lower: Int, _ step: Int) -> KernelState? { states[lower]?[step] }

  mutating func keep(_ lower: Int, _ step: Int, _ state: KernelState) {
    states[lower, default: [:]][step] = state
  }
}
