import MarketData
import Primitives
import Records
import Simulation
import StrategyEngine
import TestSupport
import Testing

/// The users' strategy, written from its rules (`Contracts.md`) and run by real qlib over the demo market
/// (`Tests/Oracle/make_enhanced_golden.py`): every order of every day, and the account.
@Suite struct EnhancedGoldenTests {
  static let cases = ["plain", "staged", "capped"]
  private static let market = DemoMarket.make()

  private struct Golden {
    let folder: String
    let json: JSONValue
    let strategy: StrategyConfig
    let backtest: BacktestConfig

    init(_ name: String) throws {
      let root = try #require(RepositoryRoot.folder)
      folder = root + "/Tests/Oracle/enhanced/" + name
      json = try JSONReader.read(file: folder + "/case.json", id: "test.json")
      let values = try #require(json["parameters"])
      var parameters = EnhancedTopkDropoutParameters(
        topk: try #require(values["topk"]?.intValue), nDrop: try #require(values["n_drop"]?.intValue)
      )
      func set(_ key: String, _ path: WritableKeyPath<EnhancedTopkDropoutParameters, Double>) {
        if let value = values[key]?.doubleValue { parameters[keyPath: path] = value }
      }
      set("min_score", \.minScore)
      set("stop_loss", \.stopLoss)
      set("max_position_ratio", \.maxPositionRatio)
      set("max_single_order_value", \.maxSingleOrderValue)
      set("max_single_order_amount", \.maxSingleOrderAmount)
      strategy = StrategyConfig(kind: .enhancedTopkDropout(parameters))
      var backtest = BacktestConfig(
        start: day(try #require(json["start_time"]?.stringValue)),
        end: day(try #require(json["end_time"]?.stringValue)),
        account: try #require(json["account"]?.doubleValue),
        benchmark: .instruments([code("SH000300")]))
      backtest.exchange.openCost = 0.0005
      backtest.exchange.closeCost = 0.0015
      self.backtest = backtest
    }

    func run(_ change: (inout StrategyConfig) -> Void = { _ in }) throws -> SimulationOutcome {
      let root = try #require(RepositoryRoot.folder)
      let predictions = try PanelTable(
        csv: root + "/Sources/CEmbedded/demo/demo-faithful/pred.csv.gz", value: "score")
      var strategy = strategy
      change(&strategy)
      return try QlibSimulation.run(
        strategy: strategy.make(), backtest: backtest, predictions: predictions,
        market: EnhancedGoldenTests.market)
    }

    func orders() throws -> [TradeRow] {
      let table = try CSVTable(file: folder + "/trades.csv.gz")
      return try (0..<table.rowCount).map { row in
        TradeRow(
          day: try table.day(row: row, column: 0),
          instrument: try table.instrument(row: row, column: 1),
          direction: try #require(Direction(rawValue: table.text(row: row, column: 2))),
          orderAmount: try table.double(row: row, column: 3),
          dealAmount: try table.double(row: row, column: 4), price: 0, value: 0, cost: 0,
          status: .filled, reason: nil)
      }
    }
  }

  @Test(arguments: cases)
  func everyOrderIsThatOfTheRecord(name: String) throws {
    let golden = try Golden(name)
    let outcome = try golden.run()
    let recorded = try golden.orders()
    try #require(recorded.count == golden.json["orders"]?.intValue)
    // Prices, values and costs are judged by the account below.
    let here = outcome.trades.map { row in
      var row = row
      (row.price, row.value, row.cost) = (0, 0, 0)
      return row
    }
    #expect(FirstDifference.trades(here, recorded) == nil)
  }

  @Test(arguments: cases)
  func theAccountIsThatOfTheRecord(name: String) throws {
    let golden = try Golden(name)
    let report = try golden.run().report
    let table = try CSVTable(file: golden.folder + "/report.csv.gz")
    try #require(table.rowCount == report.count && report.count > 100)
    for (row, ours) in report.enumerated() {
      let values = try (1...4).map { try table.double(row: row, column: $0) }
      let mine = [ours.account, ours.totalTurnover, ours.totalCost, ours.cash]
      let recorded = try table.day(row: row, column: 0)
      try #require(ours.day == recorded)
      for (left, right) in zip(mine, values) {
        let limit = Tolerance.fraction(1e-12, of: max(right.magnitude, values[0]))
        try #require(limit.accepts(left, right), "\(ours.day)")
      }
    }
  }

  /// The script counted what its rules did; the findings name the same quirks as often.
  @Test func findingsCountWhatTheQuirksDecided() throws {
    let golden = try Golden("staged")
    let findings = try golden.run().findings
    let back = try #require(golden.json["counts"]?["bought back"]?.intValue)
    let finding = try #require(findings.first { $0.id == "strategy.quirk.rebuy_same_day" })
    #expect(finding.evidence.arguments.values.contains(.count(back)))
    #expect(findings.contains { $0.id == "strategy.quirk.entry_survives_sale" })
    #expect(findings.contains { $0.id == "strategy.quirk.divides_by_factor" })
  }

  /// Each quirk that acts in the run changes it when it is switched off, and the run says so.
  @Test(arguments: [
    EnhancedTopkDropoutParameters.Quirk.repeatedSecondSale, .rebuySameDay, .entrySurvivesSale,
    .budgetOfCash, .weightsOverHeld, .dividesByFactor, .partialSellersUncounted, .rawMinimumScore,
    .entryAtFirstOrder,
  ])
  func aSwitchedOffQuirkChangesTheRun(quirk: EnhancedTopkDropoutParameters.Quirk) throws {
    let golden = try Golden("staged")
    let plain = try golden.run()
    let sane = try golden.run { config in
      guard case .enhancedTopkDropout(var parameters) = config.kind else { return }
      parameters.sane = [quirk]
      config.kind = .enhancedTopkDropout(parameters)
    }
    #expect(plain.findings.contains { $0.id == "strategy.quirk.\(quirk.rawValue)" })
    #expect(sane.findings.contains { $0.id == "strategy.quirk-off.\(quirk.rawValue)" })
    #expect(sane.report != plain.report)
  }
}
