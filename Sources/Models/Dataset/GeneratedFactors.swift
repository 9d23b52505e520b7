import Primitives

/// A table of factor values in neutral form: `datetime,instrument,NAME...` or
/// `instrument,datetime,NAME...`, rows in any order, gzip accepted.
package struct GeneratedFactors: Sendable {
  package let path: String
  package let frame: Frame
  /// Instruments as written, in the order of the frame's keys.
  let written: [InstrumentID: String]

  /// Throws `factor.…` for columns or rows that cannot be joined, with file and line.
  package init(file path: String) throws {
    let table = try CSVTable(file: path)
    let dayColumn = try table.column("datetime", "date")
    let instrumentColumn = try table.column("instrument")
    let factorColumns = table.columns.indices.filter { $0 != dayColumn && $0 != instrumentColumn }
    let names = factorColumns.map { GeneratedFactors.normalized(table.columns[$0]) }
    guard !names.isEmpty else {
      throw Diagnostic(
        "factor.none", .absent, at: .init(path, line: 1),
        (en: "The file has no column of values.", zh: "文件没有取值列。"),
        remedy: (en: "Export the factors again.", zh: "请重新导出因子。"))
    }
    if let twice = names.enumerated().first(where: { names[..<$0.offset].contains($0.element) }) {
      throw Diagnostic(
        "factor.duplicate", .unsupported, at: .init(path, line: 1), ["factor": .text(twice.element)],
        (en: "The factor '{factor}' occurs twice.", zh: "因子“{factor}”重复出现。"),
        remedy: (en: "Keep one of the columns.", zh: "请只保留其中一列。"))
    }
    var written: [InstrumentID: String] = [:]
    var rows: [(day: TradingDay, instrument: InstrumentID, row: Int)] = []
    rows.reserveCapacity(table.rowCount)
    for row in 0..<table.rowCount {
      let instrument = try table.instrument(row: row, column: instrumentColumn)
      if written[instrument] == nil { written[instrument] = table.text(row: row, column: instrumentColumn) }
      rows.append((try table.day(row: row, column: dayColumn), instrument, row))
    }
    let isSorted = zip(rows, rows.dropFirst()).allSatisfy { ($0.day, $0.instrument) < ($1.day, $1.instrument) }
    if !isSorted { rows.sort { ($0.day, $0.instrument, $0.row) < ($1.day, $1.instrument, $1.row) } }
    for (left, right) in zip(rows, rows.dropFirst())
    where left.day == right.day && left.instrument == right.instrument {
      throw Diagnostic(
        "factor.duplicate", .unsupported,
        at: table.place(row: max(left.row, right.row), column: instrumentColumn),
        ["instrument": .instrument(right.instrument), "day": .day(right.day)],
        (en: "{instrument} on {day} occurs twice.", zh: "{instrument} 在 {day} 重复出现。"),
        remedy: (en: "Keep one of the two rows.", zh: "请只保留其中一行。"))
    }
    let keys = try RowKeys(rows: rows.map { ($0.day, $0.instrument) })
    let columns = try zip(factorColumns, names).map { column, name in
      let values = try rows.map { try table.double(row: $0.row, column: column) }
      return Column(group: "feature", name: name, values: GeneratedFactors.typed(values))
    }
    self.path = path
    self.written = written
    frame = try Frame(keys: keys, columns: columns)
  }

  /// RD-Agent's column names: `('feature', 'X')` as pandas prints a tuple, or `feature_X`, is `X`.
  package static func normalized(_ name: String) -> String {
    var text = Substring(name)
    if text.hasPrefix("("), text.hasSuffix(")") {
      let quoted = text.split(separator: "'")
      if quoted.count >= 2 { text = quoted[quoted.count - 2] }
    }
    return String(text.hasPrefix("feature_") ? text.dropFirst("feature_".count) : text)
  }

  /// The type a column had before it was text: float32 where every value looked at is the shortest text
  /// of a float32, as the exporter writes them; the text of a float64 has more digits than any of those.
  private static func typed(_ values: [Double]) -> ColumnValues {
    var checked = 0
    for value in values where value.isFinite && value != value.rounded() {
      var writer = ByteWriter(capacity: 24)
      writer.number(Float(value))
      let isShort = writer.bytes.withUnsafeBufferPointer { NumberReader.double($0) } == value
      if !isShort { return .double(values) }
      checked += 1
      if checked == 1000 { break }
    }
    return .float(values.map { Float($0) })
  }
}

extension FeatureSource.FactorFile {
  /// Finds the values in neutral form: the written path itself, or the exporter's form of it in the
  /// workspace. Absolute paths of another machine count by their last part only.
  ///
  /// Throws `factor.parquet` where only the parquet is there, `factor.file-missing` otherwise.
  func find(in folder: String?) throws -> String {
    var stem = Path.lastComponent(path.replacing("\\", with: "/"))
    for ending in [".gz", ".csv", ".parquet", ".pkl", ".h5"] where stem.hasSuffix(ending) {
      stem.removeLast(ending.count)
    }
    let short = stem.hasSuffix("_df") ? String(stem.dropLast(3)) : stem
    let names = [stem, short].flatMap { ["\($0).csv", "\($0).csv.gz"] }
    let places = folder.map { folder in names.map { Path.join(folder, $0) } } ?? []
    let direct = path.hasSuffix(".csv") || path.hasSuffix(".csv.gz") ? [path] : []
    let ordered = path.contains("/") ? direct + places : places + direct
    if let found = ordered.first(where: FileReader.exists) { return found }
    let raw = folder.map { Path.join($0, stem + ".parquet") }
    if let raw, FileReader.exists(raw) {
      throw Diagnostic(
        "factor.parquet", .unsupported, at: .init(raw), ["file": .text(short + ".csv.gz")],
        (
          en: "The generated factors exist as parquet only, which is not read here.",
          zh: "生成的因子只有 parquet 格式，此处不读取。"
        ),
        remedy: (
          en: "Run the exporter (`aistock rdagent exporter`) in RD-Agent's Python. It writes {file}.",
          zh: "请在 RD-Agent 的 Python 中运行导出器（`aistock rdagent exporter`），它会写出 {file}。"
        ))
    }
    throw Diagnostic(
      "factor.file-missing", .absent, at: .init(folder ?? "", field: "dynamic_path"),
      ["path": .text(path), "file": .text(stem + ".csv.gz")],
      (en: "The generated factors '{path}' are not in the workspace.", zh: "工作区中没有生成的因子“{path}”。"),
      remedy: (
        en: "Put {file} (`datetime,instrument,NAME...`) beside the configuration. The exporter writes it.",
        zh: "请把 {file}（`datetime,instrument,NAME...`）放在配置旁边，导出器会写出它。"
      ))
  }
}
