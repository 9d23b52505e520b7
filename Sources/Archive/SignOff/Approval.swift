package import Primitives
package import Records

/// A migration that a reviewer has approved and whose approval still holds.
///
/// Only this room can make one, and only from a signature that it has verified: whoever demands an
/// `Approval` cannot be called without one.
package struct Approval: Equatable, Sendable {
  package let subject: ReviewSubject
  package let reviewer: String
  package let approvedAt: String
  /// SHA-256 of the signed statement.
  package let statement: String
  /// The first day on which an exception no longer holds; nil without exceptions.
  package let holdsThrough: TradingDay?
  /// What the approval overrides or accepts for a while, each with its reason and its last day.
  package let exceptions: [ReviewStatement.Exception]
  /// SHA-256 of the `bundle.json` that was signed with it; nil where none was.
  package let bundle: String?

  init(verified statement: ReviewStatement) {
    subject = statement.subject
    reviewer = statement.person
    approvedAt = statement.time
    self.statement = statement.sha256
    holdsThrough = statement.holdsThrough
    exceptions = statement.exceptions
    bundle = statement.bundle
  }

  /// Members of a document that repeats the decision: the verdict stands beside what overrides it.
  package var members: [String: JSONValue] {
    [
      "migration": .string(subject.migration), "reviewer": .string(reviewer), "approved_at": .string(approvedAt),
      "statement_sha256": .string(statement), "holds_through": .optional(holdsThrough),
      "verdict": .string(subject.verdict), "rungs_ran": subject.rungsRan.map { .integer($0) } ?? .null,
      "exceptions": .array(exceptions.map(\.json)),
    ]
  }

  /// The decision in a line or two, as loud as the verdict.
  package var lines: [Message] {
    let head = subject.rungsRan.map { Message.verdict(self, rungs: $0) } ?? .verdict(self)
    return [head] + (exceptions.isEmpty ? [] : [.withExceptions(exceptions)])
  }
}

extension Message {
  fileprivate static func verdict(_ approval: Approval) -> Message {
    Message(
      "review.approved-verdict", ["verdict": .text(approval.subject.verdict), "person": .text(approval.reviewer)],
      en: "Verdict {verdict}, approved by {person}.", zh: "判定 {verdict}，由 {person} 批准。")
  }

  fileprivate static func verdict(_ approval: Approval, rungs: Int) -> Message {
    Message(
      "review.approved-verdict-rungs",
      [
        "verdict": .text(approval.subject.verdict), "person": .text(approval.reviewer), "ran": .count(rungs),
        "all": .count(approval.subject.rungs.count),
      ],
      en: "Verdict {verdict}, {ran} of {all} rungs ran, approved by {person}.",
      zh: "判定 {verdict}，{all} 级中运行了 {ran} 级，由 {person} 批准。")
  }

  /// Wherever a verdict is overridden, this stands beside it.
  package static func withExceptions(_ exceptions: [ReviewStatement.Exception]) -> Message {
    Message(
      "review.approved-with-exceptions", ["exceptions": .list(exceptions.map { .message($0.line) })],
      en: "Approved with exceptions: {exceptions}.", zh: "附例外批准：{exceptions}。")
  }
}
