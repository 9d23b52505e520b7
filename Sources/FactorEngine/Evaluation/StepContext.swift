/// What a kernel holds behind the last row it has seen: enough to go on as if it had never stopped.
struct KernelState: Equatable, Sendable {
  /// Calendar index behind the last row.
  var end: Int
  /// The kernel's own sums, as bits.
  var words: [UInt64]
  /// Its last values, oldest first, where later steps look back at them.
  var tail: [Double] = []
}

/// From which row on a step's values are needed, and what it knows of the rows before.
struct StepContext {
  /// Calendar index of the first row whose value is needed.
  var need: Int
  /// Where each member of the family stopped, all at the same row; empty to begin at the first row.
  var known: [KernelState] = []
  /// Whose powers and logarithms.
  var library = PowerLibrary.vector
  /// Whether the states behind the last row are wanted.
  var keeps = false
  /// The members' states behind the last row, once the step is done.
  private(set) var words: [[UInt64]] = []

  init(need: Int) { self.need = need }

  /// Lets kernels run on from where they stopped; hands over the row to go on with.
  mutating func resume<State: BitwiseCopyable>(
    _ empty: [State], _ x: Series, _ run: (UnsafeMutablePointer<State>, Int) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: State.self, capacity: empty.count) { states in
      guard let base = states.baseAddress else { return }
      for (place, state) in empty.enumerated() { (base + place).initialize(to: state) }
      for (place, state) in known.enumerated() {
        state.words.withUnsafeBytes {
          UnsafeMutableRawPointer(base + place).copyMemory(
            from: $0.baseAddress ?? UnsafeRawPointer(base),
            byteCount: min($0.count, MemoryLayout<State>.size))
        }
      }
      run(base, known.first.map { x.row($0.end) } ?? 0)
      if keeps {
        for place in empty.indices {
          words.append(StepContext.words(base[place]))
        }
      }
    }
  }

  /// Kernel states consist of 8-byte fields without gaps.
  private static func words<State: BitwiseCopyable>(_ state: State) -> [UInt64] {
    withUnsafeBytes(of: state) { bytes in
      (0..<bytes.count / 8).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self) }
    }
  }
}
