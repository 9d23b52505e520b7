import Primitives
import Records
import TestSupport
import Testing

/// The blocks of `SoftTopkStrategy` and `FileOrderStrategy` in a configuration.
@Suite struct StrategyBlockTests {
  private func kind(_ name: String, _ kwargs: String, _ path: String = "conf.yaml") throws -> StrategyConfig.Kind {
    let text = """
      port_analysis_config:
        strategy:
          class: \(name)
          kwargs: {\(kwargs)}
      """
    return try QrunConfiguration(YAMLDocument(text, path: path)).strategy().kind
  }

  private func soft(_ topk: Int, _ limit: Double, _ risk: Double = 0.95) -> StrategyConfig.Kind {
    var parameters = SoftTopkParameters(topk: topk)
    parameters.tradeImpactLimit = limit
    parameters.riskDegree = risk
    return .softTopk(parameters)
  }

  /// The newer name of the limit goes before the older one; `null` is none; how to buy is not read any more.
  @Test func theLimitHasTwoNames() throws {
    #expect(try kind("SoftTopkStrategy", "topk: 5") == soft(5, 1))
    #expect(try kind("qlib.SoftTopkStrategy", "topk: 5, max_sold_weight: 0.2, buy_method: any") == soft(5, 0.2))
    #expect(
      try kind("SoftTopkStrategy", "topk: 5, max_sold_weight: 0.2, trade_impact_limit: 0.1, risk_degree: 0.5")
        == soft(5, 0.1, 0.5))
    #expect(try kind("SoftTopkStrategy", "topk: 5, max_sold_weight: null, signal: <PRED>") == soft(5, 1))
  }

  @Test(arguments: [
    ("max_sold_weight: 0.2", "config.missing"), ("topk: 0", "config.value"),
    ("topk: 5, risk_degree: 1.5", "config.value"),
    ("topk: 5, trade_impact_limit: -0.1", "config.value"), ("topk: 5, only_tradable: true", "config.unsupported"),
    ("topk: 5, order_generator_cls_or_obj: OrderGenWOInteract", "config.unsupported"),
  ])
  func whatSoftTopkDoesNotTakeIsRefused(kwargs: String, id: String) {
    #expect(diagnostic { _ = try kind("SoftTopkStrategy", kwargs) }?.id == id)
  }

  private func orders(_ text: String) throws -> FileOrderParameters {
    let folder = try TemporaryFolder()
    try folder.write(Array(text.utf8), to: "orders.csv")
    guard
      case .fileOrder(let parameters) = try kind("FileOrderStrategy", "file: orders.csv", folder.path + "/conf.yaml")
    else { throw Diagnostic("test.kind", .fault, (en: "No orders.", zh: "无委托。"), remedy: (en: "", zh: "")) }
    return parameters
  }

  /// pandas reads numbers where the whole column is numbers: above zero buys. Rows with a time of day are counted apart.
  @Test func directionsAndDays() throws {
    let words = try orders(
      "amount,direction,instrument,datetime\n5, BUY ,SH600001,20240103\n6.5,sell,SH600000,2024-01-03 00:00:00\n")
    #expect(words.lines.map(\.instrument.name) == ["SH600000", "SH600001"])
    #expect(words.lines.map(\.direction) == [.sell, .buy] && words.lines.map(\.amount) == [6.5, 5])
    #expect(Set(words.lines.map(\.day)) == [day("2024-01-03")] && words.timed == 0)
    let numbers = try orders(
      "datetime,instrument,amount,direction\n20240103,a,1,1\n20240103,b,1,0\n20240103,c,1,-1\n2024-01-03 09:30,d,1,2\n")
    #expect(numbers.lines.map(\.direction) == [.buy, .sell, .sell] && numbers.timed == 1)
  }

  @Test(arguments: [
    ("20240103,SH600000,,buy", "strategy.order-row"), ("20240103,SH600000,-5,buy", "strategy.order-row"),
    ("20240103,SH600000,5,", "strategy.order-row"), ("20240103,SH600000,5,hold", "strategy.order-row"),
    ("someday,SH600000,5,buy", "strategy.order-row"), ("20240103,SH600000,five,buy", "csv.number"),
  ])
  func rowsThatQlibStopsAtAreNamed(row: String, id: String) {
    #expect(diagnostic { _ = try orders("datetime,instrument,amount,direction\n\(row)\n") }?.id == id)
  }

  @Test func aTableThatIsNoneIsNamed() {
    #expect(diagnostic { _ = try orders("datetime,instrument,amount\n20240103,SH600000,5\n") }?.id == "csv.column")
    #expect(diagnostic { _ = try kind("FileOrderStrategy", "file: none.csv") }?.kind == .absent)
    #expect(diagnostic { _ = try kind("FileOrderStrategy", "file: a.csv, topk: 5") }?.id == "config.unsupported")
    #expect(diagnostic { _ = try kind("FileOrderStrategy", "trade_range: [0, 1]") }?.id == "config.missing")
  }
}
