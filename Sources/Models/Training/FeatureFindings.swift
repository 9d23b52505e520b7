import Primitives
import Records

/// Features that no model can learn from: missing or constant on every row of the train segment.
enum FeatureFindings {
  static func of(_ views: DatasetViews, train rows: TrainingRows) -> [Finding] {
    let days = rows.frame.keys
    guard !rows.train.isEmpty else { return [] }
    let range = views.raw.keys.rows(
      from: days.day(ofRow: rows.train.lowerBound), through: days.day(ofRow: rows.train.upperBound - 1))
    let used = Set(rows.frame.names(of: "feature"))
    var missing: [String] = []
    var constant: [String] = []
    for column in views.raw.columns(of: "feature") where used.contains(column.name) {
      switch spread(column.values, range) {
      case .missing: missing.append(column.name)
      case .constant: constant.append(column.name)
      case .varies: break
      }
    }
    return [
      finding(
        "dataset.feature-missing", .serious, missing, "missing on every row of the train segment",
        "Check the fields behind it, or remove it from the set."),
      finding(
        "dataset.feature-constant", .warning, constant, "the same on every row of the train segment",
        "Remove it: no split can use it."),
    ].compactMap { $0 }
  }

  private enum Spread { case missing, constant, varies }

  private static func spread(_ values: ColumnValues, _ rows: Range<Int>) -> Spread {
    var first: Double?
    for row in rows where !values[row].isNaN {
      guard let known = first else {
        first = values[row]
        continue
      }
      if values[row] != known { return .varies }
    }
    return first == nil ? .missing : .constant
  }

  private static func finding(
    _ id: String, _ severity: Finding.Severity, _ names: [String], _ what: String, _ remedy: String
  ) -> Finding? {
    guard !names.isEmpty else { return nil }
    let shown = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", ..." : "")
    return Finding(
      id: id, severity: severity, evidence: "\(shown): \(what)",
      consequence: "the model learns nothing from \(names.count == 1 ? "it" : "them"); its importance is 0", remedy: remedy)
  }
}
