package import Primitives

/// A holding of an account as its broker has it (`Contracts.md`, execution layer: Position).
package struct AccountPosition: Equatable, Sendable {
  package var instrument: InstrumentID
  /// Shares.
  package var volume: Int64
  /// Shares that may be sold today: T+1 and open sell orders are taken off.
  package var available: Int64
  /// Yuan per share; nil where the broker does not say.
  package var averagePrice: Money?
  /// Nil where the broker does not say.
  package var marketValue: Money?

  package init(
    instrument: InstrumentID, volume: Int64, available: Int64, averagePrice: Money? = nil, marketValue: Money? = nil
  ) {
    self.instrument = instrument
    self.volume = volume
    self.available = available
    self.averagePrice = averagePrice
    self.marketValue = marketValue
  }
}

/// Cash and holdings of one account at a moment (`Contracts.md`, execution layer: PortfolioState).
///
/// A broker that is away gives none: an account is never empty because nobody answered.
package struct AccountState: Equatable, Sendable {
  package var account: String
  /// What can be spent now: neither frozen by open orders nor waiting for settlement.
  package var cash: Money
  /// Held back by open buy orders.
  package var frozen: Money
  /// Cash, frozen cash and holdings, as the broker values them.
  package var equity: Money
  /// By instrument.
  package var positions: [AccountPosition]
  package var time: MarketTime

  package init(
    account: String, cash: Money, frozen: Money, equity: Money, positions: [AccountPosition], time: MarketTime
  ) {
    self.account = account
    self.cash = cash
    self.frozen = frozen
    self.equity = equity
    self.positions = positions.sorted { $0.instrument < $1.instrument }
    self.time = time
  }

  package subscript(instrument: InstrumentID) -> AccountPosition? { positions.first { $0.instrument == instrument } }
}

extension AccountState {
  /// Money in ten-thousandths of a yuan, so that nothing is lost.
  package var json: JSONValue {
    [
      "account": .string(account), "cash": .integer(Int(cash.units)), "frozen": .integer(Int(frozen.units)),
      "equity": .integer(Int(equity.units)), "time": .string(time.description),
      "positions": .array(
        positions.map {
          [
            "instrument": .string($0.instrument.name), "volume": .integer(Int($0.volume)),
            "available": .integer(Int($0.available)), "average_price": .optional($0.averagePrice),
            "market_value": .optional($0.marketValue),
          ]
        }),
    ]
  }

  /// Throws `execution.damaged-account` for what `json` did not write.
  package init(json: JSONValue, at place: Diagnostic.Place? = nil) throws {
    var fields = try JSONFields(json, name: .storedAccount, at: place, damage: Diagnostic.damagedAccount)
    account = try fields.value("account") { $0.stringValue }
    cash = try fields.value("cash") { $0.moneyValue }
    frozen = try fields.value("frozen") { $0.moneyValue }
    equity = try fields.value("equity") { $0.moneyValue }
    time = try fields.value("time") { $0.stringValue.flatMap { MarketTime($0) } }
    positions = try fields.value("positions") { $0.arrayValue }.map { item in
      var fields = try JSONFields(item, name: .storedAccount, at: place, damage: Diagnostic.damagedAccount)
      let position = AccountPosition(
        instrument: try fields.value("instrument") { $0.stringValue.flatMap { InstrumentID($0) } },
        volume: try fields.value("volume") { $0.intValue.map(Int64.init) },
        available: try fields.value("available") { $0.intValue.map(Int64.init) },
        averagePrice: try fields.optional("average_price") { $0.moneyValue },
        marketValue: try fields.optional("market_value") { $0.moneyValue })
      try fields.finish()
      return position
    }
    try fields.finish()
  }
}

extension JSONValue {
  /// Ten-thousandths of a yuan.
  package var moneyValue: Money? { intValue.map { Money(units: Int64($0)) } }

  package static func optional(_ money: Money?) -> JSONValue { money.map { .integer(Int($0.units)) } ?? .null }
}

extension Diagnostic {
  fileprivate static func damagedAccount(_ name: Message, _ problem: Message, _ place: Place?) -> Diagnostic {
    Diagnostic(
      "execution.damaged-account", .damaged, at: place, ["name": .message(name), "problem": .message(problem)],
      (en: "{name} cannot be read. {problem}", zh: "{name}无法读取。{problem}"),
      remedy: (
        en: "Restore the state file from a copy, then run `aistock trade reconcile`.",
        zh: "从副本恢复状态文件，再运行 `aistock trade reconcile`。"
      ))
  }
}

extension Message {
  fileprivate static var storedAccount: Message {
    Message("execution.stored-account-name", en: "The stored account", zh: "所存账户")
  }
}
