package import Primitives

/// Which step of a night: what it does, and to which migration or preview.
package struct StepID: Hashable, Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    case sync, reconcile, factors, settle, archive, publish, notify, push
  }

  package var kind: Kind
  /// Nil for a step of the whole night.
  package var subject: String?

  /// By which the state file knows it: `reconcile baseline`, `archive`.
  package var name: String { subject.map { "\(kind.rawValue) \($0)" } ?? kind.rawValue }

  package static let sync = StepID(kind: .sync)
  package static func reconcile(_ migration: String) -> StepID { StepID(kind: .reconcile, subject: migration) }
  package static func settle(_ preview: String) -> StepID { StepID(kind: .settle, subject: preview) }
  package static let factors = StepID(kind: .factors)
  package static let archive = StepID(kind: .archive)
  package static let publish = StepID(kind: .publish)
  /// Gives the rows of the state to their server.
  package static let push = StepID(kind: .push)
  /// - Parameter channel: its place in the configuration and its kind.
  package static func notify(_ channel: String) -> StepID { StepID(kind: .notify, subject: channel) }
}

/// A step that did not do its work.
package struct StepFailure: Equatable, Sendable {
  package var step: StepID
  package var diagnostic: Diagnostic

  package init(step: StepID, diagnostic: Diagnostic) {
    self.step = step
    self.diagnostic = diagnostic
  }
}
