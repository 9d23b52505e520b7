import Primitives

/// The exchange block of a portfolio configuration, read as `qlib/backtest/exchange.py` takes it.
///
/// What that class raises on is refused here by name. One thing it raises on is accepted: a list where it
/// wants a Python tuple, because YAML has no tuples and an exported configuration has to say it somehow.
enum QrunExchange {
  /// Reads `exchange_kwargs`; `start` and `end` are the backtest's.
  static func read(_ kwargs: YAMLFields, start: TradingDay, end: TradingDay) throws -> ExchangeConfig {
    var config = ExchangeConfig()
    for (key, value) in kwargs.mapping?.members ?? [] {
      switch key {
      case "limit_threshold": config.limit = try limit(kwargs, value)
      case "deal_price": (config.buyPrice, config.sellPrice) = try prices(kwargs, value)
      case "open_cost": config.openCost = try cost(kwargs, key)
      case "close_cost": config.closeCost = try cost(kwargs, key)
      case "min_cost": config.minCost = try cost(kwargs, key)
      case "impact_cost": config.impactCost = try cost(kwargs, key)
      case "trade_unit": config.tradeUnit = try tradeUnit(kwargs)
      case "volume_threshold": config.volumeLimits = try volumeLimits(kwargs, value)
      // More columns in the quotes, which nothing of a daily backtest reads.
      case "subscribe_fields": break
      case "freq" where value.text == "day": break
      case "codes" where value.text == "all": break
      case "start_time" where try kwargs.day(key) == start: break
      case "end_time" where try kwargs.day(key) == end: break
      case "freq", "codes", "start_time", "end_time":
        throw unsupported(kwargs, key, value, "other quotes than those of 'all' for the days of the backtest")
      default: throw unsupported(kwargs, key, value, "no exchange setting that is known here")
      }
    }
    return config
  }

  private static func unsupported(_ kwargs: YAMLFields, _ key: String, _ value: YAMLValue, _ why: String) -> Diagnostic
  {
    Diagnostic(
      "config.unsupported", "'\(key): \(value.text ?? "…")' is \(why)",
      at: kwargs.document.place(value, field: kwargs.path + "." + key), remedy: "Remove the key or correct it.")
  }

  private static func cost(_ kwargs: YAMLFields, _ key: String) throws -> Double {
    guard let value = try kwargs.double(key), value >= 0 else {
      throw kwargs.wrong(key, kwargs[key], "a number of at least 0")
    }
    return value
  }

  /// Nil for `null`: no rounding.
  private static func tradeUnit(_ kwargs: YAMLFields) throws -> Double? {
    guard let unit = try kwargs.double("trade_unit") else { return nil }
    guard unit > 0 else {
      throw kwargs.wrong("trade_unit", kwargs["trade_unit"], "a number of shares above 0, or null")
    }
    return unit
  }

  private static func limit(_ kwargs: YAMLFields, _ value: YAMLValue) throws -> ExchangeConfig.PriceLimit {
    // `null` falls back to the region's default: limits cannot be switched off that way.
    if value.isNull { return ExchangeConfig().limit }
    if let pair = value.items {
      guard pair.count == 2, let buy = pair[0].text, let sell = pair[1].text else {
        throw kwargs.wrong("limit_threshold", value, "a pair of expressions")
      }
      return .expressions(buy: buy, sell: sell)
    }
    // qlib accepts a float only and raises on a whole number and on a text.
    guard case .scalar(let text, quoted: false, _) = value, Int(text) == nil,
      let threshold = NumberReader.double(text), threshold.isFinite
    else { throw kwargs.wrong("limit_threshold", value, "a fraction with a decimal point such as 0.095") }
    return .threshold(threshold)
  }

  /// qlib puts a `$` before a single name that has none; the members of a pair it takes as they are.
  private static func prices(_ kwargs: YAMLFields, _ value: YAMLValue) throws -> (buy: String, sell: String) {
    if value.isNull { return (ExchangeConfig().buyPrice, ExchangeConfig().sellPrice) }
    guard let pair = value.items else {
      guard let text = value.text, !text.isEmpty else {
        throw kwargs.wrong("deal_price", value, "a price such as close")
      }
      let price = text.hasPrefix("$") ? text : "$" + text
      return (price, price)
    }
    let texts = pair.compactMap(\.text).filter { $0.contains("$") }
    guard pair.count == 2, texts.count == 2 else {
      throw kwargs.wrong("deal_price", value, "one price, or a pair for buying and selling such as [$open, $close]")
    }
    return (texts[0], texts[1])
  }

  private typealias Limit = ExchangeConfig.VolumeLimit

  private static func volumeLimits(_ kwargs: YAMLFields, _ value: YAMLValue) throws -> [Limit] {
    if value.isNull { return [] }
    func limit(_ side: Limit.Side, _ pair: YAMLValue) throws -> Limit {
      guard let items = pair.items, items.count == 2, let kind = items[0].text.flatMap({ Limit.Kind(rawValue: $0) }),
        let expression = items[1].text
      else { throw kwargs.wrong("volume_threshold", pair, "[current, EXPRESSION] or [cum, EXPRESSION]") }
      return .init(kind: kind, side: side, expression: expression)
    }
    guard let members = value.members else { return [try limit(.all, value)] }
    let limits = try members.map { key, pair in
      guard let side = Limit.Side(rawValue: key) else {
        throw kwargs.wrong("volume_threshold", pair, "the sides buy, sell or all")
      }
      return try limit(side, pair)
    }
    // With one side alone qlib takes the least of nothing at the first order of the other.
    for side in [Limit.Side.buy, .sell] where !limits.contains(where: { $0.side == side || $0.side == .all }) {
      throw kwargs.wrong(
        "volume_threshold", value, "a limit for each side: '\(side.rawValue)' has none and qlib fails there")
    }
    return limits
  }
}
