import Primitives

/// Adjustment factors of raw prices: a CSV of `instrument,day,factor` (`datetime` and `date` are read for `day`), rows in
/// any order, gzip accepted.
///
/// A row holds from its day until the next one, so that a file of a row a day and one of a row a dividend say the same.
package struct FactorFile: Sendable {
  package let path: String
  /// Days ascending.
  private let factors: [InstrumentID: [(day: TradingDay, factor: Double)]]

  static func isName(_ name: String) -> Bool { name == "factors.csv" || name == "factors.csv.gz" }

  /// The file of factors in a folder of bars; nil where there is none.
  static func path(in folder: String) -> String? {
    ["factors.csv", "factors.csv.gz"].map { Path.join(folder, $0) }.first(where: FileReader.exists)
  }

  /// - Throws: what `CSVTable` says of cells; `factors.value` for a factor that is not above 0, `factors.duplicate`.
  package init(csv path: String) throws {
    let table = try CSVTable(file: path)
    let instrumentColumn = try table.column("instrument")
    let dayColumn = try table.column("day", "datetime", "date")
    let factorColumn = try table.column("factor")
    var factors: [InstrumentID: [(day: TradingDay, factor: Double)]] = [:]
    for row in 0..<table.rowCount {
      let factor = try table.double(row: row, column: factorColumn)
      guard factor > 0, factor.isFinite else {
        throw Diagnostic.value(
          table.text(row: row, column: factorColumn), at: table.place(row: row, column: factorColumn))
      }
      factors[try table.instrument(row: row, column: instrumentColumn), default: []].append(
        (try table.day(row: row, column: dayColumn), factor))
    }
    for instrument in factors.keys.sorted() {
      let sorted = (factors[instrument] ?? []).sorted { $0.day < $1.day }
      for (row, next) in zip(sorted, sorted.dropFirst()) where row.day == next.day {
        throw Diagnostic.duplicate(instrument, row.day, at: path)
      }
      factors[instrument] = sorted
    }
    self.path = path
    self.factors = factors
  }

  /// The first day that has a factor; nil where none is known.
  func start(of instrument: InstrumentID) -> TradingDay? { factors[instrument]?.first?.day }

  /// The factor on each day of a range of calendar indexes; NaN before the first row.
  func values(of instrument: InstrumentID, on calendar: TradingCalendar, _ range: Range<Int>) -> [Double] {
    let rows = factors[instrument] ?? []
    var next = rows.partitioningIndex { row in range.isEmpty || row.day > calendar[range.lowerBound] }
    return range.map { index in
      while next < rows.count, rows[next].day <= calendar[index] { next += 1 }
      return next == 0 ? .nan : rows[next - 1].factor
    }
  }
}

extension Diagnostic {
  fileprivate static func value(_ cell: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "factors.value", .damaged, at: place, ["cell": .text(cell)],
      (en: "'{cell}' is no adjustment factor. It must be above 0.", zh: "“{cell}”不是复权因子，复权因子必须大于 0。"),
      remedy: (en: "Repair the row, or leave it out.", zh: "请修复该行，或去掉它。"))
  }

  fileprivate static func duplicate(_ instrument: InstrumentID, _ day: TradingDay, at path: String) -> Diagnostic {
    Diagnostic(
      "factors.duplicate", .damaged, at: .init(path), ["instrument": .instrument(instrument), "day": .day(day)],
      (en: "{instrument} has two factors on {day}.", zh: "{instrument} 在 {day} 有两个复权因子。"),
      remedy: (en: "Keep one of the two rows.", zh: "请保留其中一行。"))
  }
}
