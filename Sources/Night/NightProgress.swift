package import Primitives
package import Records

/// What a night tells while it runs. The room writes to no terminal: whoever runs the night passes this in.
package struct NightProgress {
  /// Before a step, with its place, the number of steps, and the seconds that are left where former nights tell them.
  package var step: (_ step: StepID, _ place: Int, _ count: Int, _ left: Double?) -> Void
  /// What a step is at.
  package var detail: @Sendable (_ message: Message) -> Void
  /// Something that happened outside a step.
  package var note: (_ message: Message) -> Void
  /// Something that went wrong and does not stop the night.
  package var problem: (_ diagnostic: Diagnostic) -> Void
  /// After the last step, or before the night ends on an error.
  package var end: () -> Void

  package init(
    step: @escaping (StepID, Int, Int, Double?) -> Void = { _, _, _, _ in },
    detail: @escaping @Sendable (Message) -> Void = { _ in },
    note: @escaping (Message) -> Void = { _ in }, problem: @escaping (Diagnostic) -> Void = { _ in },
    end: @escaping () -> Void = {}
  ) {
    self.step = step
    self.detail = detail
    self.note = note
    self.problem = problem
    self.end = end
  }
}
