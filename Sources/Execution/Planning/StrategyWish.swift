package import Primitives
import Records
package import Simulation

/// What one strategy wants of an account: its order list, made from its own holdings, and its part of the money.
package struct StrategyWish: Sendable {
  package var strategyID: String
  /// Its part of the account's value, a fraction; 1 for a strategy that has the account by itself.
  package var weight: Double
  /// SHA-256 of the statement that approved it; nil for a plan that nobody may send.
  package var approval: String?
  package var list: OrderList
  /// The day of the scores that decided; nil where there were none.
  package var decidedOn: TradingDay?

  package init(strategyID: String, weight: Double, approval: String?, list: OrderList, decidedOn: TradingDay?) {
    self.strategyID = strategyID
    self.weight = weight
    self.approval = approval
    self.list = list
    self.decidedOn = decidedOn
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
  var line: OrderList.Line
  /// Its place in the order of execution.
  var place: Int

  /// Sells first, each side in the order of the strategies' lists.
  static func of(_ wishes: [StrategyWish]) -> [NetWish] {
    var byStock: [InstrumentID: NetWish] = [:]
    var place = 0
    for wish in wishes {
      for line in wish.list.lines {
        place += 1
        let signed = line.action == .hold ? 0 : line.action == .buy ? line.shares : -line.shares
        let part = signed == 0 ? [] : [TradePlan.Part(strategyID: wish.strategyID, shares: signed)]
        let target = line.targetWeight * wish.weight
        guard var known = byStock[line.symbol] else {
          byStock[line.symbol] = NetWish(
            instrument: line.symbol, shares: signed, parts: part, targetWeight: target, line: line, place: place)
          continue
        }
        if known.line.action == .hold || (signed < 0) == (known.shares + signed < 0) && abs(signed) > abs(known.shares)
        {
          known.line = line
        }
        known.shares += signed
        known.parts += part
        known.targetWeight += target
        byStock[line.symbol] = known
      }
    }
    return byStock.values.sorted {
      ($0.shares < 0 ? 0 : 1, $0.place) < ($1.shares < 0 ? 0 : 1, $1.place)
    }
  }
}
