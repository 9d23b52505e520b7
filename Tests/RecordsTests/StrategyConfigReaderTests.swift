import Primitives
import Records
import Testing

@Suite struct StrategyConfigReaderTests {
  @Test func readsWhatIsWritten() throws {
    var parameters = TopkDropoutParameters(topk: 30, nDrop: 4)
    parameters.holdThreshold = 3
    parameters.onlyTradable = true
    parameters.forbidAllTradeAtLimit = false
    parameters.riskDegree = 0.8
    let config = StrategyConfig(kind: .topkDropout(parameters))
    #expect(try StrategyConfig(json: JSONReader.read(config.json.canonical)) == config)
  }

  @Test(arguments: [
    "{}", #"{"class":"Other","parameters":{}}"#,
    #"{"class":"TopkDropoutStrategy","parameters":{"topk":50,"n_drop":5}}"#,
    #"{"class":"TopkDropoutStrategy","parameters":{"topk":0,"n_drop":5,"hold_thresh":1,"only_tradable":false,"forbid_all_trade_at_limit":true,"risk_degree":0.95}}"#,
  ])
  func incompleteOnesAreRefused(text: String) throws {
    let json = try JSONReader.read(Array(text.utf8))
    let error = #expect(throws: Diagnostic.self) { try StrategyConfig(json: json) }
    #expect(error?.id == "strategy.damaged")
  }
}
