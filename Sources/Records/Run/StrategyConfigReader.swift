package import Primitives

extension StrategyConfig {
  /// Reads what `json` writes; every parameter must be there, so that a stored strategy never changes
  /// with a default. Throws `strategy.damaged`.
  package init(json: JSONValue, at place: Diagnostic.Place? = nil) throws {
    func fields(_ json: JSONValue, _ name: String) throws -> JSONFields {
      try JSONFields(json, name: name, id: "strategy.damaged", at: place)
    }
    var root = try fields(json, "the strategy")
    let name = try root.value("class", \.stringValue)
    var values = try fields(try root.value("parameters") { $0 }, "the strategy's block 'parameters'")
    switch name {
    case "TopkDropoutStrategy": self.init(kind: .topkDropout(try .init(&values)))
    case "EnhancedTopkDropoutStrategy":
      let quirks = try fields(try values.value("quirks") { $0 }, "the strategy's block 'quirks'")
      self.init(kind: .enhancedTopkDropout(try .init(&values, quirks: quirks)))
    case "WeightedTopkStrategy": self.init(kind: .weightedTopk(try .init(&values)))
    default: throw root.damaged("'\(name)' is not known here")
    }
    try values.finish()
    if let days = root.member("rebalance_days") {
      guard let days = days.intValue, days >= 1 else {
        throw root.damaged("has no valid value 'rebalance_days'")
      }
      rebalanceDays = days
    }
    if let block = root.member("rules") {
      var fields = try fields(block, "the strategy's block 'rules'")
      rules = try HoldingRules(&fields)
    }
    try root.finish()
  }
}

extension TopkDropoutParameters {
  init(_ fields: inout JSONFields) throws {
    self.init(
      topk: try fields.value("topk", \.intValue), nDrop: try fields.value("n_drop", \.intValue))
    holdThreshold = try fields.value("hold_thresh", \.intValue)
    onlyTradable = try fields.value("only_tradable", \.boolValue)
    forbidAllTradeAtLimit = try fields.value("forbid_all_trade_at_limit", \.boolValue)
    riskDegree = try fields.value("risk_degree", \.doubleValue)
    guard topk >= 1, nDrop >= 0 else { throw fields.damaged("has a topk or n_drop out of range") }
  }
}

extension EnhancedTopkDropoutParameters {
  init(_ fields: inout JSONFields, quirks: JSONFields) throws {
    self.init(
      topk: try fields.value("topk", \.intValue), nDrop: try fields.value("n_drop", \.intValue))
    minScore = try fields.value("min_score", \.doubleValue)
    maxPositionRatio = try fields.value("max_position_ratio", \.doubleValue)
    stopLoss = try fields.value("stop_loss", \.doubleValue)
    maxSingleOrderValue = try fields.value("max_single_order_value", \.doubleValue)
    maxSingleOrderAmount = try fields.value("max_single_order_amount", \.doubleValue)
    lotSize = try fields.value("lot_size", \.doubleValue)
    var quirks = quirks
    for quirk in Quirk.allCases where try !quirks.value(quirk.rawValue, \.boolValue) {
      sane.insert(quirk)
    }
    try quirks.finish()
    guard topk >= 1, lotSize > 0 else { throw fields.damaged("has a topk or lot_size out of range") }
  }
}

extension WeightedTopkParameters {
  init(_ fields: inout JSONFields) throws {
    self.init(topk: try fields.value("topk", \.intValue))
    weighting = try fields.value("weighting") { $0.stringValue.flatMap(Weighting.init) }
    riskDegree = try fields.value("risk_degree", \.doubleValue)
    guard topk >= 1 else { throw fields.damaged("has a topk out of range") }
  }
}

extension HoldingRules {
  init(_ fields: inout JSONFields) throws {
    self.init()
    maxPositions = try fields.optional("max_positions", \.intValue)
    maxSingleWeight = try fields.optional("max_single_weight", \.doubleValue)
    maxSingleLoss = try fields.optional("max_single_loss", \.doubleValue)
    maxDrawdown = try fields.optional("max_drawdown", \.doubleValue)
    minHoldDays = try fields.optional("min_hold_days", \.intValue)
    maxHoldDays = try fields.optional("max_hold_days", \.intValue)
    try fields.finish()
    let fractions = [maxSingleWeight, maxSingleLoss, maxDrawdown].compactMap { $0 }
    let counts = [maxPositions, minHoldDays, maxHoldDays].compactMap { $0 }
    guard fractions.allSatisfy({ $0 > 0 && $0 <= 1 }), counts.allSatisfy({ $0 >= 1 }) else {
      throw fields.damaged("has a value out of range; fractions lie above 0 and up to 1")
    }
  }
}
