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

    /// False where the archive was not at hand: what it has learnt since the decision is not known.
    package let isHeldToArchive: Bool

    package init(_ approval: Approval, for environment: Environment, isHeldToArchive: Bool = true) {
      self.environment = environment
      self.approval = approval
      self.isHeldToArchive = isHeldToArchive
    }

    private var json: JSONValue {
      .object(
        approval.members.merging([
          "environment": .string(environment.rawValue), "held_to_archive": .bool(isHeldToArchive),
        ]) { _, new in new })
    }

    /// What the terminal says before the orders.
    package var lines: [Message] { approval.lines + (isHeldToArchive ? [] : [.noArchive]) }

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

extension Message {
  fileprivate static var noArchive: Message {
    Message(
      "review.no-archive", en: "The archive is not here. A later rejection or a restated night is not known.",
      zh: "归档不在此处，无从知道其后的拒绝或数据修订。")
  }
}
