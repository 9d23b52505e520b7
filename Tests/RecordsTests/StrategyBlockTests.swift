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
    #expect(diagnostic { _ = try kind("FileOrderStrategy", "file: none.csv") }?.id == "strategy.order-file")
    #expect(diagnostic { _ = try kind("FileOrderStrategy", "file: a.csv, topk: 5") }?.id == "config.unsupported")
    #expect(diagnostic { _ = try kind("FileOrderStrategy", "trade_range: [0, 1]") }?.id == "config.missing")
  }

  private func indexing(_ folder: TemporaryFolder, _ kwargs: String = "") throws -> EnhancedIndexingParameters {
    let kind = try kind("EnhancedIndexingStrategy", "riskmodel_root: risk\(kwargs)", folder.path + "/conf.yaml")
    guard case .enhancedIndexing(let parameters) = kind else {
      throw Diagnostic("test.kind", .fault, (en: "No indexing.", zh: "无。"), remedy: (en: "", zh: ""))
    }
    return parameters
  }

  private func risk(_ name: String = "exp") throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(",0,1\nSH600000,0.5,1\nSH600001,-0.5,2\n", to: "risk/20240102/\(name).csv")
    try folder.write(",0,1\n0,0.04,0.01\n1,0.01,0.09\n", to: "risk/20240102/factor_cov.csv")
    try folder.write(",0\nSH600001,0.2\nSH600009,0.3\n", to: "risk/20240102/specific_risk.csv")
    return folder
  }

  /// A stock without its own risk has the greatest; `turn_limit` is not read; what is stored is read again and compared.
  @Test func riskDataAreReadByDay() throws {
    let folder = try risk()
    try folder.write(",0\nSH600001,True\n", to: "risk/20240102/blacklist.csv")
    let parameters = try indexing(
      folder,
      ", name_mapping: {factor_exp: exp.pkl}, turn_limit: 0.1, optimizer_kwargs: {lamb: 2, b_dev: null, f_dev: 0.3}")
    let day = try #require(parameters.risk?.days[day("2024-01-02")])
    #expect(day.instruments.map(\.name) == ["SH600000", "SH600001"] && day.specificRisk == [0.3, 0.2])
    #expect(day.exposures == [0.5, 1, -0.5, 2] && day.covariance == [0.04, 0.01, 0.01, 0.09])
    #expect(day.blacklist.map(\.name) == ["SH600001"])
    #expect(parameters.optimizer.lamb == 2 && parameters.optimizer.benchmarkDeviation == nil)
    #expect(parameters.optimizer.factorDeviation == [0.3] && parameters.optimizer.delta == 0.2)
    let config = StrategyConfig(kind: .enhancedIndexing(parameters))
    #expect(try StrategyConfig(json: JSONReader.read(config.json.pretty)) == config)
    try folder.write(",0\nSH600001,0.25\n", to: "risk/20240102/specific_risk.csv")
    #expect(diagnostic { _ = try StrategyConfig(json: JSONReader.read(config.json.pretty)) }?.id == "strategy.damaged")
  }

  @Test func riskDataThatCannotBeUsedAreNamed() throws {
    let folder = try risk()
    #expect(diagnostic { _ = try indexing(folder) }?.id == "strategy.risk-pickle")
    #expect(diagnostic { _ = try indexing(folder, ", optimizer_kwargs: {delta: null}") }?.id == "config.value")
    #expect(diagnostic { _ = try indexing(folder, ", name_mapping: {factor_exp: a/b.pkl}") }?.id == "config.value")
    let other = try risk("factor_exp")
    #expect(try indexing(other).risk?.days.count == 1)
    #expect(diagnostic { _ = try indexing(other, ", optimizer_kwargs: {f_dev: [1, 2, 3]}") }?.id == "config.value")
    #expect(try indexing(other, ", optimizer_kwargs: {f_dev: [1, 2]}").optimizer.factorDeviation == [1, 2])
    try other.write(",0,1\n0,0.04,\n1,0.01,0.09\n", to: "risk/20240102/factor_cov.csv")
    #expect(diagnostic { _ = try indexing(other) }?.id == "strategy.risk-shape")
    try other.write(",0\n0,0.04\n", to: "risk/20240102/factor_cov.csv")
    #expect(diagnostic { _ = try indexing(other) }?.id == "strategy.risk-shape")
    let empty = try TemporaryFolder()
    #expect(try indexing(empty).risk == nil && indexing(empty).riskModelRoot == "risk")
  }
}
