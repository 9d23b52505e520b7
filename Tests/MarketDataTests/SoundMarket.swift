import MarketData
import Primitives
import Records
import TestSupport

/// A sound market of the tests' own making, of which a test breaks one thing: twelve stocks and an index, every field,
/// sixty weekdays from 2021-06-01 on, on which no festival falls.
struct SoundMarket {
  static let fields = ["open", "high", "low", "close", "volume", "factor", "change"]

  var days: [TradingDay]
  /// By instrument and field, a value a day.
  var bars: [String: [String: [Float]]] = [:]
  /// By universe, lines of code, start and end.
  var universes: [String: [(code: String, start: TradingDay, end: TradingDay)]] = [:]

  static let stocks = (0..<12).map { "SH6000" + ($0 < 10 ? "0\($0)" : "\($0)") }

  init(days count: Int = 60, from start: String = "2021-06-01") {
    days = RawMarket.days(from: start, count: count)
    for (number, stock) in SoundMarket.stocks.enumerated() {
      // Moves of up to 3 % that repeat after seven days, a factor that never changes.
      let closes = SoundMarket.walk(from: Float(10 + number), count: count, shift: number)
      bars[stock] = SoundMarket.fields(of: closes, factor: Float(1 + number))
    }
    bars["SH000300"] = SoundMarket.fields(of: SoundMarket.walk(from: 4000, count: count, shift: 3), factor: 1)
    universes["all"] = SoundMarket.stocks.map { ($0, days[0], days[count - 1]) }
  }

  private static func walk(from first: Float, count: Int, shift: Int) -> [Float] {
    let moves: [Float] = [0.01, -0.02, 0.03, -0.01, 0.02, -0.03, 0.005]
    var closes = [first]
    while closes.count < count { closes.append(closes[closes.count - 1] * (1 + moves[(closes.count + shift) % 7])) }
    return closes
  }

  private static func fields(of closes: [Float], factor: Float) -> [String: [Float]] {
    var change: [Float] = [.nan]
    for (before, close) in zip(closes, closes.dropFirst()) { change.append(close / before - 1) }
    return [
      "open": closes, "high": closes.map { $0 * 1.01 }, "low": closes.map { $0 * 0.99 }, "close": closes,
      "volume": closes.map { _ in 1e6 }, "factor": closes.map { _ in factor }, "change": change,
    ]
  }

  /// Prices of a stock multiplied from a day on, as a wrong factor does; `change` stays.
  mutating func scale(_ stock: String, _ range: Range<Int>, by ratio: Float, withFactor: Bool) {
    for field in ["open", "high", "low", "close"] + (withFactor ? ["factor"] : []) {
      for day in range { bars[stock]?[field]?[day] *= ratio }
    }
  }

  mutating func set(_ stock: String, _ field: String, _ range: Range<Int>, _ value: Float) {
    for day in range { bars[stock]?[field]?[day] = value }
  }

  /// The unit that some sources publish.
  mutating func writePercent(_ stock: String) {
    let change = bars[stock]?["change"] ?? []
    bars[stock]?["change"] = change.map { $0 * 100 }
  }

  /// `change` of a day from the closes as they stand, as collectors compute it.
  mutating func computeChange(_ stock: String, _ day: Int) {
    let close = bars[stock]?["close"] ?? []
    bars[stock]?["change"]?[day] = close[day] / close[day - 1] - 1
  }

  /// The last days of every field are lost.
  mutating func cut(_ stock: String, by count: Int) {
    bars[stock] = bars[stock]?.mapValues { Array($0.dropLast(count)) }
  }

  /// Every field of a day missing: a suspension. The day after is told against the close before.
  mutating func suspend(_ stock: String, _ range: Range<Int>) {
    for field in SoundMarket.fields { set(stock, field, range, .nan) }
    guard range.lowerBound > 0, range.upperBound < days.count, let close = bars[stock]?["close"] else { return }
    bars[stock]?["change"]?[range.upperBound] = close[range.upperBound] / close[range.lowerBound - 1] - 1
  }

  var market: MemoryMarket {
    var series: [InstrumentID: [String: FieldSeries]] = [:]
    for (stock, fields) in bars {
      series[code(stock)] = fields.mapValues { FieldSeries(start: 0, values: Array($0.prefix(days.count))) }
    }
    let lists = universes.map { name, lines in
      Universe(
        name: name,
        members: Dictionary(grouping: lines, by: \.code).map { name, lines in
          .init(instrument: code(name), spans: lines.map { .init(start: $0.start, end: $0.end) })
        })
    }
    return MemoryMarket(
      location: "sound", calendar: TradingCalendar(days: days), universes: lists, bars: series)
  }

  func check(today: String = "2021-12-31", limits: PriceLimits = .none) throws -> MarketCheck {
    try MarketCheck(market, today: day(today), limits: limits)
  }

  /// As a provider folder.
  func onDisk() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let sink = MemorySink()
    try market.write(to: sink)
    for (path, bytes) in sink.files { try folder.write(bytes, to: path) }
    return folder
  }
}

extension MarketCheck {
  var ids: [String] { findings.map(\.finding.id) }

  func finding(_ id: String) -> HealthFinding? { findings.first { $0.finding.id == id } }
}

extension Message {
  /// A figure among the arguments.
  func number(_ name: String) -> Double? {
    if case .number(let value)? = arguments[name] { value } else { nil }
  }
}
