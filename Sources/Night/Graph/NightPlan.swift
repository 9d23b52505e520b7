package import Primitives
package import Records

/// Which step of a night: what it does, and to which migration or preview.
package struct StepID: Hashable, Sendable {
  package enum Kind: String, Sendable, CaseIterable { case reconcile, factors, settle, archive, publish }

  package var kind: Kind
  /// Nil for a step of the whole night.
  package var subject: String?

  /// By which the state file knows it: `reconcile baseline`, `archive`.
  package var name: String { subject.map { "\(kind.rawValue) \($0)" } ?? kind.rawValue }

  package static func reconcile(_ migration: String) -> StepID { StepID(kind: .reconcile, subject: migration) }
  package static func settle(_ preview: String) -> StepID { StepID(kind: .settle, subject: preview) }
  package static let factors = StepID(kind: .factors)
  package static let archive = StepID(kind: .archive)
  package static let publish = StepID(kind: .publish)
}

/// One step of a night: what it rests on, and what it does.
package struct PlannedStep {
  package var id: StepID
  /// SHA-256 over the inputs; nil: the step runs every night.
  package var digest: () throws -> String?
  /// Whether what the step wrote for these inputs is still there.
  package var isPresent: (_ digest: String) -> Bool
  /// Does the work; returns one statement on what came out.
  package var run: () throws -> Message
  /// Whether the night ends where the step fails. The input of one migration never stops the others.
  package var isVital: Bool

  package init(
    _ id: StepID, isVital: Bool = false, digest: @escaping () throws -> String? = { nil },
    isPresent: @escaping (_ digest: String) -> Bool = { _ in false }, run: @escaping () throws -> Message
  ) {
    self.id = id
    self.isVital = isVital
    self.digest = digest
    self.isPresent = isPresent
    self.run = run
  }
}

/// A step that has come to its end.
package struct FinishedStep: Sendable {
  package var id: StepID
  package var record: NightStep
}

/// A step that did not do its work.
package struct StepFailure: Sendable {
  package var step: StepID
  package var diagnostic: Diagnostic
}
