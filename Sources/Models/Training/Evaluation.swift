/// One value of a metric on one set after a round.
package struct Evaluation: Equatable, Sendable {
  /// `train` or `valid`.
  package var set: String
  package var metric: String
  package var value: Double

  package init(set: String, metric: String, value: Double) {
    self.set = set
    self.metric = metric
    self.value = value
  }
}
