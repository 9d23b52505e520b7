import Primitives

/// What a long CSV of a market cannot say itself, in a JSON file of its name: `market.csv` has `market.json`.
///
/// `{"schema":1,"kind":"market","sha256","calendar":[day],"announced":[day],"universes":{NAME:["CODE<tab>start<tab>end"]},
/// "ranges":{CODE:{FIELD:[first day,rows]|null}}}`. `sha256` is of the CSV, unpacked. `ranges` has only fields whose rows
/// are not those of the instrument in the CSV; null is a field that the instrument does not have.
struct MarketCompanion {
  /// Rows of a field: a calendar index and a count; nil for no such field.
  typealias Rows = (start: Int, count: Int)?

  let calendar: TradingCalendar
  let announced: [TradingDay]
  let universes: [Universe]
  var sha256 = ""
  private(set) var ranges: [InstrumentID: [String: Rows]] = [:]

  init(calendar: TradingCalendar, announced: [TradingDay], universes: [Universe]) {
    self.calendar = calendar
    self.announced = announced
    self.universes = universes
  }

  mutating func note(
    _ instrument: InstrumentID, _ series: [String: FieldSeries], rows: Range<Int>, fields: [String]
  ) {
    for field in fields {
      guard let own = series[field] else {
        ranges[instrument, default: [:]][field] = .some(nil)
        continue
      }
      if own.range != rows || rows.isEmpty { ranges[instrument, default: [:]][field] = (own.start, own.count) }
    }
  }

  static func path(beside csv: String) -> String {
    String(csv.dropLast(csv.hasSuffix(".gz") ? ".csv.gz".count : ".csv".count)) + ".json"
  }

  /// - Throws: `transfer.companion` where a file stands in the companion's place that is none.
  static func refuseOther(beside csv: String) throws {
    let path = path(beside: csv)
    guard FileReader.exists(path) else { return }
    guard kind(of: path) == "market" else {
      throw Diagnostic(
        "transfer.companion", .usage, at: .init(path),
        (
          en: "The universes are written to this file, and another file stands there.",
          zh: "股票池应写入该文件，但此处已有其他文件。"
        ),
        remedy: (en: "Name another .csv, or move the file away.", zh: "请换一个 .csv 名称，或移走该文件。"))
    }
  }

  private static func kind(of path: String) -> String? {
    (try? JSONReader.read(file: path, id: "transfer.companion"))?["kind"]?.stringValue
  }

  var json: JSONValue {
    [
      "schema": 1, "kind": "market", "sha256": .string(sha256),
      "calendar": .array(calendar.days.map { .string($0.description) }),
      "announced": .array(announced.map { .string($0.description) }),
      "universes": .object(
        Dictionary(
          uniqueKeysWithValues: universes.map { universe in
            let lines = universe.members.flatMap { member in
              member.spans.map { "\(member.instrument.name)\t\($0.start)\t\($0.end)" }
            }
            return (universe.name, .array(lines.map { .string($0) }))
          })),
      "ranges": .object(
        Dictionary(
          uniqueKeysWithValues: ranges.map { instrument, fields in
            let members = fields.mapValues { rows -> JSONValue in
              guard let rows else { return .null }
              return [.string(calendar[rows.start].description), .integer(rows.count)]
            }
            return (instrument.name, .object(members))
          })),
    ]
  }

  /// The companion of a CSV; nil where none stands beside it.
  ///
  /// - Throws: `market.companion` where it cannot be read.
  init?(beside csv: String) throws {
    let path = MarketCompanion.path(beside: csv)
    guard FileReader.exists(path), MarketCompanion.kind(of: path) == "market" else { return nil }
    let json = try JSONReader.read(file: path, id: "market.companion-json")
    func days(_ name: String) -> [TradingDay]? {
      guard let items = json[name]?.arrayValue else { return nil }
      let days = items.compactMap { $0.stringValue.flatMap { TradingDay($0) } }
      return days.count == items.count && zip(days, days.dropFirst()).allSatisfy { $0 < $1 } ? days : nil
    }
    guard let digest = json["sha256"]?.stringValue else { throw Diagnostic.companion(path, "sha256") }
    guard let all = days("calendar"), !all.isEmpty else { throw Diagnostic.companion(path, "calendar") }
    guard let later = days("announced") else { throw Diagnostic.companion(path, "announced") }
    guard let lists = json["universes"]?.objectValue else { throw Diagnostic.companion(path, "universes") }
    let calendar = TradingCalendar(days: all)
    let universes = try lists.sorted { $0.key < $1.key }.map { name, lines in
      let text = try (lines.arrayValue ?? []).map { line in
        guard let line = line.stringValue else { throw Diagnostic.companion(path, "universes.\(name)") }
        return line + "\n"
      }
      return try QlibUniverseFile.read(Array(text.joined().utf8), path, name: name)
    }
    self.init(calendar: calendar, announced: later, universes: universes)
    sha256 = digest
    for (code, fields) in json["ranges"]?.objectValue ?? [:] {
      guard let instrument = InstrumentID(code) else { throw Diagnostic.companion(path, "ranges.\(code)") }
      for (field, rows) in fields.objectValue ?? [:] {
        if rows == .null {
          ranges[instrument, default: [:]][field] = .some(nil)
          continue
        }
        let pair = rows.arrayValue ?? []
        guard pair.count == 2, let start = pair[0].stringValue.flatMap({ TradingDay($0) }).flatMap(calendar.index),
          let count = pair[1].intValue, count >= 0, count <= calendar.count - start
        else { throw Diagnostic.companion(path, "ranges.\(code).\(field)") }
        ranges[instrument, default: [:]][field] = (start, count)
      }
    }
  }
}

extension Diagnostic {
  fileprivate static func companion(_ path: String, _ field: String) -> Diagnostic {
    Diagnostic(
      "market.companion", .damaged, at: .init(path, field: field),
      (en: "The companion of the CSV cannot be read.", zh: "无法读取该 CSV 的附属文件。"),
      remedy: (
        en: "Export the market again, or remove the file to read the CSV alone.",
        zh: "请重新导出行情，或删除该文件以单独读取 CSV。"
      ))
  }
}
