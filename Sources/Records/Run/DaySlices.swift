package import Primitives

/// The rows of a run by day.
package enum DaySlices {
  /// - Parameter rows: sorted by day.
  package static func of<Row>(_ rows: [Row], _ day: KeyPath<Row, TradingDay>) -> [TradingDay: ArraySlice<Row>] {
    var slices: [TradingDay: ArraySlice<Row>] = [:]
    var start = rows.startIndex
    while start < rows.endIndex {
      let current = rows[start][keyPath: day]
      var end = start
      while end < rows.endIndex, rows[end][keyPath: day] == current { end += 1 }
      slices[current] = rows[start..<end]
      start = end
    }
    return slices
  }
}
