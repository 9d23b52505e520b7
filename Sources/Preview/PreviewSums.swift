import MarketData
import Primitives
import Records
import Simulation

/// Sums by which a settlement sees at once that no price and no score of any settled day changed.
///
/// Sums of mixed 64-bit words: a stock's days are added up once, so that any range of days of any
/// preview is one subtraction. They only save work. Where a sum differs, the SHA-256 of each stored
/// day decides which day changed.
struct PreviewSums {
  private let quotes: AShareQuotes
  /// The first calendar index that is summed.
  private let first: Int
  /// For each stock the sums of its days before each index of the range; made when first asked for.
  private var sums: [[UInt64]?]
  private let last: Int

  /// - Parameter range: calendar indexes that will be asked for.
  init(_ quotes: AShareQuotes, _ range: Range<Int>) {
    self.quotes = quotes
    first = range.lowerBound
    last = range.upperBound
    sums = Array(repeating: nil, count: quotes.instruments.count)
  }

  /// Over the real prices of some stocks on a range of days, whatever order they come in.
  mutating func prices(_ stocks: some Sequence<InstrumentID>, _ range: Range<Int>) -> Int64 {
    var total = PreviewSums.mix(UInt64(range.count))
    for instrument in stocks {
      guard let stock = quotes.number(of: instrument) else { continue }
      let own = days(stock)
      let part = own[range.upperBound - first] &- own[range.lowerBound - first]
      total &+= PreviewSums.mix(PreviewSums.name(instrument) ^ part)
    }
    return Int64(bitPattern: total)
  }

  private mutating func days(_ stock: Int32) -> [UInt64] {
    if let known = sums[Int(stock)] { return known }
    var running: UInt64 = 0
    var own: [UInt64] = [0]
    own.reserveCapacity(last - first + 1)
    for index in first..<last {
      var word = PreviewSums.mix(UInt64(bitPattern: Int64(quotes.calendar[index].daysSince1970)))
      switch quotes.quote(stock, index) {
      case .success(let quote):
        word = PreviewSums.mix(word ^ UInt64(bitPattern: quote.close))
        word = PreviewSums.mix(word ^ UInt64(bitPattern: quote.reference ?? -1))
        word = PreviewSums.mix(word ^ UInt64(bitPattern: quote.previous ?? -1))
      case .failure(let absence): word = PreviewSums.mix(word ^ PreviewSums.code(absence))
      }
      running &+= word
      own.append(running)
    }
    sums[Int(stock)] = own
    return own
  }

  /// Over the scores that decided a range of days: those of the trading day before each.
  static func scores(_ predictions: PanelTable, _ calendar: TradingCalendar, _ range: Range<Int>)
    -> Int64
  {
    let names = predictions.instruments.map(name)
    var total = mix(UInt64(range.count))
    for index in range where index > 0 {
      let day = mix(UInt64(bitPattern: Int64(calendar[index - 1].daysSince1970)))
      for row in predictions.rows(of: calendar[index - 1]) {
        let bits = predictions.values[row].bitPattern
        total &+= mix(names[Int(predictions.codes[row])] ^ mix(bits ^ day))
      }
    }
    return Int64(bitPattern: total)
  }

  /// Stable: stored sums rest on it.
  private static func code(_ absence: AShareQuotes.Absence) -> UInt64 {
    switch absence {
    case .noBar: 1
    case .noVolume: 2
    case .noFactor: 3
    }
  }

  /// FNV-1a (Fowler, Noll, Vo).
  private static func name(_ instrument: InstrumentID) -> UInt64 {
    instrument.name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  /// The finalizer of SplitMix64 (Steele, Lea, Flood 2014).
  private static func mix(_ value: UInt64) -> UInt64 {
    var word = value &+ 0x9E37_79B9_7F4A_7C15
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
