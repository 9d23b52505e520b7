package import Primitives

/// What a strategy did on an account, in more detail than its LiveFeedback: what the page of its migration shows beside
/// the backtest.
package struct RealisedRun: Equatable, Sendable {
  /// One settled day of the strategy's book.
  package struct Day: Equatable, Sendable {
    package var day: TradingDay
    /// Yuan at the close.
    package var value: Money
    /// Yuan bought and sold on the day.
    package var traded: Money
    /// Yuan paid for it.
    package var cost: Money

    package init(day: TradingDay, value: Money, traded: Money, cost: Money) {
      self.day = day
      self.value = value
      self.traded = traded
      self.cost = cost
    }
  }

  package var account: String
  package var feedback: LiveFeedback
  /// What the book began with, yuan.
  package var base: Money
  /// Oldest first; never empty.
  package var days: [Day]
  package var orders: OrderFate

  package init(account: String, feedback: LiveFeedback, base: Money, days: [Day], orders: OrderFate) {
    self.account = account
    self.feedback = feedback
    self.base = base
    self.days = days
    self.orders = orders
  }

  /// All that a page shows of it, so that a digest tells whether it must be made again. When it was built is no part.
  package var json: JSONValue {
    var feedback = feedback
    feedback.generatedAt = ""
    return [
      "account": .string(account), "feedback": feedback.json, "base": .string(base.description),
      "orders": orders.json,
      "days": .array(
        days.map {
          [
            .string($0.day.description), .string($0.value.description), .string($0.traded.description),
            .string($0.cost.description),
          ]
        }),
    ]
  }
}
