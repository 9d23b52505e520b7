package import Primitives

/// One line of the log of an account: what was decided, asked and answered, in the order in which it happened.
package struct ExecutionEvent: Equatable, Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    case decision, plan, risk, sent, report, fill, cancel, reconcile, fault, kill, resume
  }

  /// Given by the store; 0 before it is stored.
  package var number: Int64 = 0
  /// `2026-11-23T08:41:33+00:00`.
  package var time: String
  package var account: String
  package var day: TradingDay
  package var kind: Kind
  /// What a script steers by: a rule's code, a state, a fault's identifier.
  package var code: String
  package var intent: String?
  package var instrument: InstrumentID?
  /// Figures of it, by name: `limit`, `value`, `shares`, `price`, `seconds`.
  package var figures: [String: Double]
  package var message: Message

  package init(
    time: String, account: String, day: TradingDay, kind: Kind, code: String, intent: String? = nil,
    instrument: InstrumentID? = nil, figures: [String: Double] = [:], message: Message
  ) {
    self.time = time
    self.account = account
    self.day = day
    self.kind = kind
    self.code = code
    self.intent = intent
    self.instrument = instrument
    self.figures = figures
    self.message = message
  }

  /// A line of the log as JSON lines have it.
  package var json: JSONValue {
    [
      "number": .integer(Int(number)), "time": .string(time), "account": .string(account),
      "day": .string(day.description), "kind": .string(kind.rawValue), "code": .string(code),
      "intent": .optional(intent), "instrument": .optional(instrument?.name),
      "figures": .object(figures.mapValues { .optional($0) }), "message": message.json,
    ]
  }
}
