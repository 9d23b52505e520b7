package import Primitives

/// A span of days on which the A-share market as a whole was under stress.
package struct StressWindow: Equatable, Sendable {
  /// Stable name: `2015-leverage`.
  package var id: String
  package var start: TradingDay
  package var end: TradingDay
  package var name: Message
  /// Why these days, with the number that shows it.
  package var why: Message
  /// What a reader can look that up in.
  package var source: Message

  package init(
    id: String, start: TradingDay, end: TradingDay, name: Message, why: Message, source: Message
  ) {
    self.id = id
    self.start = start
    self.end = end
    self.name = name
    self.why = why
    self.source = source
  }

  /// In the order of days.
  package static let all: [StressWindow] = [
    make("2015-leverage", "2015-06-15", "2015-08-26", .leverageName, .leverageWhy, .indexCloses),
    make("2016-breaker", "2016-01-04", "2016-01-28", .breakerName, .breakerWhy, .breakerSource),
    make("2018-deleveraging", "2018-01-29", "2018-12-28", .deleveragingName, .deleveragingWhy, .indexCloses),
    make("2020-epidemic", "2020-02-03", "2020-03-23", .epidemicName, .epidemicWhy, .indexCloses),
    make("2024-small-caps", "2024-01-02", "2024-02-05", .smallCapsName, .smallCapsWhy, .indexCloses),
  ].compactMap(\.self)

  private static func make(
    _ id: String, _ start: String, _ end: String, _ name: Message, _ why: Message, _ source: Message
  ) -> StressWindow? {
    TradingDay(start).flatMap { start in
      TradingDay(end).map { StressWindow(id: id, start: start, end: $0, name: name, why: why, source: source) }
    }
  }

  package var json: JSONValue {
    [
      "id": .string(id), "start": .string(start.description), "end": .string(end.description), "name": name.json,
      "why": why.json, "source": source.json,
    ]
  }

  init?(_ json: JSONValue) {
    guard let id = json["id"]?.stringValue, let start = json["start"]?.stringValue.flatMap({ TradingDay($0) }),
      let end = json["end"]?.stringValue.flatMap({ TradingDay($0) }), let name = json["name"].flatMap({ Message($0) }),
      let why = json["why"].flatMap({ Message($0) }), let source = json["source"].flatMap({ Message($0) })
    else { return nil }
    self.init(id: id, start: start, end: end, name: name, why: why, source: source)
  }
}

extension Message {
  fileprivate static let leverageName = Message("stress.2015-name", en: "Leverage unwinds", zh: "杠杆出清")
  fileprivate static let leverageWhy = Message(
    "stress.2015", en: "The SSE Composite falls 43.3% from its close of 2015-06-12 to 2015-08-26.",
    zh: "上证指数自 2015-06-12 收盘至 2015-08-26 下跌 43.3%。")
  fileprivate static let breakerName = Message("stress.2016-name", en: "Circuit breaker", zh: "熔断")
  fileprivate static let breakerWhy = Message(
    "stress.2016", en: "The index circuit breaker ends trading early on 2016-01-04 and 2016-01-07.",
    zh: "指数熔断使 2016-01-04 与 2016-01-07 提前收市。")
  fileprivate static let breakerSource = Message(
    "stress.2016-source", en: "Notice of the Shanghai Stock Exchange of 2016-01-07 that suspends the breaker.",
    zh: "上海证券交易所 2016-01-07 暂停实施指数熔断的通知。")
  fileprivate static let deleveragingName = Message(
    "stress.2018-name", en: "Deleveraging and tariffs", zh: "去杠杆与贸易摩擦")
  fileprivate static let deleveragingWhy = Message(
    "stress.2018", en: "The CSI 300 falls 31.3% from its close of 2018-01-26 to 2018-12-28.",
    zh: "沪深300 自 2018-01-26 收盘至 2018-12-28 下跌 31.3%。")
  fileprivate static let epidemicName = Message("stress.2020-name", en: "Epidemic", zh: "疫情")
  fileprivate static let epidemicWhy = Message(
    "stress.2020", en: "The SSE Composite falls 7.7% on 2020-02-03, and reaches its low of the year on 2020-03-23.",
    zh: "上证指数 2020-02-03 单日下跌 7.7%，2020-03-23 收于全年最低。")
  fileprivate static let smallCapsName = Message(
    "stress.2024-name", en: "Small caps without buyers", zh: "小市值流动性危机")
  fileprivate static let smallCapsWhy = Message(
    "stress.2024", en: "The CSI 1000 falls 27.1% in 2024 to 2024-02-05, the CSI 300 6.7%.",
    zh: "2024 年至 2024-02-05，中证1000 下跌 27.1%，沪深300 下跌 6.7%。")
  fileprivate static let indexCloses = Message(
    "stress.closes-source", en: "Closes of the index.", zh: "指数收盘价。")
}
