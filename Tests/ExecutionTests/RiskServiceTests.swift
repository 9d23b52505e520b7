import Execution
import Primitives
import Records
import Testing

/// One account of 1,000,000 yuan with 10,000 shares at 10 yuan, and one rule broken at a time.
@Suite struct RiskServiceTests {
  fileprivate static let stock: InstrumentID = Tiny.stock("SH600000")
  fileprivate static let other: InstrumentID = Tiny.stock("SZ000001")
  fileprivate static let now: MarketTime = MarketTime(StillMarket.day, minute: 600)

  private static func context(_ change: (inout RiskContext) -> Void = { _ in }) -> RiskContext {
    var limits = ExecutionLimits()
    limits.stockWeight = 0.2
    func quote(_ instrument: InstrumentID) -> BrokerQuote {
      BrokerQuote(
        instrument: instrument, last: Money(yuan: 10), previousClose: Money(yuan: 10), limitUp: Money(yuan: 11),
        limitDown: Money(yuan: 9), volume: 1_000_000, time: now)
    }
    var context = RiskContext(
      limits: limits,
      account: AccountState(
        account: "paper", cash: Money(yuan: 900_000), frozen: .zero, equity: Money(yuan: 1_000_000),
        positions: [.init(instrument: stock, volume: 10_000, available: 8_000)], time: now),
      now: now, quotes: [quote(stock), quote(other)], equityBefore: Money(yuan: 1_000_000),
      peakEquity: Money(yuan: 1_000_000), averageVolume: [stock: 1_000_000, other: 1_000_000],
      listingAge: [stock: 1000, other: 1000], industries: nil, specialTreatment: nil, position: .open)
    change(&context)
    return context
  }

  private static func order(
    _ side: Direction, _ volume: Int64, _ instrument: InstrumentID = stock, cents: Int? = 1000
  ) -> OrderRequest {
    OrderRequest(
      key: "k", instrument: instrument, side: side, volume: volume,
      priceType: cents == nil ? .bestCounterparty : .limit,
      price: cents.map { Money(units: Int64($0) * 100) })
  }

  @Test("an order inside every limit passes as it is")
  func passes() {
    for order in [RiskServiceTests.order(.buy, 1000), RiskServiceTests.order(.sell, 8000)] {
      let decision = RiskService(RiskServiceTests.context()).judge(order)
      #expect(decision.shares == order.volume && decision.rulings.isEmpty)
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var rule: String
    var order: OrderRequest
    var change: @Sendable (inout RiskContext) -> Void = { _ in }
    var testDescription: String { rule }
  }

  static let blocks: [Case] = [
    Case(rule: "kill-switch", order: order(.sell, 100)) { $0.position = .killed },
    Case(rule: "account-stopped", order: order(.buy, 100)) { $0.position = .stopped },
    Case(rule: "order-size", order: order(.buy, 0)),
    Case(rule: "order-size", order: order(.sell, -100)),
    Case(rule: "unknown-board", order: order(.buy, 100, Tiny.stock("SH510300"))),
    Case(rule: "stale-account", order: order(.buy, 100)) { $0.account.time = MarketTime(seconds: now.seconds - 61) },
    Case(rule: "clock", order: order(.buy, 100)) { $0.account.time = MarketTime(seconds: now.seconds + 61) },
    Case(rule: "no-quote", order: order(.buy, 100, Tiny.stock("SH600001"))),
    Case(rule: "stale-quote", order: order(.sell, 100)) {
      $0.quotes[stock]?.time = MarketTime(seconds: now.seconds - 61)
    },
    Case(rule: "session", order: order(.buy, 100)) { context in
      let noon = MarketTime(StillMarket.day, minute: 720)
      context.now = noon
      context.account.time = noon
      context.quotes[stock]?.time = noon
    },
    Case(rule: "suspended", order: order(.sell, 100)) { $0.quotes[stock]?.isSuspended = true },
    Case(rule: "unknown-suspension", order: order(.sell, 100)) { $0.quotes[stock]?.isSuspended = nil },
    Case(rule: "unknown-suspension", order: order(.buy, 100)) { $0.quotes[stock]?.isSuspended = nil },
    Case(rule: "available", order: order(.sell, 8100)),
    Case(rule: "available", order: order(.sell, 100, other)),
    Case(rule: "lot", order: order(.buy, 150)),
    Case(rule: "lot", order: order(.sell, 150)),
    Case(rule: "price", order: order(.buy, 100, cents: 0)),
    Case(rule: "price-collar", order: order(.buy, 100, cents: 1021)),
    Case(rule: "price-collar", order: order(.sell, 100, cents: 979)),
    Case(rule: "limit-up", order: order(.buy, 100)) { $0.quotes[stock]?.limitUp = Money(yuan: 10) },
    Case(rule: "limit-down", order: order(.sell, 100)) { $0.quotes[stock]?.limitDown = Money(yuan: 10) },
    Case(rule: "no-price-limit", order: order(.buy, 100)) { $0.quotes[stock]?.limitUp = nil },
    Case(rule: "blacklist", order: order(.buy, 100)) { $0.limits.blacklist = [stock] },
    Case(rule: "whitelist", order: order(.buy, 100)) { $0.limits.whitelist = [other] },
    Case(rule: "risk-warning", order: order(.buy, 100)) { $0.specialTreatment = [stock] },
    Case(rule: "newly-listed", order: order(.buy, 100)) { $0.listingAge[stock] = 59 },
    Case(rule: "unknown-listing", order: order(.buy, 100)) { $0.listingAge = [:] },
    Case(rule: "unknown-volume", order: order(.buy, 100)) { $0.averageVolume = [:] },
    Case(rule: "daily-loss", order: order(.buy, 100)) { $0.equityBefore = Money(yuan: 1_030_928) },
    Case(rule: "drawdown", order: order(.buy, 100)) { context in
      context.equityBefore = context.account.equity
      context.peakEquity = Money(yuan: 1_176_471)
    },
    Case(rule: "unknown-value", order: order(.buy, 100)) { $0.equityBefore = nil },
    Case(rule: "unknown-holding-value", order: order(.buy, 100)) { context in
      let unseen = AccountPosition(instrument: Tiny.stock("SH600519"), volume: 100, available: 100)
      context.account.positions.append(unseen)
    },
    // A broker that values a holding at 0 does not value it.
    Case(rule: "unknown-holding-value", order: order(.buy, 100)) { context in
      context.account.positions.append(
        AccountPosition(instrument: Tiny.stock("SH600519"), volume: 100, available: 100, marketValue: .zero))
    },
    Case(rule: "participation", order: order(.buy, 100)) { $0.count(stock, 100_000) },
    Case(rule: "stock-count", order: order(.buy, 100, other)) { $0.limits.stockCount = 1 },
    Case(rule: "unknown-industry", order: order(.buy, 100)) { context in
      context.limits.industryWeight = 0.3
      context.industries = [:]
    },
  ]

  @Test("a broken rule blocks the order by its name", arguments: blocks)
  func isBlocked(_ item: Case) {
    let decision = RiskService(RiskServiceTests.context(item.change)).judge(item.order)
    #expect(decision.isBlocked)
    #expect(decision.leading?.rule == item.rule)
  }

  static let sales: [Case] = blocks.filter {
    ["blacklist", "whitelist", "risk-warning", "newly-listed", "daily-loss", "drawdown", "stock-count"].contains(
      $0.rule)
  }

  @Test("a sale that reduces a holding passes the caps", arguments: sales)
  func salesPass(_ item: Case) {
    let sale = RiskServiceTests.order(.sell, 1000)
    #expect(RiskService(RiskServiceTests.context(item.change)).judge(sale).shares == 1000)
  }

  struct Shrink: Sendable, CustomTestStringConvertible {
    var rule: String
    var shares: Int64
    var change: @Sendable (inout RiskContext) -> Void
    var testDescription: String { rule }
  }

  /// Room by hand: yuan that are left, by the price of 10, in whole lots.
  static let shrinks: [Shrink] = [
    // One order of 50,000 yuan.
    Shrink(rule: "order-value", shares: 5000) { $0.limits.orderValue = Money(yuan: 50_000) },
    // 100,000 of 1,000,000 are held; 0.15 leaves 50,000.
    Shrink(rule: "stock-weight", shares: 5000) { $0.limits.stockWeight = 0.15 },
    // The industry holds 100,000; 0.16 leaves 60,000.
    Shrink(rule: "industry-weight", shares: 6000) { context in
      context.limits.industryWeight = 0.16
      context.industries = [stock: "banks"]
    },
    Shrink(rule: "gross-weight", shares: 7000) { $0.limits.grossWeight = 0.17 },
    // A tenth of 30,000 shares.
    Shrink(rule: "participation", shares: 3000) { $0.averageVolume[stock] = 30_000 },
  ]

  @Test("what is above a cap is cut off in whole lots", arguments: shrinks)
  func isCut(_ item: Shrink) {
    let decision = RiskService(RiskServiceTests.context(item.change)).judge(RiskServiceTests.order(.buy, 9000))
    #expect(decision.shares == item.shares)
    #expect(decision.leading?.rule == item.rule)
  }

  @Test("cash that must stay stays, the fees of the order counted")
  func cashStays() {
    let decision = RiskService(
      RiskServiceTests.context { context in
        context.limits.cashRatio = 0.85
        context.limits.stockWeight = 1
      }
    ).judge(RiskServiceTests.order(.buy, 9000))
    // 900,000 - 850,000 less the fees of 90,000 yuan, 22.5 and 0.9: 49,976.6 buy 4,900 shares in lots.
    #expect(decision.shares == 4900)
    #expect(decision.leading?.rule == "cash-ratio")
  }

  @Test("orders of one batch share the room")
  func batch() {
    var context = RiskServiceTests.context { $0.limits.stockWeight = 0.15 }
    context.commit(.buy, RiskServiceTests.stock, 4000, at: Money(yuan: 10))
    #expect(RiskService(context).judge(RiskServiceTests.order(.buy, 9000)).shares == 1000)
  }
}
