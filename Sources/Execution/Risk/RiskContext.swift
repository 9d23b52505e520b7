package import Primitives
package import Records

/// What the rules know of an account and its market when an order is to be sent.
///
/// It is one moment's knowledge: whoever sends several orders tells it of each (`commit`), so that together they stay
/// inside the limits.
package struct RiskContext: Sendable {
  package var limits: ExecutionLimits
  package var account: AccountState
  package var now: MarketTime
  package var quotes: [InstrumentID: BrokerQuote]
  /// The account's value at the close before, and the highest one of all closes; nil: not known.
  package var equityBefore: Money?
  package var peakEquity: Money?
  /// Shares that change hands on an average day.
  package var averageVolume: [InstrumentID: Int64]
  /// Trading days since the listing; stocks that are not in it are of unknown age.
  package var listingAge: [InstrumentID: Int]
  /// Nil: no table of industries.
  package var industries: [InstrumentID: String]?
  /// Stocks under risk warning; nil: nobody told, so that it is not checked and the plan says so.
  package var specialTreatment: Set<InstrumentID>?
  /// How the account's switch stands.
  package var position: TradingSwitch.Position

  /// What orders that were just sent will cost, by stock: the account's cash does not know of them yet.
  private var committed: [InstrumentID: Money] = [:]
  /// What open purchases will be worth, by stock; the broker holds their cash back already.
  private var expected: [InstrumentID: Money] = [:]
  /// Shares of the day's purchases, dealt or still open, by stock: parts of one order are held to one share of the volume.
  private var boughtToday: [InstrumentID: Int64] = [:]

  package init(
    limits: ExecutionLimits, account: AccountState, now: MarketTime, quotes: [BrokerQuote], equityBefore: Money?,
    peakEquity: Money?, averageVolume: [InstrumentID: Int64], listingAge: [InstrumentID: Int],
    industries: [InstrumentID: String]?, specialTreatment: Set<InstrumentID>?, position: TradingSwitch.Position
  ) {
    self.limits = limits
    self.account = account
    self.now = now
    self.quotes = Dictionary(quotes.map { ($0.instrument, $0) }, uniquingKeysWith: { first, _ in first })
    self.equityBefore = equityBefore
    self.peakEquity = peakEquity
    self.averageVolume = averageVolume
    self.listingAge = listingAge
    self.industries = industries
    self.specialTreatment = specialTreatment
    self.position = position
  }

  /// Counts an order that goes out.
  package mutating func commit(_ side: Direction, _ instrument: InstrumentID, _ shares: Int64, at price: Money) {
    guard side == .buy else { return }
    committed[instrument, default: .zero] += price * shares
    count(instrument, shares)
  }

  /// Counts shares that were bought today, or may still be.
  package mutating func count(_ instrument: InstrumentID, _ shares: Int64) {
    boughtToday[instrument, default: 0] += shares
  }

  func purchases(of instrument: InstrumentID) -> Int64 { boughtToday[instrument] ?? 0 }

  /// Counts a purchase that lies at the broker.
  package mutating func expect(_ instrument: InstrumentID, _ shares: Int64, at price: Money) {
    if shares > 0 { expected[instrument, default: .zero] += price * shares }
  }

  /// Yuan in a stock, its open purchases included: at the last price, else as the broker values it, else at the close
  /// before; a holding that nothing values counts nothing, and `unvalued` names it.
  func exposure(_ instrument: InstrumentID) -> Money {
    let held = account[instrument].map { value(of: $0) ?? .zero } ?? .zero
    return held + (committed[instrument] ?? .zero) + (expected[instrument] ?? .zero)
  }

  /// The first holding that neither a price nor the broker values.
  var unvalued: InstrumentID? {
    account.positions.first { $0.volume > 0 && value(of: $0) == nil }?.instrument
  }

  private func value(of position: AccountPosition) -> Money? {
    let quote = quotes[position.instrument]
    return quote?.last.map { $0 * position.volume } ?? position.worth
      ?? quote?.previousClose.map { $0 * position.volume }
  }

  /// Yuan in all stocks, open purchases included.
  var gross: Money {
    stocks.reduce(.zero) { $0 + exposure($1) }
  }

  /// Stocks that are held or being bought.
  var stocks: Set<InstrumentID> {
    Set(account.positions.filter { $0.volume > 0 }.map(\.instrument)).union(committed.keys).union(expected.keys)
  }

  /// Cash that is left when all open purchases have dealt.
  var freeCash: Money { account.cash - committed.values.reduce(.zero, +) }
}
