package import Primitives

extension BacktestConfig {
  /// Reads what `json` writes. Throws `backtest.damaged`.
  package init(json: JSONValue, at place: Diagnostic.Place? = nil) throws {
    var fields = try JSONFields(json, name: .storedBacktest, at: place, damage: Diagnostic.damagedBacktest)
    let names = try fields.value("benchmark", \.arrayValue)
    let benchmark = names.compactMap { $0.stringValue.flatMap { InstrumentID($0) } }
    guard benchmark.count == names.count, !benchmark.isEmpty else {
      throw fields.damaged(.noBenchmark)
    }
    let start = try fields.value("start_time") { $0.stringValue.flatMap { TradingDay($0) } }
    let end = try fields.value("end_time") { $0.stringValue.flatMap { TradingDay($0) } }
    self.init(
      start: start, end: end, account: try fields.value("account", \.doubleValue),
      benchmark: .instruments(benchmark))
    startPositions = try fields.value("start_positions", \.arrayValue).map { item in
      guard let instrument = item["instrument"]?.stringValue.flatMap({ InstrumentID($0) }),
        let amount = item["amount"]?.doubleValue, let price = item["price"]?.doubleValue
      else { throw fields.damaged(.noStartPosition) }
      return StartPosition(instrument: instrument, amount: amount, price: price)
    }
    let sides = ["serial": false, "parallel": true]
    buysFirst = try fields.value("trade_type") { $0.stringValue.flatMap { sides[$0] } }
    let settles = ["none": false, "cash": true]
    delaysProceeds = try fields.value("settle_type") { $0.stringValue.flatMap { settles[$0] } }
    exchange = try ExchangeConfig(json: try fields.value("exchange") { $0 }, at: place)
    try fields.finish()
    guard start <= end, account >= 0 else {
      throw fields.damaged(.noWindow)
    }
  }
}

extension ExchangeConfig {
  /// Reads what `json` writes. Throws `backtest.damaged`.
  package init(json: JSONValue, at place: Diagnostic.Place? = nil) throws {
    self.init()
    var fields = try JSONFields(json, name: .storedExchange, at: place, damage: Diagnostic.damagedBacktest)
    limit = try fields.value("limit_threshold") { value in
      if let threshold = value.doubleValue { return .threshold(threshold) }
      guard let pair = value.arrayValue?.compactMap(\.stringValue), pair.count == 2 else { return nil }
      return .expressions(buy: pair[0], sell: pair[1])
    }
    buyPrice = try fields.value("buy_price", \.stringValue)
    sellPrice = try fields.value("sell_price", \.stringValue)
    openCost = try fields.value("open_cost", \.doubleValue)
    closeCost = try fields.value("close_cost", \.doubleValue)
    minCost = try fields.value("min_cost", \.doubleValue)
    impactCost = try fields.value("impact_cost", \.doubleValue)
    tradeUnit = try fields.optional("trade_unit", \.doubleValue)
    if json["codes"] != nil {
      codes = try fields.value("codes") { value -> Codes? in
        if let name = value.stringValue { return .universe(name) }
        let list = value.arrayValue?.map { $0.stringValue.flatMap { InstrumentID($0) } } ?? [nil]
        return list.contains(nil) ? nil : .instruments(list.compactMap(\.self).sorted())
      }
    }
    volumeLimits = try fields.value("volume_threshold", \.arrayValue).map { item in
      guard let parts = item.arrayValue?.compactMap(\.stringValue), parts.count == 3,
        let kind = VolumeLimit.Kind(rawValue: parts[0]), let side = VolumeLimit.Side(rawValue: parts[1])
      else { throw fields.damaged(.noVolumeLimit) }
      return VolumeLimit(kind: kind, side: side, expression: parts[2])
    }
    try fields.finish()
    guard [openCost, closeCost, minCost, impactCost].allSatisfy({ $0 >= 0 }) else {
      throw fields.damaged(.negativeCost)
    }
  }
}

extension Message {
  fileprivate static let storedBacktest = Message(
    "backtest.stored", en: "The stored backtest", zh: "已存的回测")
  fileprivate static let storedExchange = Message(
    "backtest.exchange", en: "The block 'exchange' of the stored backtest", zh: "已存回测的“exchange”段")
  fileprivate static let noBenchmark = Message(
    "backtest.no-benchmark", en: "Its benchmark is not a list of instruments.", zh: "其基准不是证券代码列表。")
  fileprivate static let noStartPosition = Message(
    "backtest.no-start-position", en: "A start position lacks instrument, amount or price.",
    zh: "某个期初持仓缺少代码、数量或价格。")
  fileprivate static let noWindow = Message(
    "backtest.no-window", en: "It starts after its end, or its account is negative.",
    zh: "开始日晚于结束日，或初始资金为负。")
  fileprivate static let noVolumeLimit = Message(
    "backtest.no-volume-limit", en: "A volume limit is not of the form `[kind, side, expression]`.",
    zh: "某项成交量限制不是 `[类型, 方向, 表达式]` 的形式。")
  fileprivate static let negativeCost = Message(
    "backtest.negative-cost", en: "A cost is negative.", zh: "某项费用为负。")
}

extension Diagnostic {
  /// - Parameters:
  ///   - object: what cannot be read.
  ///   - problem: a sentence.
  fileprivate static func damagedBacktest(_ object: Message, _ problem: Message, at place: Place?) -> Diagnostic {
    Diagnostic(
      "backtest.damaged", .damaged, at: place, ["object": .message(object), "problem": .message(problem)],
      (en: "{object} cannot be read. {problem}", zh: "{object}无法读取。{problem}"),
      remedy: (en: "Restore the configuration, or create the strategy again.", zh: "请恢复配置，或重新建立策略。"))
  }
}
