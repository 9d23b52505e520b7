import MarketData
import Primitives
import Records
import Simulation
import StrategyEngine
import TestSupport
import Testing

/// Real qlib with the strategies that it has beside TopkDropoutStrategy (`Tests/Oracle/make_strategy_golden.py`), over a
/// drawn market of twelve stocks with days at the limit.
@Suite struct StrategyGoldenTests {
  private struct World {
    let market: any Market
    let predictions: PanelTable

    init() throws {
      let folder = try #require(RepositoryRoot.folder) + "/Tests/Oracle/strategies"
      let table = try CSVTable(file: folder + "/market.csv.gz")
      var fields: [String: [[Float]]] = [:]
      for row in 0..<table.rowCount {
        let name = table.text(row: row, column: 1)
        fields[name, default: []].append(try (2..<7).map { Float(try table.float32(row: row, column: $0)) })
      }
      var tiny = TinyMarket(from: "2024-01-01", days: 60)
      for (name, rows) in fields.sorted(by: { $0.key < $1.key }) {
        try #require(rows.count == tiny.calendar.count)
        func column(_ index: Int) -> [Float] { rows.map { $0[index] } }
        tiny.add(
          name, close: column(1), open: column(0), factor: column(3), change: column(2), volume: column(4),
          listed: name != "SH000300")
      }
      market = tiny.market
      let scores = try CSVTable(file: folder + "/scores.csv.gz")
      predictions = try PanelTable(
        (0..<scores.rowCount).map { row in
          (
            day: try scores.day(row: row, column: 0), instrument: scores.text(row: row, column: 1),
            value: try scores.double(row: row, column: 2)
          )
        })
    }
  }

  private func backtest(_ golden: GoldenFolder) throws -> BacktestConfig {
    var backtest = BacktestConfig(
      start: day(try #require(golden.json["start_time"]?.stringValue)),
      end: day(try #require(golden.json["end_time"]?.stringValue)),
      account: try #require(golden.json["account"]?.doubleValue), benchmark: .instruments([code("SH000300")]))
    let price = "$" + (try #require(golden.json["exchange"]?["deal_price"]?.stringValue))
    backtest.exchange.buyPrice = price
    backtest.exchange.sellPrice = price
    backtest.exchange.openCost = 0.0005
    backtest.exchange.closeCost = 0.0015
    return backtest
  }

  /// The block of the golden run as a configuration holds it.
  private func strategy(_ golden: GoldenFolder) throws -> any Strategy {
    let name = try #require(golden.json["strategy"]?.stringValue)
    let parameters = try #require(golden.json["parameters"]?.objectValue).map { key, value in
      "\(key): \(value.stringValue ?? String(decoding: value.canonical, as: UTF8.self))"
    }
    let text = """
      port_analysis_config:
        strategy:
          class: \(name)
          kwargs: {\(parameters.sorted().joined(separator: ", "))}
      """
    return try QrunConfiguration(YAMLDocument(text, path: golden.path + "/../conf.yaml")).strategy().make()
  }

  @Test(arguments: ["soft-plain", "soft-limited", "soft-alias", "soft-tiny"])
  func softTopkIsThatOfQlib(name: String) throws {
    let golden = try GoldenFolder("strategies/" + name)
    let world = try World()
    let outcome = try QlibSimulation.run(
      strategy: strategy(golden), backtest: backtest(golden), predictions: world.predictions, market: world.market)
    try golden.check(outcome, orders: 300)
    #expect(!outcome.findings.contains { $0.id.hasPrefix("strategy.") })
  }

  /// qlib's account is no number from 2019-09-10 on, when SH600233 or another holding is suspended.
  @Test(.requiresShared) func softTopkOnTheRealMarket() throws {
    let golden = try GoldenFolder("strategies/real-soft")
    var backtest = try backtest(golden)
    let strategy = try strategy(golden)
    let market = try GoldenMaterial.market.get()
    let predictions = try GoldenMaterial.predictions.get()
    let outcome = try QlibSimulation.run(
      strategy: strategy, backtest: backtest, predictions: predictions, market: market)
    try golden.check(outcome, orders: 1000)
    #expect(!outcome.findings.contains { $0.id == "strategy.holding-without-price" })
    backtest.end = day("2019-09-10")
    let longer = try QlibSimulation.run(
      strategy: strategy, backtest: backtest, predictions: predictions, market: market)
    #expect(longer.findings.first { $0.id == "strategy.holding-without-price" }?.severity == .serious)
    #expect(longer.report.last?.account.isFinite == true)
  }

  /// Sales before and after purchases, more than is held, less than a lot, unknown codes, a day off, a time of day.
  @Test func ordersOfAFileAreThoseOfQlib() throws {
    let golden = try GoldenFolder("strategies/file")
    let world = try World()
    let outcome = try QlibSimulation.run(
      strategy: strategy(golden), backtest: backtest(golden), predictions: world.predictions, market: world.market)
    // A code in lower case is none of the market's: qlib gives an order that does not deal, and here there is none.
    try golden.check(outcome, orders: 20) { $0.instrument.name == "sh601000" }
    let outside = try #require(outcome.findings.first { $0.id == "strategy.orders-outside" })
    #expect(outside.evidence.english.hasPrefix("2 of the 22 orders of 'orders.csv'"))
    let unpriced = try #require(outcome.findings.first { $0.id == "strategy.orders-without-price" })
    #expect(unpriced.evidence.english.hasPrefix("2 of the 22"))
  }
}
