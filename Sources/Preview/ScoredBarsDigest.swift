import MarketData
import Models
import Primitives

/// The bars that a day's scores rest on, as SHA-256: by it a score of other data is known.
enum ScoredBarsDigest {
  private static let fields = ["open", "high", "low", "close", "volume", "factor", "vwap"]

  /// By day, over that day's bars of all members of the dataset's universe.
  static func digests(
    of dataset: DatasetConfig, on days: [TradingDay], market: any Market
  ) throws -> [TradingDay: String] {
    guard let first = days.min(), let last = days.max() else { return [:] }
    let members =
      try dataset.universe.map { try market.universe($0).clamped(to: first...last).members }
      ?? Set(dataset.instruments).sorted().map { .init(instrument: $0, spans: [.init(start: first, end: last)]) }
    var writers = [ByteWriter](repeating: ByteWriter(), count: days.count)
    for member in members {
      let series = try fields.map { try market.series($0, of: member.instrument) ?? .empty }
      for (place, day) in days.enumerated() {
        guard member.spans.contains(where: { $0.start <= day && day <= $0.end }),
          let index = market.calendar.index(of: day)
        else { continue }
        writers[place].text(member.instrument.name)
        for field in series {
          writers[place].comma()
          writers[place].number(Int(field[index].isNaN ? 0 : field[index].bitPattern))
        }
        writers[place].newline()
      }
    }
    let digests = writers.map { SHA256Digest(hashing: $0.bytes).hex }
    return Dictionary(zip(days, digests)) { first, _ in first }
  }
}
