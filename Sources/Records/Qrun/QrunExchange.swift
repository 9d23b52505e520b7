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
      case "codes": config.codes = try codes(kwargs, value)
      case "start_time" where try kwargs.day(key) == start: break
      case "end_time" where try kwargs.day(key) == end: break
      case "freq", "start_time", "end_time":
        throw unsupported(kwargs, key, value, .otherQuotes)
      default: throw unsupported(kwargs, key, value, .unknownSetting)
      }
    }
    return config
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

  /// The name of a universe or a list of stocks; an empty list is `all` in qlib.
  private static func codes(_ kwargs: YAMLFields, _ value: YAMLValue) throws -> ExchangeConfig.Codes {
    guard let items = value.items else {
      guard let name = value.text, !name.isEmpty else { throw kwargs.wrong("codes", value, .codes) }
      return .universe(name)
    }
    let list = try items.map { item in
      guard let stock = item.text.flatMap({ InstrumentID($0) }) else { throw kwargs.wrong("codes", item, .codes) }
      return stock
    }
    return list.isEmpty ? .all : .instruments(Set(list).sorted())
  }

  private static func cost(_ kwargs: YAMLFields, _ key: String) throws -> Double {
    guard let value = try kwargs.double(key), value >= 0 else {
      throw kwargs.wrong(key, kwargs[key], .numberFromZero)
    }
    return value
  }

  /// Nil for `null`: no rounding.
  private static func tradeUnit(_ kwargs: YAMLFields) throws -> Double? {
    guard let unit = try kwargs.double("trade_unit") else { return nil }
    guard unit > 0 else {
      throw kwargs.wrong("trade_unit", kwargs["trade_unit"], .lot)
    }
    return unit
  }

  private static func limit(_ kwargs: YAMLFields, _ value: YAMLValue) throws -> ExchangeConfig.PriceLimit {
    // `null` falls back to the region's default: limits cannot be switched off that way.
    if value.isNull { return .threshold(QlibDefaults.limitThreshold) }
    if let pair = value.items {
      guard pair.count == 2, let buy = pair[0].text, let sell = pair[1].text else {
        throw kwargs.wrong("limit_threshold", value, .pairOfExpressions)
      }
      return .expressions(buy: buy, sell: sell)
    }
    // qlib accepts a float only and raises on a whole number and on a text.
    guard case .number(let threshold) = value.scalar, threshold.isFinite else {
      throw kwargs.wrong("limit_threshold", value, .fraction)
    }
    return .threshold(threshold)
  }

  /// qlib puts a `$` before a single name that has none; the members of a pair it takes as they are.
  private static func prices(_ kwargs: YAMLFields, _ value: YAMLValue) throws -> (buy: String, sell: String) {
    if value.isNull { return (QlibDefaults.dealPrice, QlibDefaults.dealPrice) }
    guard let pair = value.items else {
      guard let text = value.text, !text.isEmpty else {
        throw kwargs.wrong("deal_price", value, .price)
      }
      let price = text.hasPrefix("$") ? text : "$" + text
      return (price, price)
    }
    let texts = pair.compactMap(\.text).filter { $0.contains("$") }
    guard pair.count == 2, texts.count == 2 else {
      throw kwargs.wrong("deal_price", value, .pairOfPrices)
    }
    return (texts[0], texts[1])
  }

  private typealias Limit = ExchangeConfig.VolumeLimit

  private static func volumeLimits(_ kwargs: YAMLFields, _ value: YAMLValue) throws -> [Limit] {
    if value.isNull { return [] }
    func limit(_ side: Limit.Side, _ pair: YAMLValue) throws -> Limit {
      guard let items = pair.items, items.count == 2, let kind = items[0].text.flatMap({ Limit.Kind(rawValue: $0) }),
        let expression = items[1].text
      else { throw kwargs.wrong("volume_threshold", pair, .volumeLimit) }
      return .init(kind: kind, side: side, expression: expression)
    }
    guard let members = value.members else { return [try limit(.all, value)] }
    let limits = try members.map { key, pair in
      guard let side = Limit.Side(rawValue: key) else {
        throw kwargs.wrong("volume_threshold", pair, .sides)
      }
      return try limit(side, pair)
    }
    // With one side alone qlib takes the least of nothing at the first order of the other.
    for side in [Limit.Side.buy, .sell] where !limits.contains(where: { $0.side == side || $0.side == .all }) {
      throw kwargs.wrong("volume_threshold", value, .bothSides(without: side.rawValue))
    }
    return limits
  }
}

extension Message {
  fileprivate static let otherQuotes = Message(
    "config.other-quotes", en: "A backtest here reads the daily quotes of its own days.", zh: "此处的回测只读取回测期内的日行情。")
  fileprivate static let codes = Message(
    "config.exchange-codes", en: "the name of a universe, or a list of instrument codes", zh: "股票池名称，或证券代码列表")
  fileprivate static let unknownSetting = Message(
    "config.unknown-exchange-setting", en: "The exchange has no such setting.", zh: "交易所没有该设置。")
  static let numberFromZero = Message(
    "config.number-from-zero", en: "a number of at least 0", zh: "不小于 0 的数字")
  fileprivate static let lot = Message(
    "config.lot", en: "a number of shares above 0, or null", zh: "大于 0 的股数，或 null")
  fileprivate static let pairOfExpressions = Message(
    "config.pair-of-expressions", en: "a pair of expressions", zh: "一对表达式")
  fileprivate static let fraction = Message(
    "config.fraction", en: "a fraction with a decimal point such as 0.095", zh: "带小数点的比例，如 0.095")
  fileprivate static let price = Message("config.price", en: "a price such as close", zh: "价格名，如 close")
  fileprivate static let pairOfPrices = Message(
    "config.pair-of-prices", en: "one price, or a pair for buying and selling such as [$open, $close]",
    zh: "一个价格名，或买卖各一，如 [$open, $close]")
  fileprivate static let volumeLimit = Message(
    "config.volume-limit", en: "[current, EXPRESSION] or [cum, EXPRESSION]",
    zh: "[current, EXPRESSION] 或 [cum, EXPRESSION]")
  fileprivate static let sides = Message("config.sides", en: "the sides buy, sell or all", zh: "方向 buy、sell 或 all")

  /// qlib takes the least of nothing at the first order of a side without a limit, and fails.
  fileprivate static func bothSides(without side: String) -> Message {
    Message(
      "config.both-sides", ["side": .text(side)], en: "a limit for each side; '{side}' has none and qlib fails there",
      zh: "买卖两个方向的限制，“{side}”缺失时 qlib 会报错")
  }
}
