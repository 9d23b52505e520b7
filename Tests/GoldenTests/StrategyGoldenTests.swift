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
      var weights: [InstrumentID: [Float]] = [:]
      var fields: [String: [[Float]]] = [:]
      for row in 0..<table.rowCount {
        let name = table.text(row: row, column: 1)
        fields[name, default: []].append(try (2..<8).map { Float(try table.float32(row: row, column: $0)) })
      }
      var tiny = TinyMarket(from: "2024-01-01", days: 60)
      for (name, rows) in fields.sorted(by: { $0.key < $1.key }) {
        try #require(rows.count == tiny.calendar.count)
        func column(_ index: Int) -> [Float] { rows.map { $0[index] } }
        tiny.add(
          name, close: column(1), open: column(0), factor: column(3), change: column(2), volume: column(4),
          listed: name != "SH000300")
        weights[code(name)] = column(5)
      }
      market = IndexedMarket(base: tiny.market, weights: weights)
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

  /// A market with the weights of an index, as the field `index_weight`.
  private struct IndexedMarket: Market {
    let base: MemoryMarket
    let weights: [InstrumentID: [Float]]

    var location: String { base.location }
    var calendar: TradingCalendar { base.calendar }
    var universeNames: [String] { base.universeNames }
    func universe(_ name: String) throws -> Universe { try base.universe(name) }
    func hasData(_ instrument: InstrumentID) -> Bool { base.hasData(instrument) }
    func digest(universes: [String], fields: [String], instruments: [InstrumentID]) throws -> String {
      try base.digest(universes: universes, fields: fields, instruments: instruments)
    }
    func series(_ field: String, of instrument: InstrumentID) throws -> FieldSeries? {
      field == "index_weight"
        ? weights[instrument].map { FieldSeries(start: 0, values: $0) } : base.series(field, of: instrument)
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
    let parameters = try #require(golden.json["parameters"])
    let text = """
      port_analysis_config:
        strategy:
          class: \(name)
          kwargs: \(String(decoding: parameters.canonical, as: UTF8.self))
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

  /// ECOS and the solver here agree to about 1e-6 of a weight, and no order here stands so near to a lot's edge.
  @Test(arguments: ["indexing", "indexing-factors"])
  func enhancedIndexingIsThatOfQlib(name: String) throws {
    let golden = try GoldenFolder("strategies/" + name)
    let world = try World()
    let strategy = try strategy(golden)
    let outcome = try QlibSimulation.run(
      strategy: strategy, backtest: backtest(golden), predictions: world.predictions, market: world.market)
    try golden.check(outcome, orders: 46)
    let found = Set(outcome.findings.map(\.id))
    #expect(
      found.isSuperset(of: ["strategy.days-without-risk", "strategy.own-solver", "strategy.over-turnover"]))
    #expect(!found.contains("strategy.no-index-weights") && !found.contains("strategy.no-weights"))
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

  /// ECOS's weights for random problems (`Tests/Oracle/make_weight_programs.py`): as good, and nearly the same.
  @Test func weightsAreThoseOfECOS() throws {
    let folder = try #require(RepositoryRoot.folder) + "/Tests/Oracle/strategies"
    let table = try CSVTable(file: folder + "/programs.csv.gz")
    var cases: [String: [String: [Double]]] = [:]
    for row in 0..<table.rowCount {
      let values = table.text(row: row, column: 2).split(separator: " ").compactMap { Double($0) }
      cases[table.text(row: row, column: 0), default: [:]][table.text(row: row, column: 1)] = values
    }
    try #require(cases.count == 24)
    for (name, values) in cases {
      func read(_ key: String) throws -> [Double] { try #require(values[key]) }
      var parameters = EnhancedIndexingParameters.Optimizer()
      parameters.lamb = try read("lamb")[0]
      parameters.delta = try read("delta")[0]
      parameters.benchmarkDeviation = values["b_dev"]?[0]
      parameters.factorDeviation = values["f_dev"]
      parameters.scalesReturn = try read("scale_return")[0] > 0
      let optimizer = EnhancedIndexingOptimizer(parameters)
      let day = EnhancedIndexingOptimizer.Day(
        scores: try read("scores"), exposures: try read("exposures"), covariance: try read("covariance"),
        variances: try read("variances"), held: try read("held"), index: try read("index"),
        isKept: try read("kept").map { $0 > 0 }, isLeaving: try read("leaving").map { $0 > 0 })
      let (weights, outcome) = optimizer.weights(day)
      let recorded = try read("weights")
      #expect(try outcome == (read("trial")[0] == 1 ? .optimal : .withoutTurnoverLimit), "case \(name)")
      for (here, there) in zip(weights, recorded) { #expect((here - there).magnitude < 1e-5, "case \(name)") }
      let program = optimizer.program(day)
      #expect((program.objective(weights) - program.objective(recorded)).magnitude < 1e-8, "case \(name)")
    }
  }

  /// A weight that must stay at 0.7 leaves 0.3 for one of at least 0.4, as its index has 0.5 and may be missed by 0.1.
  @Test func withoutASolutionTheHoldingsStay() {
    var parameters = EnhancedIndexingParameters.Optimizer()
    parameters.benchmarkDeviation = 0.1
    let day = EnhancedIndexingOptimizer.Day(
      scores: [1, 2, 3], exposures: [1, 0, -1], covariance: [0.01], variances: [0.01, 0.02, 0.03],
      held: [0.7, 0.2, 0.1], index: [0.3, 0.2, 0.5], isKept: [true, false, false], isLeaving: [false, true, false])
    let (weights, outcome) = EnhancedIndexingOptimizer(parameters).weights(day)
    #expect(outcome == .unchanged && weights == [0.7, 0.2, 0.1])
  }
}
