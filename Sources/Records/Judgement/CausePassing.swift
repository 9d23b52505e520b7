package import Primitives

// Passing: goes with the last cause whose statement is not typed yet.
package typealias Explanation = CauseStatement

extension CauseStatement {
  package init(cause: Cause, sentence: String, evidence: [String] = []) {
    self.init(cause, .verbatim(sentence), evidence: evidence.map(Message.verbatim))
  }
  package init(cause: Cause, sentence: String, evidence: [Message]) {
    self.init(cause, .verbatim(sentence), evidence: evidence)
  }
  package var sentence: String { statement.english }
}
