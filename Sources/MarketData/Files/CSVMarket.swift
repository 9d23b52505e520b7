import Primitives
import Records

/// Markets in CSV files: one file a stock in a folder, or one long file.
///
/// A stock's file is called by its code (`600000.SH.csv`, `SH600000.csv`, gzip accepted) and has a day a row, as AIstock's
/// daily route writes it: `date,symbol,open,high,low,close,volume,amount`. A long file has a column for the code. Headers
/// are known by name (`BarColumns`), prices are yuan and volumes shares as they stand, and the calendar are the days that
/// occur. Without a companion (`MarketCompanion`) `all` has every stock from its first to its last row, and `index` the
/// indexes.
package enum CSVMarket {
  package static func isFile(_ name: String) -> Bool { name.hasSuffix(".csv") || name.hasSuffix(".csv.gz") }

  /// Whether a folder holds CSV files and is no provider folder.
  static func isFolder(_ folder: String) -> Bool {
    guard FileReader.isFolder(folder), !FileReader.isFolder(Path.join(folder, "features")),
      !FileReader.isFolder(Path.join(folder, "calendars")), let names = try? FileReader.names(in: folder)
    else { return false }
    return names.contains(where: isFile)
  }

  /// A long file.
  ///
  /// - Throws: what `BarTable` says of rows; `market.companion-digest` where the companion is of another file.
  package static func file(_ path: String) throws -> MemoryMarket {
    let bytes = try FileReader.unpacked(path)
    let companion = try MarketCompanion(beside: path)
    if let companion, SHA256Digest(hashing: bytes).hex != companion.sha256 { throw Diagnostic.otherCompanion(path) }
    let bars = try BarTable(bytes, path: path)
    let calendar = companion?.calendar ?? CSVMarket.calendar([bars])
    for (_, rows) in bars.rows {
      // The companion's calendar may be shorter than the file only where somebody edited both.
      if let stray = rows.first(where: { calendar.index(of: $0.day) == nil }) {
        throw Diagnostic.strayDay(stray.day, at: bars.table.place(row: stray.row, column: bars.columns.day))
      }
    }
    let parts = try bars.rows.concurrentMap { entry throws -> [String: FieldSeries] in
      let ranges = companion?.ranges[entry.instrument] ?? [:]
      var series = try bars.series(entry.rows, on: calendar)
      for (field, rows) in ranges {
        series[field] = rows.map { rows in
          FieldSeries(
            start: rows.start, values: series[field]?.values(in: rows.start..<(rows.start + rows.count)) ?? [])
        }
      }
      return series
    }
    var series = Dictionary(uniqueKeysWithValues: zip(bars.rows.map(\.instrument), parts))
    // An instrument without a row in the file is known by the companion alone.
    for (instrument, ranges) in companion?.ranges ?? [:] where series[instrument] == nil {
      for case (let field, let rows?) in ranges {
        series[instrument, default: [:]][field] = FieldSeries(start: rows.start, values: [])
      }
    }
    return MemoryMarket(
      location: path, calendar: calendar, universes: companion?.universes ?? universes(series, calendar),
      bars: series, announcedDays: companion?.announced ?? [], findings: findings([bars]))
  }

  /// A folder of one file a stock. `factors.csv` in it is no stock (`FactorFile`).
  ///
  /// - Throws: what `BarTable` says of rows; `market.csv-file-name` for a name that is no code.
  package static func folder(_ folder: String) throws -> MemoryMarket {
    let names = try FileReader.names(in: folder).filter { isFile($0) && !FactorFile.isName($0) }
    var files: [InstrumentID: String] = [:]
    for name in names {
      let code = String(name.dropLast(name.hasSuffix(".gz") ? ".csv.gz".count : ".csv".count))
      guard let instrument = InstrumentID(code), instrument.isExchangeCode else {
        throw Diagnostic.fileName(Path.join(folder, name))
      }
      if let other = files.updateValue(name, forKey: instrument) {
        throw Diagnostic.twoFiles(of: instrument, other, at: Path.join(folder, name))
      }
    }
    let tables = try files.sorted { $0.key < $1.key }.concurrentMap { instrument, name throws in
      let path = Path.join(folder, name)
      return try BarTable(try FileReader.unpacked(path), path: path, of: instrument)
    }
    let calendar = calendar(tables)
    let parts = try tables.concurrentMap { bars throws in try bars.series(bars.rows[0].rows, on: calendar) }
    let series = Dictionary(uniqueKeysWithValues: zip(tables.map { $0.rows[0].instrument }, parts))
    return MemoryMarket(
      location: folder, calendar: calendar, universes: universes(series, calendar), bars: series,
      findings: findings(tables))
  }

  private static func calendar(_ tables: [BarTable]) -> TradingCalendar {
    var days: Set<TradingDay> = []
    for table in tables { for entry in table.rows { for row in entry.rows { days.insert(row.day) } } }
    return TradingCalendar(days: days.sorted())
  }

  /// `all` and `index`, each member from its first to its last row.
  static func universes(
    _ series: [InstrumentID: [String: FieldSeries]], _ calendar: TradingCalendar
  ) -> [Universe] {
    func universe(_ name: String, _ holds: (InstrumentID) -> Bool) -> Universe {
      Universe(
        name: name,
        members: series.compactMap { instrument, fields in
          let rows = FieldSeries.rows(of: fields)
          guard holds(instrument), !rows.isEmpty else { return nil }
          return .init(
            instrument: instrument,
            spans: [.init(start: calendar[rows.lowerBound], end: calendar[rows.upperBound - 1])])
        })
    }
    let all = universe("all") { !InstrumentBars.isIndex($0) }
    let index = universe("index", InstrumentBars.isIndex)
    return index.members.isEmpty ? [all] : [all, index]
  }

  private static func findings(_ tables: [BarTable]) -> [HealthFinding] {
    let unsorted = tables.filter(\.isUnsorted).map(\.table.path)
    let open = tables.filter(\.isOpen).map(\.table.path)
    let unread = Set(tables.flatMap(\.columns.unread)).sorted()
    return [
      unsorted.isEmpty ? nil : HealthFinding(.unsorted(unsorted)),
      open.isEmpty ? nil : HealthFinding(.open(open)),
      unread.isEmpty ? nil : HealthFinding(.unread(unread, in: tables[0].table.path)),
    ].compactMap(\.self)
  }
}

extension Diagnostic {
  fileprivate static func fileName(_ path: String) -> Diagnostic {
    Diagnostic(
      "market.csv-file-name", .damaged, at: .init(path), ["name": .text(Path.lastComponent(path))],
      (
        en: "'{name}' is not named by a code with its exchange. Digits alone may be a stock or an index.",
        zh: "“{name}”的文件名不是带交易所的代码；只有数字时无法区分股票与指数。"
      ),
      remedy: (
        en: "Rename it as 600000.SH.csv. Name a file of many stocks itself as the market.",
        zh: "请改名为 600000.SH.csv；含多只股票的文件请直接指定为行情。"
      ))
  }

  fileprivate static func twoFiles(of instrument: InstrumentID, _ other: String, at path: String) -> Diagnostic {
    Diagnostic(
      "market.csv-two-files", .damaged, at: .init(path),
      ["instrument": .instrument(instrument), "other": .text(other)],
      (en: "{instrument} has two files. The other one is {other}.", zh: "{instrument} 有两个文件，另一个是 {other}。"),
      remedy: (en: "Keep one of the two files.", zh: "请保留其中一个。"))
  }

  fileprivate static func otherCompanion(_ path: String) -> Diagnostic {
    Diagnostic(
      "market.companion-digest", .damaged, at: .init(MarketCompanion.path(beside: path)), ["csv": .text(path)],
      (
        en: "The universes beside the CSV belong to another version of it. {csv} has another digest.",
        zh: "CSV 旁的股票池属于另一版本：{csv} 的摘要不同。"
      ),
      remedy: (
        en: "Export both again, or remove this file to read the CSV alone.",
        zh: "请重新导出两者，或删除该文件以单独读取 CSV。"
      ))
  }

  fileprivate static func strayDay(_ day: TradingDay, at place: Place) -> Diagnostic {
    Diagnostic(
      "market.companion-day", .damaged, at: place, ["day": .day(day)],
      (en: "{day} is not in the calendar of the companion.", zh: "{day} 不在附属文件的日历中。"),
      remedy: (en: "Export both files again.", zh: "请重新导出两个文件。"))
  }
}

extension Finding {
  fileprivate static func unsorted(_ files: [String]) -> Finding {
    Finding(
      "market.csv-unsorted", .note, ["count": .count(files.count), "files": .names(files.prefix(3))],
      title: (en: "Rows are not sorted by day", zh: "数据行未按日期排序"),
      evidence: (
        en: "{count} {count:file has|files have} rows out of order: {files}.", zh: "有 {count} 个文件的行未按日期排序：{files}。"
      ), consequence: (en: "They are sorted when read.", zh: "读取时已排序。"),
      remedy: (en: "None is needed.", zh: "无需处理。"))
  }

  fileprivate static func open(_ files: [String]) -> Finding {
    Finding(
      "market.csv-open", .warning, ["count": .count(files.count), "files": .names(files.prefix(3))],
      title: (en: "The last line has no end", zh: "最后一行没有换行符"),
      evidence: (
        en: "{count} {count:file ends|files end} inside of a line: {files}.", zh: "有 {count} 个文件的末行没有换行符：{files}。"
      ),
      consequence: (
        en: "A file that was cut inside of its last number looks like that.", zh: "文件若在末尾数字中被截断，就是这种形式。"
      ), remedy: (en: "Compare its last row with the source.", zh: "请与来源核对末行。"))
  }

  fileprivate static func unread(_ headers: [String], in path: String) -> Finding {
    Finding(
      "market.csv-unread", .note, ["headers": .names(headers.map { $0.isEmpty ? "''" : $0 }), "file": .text(path)],
      title: (en: "Columns are not read", zh: "部分列未读取"),
      evidence: (en: "These columns name no field: {headers} ({file}).", zh: "以下列名不是字段名：{headers}（{file}）。"),
      consequence: (en: "Their values are not in the market.", zh: "其数值不在行情中。"),
      remedy: (
        en: "Rename them with letters, digits and '_' to keep them.", zh: "如需保留，请改用字母、数字与“_”命名。"
      ))
  }
}
