import Primitives
import Records

/// Daily bars of the bridge beside a QMT client, over HTTP (`Bridge.md` of the room Execution, `GET /v1/bars`).
///
/// `bridge:FOLDER` names a folder that says what is asked for (`BridgeSettings`). All of it is read when the market is
/// opened. Prices are raw yuan, volumes shares, so that a folder with `factors.csv` gives qlib's units. Days that are not
/// over by the bridge's own clock are not asked for: their bars still change. What the bridge answers otherwise than its
/// protocol says is refused by name, and the token stands in no message.
package enum BridgeMarket {
  package static let prefix = "bridge:"

  private static let fields = ["open", "high", "low", "close", "volume", "amount"]
  /// Instruments and days of one request: 100,000 bars take some 9 MB.
  private static let instrumentsMax = 50
  private static let daysMax = 2000
  /// Trading at the fixed price after the close ends at 15:30; then a day's volume stands.
  private static let closeMinute = 15 * 60 + 30

  /// - Throws: what `BridgeSettings` says; `market.bridge-away` (exit 4) where nothing answers, `market.bridge-token` where
  ///   the token is refused, `market.bridge-answer` (exit 3) and `market.bridge-empty` for what is answered.
  package static func raw(_ folder: String) throws -> MemoryMarket {
    let settings = try BridgeSettings(folder: folder)
    let last = min(try lastDay(settings), settings.end ?? TradingDay(daysSince1970: .max))
    var rows: [InstrumentID: [TradingDay: [Float]]] = [:]
    for from in stride(from: 0, to: settings.instruments.count, by: instrumentsMax) {
      let asked = settings.instruments[from..<min(from + instrumentsMax, settings.instruments.count)]
      var start = settings.start
      while start <= last {
        let end = min(last, start.advanced(byDays: daysMax - 1))
        try read(asked, start...end, settings, into: &rows)
        start = end.advanced(byDays: 1)
      }
    }
    let calendar = TradingCalendar(days: Set(rows.values.flatMap(\.keys)).sorted())
    guard calendar.count > 0 else { throw Diagnostic.empty(settings) }
    let bars = rows.mapValues { series($0, on: calendar) }
    let missing = settings.instruments.filter { bars[$0] == nil }
    return MemoryMarket(
      location: prefix + folder, calendar: calendar, universes: CSVMarket.universes(bars, calendar), bars: bars,
      findings: missing.isEmpty ? [] : [HealthFinding(.missing(missing, of: settings.instruments.count))])
  }

  /// The last day that is over where the bridge stands.
  private static func lastDay(_ settings: BridgeSettings) throws -> TradingDay {
    let health = try settings.get("/v1/health")
    guard let time = health["time"]?.stringValue, let day = TradingDay(time.prefix(10)), time.hasSuffix("+08:00"),
      let hour = Int(time.dropFirst(11).prefix(2)), let minute = Int(time.dropFirst(14).prefix(2))
    else { throw Diagnostic.answer(settings, "/v1/health", .noTime) }
    return hour * 60 + minute >= closeMinute ? day : day.advanced(byDays: -1)
  }

  private static func read(
    _ asked: ArraySlice<InstrumentID>, _ days: ClosedRange<TradingDay>, _ settings: BridgeSettings,
    into rows: inout [InstrumentID: [TradingDay: [Float]]]
  ) throws {
    let symbols = asked.map(\.name).joined(separator: ",")
    let path = "/v1/bars?symbols=\(symbols)&period=1d&start=\(days.lowerBound)&end=\(days.upperBound)"
    let answer = try settings.get(path)
    func refused(_ problem: Message) -> Diagnostic { .answer(settings, "/v1/bars", problem) }
    guard let columns = answer["columns"]?.arrayValue?.map({ $0.stringValue ?? "" }),
      let bars = answer["bars"]?.objectValue, let time = columns.firstIndex(of: "time")
    else { throw refused(.noBars) }
    let places = try fields.map { field in
      guard let place = columns.firstIndex(of: field) else { throw refused(.noColumn(field)) }
      return place
    }
    for (symbol, list) in bars.sorted(by: { $0.key < $1.key }) {
      guard let instrument = InstrumentID(symbol), asked.contains(instrument) else { throw refused(.notAsked(symbol)) }
      for row in list.arrayValue ?? [] {
        guard let cells = row.arrayValue, cells.count == columns.count, let text = cells[time].stringValue,
          let day = TradingDay(text.prefix(10)), days.contains(day)
        else { throw refused(.badRow(instrument, row)) }
        let values = try places.map { place in
          if cells[place] == .null { return Float.nan }
          guard let value = cells[place].doubleValue else { throw refused(.badRow(instrument, row)) }
          return Float(value)
        }
        guard rows[instrument, default: [:]].updateValue(values, forKey: day) == nil else {
          throw refused(.twice(instrument, day))
        }
      }
    }
  }

  /// From the first to the last day with a bar; days between without one are missing.
  private static func series(_ rows: [TradingDay: [Float]], on calendar: TradingCalendar) -> [String: FieldSeries] {
    let days = rows.keys.sorted()
    guard let first = calendar.index(of: days[0]), let last = calendar.index(of: days[days.count - 1]) else {
      return [:]
    }
    return Dictionary(
      uniqueKeysWithValues: fields.enumerated().map { place, field in
        (field, FieldSeries(start: first, values: (first...last).map { rows[calendar[$0]]?[place] ?? .nan }))
      })
  }
}

extension Diagnostic {
  fileprivate static func answer(_ settings: BridgeSettings, _ route: String, _ problem: Message) -> Diagnostic {
    Diagnostic(
      "market.bridge-answer", .damaged, at: .init(settings.shown, field: route), ["problem": .message(problem)],
      (en: "The bridge answers otherwise than its protocol says. {problem}", zh: "桥接服务的应答不符合协议。{problem}"),
      remedy: (
        en: "Start the bridge that `aistock trade bridge` prints.", zh: "请启动 `aistock trade bridge` 输出的桥接脚本。"
      ))
  }

  fileprivate static func empty(_ settings: BridgeSettings) -> Diagnostic {
    Diagnostic(
      "market.bridge-empty", .absent, at: .init(settings.shown),
      ["start": .day(settings.start), "count": .count(settings.instruments.count)],
      (
        en: "The bridge has no daily bar of {count} {count:instrument|instruments} since {start}.",
        zh: "自 {start} 起，桥接服务没有这 {count} 个证券的任何日线。"
      ),
      remedy: (en: "Load daily history in QMT, or name an earlier start.", zh: "请在 QMT 中下载日线，或指定更早的 start。"))
  }
}

extension Message {
  fileprivate static let noTime = Message("market.bridge-no-time", en: "Its time is missing.", zh: "缺少时间。")
  fileprivate static let noBars = Message("market.bridge-no-bars", en: "Bars or columns are missing.", zh: "缺少日线或列名。")

  fileprivate static func noColumn(_ field: String) -> Message {
    Message(
      "market.bridge-no-column", ["field": .text(field)], en: "The column '{field}' is missing.", zh: "缺少列“{field}”。")
  }

  fileprivate static func notAsked(_ symbol: String) -> Message {
    Message(
      "market.bridge-not-asked", ["symbol": .text(String(symbol.prefix(20)))], en: "'{symbol}' was not asked for.",
      zh: "未请求“{symbol}”。")
  }

  fileprivate static func badRow(_ instrument: InstrumentID, _ row: JSONValue) -> Message {
    Message(
      "market.bridge-row",
      [
        "instrument": .instrument(instrument),
        "row": .text(String(String(decoding: row.canonical, as: UTF8.self).prefix(120))),
      ], en: "A row of {instrument} is no bar of the days asked for: {row}.", zh: "{instrument} 的一行不是所求日期的日线：{row}。")
  }

  fileprivate static func twice(_ instrument: InstrumentID, _ day: TradingDay) -> Message {
    Message(
      "market.bridge-twice", ["instrument": .instrument(instrument), "day": .day(day)],
      en: "{instrument} has two bars on {day}.", zh: "{instrument} 在 {day} 有两条日线。")
  }
}

extension Finding {
  fileprivate static func missing(_ instruments: [InstrumentID], of count: Int) -> Finding {
    Finding(
      "market.bridge-missing", .warning,
      ["missing": .count(instruments.count), "count": .count(count), "names": .names(instruments.prefix(5))],
      title: (en: "The bridge lacks instruments", zh: "桥接服务缺少证券"),
      evidence: (
        en: "{missing} of {count} {count:instrument|instruments} have no bar, such as {names}.",
        zh: "{count} 个证券中有 {missing} 个没有日线，如 {names}。"
      ), consequence: (en: "They are not in the market.", zh: "它们不在该行情中。"),
      remedy: (
        en: "Download their daily history in QMT, or take them out of `instruments.txt`.",
        zh: "请在 QMT 中下载其日线，或将其移出 `instruments.txt`。"
      ))
  }
}
