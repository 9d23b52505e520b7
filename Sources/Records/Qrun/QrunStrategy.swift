import Primitives

/// The strategy block of a portfolio configuration.
enum QrunStrategy {
  /// Keys that qlib's strategies take and that do not decide the orders of a recorded signal.
  private static let inert: Set<String> = [
    "signal", "model", "dataset", "trade_exchange", "level_infra", "common_infra", "outer_trade_decision",
  ]

  static func read(_ portfolio: YAMLFields, _ document: YAMLDocument) throws -> StrategyConfig {
    let block = portfolio.fields("strategy")
    guard let name = try block.text("class") else { throw block.missing("class") }
    let kwargs = block.fields("kwargs")
    switch name.split(separator: ".").last.map(String.init) ?? name {
    case "TopkDropoutStrategy": return StrategyConfig(kind: .topkDropout(try topkDropout(kwargs)))
    case "EnhancedTopkDropoutStrategy":
      return StrategyConfig(kind: .enhancedTopkDropout(try enhancedTopkDropout(kwargs)))
    default:
      throw Diagnostic(
        "strategy.unsupported",
        "the strategy '\(name)' is not run here; TopkDropoutStrategy and EnhancedTopkDropoutStrategy are",
        at: document.place(block["class"], field: block.path + ".class"),
        remedy: "Compare the reported and recomputed rungs, which need no strategy.")
    }
  }

  /// The counts that both strategies must name.
  private static func counts(_ kwargs: YAMLFields) throws -> (topk: Int, nDrop: Int) {
    guard let topk = try kwargs.int("topk") else { throw kwargs.missing("topk") }
    guard let nDrop = try kwargs.int("n_drop") else { throw kwargs.missing("n_drop") }
    guard topk >= 1 else { throw kwargs.wrong("topk", kwargs["topk"], "a whole number of at least 1") }
    guard nDrop >= 0 else { throw kwargs.wrong("n_drop", kwargs["n_drop"], "a whole number of at least 0") }
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
        guard parameters.lotSize > 0 else { throw kwargs.wrong(key, value, "a number above 0") }
      default: throw unsupported(kwargs, key, value, "is no parameter of EnhancedTopkDropoutStrategy")
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
        throw unsupported(kwargs, key, value, "draws from an unseeded random source in qlib and cannot be replayed")
      default:
        throw unsupported(kwargs, key, value, "is no parameter of TopkDropoutStrategy")
      }
    }
    return parameters
  }

  private static func unsupported(_ kwargs: YAMLFields, _ key: String, _ value: YAMLValue, _ why: String) -> Diagnostic
  {
    Diagnostic(
      "config.unsupported", "'\(key): \(value.text ?? "…")' \(why)",
      at: kwargs.document.place(value, field: kwargs.path + "." + key), remedy: "Remove the key or correct it.")
  }
}
