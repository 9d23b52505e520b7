import Primitives

/// One stock of the demo market: what it is before any price moves.
struct DemoStock {
  enum Board: CaseIterable {
    case shanghaiMain, shenzhenMain, chiNext, star

    /// Daily price limit in percent.
    var limitPercent: Int { self == .shanghaiMain || self == .shenzhenMain ? 10 : 20 }

    /// First trading days without a limit, on the boards with registration.
    var freeDays: Int { self == .chiNext || self == .star ? 5 : 0 }
  }

  static let sectorCount = 8

  let instrument: InstrumentID
  let board: Board
  let sector: Int
  /// Calendar indexes of the first and the last trading day.
  let listed: ClosedRange<Int>
  /// Hundredths of a yuan on the day before the first.
  let startPriceCents: Int
  /// Shares at the start, for index weights.
  let shares: Double
  let marketBeta: Double
  let sectorBeta: Double
  /// Daily deviation of the stock's own return.
  let ownDeviation: Double
  /// Shares traded on a quiet day.
  let quietVolume: Double

  /// 120 stocks in code order; a tenth is listed during the four years and four are delisted.
  static func all(days: Int, random: inout DemoRandom) -> [DemoStock] {
    var stocks: [DemoStock] = []
    for (board, count, first, step) in [
      (Board.shanghaiMain, 40, 600_000, 37), (.shenzhenMain, 35, 2, 29), (.chiNext, 30, 300_001, 23),
      (.star, 15, 688_001, 19),
    ] {
      let exchange = board == .shanghaiMain || board == .star ? "SH" : "SZ"
      for number in 0..<count {
        let digits = String(first + number * step)
        let code = exchange + String(repeating: "0", count: 6 - digits.count) + digits
        let isNew = number % 10 == 7
        let leaves =
          board == .shanghaiMain
          ? number == 13 || number == 29 : board == .shenzhenMain ? number == 11 || number == 25 : false
        let start = isNew ? random.whole(60...(days - 260)) : 0
        let end = leaves ? random.whole(300...(days - 120)) : days - 1
        stocks.append(
          DemoStock(
            instrument: InstrumentID(canonical: code), board: board, sector: random.whole(0...(sectorCount - 1)),
            listed: start...max(start + 100, end), startPriceCents: random.whole(480...6800),
            shares: Double(random.whole(2...60)) * 1e8, marketBeta: 0.6 + 0.8 * random.uniform(),
            sectorBeta: 0.5 + random.uniform(), ownDeviation: 0.010 + 0.014 * random.uniform(),
            quietVolume: Double(random.whole(20...400)) * 1e4))
      }
    }
    return stocks.sorted { $0.instrument < $1.instrument }
  }
}
