package import Primitives

/// One formula of this program as a reader finds it: what it measures, how, and whose it is.
package struct FormulaEntry: Equatable, Sendable {
  /// How days are counted and returns are joined; nil for what takes days one by one.
  package enum Convention: String, Sendable, CaseIterable {
    /// Daily values are summed, 238 days a year: qlib's own.
    case summed = "qlib-sum-238"
    /// Returns are compounded, 252 days a year: that of published figures.
    case compounded = "standard-252"
    /// One value a day, then their mean: qlib's measures of predictions.
    case daily = "qlib-daily"
  }

  /// With its version, such as `sharpe.252/1`: another calculation is another id.
  package var id: String
  package var convention: Convention?
  /// In plain signs. r is the return of a day as a fraction, n the number of days.
  package var expression: String
  /// What it measures, its unit, and where it has no value.
  package var meaning: Message
  package var source: String

  init(_ id: String, _ convention: Convention?, _ expression: String, _ meaning: Message, source: String) {
    self.id = id
    self.convention = convention
    self.expression = expression
    self.meaning = meaning
    self.source = source
  }
}

/// Every formula that a metric, a chart or a table names by its id.
package enum FormulaCatalogue {
  package static let entries: [FormulaEntry] =
    ofReturns + ofStandardFigures + ofPredictions + ofOrders + ofPreviews + ofSelection

  package static func entry(_ id: String) -> FormulaEntry? { byID[id] }

  private static let byID = Dictionary(uniqueKeysWithValues: entries.map { ($0.id, $0) })
}
