import Archive
import ArgumentParser
import Night
import Primitives
import Records

/// The door to paper and live use.
///
/// What acts with money takes an `Approval` as an argument; only `Archive` makes one, from a signature that
/// it has verified. Nothing here opens the door for research: that needs none.
enum MoneyGate {
  enum Environment: String, ExpressibleByArgument, CaseIterable, Sendable {
    case research, paper, live

    var demandsApproval: Bool { self != .research }
  }

  /// The approval of a migration for an environment; nil for research.
  ///
  /// - Throws: `review.not-approved` with the state and its reason.
  static func approval(
    _ migration: String, _ environment: Environment, _ configuration: AistockConfiguration,
    _ clock: Clock
  ) throws -> Approval? {
    guard environment.demandsApproval else { return nil }
    return try ReviewLedger(configuration).approval(migration, now: clock)
  }

  /// A permit that only an approval gives; it names whose decision an order rests on.
  struct Permit {
    let environment: Environment
    let approval: Approval

    init(_ approval: Approval, for environment: Environment) {
      self.environment = environment
      self.approval = approval
    }

    var json: JSONValue {
      [
        "environment": .string(environment.rawValue),
        "migration": .string(approval.subject.migration),
        "reviewer": .string(approval.reviewer), "approved_at": .string(approval.approvedAt),
        "statement_sha256": .string(approval.statement),
        "holds_through": .optional(approval.holdsThrough),
      ]
    }
  }

  /// A document with the permit that it rests on.
  static func document(_ value: JSONValue, _ permit: Permit?) -> JSONValue {
    guard let permit, var members = value.objectValue else { return value }
    members["permit"] = permit.json
    return .object(members)
  }

  /// What belongs to no migration cannot be approved.
  static func refuse(_ what: String, _ environment: Environment) -> Diagnostic {
    Diagnostic(
      "review.not-approved",
      "\(what) belongs to no approved migration: no use in \(environment.rawValue)",
      remedy: "Name a bundle that `aistock review approve` froze: --bundle DIR.", exit: .differs)
  }
}
