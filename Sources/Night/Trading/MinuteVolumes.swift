import MarketData
import Primitives
import Records

/// What part of a day's volume each minute had in recorded minute bars: what a schedule by volume is cut by.
struct MinuteVolumes: Sendable {
  /// Days of bars that are read at most: a whole market's day has more than a million.
  static let daysMax = 5

  /// Shares that changed hands in the minute that begins at a minute after midnight, over all days that were read.
  private var shares: [InstrumentID: [Int: Double]] = [:]
  private(set) var days: [TradingDay] = []

  /// The newest recorded days of a folder up to one, of the stocks that are asked for.
  ///
  /// A day without a file is passed over. A bar's time is the end of its minute. Volumes that never fall over a day are
  /// the day's running sum, and others those of the minute.
  init(folder: String, of instruments: Set<InstrumentID>, on candidates: [TradingDay]) throws {
    for day in candidates.reversed() where days.count < MinuteVolumes.daysMax {
      let plain = Path.join(folder, "\(day).csv")
      guard let path = [plain, plain + ".gz"].first(where: FileReader.exists) else { continue }
      let rows = try QuoteFile.csv(try CSVTable(file: path)).filter { instruments.contains($0.instrument) }
      for (stock, bars) in Dictionary(grouping: rows, by: \.instrument) {
        add(bars.sorted { $0.time < $1.time }, of: stock)
      }
      days.append(day)
    }
  }

  private mutating func add(_ bars: [RawQuote], of stock: InstrumentID) {
    let known = bars.filter { $0.volume.isFinite && $0.volume >= 0 }
    let isRunning = known.count > 2 && zip(known, known.dropFirst()).allSatisfy { $0.volume <= $1.volume }
    var before = 0.0
    for bar in known {
      let traded = isRunning ? bar.volume - before : bar.volume
      before = bar.volume
      shares[stock, default: [:]][bar.time.minute - 1, default: 0] += traded
    }
  }

  /// Weights of minutes in a stock's day; nil where nothing of it is recorded in them.
  func weights(of stock: InstrumentID, _ minutes: [Int]) -> [Double]? {
    guard let own = shares[stock] else { return nil }
    let weights = minutes.map { own[$0] ?? 0 }
    return weights.contains { $0 > 0 } ? weights : nil
  }

  /// What a reader must know where a schedule by volume has equal parts.
  static func finding(_ missing: [InstrumentID], of count: Int) -> Finding? {
    guard !missing.isEmpty else { return nil }
    return Finding(
      "trade.no-minute-volume", .warning,
      ["missing": .count(missing.count), "count": .count(count), "names": .names(missing.prefix(5).map(\.name))],
      title: (en: "No recorded minutes for a schedule by volume", zh: "按成交量拆单缺少分钟记录"),
      evidence: (
        en: "{missing} of {count} stocks have no volume by minute: {names}.",
        zh: "{count} 只股票中 {missing} 只没有分钟成交量：{names}。"
      ),
      consequence: (
        en: "Their orders are cut into equal parts, as `--schedule twap` does.", zh: "这些委托按 `--schedule twap` 等量拆分。"
      ),
      remedy: (
        en: "Set `previews.minute_bars` to a folder of minute bars with a column `volume`.",
        zh: "把 `previews.minute_bars` 设为含 `volume` 列的分钟线目录。"
      ))
  }
}
