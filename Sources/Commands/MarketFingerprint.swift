import MarketData
import Primitives
import Synchronization

/// The fingerprint of a market over given names, computed once a process: hashing 78 MB of bins takes
/// longer than a backtest on them.
final class MarketFingerprint: Sendable {
  private let known = Mutex<[String: String]>([:])

  func of(_ market: any Market, universes: [String], fields: [String], instruments: [InstrumentID]) throws -> String {
    let key = ([market.location] + universes + ["|"] + fields + ["|"] + instruments.map(\.name)).joined(separator: ",")
    if let value = known.withLock({ $0[key] }) { return value }
    let value = try market.fingerprint(universes: universes, fields: fields, instruments: instruments)
    known.withLock { $0[key] = value }
    return value
  }
}
