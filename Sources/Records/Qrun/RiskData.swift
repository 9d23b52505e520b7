package import Primitives

/// A risk model day by day, as qlib's `StructuredCovEstimator` makes it: `ROOT/20240102/factor_exp.csv` with a row a stock
/// and a column a factor, `factor_cov.csv`, `specific_risk.csv` with one column of deviations, and `blacklist.csv`.
///
/// qlib reads pickles of them; they are never read here. A CSV is the pickle's `to_csv`: the first column is the index.
package struct RiskData: Equatable, Sendable {
  package struct Day: Equatable, Sendable {
    package var instruments: [InstrumentID]
    /// Stock by stock.
    package var exposures: [Double]
    /// Row by row, in the order of the exposures' columns.
    package var covariance: [Double]
    /// Standard deviations that no factor explains.
    package var specificRisk: [Double]
    /// What must be sold.
    package var blacklist: Set<InstrumentID>

    package init(
      instruments: [InstrumentID], exposures: [Double], covariance: [Double], specificRisk: [Double],
      blacklist: Set<InstrumentID> = []
    ) {
      self.instruments = instruments
      self.exposures = exposures
      self.covariance = covariance
      self.specificRisk = specificRisk
      self.blacklist = blacklist
    }
  }

  /// The files' names without what follows the last dot (`name_mapping`).
  package struct Names: Equatable, Sendable {
    package var exposures = "factor_exp"
    package var covariance = "factor_cov"
    package var specificRisk = "specific_risk"
    package var blacklist = "blacklist"

    package init() {}

    var all: [String] { [exposures, covariance, specificRisk, blacklist] }
  }

  package var days: [TradingDay: Day]
  package var names = Names()
  /// SHA-256 over all files.
  package var digest: String

  package init(days: [TradingDay: Day], digest: String = "") {
    self.days = days
    self.digest = digest
  }

  /// Nil where the folder is not there, or has no day in it.
  ///
  /// - Throws: `strategy.risk-pickle` (exit 5) for a day without its CSV files, `strategy.risk-shape` and `csv.…` (exit 3)
  ///   for files that do not fit each other.
  package init?(root: String, names: Names = Names()) throws {
    guard FileReader.isFolder(root) else { return nil }
    var days: [TradingDay: Day] = [:]
    var digests: [String] = []
    for name in try FileReader.names(in: root).sorted() {
      guard name.utf8.count == 8, name.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(name),
        let day = TradingDay(year: number / 10_000, month: number / 100 % 100, day: number % 100),
        FileReader.isFolder(Path.join(root, name))
      else { continue }
      var folder = RiskFolder(path: Path.join(root, name), names: names)
      days[day] = try folder.read()
      digests.append(name + " " + folder.digests.joined(separator: " "))
    }
    guard !days.isEmpty else { return nil }
    self.init(days: days, digest: SHA256Digest(hashing: digests.joined(separator: "\n")).hex)
    self.names = names
  }
}

/// One day's files.
private struct RiskFolder {
  let path: String
  let names: RiskData.Names
  private(set) var digests: [String] = []

  init(path: String, names: RiskData.Names) {
    self.path = path
    self.names = names
  }

  mutating func read() throws -> RiskData.Day {
    let exposures = try table(names.exposures)
    let covariance = try table(names.covariance)
    let specific = try table(names.specificRisk)
    let factors = exposures.columns.count - 1
    guard covariance.columns.count - 1 == factors, covariance.rowCount == factors else {
      throw Diagnostic.riskShape(covariance.path, .squareOf(factors))
    }
    guard specific.columns.count == 2, specific.rowCount > 0 else {
      throw Diagnostic.riskShape(specific.path, .oneColumn)
    }
    let instruments = codes(exposures)
    guard Set(instruments).count == instruments.count else { throw Diagnostic.riskShape(exposures.path, .twice) }
    let own = Dictionary(zip(codes(specific), try values(specific))) { first, _ in first }
    // Where the stocks differ, one without its own risk has the greatest.
    let greatest = own.values.max() ?? .nan
    return RiskData.Day(
      instruments: instruments, exposures: try values(exposures), covariance: try values(covariance),
      specificRisk: instruments.map { own[$0] ?? greatest },
      blacklist: FileReader.exists(file(names.blacklist)) ? Set(codes(try table(names.blacklist))) : [])
  }

  private func file(_ name: String) -> String { Path.join(path, name + ".csv") }

  private mutating func table(_ name: String) throws -> CSVTable {
    guard FileReader.exists(file(name)) else { throw Diagnostic.riskPickle(file(name)) }
    let bytes = try FileReader.bytes(file(name))
    digests.append(SHA256Digest(hashing: bytes).hex)
    return try CSVTable(bytes, path: file(name))
  }

  private func codes(_ table: CSVTable) -> [InstrumentID] {
    (0..<table.rowCount).map { InstrumentID(canonical: table.text(row: $0, column: 0)) }
  }

  private func values(_ table: CSVTable) throws -> [Double] {
    try (0..<table.rowCount).flatMap { row in
      try (1..<max(1, table.columns.count)).map { column in
        let value = try table.double(row: row, column: column)
        guard value.isFinite else { throw Diagnostic.riskShape(table.path, .missing(table.columns[column])) }
        return value
      }
    }
  }
}

extension Message {
  fileprivate static func squareOf(_ count: Int) -> Message {
    Message(
      "risk.square-of", ["count": .count(count)],
      en: "It needs {count} rows and columns of numbers, one a factor of the exposures.",
      zh: "须有 {count} 行 {count} 列数值，与暴露的因子一一对应。")
  }

  fileprivate static let oneColumn = Message(
    "risk.one-column", en: "It needs a row a stock and one column of numbers.", zh: "须每只股票一行，且只有一列数值。")

  fileprivate static let twice = Message("risk.twice", en: "A stock stands in it twice.", zh: "其中有重复的股票。")

  fileprivate static func missing(_ column: String) -> Message {
    Message(
      "risk.missing", ["column": .text(column)], en: "A value of the column '{column}' is missing or infinite.",
      zh: "列“{column}”有缺失或无穷的值。")
  }
}

extension Diagnostic {
  fileprivate static func riskShape(_ path: String, _ why: Message) -> Diagnostic {
    Diagnostic(
      "strategy.risk-shape", .damaged, at: Place(path), ["why": .message(why)],
      (en: "The risk data cannot be used. {why}", zh: "风险数据无法使用。{why}"),
      remedy: (en: "Write the table again from qlib's pickle.", zh: "请由 qlib 的 pickle 重新写出该表。"))
  }

  fileprivate static func riskPickle(_ path: String) -> Diagnostic {
    Diagnostic(
      "strategy.risk-pickle", .unsupported, at: Place(path),
      (
        en: "The risk data has no such CSV. Pickles of qlib are never read here.",
        zh: "风险数据缺少该 CSV。此处从不读取 qlib 的 pickle。"
      ),
      remedy: (
        en:
          "Run `python export_recorder.py risk FOLDER` on `riskmodel_root`. `aistock rdagent exporter` writes the script.",
        zh: "请对 `riskmodel_root` 运行 `python export_recorder.py risk FOLDER`；`aistock rdagent exporter` 写出该脚本。"
      ))
  }
}
