import Execution
import Primitives
import Records
import Store
import Synchronization
import TestSupport
import Testing

/// A switch that is turned while orders are followed.
@Suite struct KillSwitchTests {
  private let time = SteppedClock()
  private let folder: TemporaryFolder
  private let database: Database
  private let killSwitch: KillSwitch
  private static let prices = ["SH600000": 1000, "SH600001": 1100, "SZ000001": 1200, "SZ000002": 1300]

  init() throws {
    folder = try TemporaryFolder()
    database = try Database.inMemory()
    killSwitch = KillSwitch(account: "paper", database: database, file: folder.path("kill"), clock: time.clock)
  }

  /// Counts what a broker is asked for, and turns the switch behind a placing.
  private final class Watched: Gateway {
    let kind = "sim"
    let inner: SimGateway
    let placed = Mutex(0)
    let canceled = Mutex<[String]>([])
    let onPlaced: @Sendable (Int) -> Void

    init(_ inner: SimGateway, onPlaced: @escaping @Sendable (Int) -> Void = { _ in }) {
      self.inner = inner
      self.onPlaced = onPlaced
    }

    func account() throws(GatewayFailure) -> AccountState { try inner.account() }
    func orders() throws(GatewayFailure) -> [BrokerOrder] { try inner.orders() }
    func trades() throws(GatewayFailure) -> [BrokerTrade] { try inner.trades() }
    func quotes(of instruments: [InstrumentID]) throws(GatewayFailure) -> [BrokerQuote] {
      try inner.quotes(of: instruments)
    }

    func place(_ request: OrderRequest) throws(GatewayFailure) -> String {
      let number = try inner.place(request)
      let count = placed.withLock { count in
        count += 1
        return count
      }
      onPlaced(count)
      return number
    }

    func cancel(_ orderID: String) throws(GatewayFailure) {
      canceled.withLock { $0.append(orderID) }
      try inner.cancel(orderID)
    }
  }

  private func watched(onPlaced: @escaping @Sendable (Int) -> Void = { _ in }) throws -> Watched {
    var faults = SimFaults()
    // Orders lie in the market for long.
    faults.delay = 600
    return Watched(
      try SimGateway(
        account: "paper", capital: Money(yuan: 1_000_000), market: StillMarket(KillSwitchTests.prices),
        clock: time.clock, file: nil, faults: faults), onPlaced: onPlaced)
  }

  private func run(_ gateway: any Gateway) -> TradingRun {
    let stocks = KillSwitchTests.prices.keys.map(Tiny.stock)
    return TradingRun(
      gateway: gateway, account: "paper", database: database, killSwitch: killSwitch, limits: Tiny.openLimits,
      surroundings: .init(
        equityBefore: Money(yuan: 1_000_000), peakEquity: Money(yuan: 1_000_000),
        averageVolume: Dictionary(uniqueKeysWithValues: stocks.map { ($0, 10_000_000) }),
        listingAge: Dictionary(uniqueKeysWithValues: stocks.map { ($0, 1000) })), clock: time.clock)
  }

  private func open() throws {
    let orders = KillSwitchTests.prices.sorted { $0.key < $1.key }.map { ($0.key, Direction.buy, Int64(100), $0.value) }
    _ = try IntentBook(account: "paper", database: database, clock: time.clock).open(Tiny.plan(orders))
  }

  private var states: [TradeIntent.State] {
    get throws { try database.intents(of: "paper", on: StillMarket.day).map(\.state) }
  }

  @Test("a switch that is turned between two orders lets no further one out, and the open ones are canceled")
  func betweenOrders() throws {
    try open()
    let killSwitch = killSwitch
    let gateway = try watched { count in
      if count == 2 { try? killSwitch.turn(.killed, by: "li", reason: "drill") }
    }
    try run(gateway).pass()
    #expect(gateway.placed.withLock { $0 } == 2)
    // The follower passes each second.
    time.advance(1)
    try run(gateway).pass()
    #expect(gateway.placed.withLock { $0 } == 2)
    #expect(gateway.canceled.withLock { $0.sorted() } == ["1", "2"])
    try run(gateway).pass()
    #expect(try states.filter { $0 == .canceled }.count == 2)
    #expect(try gateway.orders().allSatisfy { $0.status == .canceled })
    let events = try database.events(of: "paper", from: StillMarket.day, through: StillMarket.day)
    #expect(events.contains { $0.kind == .kill } && events.filter { $0.kind == .cancel }.count == 2)
  }

  @Test("a file that a person puts there stops a run that follows its orders")
  func file() throws {
    try open()
    let gateway = try watched()
    try run(gateway).pass()
    #expect(gateway.placed.withLock { $0 } == 4)
    try folder.write("", to: "kill")
    time.advance(1)
    try run(gateway).pass()
    #expect(gateway.canceled.withLock { $0.count } == 4)
    #expect(throws: Diagnostic.self) { try killSwitch.resume(by: "li", reason: "x") }
    #expect(try killSwitch.position() == .killed)
  }

  @Test("what another process drops while orders are being sent is not sent, and what it finds sent it does not drop")
  func dropped() throws {
    try open()
    let other = try watched()
    let dropping = run(other)
    let gateway = try watched { count in
      if count == 2 { try? dropping.cancelAll(because: .verbatim("by hand"), code: "by-hand") }
    }
    try run(gateway).pass()
    #expect(gateway.placed.withLock { $0 } == 2)
    let states = try states
    #expect(states.filter { $0 == .canceled }.count == 2 && states.filter { $0 == .submitted }.count == 2)
    try run(gateway).pass()
    #expect(gateway.placed.withLock { $0 } == 2)
  }

  @Test("orders of a day that is over are ended, and what they dealt stays")
  func dayOver() throws {
    try open()
    let gateway = try watched()
    try run(gateway).pass()
    let book = IntentBook(account: "paper", database: database, clock: time.clock)
    try book.expire { $0 < StillMarket.day }
    #expect(try states.allSatisfy { $0 == .submitted })
    var intent = try #require(try database.intents(of: "paper", on: StillMarket.day).first)
    (intent.state, intent.filledQuantity) = (.partFilled, 40)
    try database.record([intent])
    try book.expire { $0 <= StillMarket.day }
    let ended = try database.intents(of: "paper", on: StillMarket.day)
    #expect(ended.allSatisfy { $0.state == .canceled && $0.blockReason == "day-over" })
    #expect(ended.first { $0.id == intent.id }?.filledQuantity == 40)
    #expect(try database.openIntents(of: "paper").isEmpty)
  }

  @Test("what was not sent before a kill is sent after the resumption, once")
  func resumption() throws {
    try open()
    try killSwitch.turn(.killed, by: "li", reason: "drill")
    let gateway = try watched()
    try run(gateway).pass()
    #expect(gateway.placed.withLock { $0 } == 0 && gateway.canceled.withLock { $0.isEmpty })
    #expect(try states.allSatisfy { $0 == .created })
    try killSwitch.resume(by: "li", reason: "over")
    try run(gateway).pass()
    try run(gateway).pass()
    #expect(gateway.placed.withLock { $0 } == 4)
  }
}
