import FactorEngine
import MarketData
import Primitives
import TestSupport

/// Small markets with everything that hurts, and ways to look at their factors.
enum MarketSketch {
  static let fields = ["open", "close", "high", "low", "vwap", "volume", "change", "factor"]

  /// Instruments of a market drawn from a seed: missing rows, infinities, zeros, constant stretches, late and early
  /// ends, a missing field, one day, nothing at all.
  static func nasty(seed: UInt64, days: Int) -> MemoryMarket {
    var random = SeededRandom(seed: seed)
    var bars: [InstrumentID: [String: FieldSeries]] = [:]
    let calendar = RawMarket.days(from: "2020-01-01", count: days)
    for number in 0..<8 {
      let instrument = InstrumentID(canonical: "SH60000\(number)")
      let start = number == 2 ? days / 3 : 0
      let count = number == 3 ? days / 2 : number == 4 ? 1 : days - start
      for (place, field) in fields.enumerated() where number != 5 || place > 1 {
        let shift = number == 6 && field == "vwap" ? 2 : 0
        let scale = field == "volume" ? 1e6 : 10
        var last = scale
        let values = (0..<max(count - shift, 0)).map { _ -> Float in
          if number == 7 { return .nan }
          switch random.whole(0...19) {
          case 0: return .nan
          case 1: return number == 1 ? .infinity : 0
          case 2...5: return Float(last)
          case 6: return number == 1 ? -.infinity : Float(-last)
          default:
            last = (scale * (0.5 + random.uniform()) * 100).rounded() / 100
            return Float(last)
          }
        }
        bars[instrument, default: [:]][field] = FieldSeries(start: start + shift, values: values)
      }
    }
    return MemoryMarket(
      location: "nasty", calendar: TradingCalendar(days: calendar), universes: [], bars: bars)
  }

  /// The same bars without the days from an index on.
  static func cut(_ market: MemoryMarket, to count: Int) -> MemoryMarket {
    var bars: [InstrumentID: [String: FieldSeries]] = [:]
    for instrument in market.instruments {
      for field in market.fields(of: instrument) {
        guard let series = market.series(field, of: instrument) else { continue }
        let range = series.range.clamped(to: 0..<count)
        bars[instrument, default: [:]][field] = FieldSeries(
          start: range.isEmpty ? 0 : range.lowerBound, values: series.values(in: range))
      }
    }
    return MemoryMarket(
      location: "cut", calendar: TradingCalendar(days: Array(market.calendar.days.prefix(count))),
      universes: [], bars: bars)
  }

  static func members(_ market: MemoryMarket) -> FactorScope.Members {
    .instruments(market.instruments)
  }

  /// The bits of each cell by instrument and day, all missing values the same.
  static func cells(_ table: FactorTable, from day: TradingDay? = nil) -> [String: [UInt32]] {
    var cells: [String: [UInt32]] = [:]
    for block in table.blocks {
      for (row, index) in block.rows.enumerated() {
        let at = table.calendar[Int(index)]
        if let day, at < day { continue }
        cells["\(block.instrument) \(at)"] = table.names.indices.map {
          block[row, $0].isNaN ? 0x7FC0_0000 : block[row, $0].bitPattern
        }
      }
    }
    return cells
  }
}
