import MarketData
package import Primitives
import Records

/// What part of a day's volume each minute had in recorded minute bars: what a schedule by volume is cut by.
package struct MinuteVolumes: Sendable {
  /// Days of bars that are read at most: a whole market's day has more than a million.
  package static let daysMax = 5

  /// Shares that changed hands in the minute that begins at a minute after midnight, over all days that were read.
  private var shares: [InstrumentID: [Int: Double]] = [:]
  package private(set) var days: [TradingDay] = []

  /// The newest recorded days up to one, of the stocks that are asked for.
  ///
  /// A day without a file is passed over. A bar's time is the end of its minute. Volumes that never fall over a day are
  /// the day's running sum, and others those of the minute. What a running sum gained while nobody looked is shared out
  /// evenly over these minutes.
  ///
  /// - Parameters:
  ///   - folder: of minute bars that another tool records; nil: there is none.
  ///   - recorded: of our own (`RecordedMinutes`), for days that the first does not have.
  package init(
    folder: String?, recorded: String, of instruments: Set<InstrumentID>, on candidates: [TradingDay]
  ) throws {
    for day in candidates.reversed() where days.count < MinuteVolumes.daysMax {
      guard let table = try MinuteVolumes.table(of: day, folder, recorded) else { continue }
      let rows = try QuoteFile.csv(table).filter { instruments.contains($0.instrument) }
      for (stock, bars) in Dictionary(grouping: rows, by: \.instrument) {
        add(bars.sorted { $0.time < $1.time }, of: stock)
      }
      days.append(day)
    }
  }

  private static func table(of day: TradingDay, _ folder: String?, _ recorded: String) throws -> CSVTable? {
    if let plain = folder.map({ Path.join($0, "\(day).csv") }),
      let path = [plain, plain + ".gz"].first(where: FileReader.exists)
    {
      return try CSVTable(file: path)
    }
    let own = Path.join(recorded, "\(day).csv")
    guard FileReader.exists(own) else { return nil }
    return try CSVTable(Array(RecordedMinutes.whole(FileReader.bytes(own))), path: own)
  }

  private mutating func add(_ bars: [RawQuote], of stock: InstrumentID) {
    let known = bars.filter { $0.volume.isFinite && $0.volume >= 0 }
    let isRunning = known.count > 2 && zip(known, known.dropFirst()).allSatisfy { $0.volume <= $1.volume }
    var (before, since) = (0.0, TradingSessions.morning.lowerBound)
    for bar in known {
      guard isRunning else {
        shares[stock, default: [:]][bar.time.minute - 1, default: 0] += bar.volume
        continue
      }
      // A look at the break, or behind the close, is of the minutes before it.
      let minutes = (since..<max(since + 1, bar.time.minute)).filter {
        TradingSessions.morning.contains($0) || TradingSessions.afternoon.contains($0)
      }
      for minute in minutes {
        shares[stock, default: [:]][minute, default: 0] += (bar.volume - before) / Double(minutes.count)
      }
      if !minutes.isEmpty { (before, since) = (bar.volume, max(since, bar.time.minute)) }
    }
  }

  /// Weights of minutes in a stock's day; nil where nothing of it is recorded in them.
  package func weights(of stock: InstrumentID, _ minutes: [Int]) -> [Double]? {
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
        en:
          "Set `previews.minute_bars` to a folder of minute bars with a column `volume`, or hold the stocks in a preview.",
        zh: "把 `previews.minute_bars` 设为含 `volume` 列的分钟线目录，或用模拟预览持有这些股票。"
      ))
  }
}
