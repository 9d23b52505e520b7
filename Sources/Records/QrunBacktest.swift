import Primitives

/// The backtest and executor blocks of a portfolio configuration, with qlib's defaults for region cn.
enum QrunBacktest {
  static func read(_ portfolio: YAMLFields, _ document: YAMLDocument) throws -> BacktestConfig {
    let block = portfolio.fields("backtest")
    guard let start = try block.day("start_time") else { throw block.missing("start_time") }
    guard let end = try block.day("end_time") else { throw block.missing("end_time") }
    guard start <= end else {
      throw Diagnostic(
        "config.window", "the backtest starts on \(start), after its end \(end)",
        at: document.place(block["start_time"], field: block.path + ".start_time"), remedy: "Correct the dates.")
    }
    let (cash, positions) = try account(block)
    var config = BacktestConfig(start: start, end: end, account: cash, benchmark: try benchmark(block))
    config.startPositions = positions
    config.exchange = try exchange(block.fields("exchange_kwargs"))
    let executor = portfolio.fields("executor").fields("kwargs")
    config.buysFirst = try choice(executor, "trade_type", ["serial": false, "parallel": true]) ?? false
    config.delaysProceeds = try choice(executor, "settle_type", ["None": false, "cash": true]) ?? false
    return config
  }

  private static func choice(_ fields: YAMLFields, _ name: String, _ choices: [String: Bool]) throws -> Bool? {
    guard let text = try fields.text(name) else { return nil }
    guard let choice = choices[text] else {
      throw fields.wrong(name, fields[name], "one of \(choices.keys.sorted().joined(separator: ", "))")
    }
    return choice
  }

  private static func account(_ block: YAMLFields) throws -> (Double, [BacktestConfig.StartPosition]) {
    guard let value = block["account"] else { return (1e9, []) }
    guard let members = value.members else {
      guard let cash = try block.double("account") else { throw block.missing("account") }
      guard cash > 0 else { throw block.wrong("account", value, "an amount above 0") }
      return (cash, [])
    }
    let fields = block.fields("account")
    guard let cash = try fields.double("cash") else { throw fields.missing("cash") }
    var positions: [BacktestConfig.StartPosition] = []
    for (key, value) in members where key != "cash" {
      guard let instrument = InstrumentID(key) else { throw fields.wrong(key, value, "an instrument code as key") }
      let holding = fields.fields(key)
      guard let amount = try holding.double("amount") else { throw holding.missing("amount") }
      guard let price = try holding.double("price") else { throw holding.missing("price") }
      positions.append(.init(instrument: instrument, amount: amount, price: price))
    }
    return (cash, positions.sorted { $0.instrument < $1.instrument })
  }

  private static func benchmark(_ block: YAMLFields) throws -> BacktestConfig.Benchmark {
    guard let value = block["benchmark"], !value.isNull else { return .qlibDefault }
    let names = value.items ?? [value]
    let instruments = try names.map { item in
      guard let text = item.text, let instrument = InstrumentID(text) else {
        throw block.wrong("benchmark", item, "an instrument such as SH000300 or 000300.SH")
      }
      return instrument
    }
    guard !instruments.isEmpty else { throw block.wrong("benchmark", value, "at least one instrument") }
    return .instruments(instruments)
  }

  /// Keys of `exchange_kwargs` that change nothing in a daily backtest.
  private static let inert: Set<String> = ["freq", "start_time", "end_time", "codes", "subscribe_fields", "region"]

  private static func exchange(_ kwargs: YAMLFields) throws -> ExchangeConfig {
    var config = ExchangeConfig()
    for (key, value) in kwargs.mapping?.members ?? [] where !inert.contains(key) {
      switch key {
      case "limit_threshold": config.limit = try limit(kwargs, value)
      case "deal_price": (config.buyPrice, config.sellPrice) = try prices(kwargs, value)
      case "open_cost": config.openCost = try rate(kwargs, key) ?? config.openCost
      case "close_cost": config.closeCost = try rate(kwargs, key) ?? config.closeCost
      case "min_cost": config.minCost = try rate(kwargs, key) ?? config.minCost
      case "impact_cost": config.impactCost = try rate(kwargs, key) ?? config.impactCost
      case "trade_unit": config.tradeUnit = try kwargs.double(key)
      case "volume_threshold": config.volumeLimits = try volumeLimits(kwargs, value)
      default:
        throw Diagnostic(
          "config.unsupported", "'\(key)' is no exchange setting that is known here",
          at: kwargs.document.place(value, field: kwargs.path + "." + key), remedy: "Remove the key or correct it.")
      }
    }
    return config
  }

  private static func rate(_ kwargs: YAMLFields, _ key: String) throws -> Double? {
    guard let value = try kwargs.double(key) else { return nil }
    guard value >= 0 else { throw kwargs.wrong(key, kwargs[key], "a number of at least 0") }
    return value
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
    // qlib accepts a float only and raises on a whole number.
    guard let text = value.text, Int(text) == nil, let threshold = NumberReader.double(text), threshold.isFinite else {
      throw kwargs.wrong("limit_threshold", value, "a fraction with a decimal point such as 0.095")
    }
    return .threshold(threshold)
  }

  private static func prices(_ kwargs: YAMLFields, _ value: YAMLValue) throws -> (buy: String, sell: String) {
    func field(_ item: YAMLValue) throws -> String {
      guard let text = item.text, !text.isEmpty else { throw kwargs.wrong("deal_price", item, "a field such as close") }
      let isBare = text.utf8.allSatisfy { $0 == 0x5F || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) }
      return isBare ? "$" + text : text
    }
    guard let pair = value.items else {
      let name = try field(value)
      return (name, name)
    }
    guard pair.count == 2 else { throw kwargs.wrong("deal_price", value, "one price, or a pair for buying and selling") }
    return (try field(pair[0]), try field(pair[1]))
  }

  private static func volumeLimits(_ kwargs: YAMLFields, _ value: YAMLValue) throws -> [ExchangeConfig.VolumeLimit] {
    if value.isNull { return [] }
    func limit(_ side: ExchangeConfig.VolumeLimit.Side, _ pair: YAMLValue) throws -> ExchangeConfig.VolumeLimit {
      guard let items = pair.items, items.count == 2, let kind = items[0].text.flatMap({ ExchangeConfig.VolumeLimit.Kind(rawValue: $0) }),
        let expression = items[1].text
      else { throw kwargs.wrong("volume_threshold", pair, "[current, EXPRESSION] or [cum, EXPRESSION]") }
      return .init(kind: kind, side: side, expression: expression)
    }
    guard let members = value.members else { return [try limit(.all, value)] }
    return try members.map { key, pair in
      guard let side = ExchangeConfig.VolumeLimit.Side(rawValue: key) else {
        throw kwargs.wrong("volume_threshold", pair, "the sides buy, sell or all")
      }
      return try limit(side, pair)
    }
  }
}
