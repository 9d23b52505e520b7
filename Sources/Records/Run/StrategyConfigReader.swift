package import Primitives

extension StrategyConfig {
  /// Reads what `json` writes; every parameter must be there, so that a stored strategy never changes
  /// with a default. Throws `strategy.damaged`.
  package init(json: JSONValue, at place: Diagnostic.Place? = nil) throws {
    func fields(_ json: JSONValue, _ name: Message) throws -> JSONFields {
      try JSONFields(json, name: name, at: place, damage: Diagnostic.damagedStrategy)
    }
    var root = try fields(json, .storedStrategy)
    let name = try root.value("class", \.stringValue)
    var values = try fields(try root.value("parameters") { $0 }, .strategyBlock("parameters"))
    switch name {
    case "TopkDropoutStrategy": self.init(kind: .topkDropout(try .init(&values)))
    case "EnhancedTopkDropoutStrategy":
      let quirks = try fields(try values.value("quirks") { $0 }, .strategyBlock("quirks"))
      self.init(kind: .enhancedTopkDropout(try .init(&values, quirks: quirks)))
    case "WeightedTopkStrategy": self.init(kind: .weightedTopk(try .init(&values)))
    case "EnhancedIndexingStrategy":
      self.init(kind: .enhancedIndexing(try .init(&values)))
    case "SoftTopkStrategy": self.init(kind: .softTopk(try .init(&values)))
    case "FileOrderStrategy": self.init(kind: .fileOrder(try .init(&values)))
    default: throw root.damaged(.unknownStrategy(name))
    }
    try values.finish()
    if let days = root.member("rebalance_days") {
      guard let days = days.intValue, days >= 1 else {
        throw root.damaged(.noValidValue("rebalance_days"))
      }
      rebalanceDays = days
    }
    if let block = root.member("rules") {
      var fields = try fields(block, .strategyBlock("rules"))
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
    guard topk >= 1, nDrop >= 0 else { throw fields.damaged(.outOfRange(["topk", "n_drop"])) }
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
    guard topk >= 1, lotSize > 0 else { throw fields.damaged(.outOfRange(["topk", "lot_size"])) }
  }
}

extension WeightedTopkParameters {
  init(_ fields: inout JSONFields) throws {
    self.init(topk: try fields.value("topk", \.intValue))
    weighting = try fields.value("weighting") { $0.stringValue.flatMap(Weighting.init) }
    riskDegree = try fields.value("risk_degree", \.doubleValue)
    guard topk >= 1 else { throw fields.damaged(.outOfRange(["topk"])) }
  }
}

extension SoftTopkParameters {
  init(_ fields: inout JSONFields) throws {
    self.init(topk: try fields.value("topk", \.intValue))
    tradeImpactLimit = try fields.value("trade_impact_limit", \.doubleValue)
    riskDegree = try fields.value("risk_degree", \.doubleValue)
    guard topk >= 1 else { throw fields.damaged(.outOfRange(["topk"])) }
    guard tradeImpactLimit >= 0, (0...1).contains(riskDegree) else {
      throw fields.damaged(.outOfRange(["trade_impact_limit", "risk_degree"]))
    }
  }
}

extension EnhancedIndexingParameters {
  /// Reads the risk data again; they must be those that were stored.
  init(_ fields: inout JSONFields) throws {
    self.init(riskModelRoot: try fields.value("riskmodel_root", \.stringValue))
    guard let digest = fields.member("risk_data_sha256")?.stringValue else { return }
    market = try fields.value("market", \.stringValue)
    riskDegree = try fields.value("risk_degree", \.doubleValue)
    optimizer.lamb = try fields.value("lamb", \.doubleValue)
    optimizer.delta = try fields.value("delta", \.doubleValue)
    optimizer.benchmarkDeviation = try fields.optional("b_dev", \.doubleValue)
    optimizer.factorDeviation = try fields.optional("f_dev") { $0.arrayValue?.compactMap(\.doubleValue) }
    optimizer.scalesReturn = try fields.value("scale_return", \.boolValue)
    optimizer.epsilon = try fields.value("epsilon", \.doubleValue)
    let written = try fields.value("names") { $0.arrayValue?.compactMap(\.stringValue) }
    guard written.count == 4, !written.contains(where: { $0.contains("/") }), riskDegree > 0 else {
      throw fields.damaged(.outOfRange(["names", "risk_degree"]))
    }
    var names = RiskData.Names()
    (names.exposures, names.covariance, names.specificRisk, names.blacklist) =
      (written[0], written[1], written[2], written[3])
    risk = try RiskData(root: riskModelRoot, names: names)
    guard risk?.digest == digest else { throw fields.damaged(.otherRiskData(riskModelRoot)) }
    guard fitsRiskData else { throw fields.damaged(.outOfRange(["f_dev"])) }
  }
}

extension FileOrderParameters {
  init(_ fields: inout JSONFields) throws {
    let rows = try fields.value("orders", \.arrayValue)
    let lines = rows.compactMap { row -> Line? in
      guard let day = row["datetime"]?.stringValue.flatMap({ TradingDay($0) }),
        let name = row["instrument"]?.stringValue,
        let direction = row["direction"]?.stringValue.flatMap(Direction.init),
        let amount = row["amount"]?.doubleValue, amount >= 0
      else { return nil }
      return Line(day: day, instrument: InstrumentID(canonical: name), direction: direction, amount: amount)
    }
    guard lines.count == rows.count else { throw fields.damaged(.outOfRange(["orders"])) }
    self.init(
      file: try fields.value("file", \.stringValue), lines: lines, timed: try fields.value("timed", \.intValue))
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
      throw fields.damaged(.ruleOutOfRange)
    }
  }
}

extension Message {
  fileprivate static let storedStrategy = Message(
    "strategy.stored", en: "The stored strategy", zh: "已存的策略")

  fileprivate static func strategyBlock(_ name: String) -> Message {
    Message(
      "strategy.block", ["name": .text(name)], en: "The block '{name}' of the stored strategy",
      zh: "已存策略的“{name}”段")
  }

  fileprivate static func unknownStrategy(_ name: String) -> Message {
    Message("strategy.unknown", ["name": .text(name)], en: "The class '{name}' is unknown.", zh: "未知的类“{name}”。")
  }

  fileprivate static func outOfRange(_ names: [String]) -> Message {
    Message(
      "strategy.out-of-range", ["names": .names(names)], en: "One of these values is out of range: {names}.",
      zh: "以下数值中有超出范围的：{names}。")
  }

  fileprivate static func otherRiskData(_ root: String) -> Message {
    Message(
      "strategy.other-risk-data", ["root": .text(root)],
      en: "The risk data of '{root}' are not those that were stored.",
      zh: "“{root}”的风险数据与所存的不同。")
  }

  fileprivate static let ruleOutOfRange = Message(
    "strategy.rule-out-of-range",
    en: "A value is out of range. Fractions lie above 0 and up to 1, counts start at 1.",
    zh: "有数值超出范围。比例须大于 0 且不超过 1，个数不小于 1。")
}

extension Diagnostic {
  /// - Parameters:
  ///   - object: what cannot be read.
  ///   - problem: a sentence.
  fileprivate static func damagedStrategy(_ object: Message, _ problem: Message, at place: Place?) -> Diagnostic {
    Diagnostic(
      "strategy.damaged", .damaged, at: place, ["object": .message(object), "problem": .message(problem)],
      (en: "{object} cannot be read. {problem}", zh: "{object}无法读取。{problem}"),
      remedy: (en: "Restore the configuration, or create the strategy again.", zh: "请恢复配置，或重新建立策略。"))
  }
}
