package import Primitives
import Synchronization

/// Minute bars replayed from files, one a day: `2024-01-02.csv` (or `.csv.gz`) with
/// `datetime,instrument,close` and `volume` where known, the time being the end of the minute.
///
/// Only the day that is asked for is held, so that a year replayed needs no more memory than a day.
package final class MinuteBars: QuoteSource {
  package let name: String
  package let stalenessMax: Int
  private let folder: String
  private let current = Mutex<DayOfBars?>(nil)

  /// The bars of one day, each stock's by time.
  private struct DayOfBars: Sendable {
    var day: TradingDay
    var bars: [InstrumentID: [RawQuote]]
  }

  /// - Parameter stalenessMax: seconds in session; a stock that does not trade every minute keeps its
  ///   last bar so long.
  package init(folder: String, name: String = "bars", stalenessMax: Int = 600) {
    self.folder = folder
    self.name = name
    self.stalenessMax = stalenessMax
  }

  package func snapshot(of instruments: [InstrumentID], at now: MarketTime) throws -> [RawQuote] {
    try current.withLock { held in
      let day: DayOfBars
      if let kept = held, kept.day == now.day { day = kept } else { day = try read(now.day) }
      held = day
      return instruments.compactMap { stock in
        guard let bars = day.bars[stock] else { return nil }
        let next = bars.partitioningIndex { $0.time > now }
        return next > 0 ? bars[next - 1] : nil
      }
    }
  }

  private func read(_ day: TradingDay) throws -> DayOfBars {
    let plain = Path.join(folder, "\(day).csv")
    let path = FileReader.exists(plain) ? plain : plain + ".gz"
    guard FileReader.exists(path) else {
      throw Diagnostic(
        "quotes.no-bars", .absent, at: .init(plain), ["day": .day(day)],
        (en: "There are no minute bars of {day}.", zh: "没有 {day} 的分钟线。"),
        remedy: (
          en: "Put the file there, or replay days that have one.", zh: "请放入该文件，或回放有分钟线的日期。"
        ))
    }
    let rows = try QuoteFile.csv(try CSVTable(file: path))
    guard let stray = rows.first(where: { $0.time.day != day }) else {
      return DayOfBars(
        day: day,
        bars: Dictionary(grouping: rows, by: \.instrument).mapValues { $0.sorted { $0.time < $1.time } })
    }
    throw Diagnostic(
      "quotes.day", .damaged, at: .init(path), ["stray": .day(stray.time.day), "day": .day(day)],
      (en: "A bar of {stray} stands among those of {day}.", zh: "{day} 的分钟线中混有 {stray} 的数据。"),
      remedy: (en: "Write one file a day.", zh: "请每日写一个文件。"))
  }
}
