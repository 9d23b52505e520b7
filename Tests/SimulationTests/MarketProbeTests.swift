import MarketData
import Primitives
import Records
import Simulation
import StrategyEngine
import TestSupport
import Testing

/// What a run says of data that make it meaningless, and what the exchange's rules do on days with volume 0.
struct MarketProbeTests {
  /// Forty weekdays of three stocks and an index; the first two stocks are best by turns.
  private struct World {
    let days = RawMarket.days(from: "2023-07-03", count: 40)
    var tiny = TinyMarket(from: "2023-07-03", days: 40)

    init(percent: Bool = false, volumes: [Float]? = nil) {
      let closes = (0..<40).map { Float(20) * (1 + 0.01 * Float($0 % 5)) }
      var change: [Float] = [.nan]
      for (before, close) in zip(closes, closes.dropFirst()) {
        change.append((close / before - 1) * (percent ? 100 : 1))
      }
      for stock in ["SH600000", "SZ000001", "SZ000002"] {
        tiny.add(stock, close: closes, change: change, volume: stock == "SH600000" ? volumes : nil)
      }
      tiny.add("SH000300", close: closes.map { $0 * 100 }, listed: false)
    }

    var predictions: PanelTable {
      get throws {
        try PanelTable(
          days.enumerated().flatMap { index, day in
            ["SH600000", "SZ000001", "SZ000002"].enumerated().map { place, stock in
              (day: day, instrument: stock, value: Double((index / 3 + place) % 3))
            }
          })
      }
    }

    var backtest: BacktestConfig {
      BacktestConfig(
        start: days[1], end: days[38], account: 1_000_000, benchmark: .instruments([code("SH000300")]))
    }

    func run(_ rules: MarketProbe.Exchange) throws -> SimulationOutcome {
      let strategy = TopkDropout(.init(topk: 1, nDrop: 1))
      switch rules {
      case .qlib:
        return try QlibSimulation.run(
          strategy: strategy, backtest: backtest, predictions: predictions, market: tiny.market)
      case .ashare:
        return try AShareBacktest.run(
          strategy: strategy, backtest: backtest, predictions: predictions, market: tiny.market)
      }
    }
  }

  private func severity(_ id: String, _ outcome: SimulationOutcome) -> Finding.Severity? {
    outcome.findings.first { $0.id == id }?.severity
  }

  @Test func aRunOnSoundDataSaysNothing() throws {
    for rules in [MarketProbe.Exchange.qlib, .ashare] {
      let outcome = try World().run(rules)
      #expect(severity("market.change-in-percent", outcome) == nil)
      #expect(severity("market.volume-zero", outcome) == nil)
    }
  }

  /// With a limit of 0.095 every move of a percent counts as locked: the run is qlib's, and says so.
  @Test func percentIsSeriousWhereTheLimitReadsIt() throws {
    let (sound, percent) = (try World().run(.qlib), try World(percent: true).run(.qlib))
    #expect(severity("market.change-in-percent", percent) == .serious)
    #expect(percent.trades.count < sound.trades.count / 4, "\(percent.trades.count) of \(sound.trades.count)")
    let ashare = try World(percent: true).run(.ashare)
    #expect(severity("market.change-in-percent", ashare) == .warning)
    #expect(ashare.trades.count == (try World().run(.ashare)).trades.count)
  }

  /// A close that falls to a sixth on day 20 and comes back on day 30, where `change` says nothing of it.
  @Test func aFalseMoveInsideOfARunIsNamed() throws {
    var world = World()
    let closes = (0..<40).map { Float(20) / ((20..<30).contains($0) ? 6 : 1) }
    world.tiny.add("SZ000005", close: closes, change: closes.map { _ in 0 })
    let found = try MarketProbe.findings(
      world.tiny.market, instruments: [code("SH600000"), code("SZ000005")], range: 5..<25, exchange: .qlib)
    #expect(found.map(\.id) == ["market.false-move"])
    #expect(found.first?.evidence.arguments["days"] == .count(1), "the day of its return lies behind the run")
    #expect(found.first?.evidence.english.contains("SZ000005 \(world.days[20]) (close -83.33%, change 0.00%)") == true)
  }

  /// Days 12 to 20 have a price and no volume: qlib trades them, the exchange's rules do not.
  @Test func daysWithoutVolumeAreSuspensions() throws {
    let volumes = (0..<40).map { Float((12...20).contains($0) ? 0 : 1e6) }
    let world = World(volumes: volumes)
    let suspended = Set(world.days[12...20])
    func dealt(_ outcome: SimulationOutcome) -> Int {
      outcome.trades.count {
        $0.instrument == code("SH600000") && suspended.contains($0.day) && $0.dealAmount > 0
      }
    }
    let (qlib, ashare) = (try world.run(.qlib), try world.run(.ashare))
    #expect(dealt(qlib) > 0 && dealt(ashare) == 0)
    #expect(severity("market.volume-zero", qlib) == .warning && severity("market.volume-zero", ashare) == .note)
    let reasons = ashare.trades.filter { $0.instrument == code("SH600000") && suspended.contains($0.day) }.map(\.reason)
    #expect(reasons.allSatisfy { $0 == .noVolume }, "\(reasons)")
  }

  @Test(arguments: [
    ("SH600000", "2024-01-02", 0.1), ("SZ300750", "2019-01-02", 0.1), ("SZ300750", "2024-01-02", 0.2),
    ("SH688981", "2024-01-02", 0.2), ("BJ430047", "2024-01-02", 0.3),
  ])
  func limitsAreThoseOfTheRuleTable(stock: String, date: String, limit: Double) throws {
    let closes: [Float] = [10, 10 * Float(1 + limit) + 0.2, 10]
    var tiny = TinyMarket(from: date, days: 3)
    tiny.add(stock, close: closes)
    let check = try MarketCheck(tiny.market, today: day("2026-01-01"), limits: .ofTheExchanges)
    let found = try #require(check.findings.first { $0.finding.id == "market.move-beyond-limit" }, "\(check.findings)")
    #expect(found.cases.first?.detail.arguments["limit"] == .rate(limit))
  }
}
