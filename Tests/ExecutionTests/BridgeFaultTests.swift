import Execution
import Foundation
import Primitives
import Records
import Store
import TestSupport
import Testing

/// The client beside a real bridge process over a scripted broker, and an auditor who counts from the broker's own book.
///
/// Broker, bridge and this program share one time, which a schedule moves; the broker's book is a file that none of ours
/// writes.
@Suite(.enabled(if: BridgeProcess.hasPython, Comment(rawValue: BridgeProcess.absence)), .serialized)
struct BridgeFaultTests {
  /// Schedules; `AISTOCK_SCHEDULES=100` makes a hundred.
  private static let count = ProcessInfo.processInfo.environment["AISTOCK_SCHEDULES"].flatMap { Int($0) } ?? 3
  private static let prices: [InstrumentID: Double] = [
    Tiny.stock("SH600000"): 10, Tiny.stock("SH600001"): 11, Tiny.stock("SZ000001"): 12, Tiny.stock("SZ000002"): 13,
    Tiny.stock("SH600003"): 14,
  ]

  @Test("the client of a bridge holds to what every gateway holds to")
  func conformance() throws {
    let bridge = try BridgeProcess(accounts: ["1"], at: MarketTime(StillMarket.day, minute: 600))
    try bridge.script(["lot": 100])
    try bridge.market(BridgeFaultTests.prices)
    try bridge.start()
    try GatewayConformance(
      gateway: QMTGateway(
        account: "main", number: "1", bridge: bridge.address, token: BridgeProcess.token, clock: bridge.clock),
      stock: Tiny.stock("SH600000"), price: Money(yuan: 10), unknown: Tiny.stock("SH600999")
    ).run()
  }

  @Test("a wrong token is told as that, and nothing is read or sent under it")
  func wrongToken() throws {
    let bridge = try BridgeProcess(accounts: ["1"], at: MarketTime(StillMarket.day, minute: 600))
    try bridge.market(BridgeFaultTests.prices)
    try bridge.start()
    let gateway = QMTGateway(
      account: "main", number: "1", bridge: bridge.address, token: "another-token-of-the-tests", clock: bridge.clock)
    func isWrong(_ ask: () throws(GatewayFailure) -> Void) -> Bool {
      do throws(GatewayFailure) { try ask() } catch {
        guard case .away(let message) = error else { return false }
        return message.english.contains("token.wrong") && !message.english.contains("another-token")
      }
      return false
    }
    #expect(isWrong { () throws(GatewayFailure) in _ = try gateway.account() })
    #expect(isWrong { () throws(GatewayFailure) in _ = try gateway.orders() })
    let order = OrderRequest(
      key: "k", instrument: Tiny.stock("SH600000"), side: .buy, volume: 100, priceType: .limit, price: Money(yuan: 10))
    #expect(isWrong { () throws(GatewayFailure) in _ = try gateway.place(order) })
    #expect(try bridge.book().isEmpty)
  }

  @Test("no order is sent twice through a bridge, none is lost, and both books agree in the end")
  func schedules() throws {
    let seeds = UInt64(1)...UInt64(max(1, BridgeFaultTests.count))
    let bridge = try BridgeProcess(
      accounts: seeds.map { String($0) }, at: MarketTime(StillMarket.day, minute: 570), callSeconds: 0.15)
    try bridge.script([:])
    try bridge.market(BridgeFaultTests.prices)
    try bridge.start()
    for seed in seeds { try Schedule(seed: seed, bridge: bridge).run() }
    // The schedules did something: orders of every account, and fills.
    let acts = try bridge.book().compactMap { $0["act"]?.stringValue }
    #expect(acts.filter { $0 == "received" }.count > seeds.count && acts.contains("fill"))
  }

  /// One account's day.
  private struct Schedule {
    let seed: UInt64
    let bridge: BridgeProcess
    let database: Database
    let account: String
    let kill: String

    init(seed: UInt64, bridge: BridgeProcess) throws {
      self.seed = seed
      self.bridge = bridge
      database = try Database.inMemory()
      account = String(seed)
      kill = bridge.folder.path("kill")
    }

    /// What may become of an order on its way; those that answer late come before its request is given up.
    private static let steps: [JSONValue] = [
      ["receive", "reply", "report"], ["receive", "reply", "fill:rest", "report", "trades"],
      ["receive", "fill:100", "report", "reply", "trades", "wait:0.03", "fill:rest", "trades", "repeat", "report"],
      ["receive", "fill:rest", "trades", "repeat", "reply", "report"], ["refuse"], ["raise"],
      ["receive", "raise", "fill:100", "report"], ["receive", "reject", "reply", "report"],
      ["receive", "reply", "fill:100", "trades", "close", "report"],
      ["receive", "wait:0.25", "reply", "fill:rest", "trades"], ["wait:0.4", "receive", "reply", "report"],
      ["receive", "disconnect", "reply", "fill:100"], ["disconnect", "receive", "raise"],
    ]

    /// What the broker's side does to questions, for a while.
    private static let troubles: [JSONValue] = [
      [:], [:], [:], ["none": ["query_stock_orders"]], ["raise": ["query_stock_trades"]], ["is_away": true],
      ["none": ["query_stock_asset"]], ["raise": ["quotes"]], ["raise": ["cancel_order_stock"]],
    ]

    private func gateway() -> QMTGateway {
      QMTGateway(
        account: account, number: account, bridge: bridge.address, token: BridgeProcess.token, clock: bridge.clock)
    }

    private func pass(_ gateway: QMTGateway) throws {
      let stocks = BridgeFaultTests.prices.keys
      let run = TradingRun(
        gateway: gateway, account: account, database: database,
        killSwitch: KillSwitch(account: account, database: database, file: kill, clock: bridge.clock),
        limits: Tiny.openLimits,
        surroundings: .init(
          equityBefore: Money(yuan: 1_000_000), peakEquity: Money(yuan: 1_000_000),
          averageVolume: Dictionary(uniqueKeysWithValues: stocks.map { ($0, 10_000_000) }),
          listingAge: Dictionary(uniqueKeysWithValues: stocks.map { ($0, 1000) })), clock: bridge.clock,
        graceSeconds: 20)
      try run.pass()
    }

    func run() throws {
      var random = SeededRandom(seed: seed)
      // Each day begins in the morning, of the same bridge.
      try bridge.advance(Double(MarketTime(StillMarket.day, minute: 570).seconds) - bridge.clock.now())
      try bridge.market(BridgeFaultTests.prices)
      let orders = BridgeFaultTests.prices.sorted { $0.key < $1.key }.map {
        ($0.key.name, Direction.buy, Int64(random.whole(1...9)) * 100, Int($0.value * 100))
      }
      let book = IntentBook(account: account, database: database, clock: bridge.clock)
      _ = try book.open(Tiny.plan(orders, account: account, parts: random.whole(1...2), seal: "\(seed)"))
      var gateway = gateway()
      // Less in all than a request is given: what is late arrives before it is given up.
      for _ in 0..<8 {
        try trouble(&random)
        try pass(gateway)
        try bridge.advance(random.uniform() < 0.1 ? -1 : random.uniform() * 1.5)
        if random.uniform() < 0.25 { try die(gateway, &random) }
        // A restart of our side: everything in memory is gone.
        if random.uniform() < 0.4 { gateway = self.gateway() }
        if random.uniform() < 0.15 {
          bridge.stop()
          // Gone for a while, or started again at once.
          if random.uniform() < 0.5 { try pass(gateway) }
          try bridge.start(isWaiting: false)
          gateway = self.gateway()
        }
      }
      try end()
      try audit()
    }

    private func trouble(_ random: inout SeededRandom) throws {
      var members = Schedule.troubles[random.whole(0...Schedule.troubles.count - 1)].objectValue ?? [:]
      let steps = BridgeFaultTests.prices.keys.sorted().map { stock in
        (
          stock.name.dropFirst(2) + "." + stock.name.prefix(2),
          Schedule.steps[random.whole(0...Schedule.steps.count - 1)]
        )
      }
      members["steps"] = .object(Dictionary(steps.map { (String($0), $1) }) { first, _ in first })
      try bridge.script(.object(members))
      try bridge.market(BridgeFaultTests.prices)
    }

    /// Leaves what a process leaves that dies between storing `sending` and storing the answer.
    private func die(_ gateway: QMTGateway, _ random: inout SeededRandom) throws {
      let created = try database.intents(of: account, on: StillMarket.day).filter { $0.state == .created }
      guard var intent = created.first else { return }
      intent.state = .sending
      intent.updatedAt = bridge.clock.timestamp
      try database.record([intent])
      if random.uniform() < 0.5 { _ = try? gateway.place(OrderRequest(intent)) }
    }

    /// The faults end, and what is open comes to its end.
    private func end() throws {
      try bridge.script([:])
      if !bridge.isConnected { usleep(300_000) }
      let end = ContinuousClock.now + .seconds(20)
      while !bridge.isConnected, ContinuousClock.now < end { usleep(10_000) }
      // Requests that answer late are over by now.
      usleep(400_000)
      let gateway = gateway()
      for _ in 0..<3 {
        try bridge.advance(25)
        try bridge.market(BridgeFaultTests.prices)
        try pass(gateway)
      }
      let run = TradingRun(
        gateway: gateway, account: account, database: database,
        killSwitch: KillSwitch(account: account, database: database, file: kill, clock: bridge.clock),
        limits: Tiny.openLimits,
        surroundings: .init(equityBefore: nil, peakEquity: nil, averageVolume: [:], listingAge: [:]),
        clock: bridge.clock, graceSeconds: 20)
      try run.cancelAll(because: .verbatim("end"), code: "end")
      try run.pass()
      // On a loaded machine an answer that was to be late is later still.
      let last = ContinuousClock.now + .seconds(20)
      while try database.intents(of: account, on: StillMarket.day).contains(where: { !$0.state.isFinal }),
        ContinuousClock.now < last
      {
        usleep(100_000)
        try bridge.advance(25)
        try pass(gateway)
        try run.pass()
      }
    }

    /// Counts from the broker's book alone, and lays our states beside it.
    private func audit() throws {
      let acts = try bridge.book()
      func text(_ act: JSONValue, _ name: String) -> String { act[name]?.stringValue ?? "" }
      let received = acts.filter { text($0, "act") == "received" && text($0, "account") == account }
      let remarks = received.map { text($0, "remark") }
      let intents = try database.intents(of: account, on: StillMarket.day)
      let known = Dictionary(uniqueKeysWithValues: intents.map { (Schedule.remark($0.remark), $0) })
      #expect(Set(remarks).count == remarks.count, "seed \(seed): an order was sent twice")
      #expect(remarks.allSatisfy { known[$0] != nil }, "seed \(seed): an order that nobody meant")
      let stored = try database.fills(of: account, from: StillMarket.day, through: StillMarket.day)
      var bought: [InstrumentID: Int64] = [:]
      var dealt: Set<String> = []
      for (remark, intent) in known {
        #expect(intent.state.isFinal, "seed \(seed): \(intent.state) is no end")
        guard let order = received.first(where: { text($0, "remark") == remark }) else {
          #expect([.rejected, .canceled, .riskBlocked].contains(intent.state), "seed \(seed): \(intent.state)")
          #expect(intent.filledQuantity == 0, "seed \(seed)")
          continue
        }
        #expect(order["volume"]?.intValue == Int(intent.quantity), "seed \(seed)")
        let number = order["order_id"]?.intValue ?? 0
        let fills = acts.filter { text($0, "act") == "fill" && $0["order_id"]?.intValue == number }
        let shares = fills.reduce(Int64(0)) { $0 + Int64($1["shares"]?.intValue ?? 0) }
        let amount = fills.reduce(Money.zero) { sum, fill in
          sum + (Money(rounding: fill["price"]?.doubleValue ?? 0) ?? .zero) * Int64(fill["shares"]?.intValue ?? 0)
        }
        #expect(intent.orderID == String(number), "seed \(seed)")
        #expect(intent.filledQuantity == shares && intent.filledAmount == amount, "seed \(seed): \(intent)")
        #expect((intent.state == .filled) == (shares == intent.quantity), "seed \(seed): \(intent.state)")
        bought[intent.instrument, default: 0] += shares
        dealt.formUnion(fills.map { text($0, "trade_id") })
      }
      #expect(Set(stored.map(\.trade.tradeID)) == dealt, "seed \(seed): fills")
      let state = try gateway().account()
      for position in state.positions {
        #expect(position.volume == bought[position.instrument], "seed \(seed): \(position.instrument)")
      }
      #expect(state.positions.count == bought.filter { $0.value > 0 }.count, "seed \(seed)")
      let paid = stored.reduce(Money.zero) { $0 + $1.trade.amount }
      #expect(state.cash + state.frozen == Money(yuan: 1_000_000) - paid, "seed \(seed): cash")
    }

    /// What the bridge writes beside an order, as its protocol says it.
    private static func remark(_ key: String) -> String { "aq" + SHA256Digest(hashing: Array(key.utf8)).hex.prefix(22) }
  }
}
