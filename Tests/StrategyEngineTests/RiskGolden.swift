import Primitives
import StrategyEngine
import Testing

/// Tables of `Tests/Oracle/make_risk_models.py`.
enum RiskGolden {
  /// The values by case and part.
  static func read(_ path: String) throws -> [String: [String: [Double]]] {
    let table = try CSVTable(file: path)
    var result: [String: [String: [Double]]] = [:]
    for row in 0..<table.rowCount {
      let values = table.text(row: row, column: 2).split(separator: " ").compactMap { Double($0) }
      result[table.text(row: row, column: 0), default: [:]][table.text(row: row, column: 1)] = values
    }
    return result
  }

  /// Values within a fraction of the greatest of their matrix, missing ones at the same places.
  static func check(_ matrix: Matrix, _ recorded: [Double]?, within limit: Double = 1e-11) throws {
    try compare((0..<matrix.rows).flatMap { row in (0..<matrix.columns).map { matrix[row, $0] } }, recorded, limit)
  }

  /// The upper half of a matrix that is symmetric to its last bit but for rounding.
  static func checkUpper(_ matrix: Matrix, _ recorded: [Double]?, within limit: Double = 1e-11) throws {
    try #require(matrix.rows == matrix.columns)
    try compare(
      (0..<matrix.rows).flatMap { row in (row..<matrix.columns).map { matrix[row, $0] } }, recorded, limit)
    try compare(
      (0..<matrix.rows).flatMap { row in (row..<matrix.columns).map { matrix[$0, row] } }, recorded, limit)
  }

  private static func compare(_ values: [Double], _ recorded: [Double]?, _ limit: Double) throws {
    let recorded = try #require(recorded)
    try #require(values.count == recorded.count)
    let size = recorded.reduce(0) { $1.isNaN ? $0 : max($0, $1.magnitude) }
    for (place, (here, there)) in zip(values, recorded).enumerated()
    where here.isNaN != there.isNaN
      || (here - there).magnitude > limit * size
    {
      Issue.record("value \(place): \(here) here, \(there) in qlib, of \(size)")
      return
    }
  }
}
