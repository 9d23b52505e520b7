import MarketData
import Metrics
import Primitives
import Records
import Simulation
import StrategyEngine
import TestSupport
import Testing

/// Real qlib over the synthetic edge market (`Tests/Oracle/make_edge_golden.py`): stocks that are listed
/// late, end early, pause for weeks or have no data at all, with scores all the while; and an account of
/// which many orders are below a lot.
@Suite(.requiresShared)
struct EdgeGoldenTests {
  private struct Golden {
    let folder: GoldenFolder
    var json: JSONValue { folder.json }
    let outcome: SimulationOutcome

    init(_ name: String) throws {
      folder = try GoldenFolder("edge/" + name)
      let json = folder.json
      let market = try QlibProvider(folder: SharedMaterial.path("oracle/edge_market"))
      let codes = try #require(json["codes"]?.arrayValue).compactMap(\.stringValue)
      let predictions = try PanelTable(
        market.calendar.days.enumerated().flatMap { n, day in
          codes.enumerated().map { m, code in
            (day: day, instrument: code, value: Double((37 * n + 11 * m) % 101))
          }
        })
      let parameters = try #require(json["parameters"])
      var backtest = BacktestConfig(
        start: day(try #require(json["start_time"]?.stringValue)),
        end: day(try #require(json["end_time"]?.stringValue)),
        account: try #require(parameters["account"]?.doubleValue), benchmark: .instruments([code("EDGE05")]))
      backtest.exchange.openCost = 0.0005
      backtest.exchange.closeCost = 0.0015
      outcome = try QlibSimulation.run(
        strategy: TopkDropout(
          .init(topk: try #require(parameters["topk"]?.intValue), nDrop: try #require(parameters["n_drop"]?.intValue))),
        backtest: backtest, predictions: predictions, market: market)
    }
  }

  @Test(arguments: ["delisted", "tiny"])
  func everyOrderAndTheAccount(name: String) throws {
    let golden = try Golden(name)
    try golden.folder.check(golden.outcome, orders: 101)
  }

  /// EDGE03 ends on 2020-04-21 and is held then: qlib keeps it at its last price for good, never sells it,
  /// and counts it as a place.
  @Test func aDelistedHoldingStaysForGood() throws {
    let golden = try Golden("delisted")
    let held = golden.outcome.positions.filter { $0.instrument == code("EDGE03") }
    let after = held.filter { $0.day > day("2020-04-21") }
    try #require(!after.isEmpty)
    #expect(after.last?.day == golden.outcome.report.last?.day)
    #expect(Set(after.map(\.price)).count == 1 && Set(after.map(\.amount)).count == 1)
    #expect(!golden.outcome.trades.contains { $0.instrument == code("EDGE03") && $0.day > day("2020-04-21") })
  }

  /// A day whose orders are all of nothing has no fill rate and lowers the mean of the run.
  @Test(arguments: ["delisted", "tiny"])
  func fillRatesAreThoseOfQlib(name: String) throws {
    let golden = try Golden(name)
    for weight in OrderIndicators.Weight.allCases {
      let recorded = try #require(golden.json["indicators"]?[weight.rawValue]?["ffr"]?.doubleValue)
      #expect(isNear(OrderIndicators.fillRate(golden.outcome.trades, by: weight), recorded))
    }
    if name == "tiny" { #expect((golden.json["days_with_orders_of_nothing"]?.intValue ?? 0) > 10) }
  }
}
