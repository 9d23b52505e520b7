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

  init(verified statement: ReviewStatement) {
    subject = statement.subject
    reviewer = statement.person
    approvedAt = statement.time
    self.statement = statement.sha256
    holdsThrough = statement.holdsThrough
  }
}
