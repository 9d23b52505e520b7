package import Primitives

extension TradePlan {
  /// Money in yuan with four decimals as text, as on the terminal; shares are integers.
  package var json: JSONValue {
    [
      "schema": .integer(TradePlan.schema), "account": .string(account), "environment": .string(environment.rawValue),
      "day": .string(day.description), "time": .string(time.description), "signal": .string(signal),
      "strategies": .array(strategies.map(\.json)), "orders": .array(lines.map(\.json)),
      "undone": .array(undone.map(\.json)), "cash_before": .string(cashBefore.description),
      "cash_after": .string(cashAfter.description), "fees": .string(fees.description),
      "equity": .string(equity.description), "tracking_error": .optional(trackingError), "limits": .string(limits),
    ]
  }
}

extension TradePlan.Share {
  fileprivate var json: JSONValue {
    [
      "strategy": .string(strategyID), "weight": .optional(weight), "decided_on": .optional(decidedOn),
      "approval": .optional(approval), "memory": .optional(memory),
    ]
  }
}

extension TradePlan.Line {
  fileprivate var json: JSONValue {
    [
      "instrument": .string(instrument.name), "side": .string(side.rawValue), "shares": .integer(Int(shares)),
      "price_type": .string(priceType.rawValue), "price": .optional(price?.description),
      "decision_price": .string(decisionPrice.description), "amount": .string(amount.description),
      "commission": .string(commission.description), "stamp_tax": .string(stampTax.description),
      "transfer_fee": .string(transferFee.description), "weight_before": .optional(weightBefore),
      "weight_after": .optional(weightAfter), "target_weight": .optional(targetWeight),
      "parts": .array(parts.map { ["strategy": .string($0.strategyID), "shares": .integer(Int($0.shares))] }),
      "slices": .array(slices.map { ["minute": .integer($0.minute), "shares": .integer(Int($0.shares))] }),
      "reason": reason.json,
    ]
  }
}

extension TradePlan.Undone {
  fileprivate var json: JSONValue {
    [
      "instrument": .string(instrument.name), "side": .string(side.rawValue), "shares": .integer(Int(shares)),
      "code": .string(code), "reason": reason.json,
    ]
  }
}
