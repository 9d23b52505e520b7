package import Primitives

/// One step of a night: what it rests on, and what it does.
package struct PlannedStep {
  package var name: String
  /// SHA-256 over the inputs; nil: the step runs every night.
  package var digest: () throws -> String?
  /// Whether what the step wrote is still there.
  package var isPresent: () -> Bool
  /// Does the work; returns one line on what came out.
  package var run: () throws -> String
  /// Whether the night ends where the step fails. The input of one migration never stops the others.
  package var isVital: Bool

  package init(
    _ name: String, isVital: Bool, digest: @escaping () throws -> String? = { nil },
    isPresent: @escaping () -> Bool = { false }, run: @escaping () throws -> String
  ) {
    self.name = name
    self.isVital = isVital
    self.digest = digest
    self.isPresent = isPresent
    self.run = run
  }
}

/// A step that did not do its work.
package struct StepFailure: Sendable {
  package var step: String
  package var diagnostic: Diagnostic
}
