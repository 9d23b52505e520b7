package import Primitives
package import Records
package import Simulation

/// What one strategy wants of an account: its orders, made from its own holdings, and its part of the money.
package struct StrategyWish: Sendable {
  /// One stock, held or wanted.
  package struct Line: Equatable, Sendable {
    package var instrument: InstrumentID
    /// Below zero it is sold; 0: it stays as it is.
    package var shares: Int64
    /// What the order is sized at, yuan per share; nil where there is no price.
    package var price: Money?
    /// Of the strategy's value, a fraction.
    package var targetWeight: Double
    /// Why the order would not deal; nil where nothing is known against it.
    package var rejection: RejectReason?
    package var reason: Message

    package init(
      instrument: InstrumentID, shares: Int64, price: Money?, targetWeight: Double, rejection: RejectReason? = nil,
      reason: Message
    ) {
      self.instrument = instrument
      self.shares = shares
      self.price = price
      self.targetWeight = targetWeight
      self.rejection = rejection
      self.reason = reason
    }
  }

  package var strategyID: String
  /// Its part of the account's value, a fraction; 1 for a strategy that has the account by itself.
  package var weight: Double
  /// SHA-256 of the statement that approved it; nil for a plan that nobody may send.
  package var approval: String?
  /// In the order of execution.
  package var lines: [Line]
  /// The day of the scores that decided; nil where there were none.
  package var decidedOn: TradingDay?
  /// What the strategy remembers after the decision; nil for one without memory.
  package var memory: String?

  package init(strategyID: String, weight: Double, approval: String?, lines: [Line], decidedOn: TradingDay?) {
    self.strategyID = strategyID
    self.weight = weight
    self.approval = approval
    self.lines = lines
    self.decidedOn = decidedOn
  }

  package init(strategyID: String, weight: Double, approval: String?, list: OrderList, decidedOn: TradingDay?) {
    self.init(
      strategyID: strategyID, weight: weight, approval: approval, lines: list.lines.map(Line.init),
      decidedOn: decidedOn)
  }
}

extension StrategyWish.Line {
  fileprivate init(_ line: OrderList.Line) {
    let shares: Int64 =
      switch line.action {
      case .hold: 0
      case .buy: line.shares
      case .sell: -line.shares
      }
    self.init(
      instrument: line.symbol, shares: shares, price: line.price, targetWeight: line.targetWeight,
      rejection: line.rejection, reason: line.reason)
  }
}

/// One stock with what all strategies of an account want of it together.
struct NetWish {
  var instrument: InstrumentID
  /// Below zero it is sold.
  var shares: Int64
  var parts: [TradePlan.Part]
  /// Of the account's value that all strategies together want in the stock.
  var targetWeight: Double
  /// The line of the strategy that wants most of it, on the side of the sum.
  var line: StrategyWish.Line
  /// Its place in the order of execution.
  var place: Int

  /// Sells first, each side in the order of the strategies' lists.
  static func of(_ wishes: [StrategyWish]) -> [NetWish] {
    var byStock: [InstrumentID: NetWish] = [:]
    var place = 0
    for wish in wishes {
      for line in wish.lines {
        place += 1
        let signed = line.shares
        let part = signed == 0 ? [] : [TradePlan.Part(strategyID: wish.strategyID, shares: signed)]
        let target = line.targetWeight * wish.weight
        guard var known = byStock[line.instrument] else {
          byStock[line.instrument] = NetWish(
            instrument: line.instrument, shares: signed, parts: part, targetWeight: target, line: line, place: place)
          continue
        }
        if known.line.shares == 0 || (signed < 0) == (known.shares + signed < 0) && abs(signed) > abs(known.shares) {
          known.line = line
        }
        known.shares += signed
        known.parts += part
        known.targetWeight += target
        byStock[line.instrument] = known
      }
    }
    return byStock.values.sorted {
      ($0.shares < 0 ? 0 : 1, $0.place) < ($1.shares < 0 ? 0 : 1, $1.place)
    }
  }
}
