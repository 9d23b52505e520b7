package import Primitives
package import Records

/// One step of a night: what it rests on, and what it does.
package struct PlannedStep {
  /// Does what the step is for; returns one statement on what came out.
  package enum Work {
    /// After every step before it.
    case alone(() throws -> Message)
    /// At the same time as others of the kind: what was prepared on the night's own thread is done on another.
    case abreast(prepare: () throws -> @Sendable () throws -> Message)
  }

  package var id: StepID
  /// SHA-256 over the inputs; nil: the step runs every night.
  package var digest: () throws -> String?
  /// Whether what the step wrote for these inputs is still there.
  package var isPresent: (_ digest: String) -> Bool
  /// Whether what is there was made from these inputs by another machine, so that no step of this state tells of it.
  package var isTrusted: (_ digest: String) -> Bool
  package var work: Work
  /// Whether the night ends where the step fails. The input of one migration never stops the others.
  package var isVital: Bool
  /// Whether the step is left to the next night where it would not end before the deadline.
  package var isDeferrable: Bool

  package init(
    _ id: StepID, isVital: Bool = false, isDeferrable: Bool = false, digest: @escaping () throws -> String? = { nil },
    isPresent: @escaping (_ digest: String) -> Bool = { _ in false },
    isTrusted: @escaping (_ digest: String) -> Bool = { _ in false }, work: Work
  ) {
    self.id = id
    self.isVital = isVital
    self.isDeferrable = isDeferrable
    self.digest = digest
    self.isPresent = isPresent
    self.isTrusted = isTrusted
    self.work = work
  }

  package init(
    _ id: StepID, isVital: Bool = false, isDeferrable: Bool = false, digest: @escaping () throws -> String? = { nil },
    isPresent: @escaping (_ digest: String) -> Bool = { _ in false }, run: @escaping () throws -> Message
  ) {
    self.init(
      id, isVital: isVital, isDeferrable: isDeferrable, digest: digest, isPresent: isPresent, work: .alone(run))
  }
}

/// A step that has come to its end.
package struct FinishedStep: Sendable {
  package var id: StepID
  package var record: NightStep
}
