import Execution
import Primitives
import Records
import Synchronization
import TestSupport

/// A market of a few stocks at fixed prices, for brokers that are simulated.
struct StillMarket: SimMarket {
  static let day = TestSupport.day("2026-11-23")
  var prices: [InstrumentID: Money]
  var room: Int64?

  init(_ prices: [String: Int], room: Int64? = nil) {
    self.prices = Dictionary(
      prices.map { (InstrumentID(canonical: $0.key), Money(units: Int64($0.value) * 100)) },
      uniquingKeysWith: { first, _ in first })
    self.room = room
  }

  func quote(of instrument: InstrumentID, at time: MarketTime) -> BrokerQuote? {
    prices[instrument].map { price in
      BrokerQuote(
        instrument: instrument, last: price, previousClose: price,
        limitUp: Money(units: price.units / 100 * 110 / 100 * 100),
        limitDown: Money(units: price.units / 100 * 90 / 100 * 100), volume: 10_000_000, time: time)
    }
  }

  func reinvestments(of instrument: InstrumentID, after day: TradingDay, through last: TradingDay) -> [Reinvestment] {
    []
  }

  func room(in instrument: InstrumentID, on day: TradingDay) -> Int64? { room }
}

/// A clock that stands until somebody moves it.
final class SteppedClock: Sendable {
  private let seconds: Mutex<Double>

  init(_ day: TradingDay = StillMarket.day, minute: Int = 600) {
    seconds = Mutex(Double(MarketTime(day, minute: minute).seconds))
  }

  func advance(_ by: Double) { seconds.withLock { $0 += by } }

  var clock: Clock { Clock { self.seconds.withLock { $0 } } }
}

enum Tiny {
  static func stock(_ name: String) -> InstrumentID { InstrumentID(canonical: name) }

  /// A plan with one order a line, in one part each.
  static func plan(
    _ orders: [(String, Direction, Int64, Int)], account: String = "paper", parts: Int = 1, seal: String = "a"
  ) -> TradePlan {
    let lines = orders.map { name, side, shares, cents in
      let price = Money(units: Int64(cents) * 100)
      return TradePlan.Line(
        instrument: stock(name), side: side, shares: shares, priceType: .limit, price: price, decisionPrice: price,
        amount: price * shares, commission: .zero, stampTax: .zero, transferFee: .zero, weightBefore: 0,
        weightAfter: 0, targetWeight: 0,
        parts: [.init(strategyID: "baseline", shares: side == .buy ? shares : -shares)],
        slices: (0..<parts).map {
          .init(minute: 0, shares: shares / Int64(parts) + ($0 == 0 ? shares % Int64(parts) : 0))
        },
        reason: .verbatim("test"))
    }
    return TradePlan(
      account: account, environment: .paper, day: StillMarket.day, time: MarketTime(StillMarket.day, minute: 600),
      strategies: [.init(strategyID: "baseline", weight: 1, decidedOn: nil, approval: seal)], lines: lines, undone: [],
      cashBefore: .zero, cashAfter: .zero, equity: .zero, trackingError: 0, limits: "")
  }

  /// Limits that let everything of a small account pass.
  static var openLimits: ExecutionLimits {
    var limits = ExecutionLimits()
    limits.orderValue = Money(yuan: 1_000_000_000)
    limits.stockWeight = 1
    limits.grossWeight = 1
    limits.cashRatio = 0
    limits.participation = 1
    return limits
  }
}
