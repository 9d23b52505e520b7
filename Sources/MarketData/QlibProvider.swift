import Foundation
package import Primitives
import Records
import Synchronization

/// A qlib provider folder: `calendars/day.txt`, `instruments/*.txt`, `features/<code>/<field>.day.bin`.
///
/// `calendars/day_future.txt`, which qlib's `future=True` reads, may tell trading days that have no bars yet; it goes
/// before the exchange's own calendar.
/// Bins are little-endian float32; the first element is the calendar index of the first value
/// (`qlib/data/storage/file_storage.py`). Damage stops with exit 3; absence is the caller's to judge.
package struct QlibProvider: Market {
  package let location: String
  package let calendar: TradingCalendar
  package let announcedDays: [TradingDay]
  package let hasPeriods: Bool
  package let universeNames: [String]
  /// Folder under `features/` of each instrument: users' folders come as `sh600000` and `600000.sh`.
  private let folders: [InstrumentID: String]
  /// Nil keeps nothing.
  private var cache: SeriesCache? = SeriesCache()

  package init(folder: String) throws {
    guard FileReader.isFolder(folder) else {
      throw Diagnostic(
        "market.missing", .absent, at: .init(folder), (en: "There is no such folder.", zh: "文件夹不存在。"),
        remedy: (
          en: "Name a qlib provider folder (with calendars/, instruments/, features/), or 'demo'.",
          zh: "请指定 qlib 行情目录（含 calendars/、instruments/、features/），或 demo。"
        ))
    }
    location = folder
    hasPeriods = FileReader.isFolder(Path.join(folder, "financial"))
    let calendar = try QlibCalendarFile.read(Path.join(folder, "calendars/day.txt"))
    self.calendar = calendar
    let future = Path.join(folder, "calendars/day_future.txt")
    announcedDays =
      FileReader.exists(future)
      ? try QlibCalendarFile.read(future).days.filter { day in calendar.days.last.map { $0 < day } ?? true } : []
    let instruments = Path.join(folder, "instruments")
    universeNames =
      FileReader.isFolder(instruments)
      ? try FileReader.names(in: instruments).filter { $0.hasSuffix(".txt") }.map { String($0.dropLast(4)) } : []
    let features = Path.join(folder, "features")
    guard FileReader.isFolder(features) else {
      throw Diagnostic(
        "market.features-missing", .absent, at: .init(features),
        (en: "The provider has no folder 'features'.", zh: "行情目录没有 features 文件夹。"),
        remedy: (
          en: "Name the folder that holds calendars/, instruments/ and features/.",
          zh: "请指定包含 calendars/、instruments/ 与 features/ 的文件夹。"
        ))
    }
    var folders: [InstrumentID: String] = [:]
    for name in try FileReader.names(in: features) {
      guard let instrument = InstrumentID(name) else { continue }
      // Two folders of one instrument: qlib's own spelling wins.
      if folders[instrument] == nil || name == instrument.folder { folders[instrument] = name }
    }
    self.folders = folders
  }

  package func universe(_ name: String) throws -> Universe {
    guard universeNames.contains(name) else { throw universeMissing(name) }
    return try QlibUniverseFile.read(Path.join(location, "instruments/\(name).txt"), name: name)
  }

  package func hasData(_ instrument: InstrumentID) -> Bool { folders[instrument] != nil }

  package var recordedInstruments: [InstrumentID]? { folders.keys.sorted() }

  package func formFindings() throws -> [HealthFinding] {
    try QlibTextForms.findings(
      calendar: Path.join(location, "calendars/day.txt"),
      universes: universeNames.map { Path.join(location, "instruments/\($0).txt") })
  }

  package func fieldNames() throws -> [String]? {
    var names: Set<String> = []
    for folder in folders.values {
      for file in try FileReader.names(in: Path.join(location, "features/\(folder)"))
      where file.hasSuffix(".day.bin") { names.insert(String(file.dropLast(8))) }
    }
    return names.sorted()
  }

  package func series(_ field: String, of instrument: InstrumentID) throws -> FieldSeries? {
    guard let path = path(field, of: instrument) else { return nil }
    guard let cache else { return try read(path) }
    return try cache.series(path) { try read(path) }
  }

  package var withoutCache: any Market {
    var market = self
    market.cache = nil
    return market
  }

  package func digest(universes: [String], fields: [String], instruments: [InstrumentID]) throws -> String {
    // Past the cache: a digest reads more than a run keeps.
    try MarketContent.digest(calendar, try universes.map(universe), fields, instruments) { field, instrument in
      try path(field, of: instrument).flatMap(read)
    }
  }

  private func read(_ path: String) throws -> FieldSeries? {
    try HeldFile(path).map { try QlibProvider.series($0, path: path, calendar: calendar) }
  }

  private func path(_ field: String, of instrument: InstrumentID) -> String? {
    folders[instrument].map { Path.join(location, "features/\($0)/\(field.lowercased()).day.bin") }
  }

  private static func series(_ file: HeldFile, path: String, calendar: TradingCalendar) throws -> FieldSeries {
    let size = file.bytes.count
    guard size >= 4, size % 4 == 0 else {
      throw Diagnostic(
        "market.bin-length", .damaged, at: .init(path), ["bytes": .count(size)],
        (
          en: "The file is cut or damaged: {bytes} {bytes:byte is|bytes are} no whole number of float32 values.",
          zh: "文件被截断或损坏：{bytes} 字节不是 float32 的整数倍。"
        ),
        remedy: (en: "Copy or dump the file again.", zh: "请重新复制或导出该文件。"))
    }
    let first = file.bytes.load(as: Float.self)
    guard first >= 0, first.rounded() == first, Int(exactly: first).map({ $0 < calendar.count }) == true else {
      throw Diagnostic(
        "market.bin-start", .damaged, at: .init(path),
        ["index": .exact(Double(first)), "days": .count(calendar.count)],
        (
          en: "The start index {index} lies outside the calendar of {days} {days:day|days}.",
          zh: "起始序号 {index} 超出 {days} 天的日历范围。"
        ),
        remedy: (en: "Dump the file again with this calendar.", zh: "请按该日历重新导出文件。"))
    }
    let start = Int(first)
    let count = min(size / 4 - 1, calendar.count - start)
    return FieldSeries(start: start, count: count, file: file, surplus: size / 4 - 1 - count)
  }
}

/// Series that have been opened: a run asks for the same ones several times.
private final class SeriesCache: Sendable {
  private let entries = Mutex<[String: FieldSeries?]>([:])

  func series(_ path: String, open: () throws -> FieldSeries?) throws -> FieldSeries? {
    if let known = entries.withLock({ $0[path] }) { return known }
    let series = try open()
    entries.withLock { _ = $0.updateValue(series, forKey: path) }
    return series
  }
}
