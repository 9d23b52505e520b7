import Primitives

/// The strategy block of a portfolio configuration.
enum QrunStrategy {
  /// Keys that qlib's strategies take and that do not decide the orders of recorded predictions.
  private static let inert: Set<String> = [
    "signal", "model", "dataset", "trade_exchange", "level_infra", "common_infra", "outer_trade_decision",
  ]

  private static let supported = [
    "TopkDropoutStrategy", "EnhancedTopkDropoutStrategy", "SoftTopkStrategy", "FileOrderStrategy",
    "EnhancedIndexingStrategy",
  ]

  static func read(_ portfolio: YAMLFields, _ document: YAMLDocument) throws -> StrategyConfig {
    let block = portfolio.fields("strategy")
    guard let name = try block.text("class") else { throw block.missing("class") }
    let kwargs = block.fields("kwargs")
    switch name.split(separator: ".").last.map(String.init) ?? name {
    case "TopkDropoutStrategy": return StrategyConfig(kind: .topkDropout(try topkDropout(kwargs)))
    case "EnhancedTopkDropoutStrategy":
      return StrategyConfig(kind: .enhancedTopkDropout(try enhancedTopkDropout(kwargs)))
    case "EnhancedIndexingStrategy":
      return StrategyConfig(kind: .enhancedIndexing(try enhancedIndexing(kwargs, document)))
    case "SoftTopkStrategy": return StrategyConfig(kind: .softTopk(try softTopk(kwargs)))
    case "FileOrderStrategy": return StrategyConfig(kind: .fileOrder(try fileOrder(kwargs, document)))
    default:
      throw Diagnostic(
        "strategy.unsupported", .unsupported, at: document.place(block["class"], field: block.path + ".class"),
        ["name": .text(name), "names": .names(supported)],
        (
          en: "The strategy '{name}' is not supported. Supported are {names}.",
          zh: "不支持策略“{name}”，支持的是 {names}。"
        ),
        remedy: (
          en: "Compare the rungs Reported and Recomputed, which need no strategy.",
          zh: "请对比记录级与重算级，这两级不需要策略。"
        ))
    }
  }

  /// Reads the risk data too. Without a day of them no target is made and no order given (`generate_target_weight_position`
  /// gives None, `OrderGenWOInteract` then no orders).
  private static func enhancedIndexing(
    _ kwargs: YAMLFields, _ document: YAMLDocument
  ) throws -> EnhancedIndexingParameters {
    guard let written = try kwargs.text("riskmodel_root") else { throw kwargs.missing("riskmodel_root") }
    let root = Path.join(Path.folder(of: document.path), written)
    var parameters = EnhancedIndexingParameters(riskModelRoot: written)
    var names = RiskData.Names()
    for (key, value) in kwargs.mapping?.members ?? [] where !inert.contains(key) {
      switch key {
      // `turn_limit` is kept and never read.
      case "riskmodel_root", "turn_limit", "verbose": break
      case "market": if let market = try kwargs.text(key) { parameters.market = market }
      case "risk_degree":
        if let share = try kwargs.double(key) { parameters.riskDegree = share }
        guard parameters.riskDegree > 0 else { throw kwargs.wrong(key, value, .numberAboveZero) }
      case "name_mapping": names = try riskNames(kwargs.fields(key))
      case "optimizer_kwargs": parameters.optimizer = try optimizer(kwargs.fields(key))
      case "order_generator_cls_or_obj": throw unsupported(kwargs, key, value, .takesClass)
      default: throw unsupported(kwargs, key, value, .noParameter(of: "EnhancedIndexingStrategy"))
      }
    }
    parameters.risk = try RiskData(root: root, names: names)
    if parameters.risk != nil { parameters.riskModelRoot = root }
    guard parameters.fitsRiskData else {
      let fields = kwargs.fields("optimizer_kwargs")
      throw fields.wrong("f_dev", fields["f_dev"], .aNumberAFactor)
    }
    return parameters
  }

  /// Every file is read from its CSV, whatever form is written.
  private static func riskNames(_ fields: YAMLFields) throws -> RiskData.Names {
    var names = RiskData.Names()
    func name(_ key: String, _ standard: String) throws -> String {
      guard let text = try fields.text(key) else { return standard }
      guard !text.contains("/"), let dot = text.lastIndex(of: ".") else {
        throw fields.wrong(key, fields[key], .fileName)
      }
      return String(text[..<dot])
    }
    names.exposures = try name("factor_exp", names.exposures)
    names.covariance = try name("factor_cov", names.covariance)
    names.specificRisk = try name("specific_risk", names.specificRisk)
    names.blacklist = try name("blacklist", names.blacklist)
    return names
  }

  private static func optimizer(_ fields: YAMLFields) throws -> EnhancedIndexingParameters.Optimizer {
    var optimizer = EnhancedIndexingParameters.Optimizer()
    func least(_ key: String, _ standard: Double) throws -> Double {
      let number = try fields.double(key) ?? standard
      guard number >= 0, fields[key]?.isNull != true else { throw fields.wrong(key, fields[key], .numberFromZero) }
      return number
    }
    optimizer.lamb = try least("lamb", optimizer.lamb)
    optimizer.delta = try least("delta", optimizer.delta)
    optimizer.epsilon = try least("epsilon", optimizer.epsilon)
    if fields["b_dev"]?.isNull == true {
      optimizer.benchmarkDeviation = nil
    } else {
      optimizer.benchmarkDeviation = try least("b_dev", 0.01)
    }
    if let items = fields["f_dev"]?.items {
      optimizer.factorDeviation = try items.map {
        guard let number = $0.number, number >= 0 else { throw fields.wrong("f_dev", $0, .numberFromZero) }
        return number
      }
    } else if try fields.double("f_dev") != nil {
      optimizer.factorDeviation = [try least("f_dev", 0)]
    }
    optimizer.scalesReturn = try fields.bool("scale_return") ?? true
    let known = ["lamb", "delta", "epsilon", "b_dev", "f_dev", "scale_return", "solver_kwargs"]
    for (key, value) in fields.mapping?.members ?? [] where !known.contains(key) {
      throw unsupported(fields, key, value, .noParameter(of: "EnhancedIndexingOptimizer"))
    }
    return optimizer
  }

  /// The counts that both strategies must name.
  private static func counts(_ kwargs: YAMLFields) throws -> (topk: Int, nDrop: Int) {
    guard let topk = try kwargs.int("topk") else { throw kwargs.missing("topk") }
    guard let nDrop = try kwargs.int("n_drop") else { throw kwargs.missing("n_drop") }
    guard topk >= 1 else { throw kwargs.wrong("topk", kwargs["topk"], .wholeNumber(from: 1)) }
    guard nDrop >= 0 else { throw kwargs.wrong("n_drop", kwargs["n_drop"], .wholeNumber(from: 0)) }
    return (topk, nDrop)
  }

  private static func enhancedTopkDropout(_ kwargs: YAMLFields) throws -> EnhancedTopkDropoutParameters {
    let (topk, nDrop) = try counts(kwargs)
    var parameters = EnhancedTopkDropoutParameters(topk: topk, nDrop: nDrop)
    // What the class takes and never reads: its own two prices and all of its parent's parameters.
    let unread = [
      "min_trade_price", "max_trade_price", "method_sell", "method_buy", "hold_thresh", "only_tradable",
      "forbid_all_trade_at_limit", "risk_degree",
    ]
    for (key, value) in kwargs.mapping?.members ?? [] where !inert.contains(key) && !unread.contains(key) {
      let number = try key == "topk" || key == "n_drop" ? nil : kwargs.double(key)
      switch key {
      case "topk", "n_drop": break
      case "min_score": parameters.minScore = number ?? parameters.minScore
      case "max_position_ratio": parameters.maxPositionRatio = number ?? parameters.maxPositionRatio
      case "stop_loss": parameters.stopLoss = number ?? parameters.stopLoss
      case "max_single_order_value": parameters.maxSingleOrderValue = number ?? parameters.maxSingleOrderValue
      case "max_single_order_amount": parameters.maxSingleOrderAmount = number ?? parameters.maxSingleOrderAmount
      case "lot_size":
        parameters.lotSize = number ?? parameters.lotSize
        guard parameters.lotSize > 0 else { throw kwargs.wrong(key, value, .numberAboveZero) }
      default: throw unsupported(kwargs, key, value, .noParameter(of: "EnhancedTopkDropoutStrategy"))
      }
    }
    return parameters
  }

  private static func topkDropout(_ kwargs: YAMLFields) throws -> TopkDropoutParameters {
    let (topk, nDrop) = try counts(kwargs)
    var parameters = TopkDropoutParameters(topk: topk, nDrop: nDrop)
    for (key, value) in kwargs.mapping?.members ?? [] where !inert.contains(key) {
      switch key {
      case "topk", "n_drop": break
      case "hold_thresh":
        if let days = try kwargs.int(key) { parameters.holdThreshold = days }
      case "only_tradable":
        if let flag = try kwargs.bool(key) { parameters.onlyTradable = flag }
      case "forbid_all_trade_at_limit":
        if let flag = try kwargs.bool(key) { parameters.forbidAllTradeAtLimit = flag }
      case "risk_degree":
        if let share = try kwargs.double(key) { parameters.riskDegree = share }
      case "method_sell" where value.text == "bottom", "method_buy" where value.text == "top": break
      case "method_sell", "method_buy":
        throw unsupported(kwargs, key, value, .unseeded)
      default:
        throw unsupported(kwargs, key, value, .noParameter(of: "TopkDropoutStrategy"))
      }
    }
    return parameters
  }

  /// The class of commit 69bb755f; which version a record has is told by the ladder.
  private static func softTopk(_ kwargs: YAMLFields) throws -> SoftTopkParameters {
    guard let topk = try kwargs.int("topk") else { throw kwargs.missing("topk") }
    guard topk >= 1 else { throw kwargs.wrong("topk", kwargs["topk"], .wholeNumber(from: 1)) }
    var parameters = SoftTopkParameters(topk: topk)
    for (key, value) in kwargs.mapping?.members ?? [] where !inert.contains(key) {
      switch key {
      case "topk", "max_sold_weight", "trade_impact_limit", "buy_method": break
      case "risk_degree":
        if let share = try kwargs.double(key) { parameters.riskDegree = share }
        guard (0...1).contains(parameters.riskDegree) else { throw kwargs.wrong(key, value, .zeroToOne) }
      case "order_generator_cls_or_obj": throw unsupported(kwargs, key, value, .takesClass)
      default: throw unsupported(kwargs, key, value, .noParameter(of: "SoftTopkStrategy"))
      }
    }
    let limit = try kwargs.double("trade_impact_limit")
    // `null` is no limit: weights are at most 1.
    parameters.tradeImpactLimit = try limit ?? kwargs.double("max_sold_weight") ?? 1
    guard parameters.tradeImpactLimit >= 0 else {
      let key = limit == nil ? "max_sold_weight" : "trade_impact_limit"
      throw kwargs.wrong(key, kwargs[key], .zeroToOne)
    }
    return parameters
  }

  /// The table lies where qlib runs, in the folder of the configuration. A daily run reads no `trade_range`.
  private static func fileOrder(_ kwargs: YAMLFields, _ document: YAMLDocument) throws -> FileOrderParameters {
    for (key, value) in kwargs.mapping?.members ?? []
    where !["file", "trade_range", "trade_exchange", "level_infra", "common_infra", "outer_trade_decision"].contains(
      key)
    {
      throw unsupported(kwargs, key, value, .noParameter(of: "FileOrderStrategy"))
    }
    guard let file = try kwargs.text("file") else { throw kwargs.missing("file") }
    return try OrderTable.read(Path.join(Path.folder(of: document.path), file), file: file)
  }

  private static func unsupported(
    _ kwargs: YAMLFields, _ key: String, _ value: YAMLValue, _ why: Message
  ) -> Diagnostic {
    Diagnostic(
      "config.unsupported", .unsupported, at: kwargs.document.place(value, field: kwargs.path + "." + key),
      ["key": .text(key), "value": .text(value.text ?? "…"), "why": .message(why)],
      (en: "The setting '{key}: {value}' is not supported. {why}", zh: "不支持设置“{key}: {value}”。{why}"),
      remedy: (en: "Remove the key or correct it.", zh: "请删除或更正该项。"))
  }
}

extension Message {
  fileprivate static func noParameter(of strategy: String) -> Message {
    Message(
      "config.no-parameter", ["strategy": .text(strategy)], en: "{strategy} has no such parameter.",
      zh: "{strategy} 没有该参数。")
  }

  fileprivate static let takesClass = Message(
    "config.takes-class", en: "qlib takes a class there, which a configuration cannot hold.",
    zh: "qlib 在此需要一个类，配置文件无法写出。")

  fileprivate static let aNumberAFactor = Message(
    "config.a-number-a-factor", en: "one number, or one for each factor of the risk data", zh: "一个数，或风险数据的每个因子一个数")

  fileprivate static let fileName = Message(
    "config.file-name", en: "a file's name with its ending, such as exposures.pkl", zh: "带扩展名的文件名，如 exposures.pkl")

  fileprivate static let zeroToOne = Message("config.zero-to-one", en: "a number from 0 to 1", zh: "0 到 1 之间的数")

  fileprivate static let unseeded = Message(
    "config.unseeded", en: "qlib draws from a random source without a seed there, which cannot be replayed.",
    zh: "qlib 在此使用没有种子的随机数，无法回放。")
}
