import Execution
import Foundation
import Primitives
import Records
import Store
import TestSupport
import Testing

/// Random schedules of faults against a simulated broker, and an auditor who counts from the broker's own book.
///
/// A restart is a new run over what is stored; a death between two writes is the state that it leaves: an intent that
/// stands as `sending`, with or without an order at the broker.
@Suite struct TradingFaultTests {
  /// Schedules of each of ten blocks; `AISTOCK_SCHEDULES=100` makes a thousand.
  private let count = ProcessInfo.processInfo.environment["AISTOCK_SCHEDULES"].flatMap { Int($0) } ?? 15
  private static let stocks = ["SH600000", "SH600001", "SZ000001", "SZ000002", "SH600003", "SZ300001"]

  private struct World {
    let database: Database
    let time = SteppedClock()
    let file: String
    let kill: String
    let market: StillMarket
    var faults: SimFaults

    func gateway(_ faults: SimFaults? = nil) throws -> SimGateway {
      try SimGateway(
        account: "paper", capital: Money(yuan: 1_000_000), market: market, clock: time.clock, file: file,
        faults: faults ?? self.faults)
    }

    func run(_ gateway: any Gateway) -> TradingRun {
      let stocks = TradingFaultTests.stocks.map(Tiny.stock)
      return TradingRun(
        gateway: gateway, account: "paper", database: database,
        killSwitch: KillSwitch(account: "paper", database: database, file: kill, clock: time.clock),
        limits: Tiny.openLimits,
        surroundings: .init(
          equityBefore: Money(yuan: 1_000_000), peakEquity: Money(yuan: 1_000_000),
          averageVolume: Dictionary(uniqueKeysWithValues: stocks.map { ($0, 10_000_000) }),
          listingAge: Dictionary(uniqueKeysWithValues: stocks.map { ($0, 1000) })), clock: time.clock,
        graceSeconds: 20)
    }
  }

  private func world(_ seed: UInt64, _ folder: TemporaryFolder, _ random: inout SeededRandom) throws -> World {
    var faults = SimFaults()
    faults.seed = seed
    faults.lostAnswer = random.uniform() * 0.3
    faults.away = random.uniform() * 0.2
    faults.refusal = random.uniform() * 0.1
    faults.partial = random.uniform()
    faults.duplicate = random.uniform() * 0.5
    faults.late = random.uniform() * 0.5
    faults.delay = Double(Int(random.uniform() * 5))
    let prices = Dictionary(uniqueKeysWithValues: TradingFaultTests.stocks.enumerated().map { ($1, 1000 + 100 * $0) })
    return World(
      database: try Database.inMemory(), file: folder.path + "/\(seed).json", kill: folder.path + "/kill",
      market: StillMarket(prices, room: random.uniform() < 0.3 ? 500 : nil), faults: faults)
  }

  @Test("no order is sent twice, none is lost, and both books agree in the end", arguments: 0..<10)
  func schedules(_ block: Int) throws {
    let folder = try TemporaryFolder()
    for seed in UInt64(block * count)..<UInt64(block * count + count) {
      var random = SeededRandom(seed: seed)
      let world = try world(seed, folder, &random)
      let book = IntentBook(account: "paper", database: world.database, clock: world.time.clock)
      let orders = TradingFaultTests.stocks.map {
        ($0, Direction.buy, Int64(1 + Int(random.uniform() * 9)) * 100, 2000)
      }
      _ = try book.open(Tiny.plan(orders.map { ($0.0, $0.1, $0.2, 1600) }, parts: 1 + Int(random.uniform() * 2)))
      var gateway = try world.gateway()
      for _ in 0..<12 {
        try world.run(gateway).pass()
        world.time.advance(random.uniform() * 6)
        if random.uniform() < 0.3 { try die(world, gateway, &random) }
        // A restart: everything in memory is gone.
        if random.uniform() < 0.4 { gateway = try world.gateway() }
        // The clock jumps back by some seconds.
        if random.uniform() < 0.05 { world.time.advance(-3) }
      }
      // The faults end, and what is open comes to its end.
      let sound = try world.gateway(SimFaults())
      for _ in 0..<4 {
        world.time.advance(30)
        try world.run(sound).pass()
      }
      try world.run(sound).cancelAll(because: .verbatim("end"), code: "end")
      try world.run(sound).pass()
      try audit(world, sound, seed)
    }
  }

  /// Leaves what a process leaves that dies between storing `sending` and storing the answer.
  private func die(_ world: World, _ gateway: SimGateway, _ random: inout SeededRandom) throws {
    let created = try world.database.intents(of: "paper", on: StillMarket.day).filter { $0.state == .created }
    guard var intent = created.first else { return }
    intent.state = .sending
    intent.updatedAt = world.time.clock.timestamp
    try world.database.record([intent])
    if random.uniform() < 0.5 { _ = try? gateway.place(OrderRequest(intent)) }
  }

  /// Counts from the broker's book alone, and lays our states beside it.
  private func audit(_ world: World, _ gateway: SimGateway, _ seed: UInt64) throws {
    let intents = try world.database.intents(of: "paper", on: StillMarket.day)
    let orders = try gateway.orders()
    let trades = try gateway.trades()
    let keys = orders.compactMap(\.key)
    #expect(Set(keys).count == keys.count, "seed \(seed): an order was sent twice")
    #expect(Set(keys).isSubset(of: intents.map(\.remark)), "seed \(seed): an order that nobody meant")
    for intent in intents {
      #expect(intent.state.isFinal, "seed \(seed): \(intent.state) is no end")
      let order = orders.first { $0.key == intent.remark }
      let filled = trades.filter { $0.orderID == order?.orderID }
      #expect(intent.filledQuantity == filled.reduce(0) { $0 + $1.volume }, "seed \(seed): \(intent)")
      #expect(intent.filledAmount == filled.reduce(.zero) { $0 + $1.amount }, "seed \(seed)")
      if order == nil { #expect([.rejected, .canceled, .riskBlocked].contains(intent.state), "seed \(seed)") }
      if intent.state == .filled { #expect(order?.status == .filled, "seed \(seed)") }
    }
    let stored = try world.database.fills(of: "paper", from: StillMarket.day, through: StillMarket.day)
    #expect(Set(stored.map(\.trade.tradeID)) == Set(trades.map(\.tradeID)), "seed \(seed): fills")
    let account = try gateway.account()
    for position in account.positions {
      let bought = stored.filter { $0.trade.instrument == position.instrument }.reduce(0) { $0 + $1.trade.volume }
      #expect(position.volume == bought, "seed \(seed): \(position.instrument)")
    }
    let paid = trades.reduce(Money.zero) { $0 + $1.amount + ($1.cost ?? .zero) }
    #expect(account.cash + account.frozen == Money(yuan: 1_000_000) - paid, "seed \(seed): cash")
  }
}
