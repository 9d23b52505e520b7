package import Primitives

extension BacktestConfig {
  /// Reads what `json` writes. Throws `backtest.damaged`.
  package init(json: JSONValue, at place: Diagnostic.Place? = nil) throws {
    var fields = try JSONFields(json, name: "the backtest", id: "backtest.damaged", at: place)
    let names = try fields.value("benchmark", \.arrayValue)
    let benchmark = names.compactMap { $0.stringValue.flatMap { InstrumentID($0) } }
    guard benchmark.count == names.count, !benchmark.isEmpty else {
      throw fields.damaged("names a benchmark that is no instrument")
    }
    let start = try fields.value("start_time") { $0.stringValue.flatMap { TradingDay($0) } }
    let end = try fields.value("end_time") { $0.stringValue.flatMap { TradingDay($0) } }
    self.init(
      start: start, end: end, account: try fields.value("account", \.doubleValue),
      benchmark: .instruments(benchmark))
    startPositions = try fields.value("start_positions", \.arrayValue).map { item in
      guard let instrument = item["instrument"]?.stringValue.flatMap({ InstrumentID($0) }),
        let amount = item["amount"]?.doubleValue, let price = item["price"]?.doubleValue
      else { throw fields.damaged("has a start position that cannot be read") }
      return StartPosition(instrument: instrument, amount: amount, price: price)
    }
    let sides = ["serial": false, "parallel": true]
    buysFirst = try fields.value("trade_type") { $0.stringValue.flatMap { sides[$0] } }
    let settles = ["none": false, "cash": true]
    delaysProceeds = try fields.value("settle_type") { $0.stringValue.flatMap { settles[$0] } }
    exchange = try ExchangeConfig(json: try fields.value("exchange") { $0 }, at: place)
    try fields.finish()
    guard start <= end, account >= 0 else {
      throw fields.damaged("starts after its end, or has a negative account")
    }
  }
}

extension ExchangeConfig {
  /// Reads what `json` writes. Throws `backtest.damaged`.
  package init(json: JSONValue, at place: Diagnostic.Place? = nil) throws {
    self.init()
    var fields = try JSONFields(
      json, name: "the backtest's block 'exchange'", id: "backtest.damaged", at: place)
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
    volumeLimits = try fields.value("volume_threshold", \.arrayValue).map { item in
      guard let parts = item.arrayValue?.compactMap(\.stringValue), parts.count == 3,
        let kind = VolumeLimit.Kind(rawValue: parts[0]), let side = VolumeLimit.Side(rawValue: parts[1])
      else { throw fields.damaged("has a volume limit that cannot be read") }
      return VolumeLimit(kind: kind, side: side, expression: parts[2])
    }
    try fields.finish()
    guard [openCost, closeCost, minCost, impactCost].allSatisfy({ $0 >= 0 }) else {
      throw fields.damaged("has a negative cost")
    }
  }
}
