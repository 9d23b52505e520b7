import Primitives
import Reconciliation

/// Tells what a rung can do without from what must stop the run.
enum Absence {
  /// What `work` gives. What it asks for and is not built here, not there, or does not say is a reason: it does not
  /// touch the rungs that rest on recorded predictions. Damage is thrown.
  static func caught<Record: Sendable>(_ work: () throws -> Record) throws -> Climbed<Record> {
    do {
      return .made(try work())
    } catch let error as any DiagnosableError where error.diagnostic.kind != .damaged {
      return .unavailable(error.diagnostic.summary)
    }
  }
}
