import Primitives
import Records

/// The file of a simulated broker: money in ten-thousandths of a yuan, so that nothing is lost.
extension SimBook {
  static let schema = 1

  var json: JSONValue {
    [
      "schema": .integer(SimBook.schema), "account": .string(account), "day": .string(day.description),
      "cash": .integer(Int(cash.units)), "next_order": .integer(nextOrder), "next_trade": .integer(nextTrade),
      "random": .string(String(randomState)),
      "holdings": .object(
        Dictionary(
          holdings.map { instrument, holding in
            (
              instrument.name,
              [
                "shares": .integer(Int(holding.shares)), "bought_today": .integer(Int(holding.boughtToday)),
                "basis": .integer(Int(holding.basis.units)), "price": .integer(Int(holding.price.units)),
              ]
            )
          }, uniquingKeysWith: { first, _ in first })),
      "orders": .array(orders.map(\.json)), "trades": .array(trades.map(\.json)),
    ]
  }

  /// Nil for what `json` did not write.
  init?(json: JSONValue) {
    guard json["schema"]?.intValue == SimBook.schema, let account = json["account"]?.stringValue,
      let day = json["day"]?.stringValue.flatMap({ TradingDay($0) }), let cash = json["cash"]?.moneyValue,
      let nextOrder = json["next_order"]?.intValue, let nextTrade = json["next_trade"]?.intValue,
      let random = json["random"]?.stringValue.flatMap({ UInt64($0) }),
      let holdings = json["holdings"]?.objectValue, let orders = json["orders"]?.arrayValue,
      let trades = json["trades"]?.arrayValue
    else { return nil }
    self.init(account: account, day: day, cash: cash, seed: random)
    self.nextOrder = nextOrder
    self.nextTrade = nextTrade
    for (name, value) in holdings {
      guard let shares = value["shares"]?.intValue, let today = value["bought_today"]?.intValue,
        let basis = value["basis"]?.moneyValue, let price = value["price"]?.moneyValue
      else { return nil }
      self.holdings[InstrumentID(canonical: name)] = Holding(
        shares: Int64(shares), boughtToday: Int64(today), basis: basis, price: price)
    }
    self.orders = orders.compactMap(BrokerOrder.init)
    self.trades = trades.compactMap(BrokerTrade.init)
    guard self.orders.count == orders.count, self.trades.count == trades.count else { return nil }
  }
}

extension BrokerOrder {
  fileprivate var json: JSONValue {
    [
      "order": .string(orderID), "key": .optional(key), "instrument": .string(instrument.name),
      "side": .string(side.rawValue), "volume": .integer(Int(volume)), "filled": .integer(Int(filledVolume)),
      "price": .optional(price), "average": .optional(averagePrice), "status": .string(status.rawValue),
      "note": .string(note), "time": .string(createdAt.description),
    ]
  }

  fileprivate init?(_ json: JSONValue) {
    guard let order = json["order"]?.stringValue, let name = json["instrument"]?.stringValue,
      let side = json["side"]?.stringValue.flatMap(Direction.init), let volume = json["volume"]?.intValue,
      let filled = json["filled"]?.intValue,
      let status = json["status"]?.stringValue.flatMap(BrokerOrderStatus.init), let note = json["note"]?.stringValue,
      let time = json["time"]?.stringValue.flatMap({ MarketTime($0) })
    else { return nil }
    self.init(
      orderID: order, key: json["key"]?.stringValue, instrument: InstrumentID(canonical: name), side: side,
      volume: Int64(volume), filledVolume: Int64(filled), price: json["price"]?.moneyValue,
      averagePrice: json["average"]?.moneyValue, status: status, note: note, createdAt: time)
  }
}

extension BrokerTrade {
  fileprivate var json: JSONValue {
    [
      "trade": .string(tradeID), "order": .string(orderID), "instrument": .string(instrument.name),
      "side": .string(side.rawValue), "volume": .integer(Int(volume)), "price": .integer(Int(price.units)),
      "cost": .optional(cost), "time": .string(tradedAt.description),
    ]
  }

  fileprivate init?(_ json: JSONValue) {
    guard let trade = json["trade"]?.stringValue, let order = json["order"]?.stringValue,
      let name = json["instrument"]?.stringValue, let side = json["side"]?.stringValue.flatMap(Direction.init),
      let volume = json["volume"]?.intValue, let price = json["price"]?.moneyValue,
      let time = json["time"]?.stringValue.flatMap({ MarketTime($0) })
    else { return nil }
    self.init(
      tradeID: trade, orderID: order, instrument: InstrumentID(canonical: name), side: side, volume: Int64(volume),
      price: price, cost: json["cost"]?.moneyValue, tradedAt: time)
  }
}
