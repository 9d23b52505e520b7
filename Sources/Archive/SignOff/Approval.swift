package import Primitives

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

  init(verified statement: ReviewStatement) {
    subject = statement.subject
    reviewer = statement.person
    approvedAt = statement.time
    self.statement = statement.sha256
    holdsThrough = statement.exceptions.map(\.expires).min()
  }
}

/// Where a review stands, and why.
package struct ReviewStatus: Equatable, Sendable {
  package enum State: String, Sendable, CaseIterable {
    case none
    case inReview = "in review"
    case approved, rejected, expired, reopened
    /// The chain of statements or a signature is not what it should be.
    case invalid
  }

  /// Why an approval no longer stands or a decision does not count; one cause each.
  package enum Cause: String, Sendable, CaseIterable {
    case restatedData = "restated-data"
    case otherTool = "other-tool"
    case otherConfiguration = "other-configuration"
    case otherModel = "other-model"
    case otherPredictions = "other-predictions"
    case otherVerdict = "other-verdict"
    case newFinding = "new-finding"
    case notJudged = "not-judged"
    case expiredException = "expired-exception"
    case manifestGone = "manifest-gone"
    case signature
    case author
    case chain
    case clock
    case statement
    /// The archive or `ssh-keygen` does not let it be verified.
    case unverifiable
  }

  package struct Reason: Equatable, Sendable {
    package var cause: Cause
    package var detail: Message

    package init(_ cause: Cause, _ detail: Message) {
      self.cause = cause
      self.detail = detail
    }
  }

  package var state: State
  package var reasons: [Reason]
  /// Oldest first; what could be read.
  package var statements: [ReviewStatement]
  /// Only where `state` is `approved`.
  package var approval: Approval?

  init(
    state: State, reasons: [Reason] = [], statements: [ReviewStatement] = [],
    approval: Approval? = nil
  ) {
    self.state = state
    self.reasons = reasons
    self.statements = statements
    self.approval = approval
  }

  /// Nothing was ever asked of a reviewer.
  package static let none = ReviewStatus(state: .none)

  package var json: JSONValue {
    [
      "state": .string(state.rawValue),
      "reasons": .array(
        reasons.map { ["cause": .string($0.cause.rawValue), "detail": $0.detail.json] }),
      "statements": .array(statements.map(\.json)),
      "approval": approval.map {
        [
          "reviewer": .string($0.reviewer), "approved_at": .string($0.approvedAt),
          "statement_sha256": .string($0.statement), "holds_through": .optional($0.holdsThrough),
        ]
      } ?? .null,
    ]
  }
}
