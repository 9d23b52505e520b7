import Primitives

/// The strategy block of a portfolio configuration.
enum QrunStrategy {
  /// Keys that qlib's strategies take and that do not decide the orders of recorded predictions.
  private static let inert: Set<String> = [
    "signal", "model", "dataset", "trade_exchange", "level_infra", "common_infra", "outer_trade_decision",
  ]

  private static let supported = [
    "TopkDropoutStrategy", "EnhancedTopkDropoutStrategy", "SoftTopkStrategy", "FileOrderStrategy",
    "EnhancedIndexingStrategy without risk data",
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

  /// Keys of `EnhancedIndexingStrategy` that decide nothing where there is no risk data.
  private static let unreadOfIndexing = [
    "market", "turn_limit", "name_mapping", "optimizer_kwargs", "verbose", "order_generator_cls_or_obj", "risk_degree",
  ]

  /// Without a folder of risk data no target is made and no order given (`generate_target_weight_position` gives
  /// None, `OrderGenWOInteract` then no orders).
  ///
  /// Throws `strategy.risk-data` where the folder is there: the optimizer is not built here.
  private static func enhancedIndexing(
    _ kwargs: YAMLFields, _ document: YAMLDocument
  ) throws -> EnhancedIndexingParameters {
    for (key, value) in kwargs.mapping?.members ?? [] where !inert.contains(key) && key != "riskmodel_root" {
      guard unreadOfIndexing.contains(key) else {
        throw unsupported(kwargs, key, value, .noParameter(of: "EnhancedIndexingStrategy"))
      }
    }
    guard let root = try kwargs.text("riskmodel_root") else { throw kwargs.missing("riskmodel_root") }
    let folder = Path.join(Path.folder(of: document.path), root)
    if FileReader.isFolder(folder) {
      throw Diagnostic(
        "strategy.risk-data", .unsupported,
        at: document.place(kwargs["riskmodel_root"], field: kwargs.path + ".riskmodel_root"), ["folder": .text(folder)],
        (
          en: "The folder '{folder}' holds risk data. The optimizer of EnhancedIndexingStrategy is not built here.",
          zh: "文件夹“{folder}”含风险数据，此处未实现 EnhancedIndexingStrategy 的优化器。"
        ),
        remedy: (
          en: "Compare the rungs Reported and Recomputed, which need no strategy.",
          zh: "请对比记录级与重算级，这两级不需要策略。"
        ))
    }
    return EnhancedIndexingParameters(riskModelRoot: root)
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
        guard (0...1).contains(parameters.riskDegree) else { throw kwargs.wrong(key, value, .fraction) }
      case "order_generator_cls_or_obj": throw unsupported(kwargs, key, value, .takesClass)
      default: throw unsupported(kwargs, key, value, .noParameter(of: "SoftTopkStrategy"))
      }
    }
    let limit = try kwargs.double("trade_impact_limit")
    // `null` is no limit: weights are at most 1.
    parameters.tradeImpactLimit = try limit ?? kwargs.double("max_sold_weight") ?? 1
    guard parameters.tradeImpactLimit >= 0 else {
      let key = limit == nil ? "max_sold_weight" : "trade_impact_limit"
      throw kwargs.wrong(key, kwargs[key], .fraction)
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

  fileprivate static let fraction = Message("config.fraction", en: "a number from 0 to 1", zh: "0 到 1 之间的数")

  fileprivate static let unseeded = Message(
    "config.unseeded", en: "qlib draws from a random source without a seed there, which cannot be replayed.",
    zh: "qlib 在此使用没有种子的随机数，无法回放。")
}
