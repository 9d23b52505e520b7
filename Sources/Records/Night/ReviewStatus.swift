package import Primitives

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
    /// The verdict or a serious finding is overridden without an exception that names it.
    case missingException = "missing-exception"
    /// A rung that ran no longer runs, or one that agreed fails.
    case otherRungs = "other-rungs"
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
  /// What must be known beside the state and does not change it.
  package var notes: [Message]

  package init(state: State, reasons: [Reason] = [], statements: [ReviewStatement] = [], notes: [Message] = []) {
    self.state = state
    self.reasons = reasons
    self.statements = statements
    self.notes = notes
  }

  /// The decision that approves; nil unless `state` is `approved`. It is a record: what acts on an approval
  /// demands an `Approval`, which only the archive's verification makes.
  package var decision: ReviewStatement? { state == .approved ? statements.last : nil }

  /// What the approval that stands accepts for a while; empty in every other state.
  package var exceptions: [ReviewStatement.Exception] { decision?.exceptions ?? [] }

  /// Nothing was ever asked of a reviewer.
  package static let none = ReviewStatus(state: .none)

  package var json: JSONValue {
    [
      "state": .string(state.rawValue),
      "reasons": .array(
        reasons.map { ["cause": .string($0.cause.rawValue), "detail": $0.detail.json] }),
      "statements": .array(statements.map(\.json)),
      "approval": decision.map {
        [
          "reviewer": .string($0.person), "approved_at": .string($0.time), "statement_sha256": .string($0.sha256),
          "holds_through": .optional($0.holdsThrough), "verdict": .string($0.subject.verdict),
          "rungs_ran": $0.subject.rungsRan.map { .integer($0) } ?? .null,
          "exceptions": .array($0.exceptions.map(\.json)),
        ]
      } ?? .null,
      "notes": .array(notes.map(\.json)),
    ]
  }
}
