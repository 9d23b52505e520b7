package import Primitives
import Records

/// The door to paper and live use.
///
/// What acts with money takes an `Approval` as an argument; only this room makes one, from a signature that it
/// has verified. Nothing here opens the door for research: that needs none.
package enum MoneyGate {
  package enum Environment: String, CaseIterable, Sendable {
    case research, paper, live

    package var demandsApproval: Bool { self != .research }
  }

  /// The approval of a migration for an environment; nil for research.
  ///
  /// - Throws: `review.not-approved` with the state and its reason.
  package static func approval(
    _ migration: String, _ environment: Environment, _ ledger: ReviewLedger, _ clock: Clock
  ) throws -> Approval? {
    guard environment.demandsApproval else { return nil }
    return try ledger.approval(migration, now: clock)
  }

  /// A permit that only an approval gives; it names whose decision an order rests on.
  package struct Permit {
    package let environment: Environment
    package let approval: Approval

    package init(_ approval: Approval, for environment: Environment) {
      self.environment = environment
      self.approval = approval
    }

    private var json: JSONValue {
      [
        "environment": .string(environment.rawValue),
        "migration": .string(approval.subject.migration),
        "reviewer": .string(approval.reviewer), "approved_at": .string(approval.approvedAt),
        "statement_sha256": .string(approval.statement),
        "holds_through": .optional(approval.holdsThrough),
      ]
    }

    /// A document with the permit that it rests on.
    package func added(to document: JSONValue) -> JSONValue {
      guard var members = document.objectValue else { return document }
      members["permit"] = json
      return .object(members)
    }
  }

  /// What belongs to no migration cannot be approved.
  package static func refusal(_ what: String, _ environment: Environment) -> Diagnostic {
    Diagnostic(
      "review.not-approved", .refused, ["what": .text(what), "environment": .text(environment.rawValue)],
      (
        en: "{what} belongs to no approved migration. It cannot be used for `{environment}`.",
        zh: "{what} 不属于任何已批准的迁移，不能用于 `{environment}`。"
      ),
      remedy: (
        en: "Name a bundle that `aistock review approve` froze: `--bundle DIR`.",
        zh: "指定 `aistock review approve` 冻结的资产包：`--bundle DIR`。"
      ))
  }
}
