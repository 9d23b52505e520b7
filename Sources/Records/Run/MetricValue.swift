package import Primitives

/// One number of a run: what, by which formula, over how many observations.
package struct MetricValue: Equatable, Sendable {
  /// The field's name: qlib's own where qlib has one (`1day.excess_return_with_cost.mean`, `IC`).
  package var name: String
  /// `qlib-sum-238`, `qlib-daily-ic`, …: how daily numbers become one.
  package var convention: String
  /// Stable identifier of the formula, with its version: `information-ratio.sum/1`.
  package var formula: String
  /// Nil is missing; `reason` says why.
  package var value: Double?
  /// Observations that entered.
  package var count: Int
  package var reason: Message?
  /// What the number alone does not tell, such as the days of a drawdown.
  package var detail: Message?

  package init(
    name: String, convention: String, formula: String, value: Double?, count: Int, reason: Message? = nil,
    detail: Message? = nil
  ) {
    self.name = name
    self.convention = convention
    self.formula = formula
    self.value = value
    self.count = count
    self.reason = reason
    self.detail = detail
  }

  package var json: JSONValue {
    var members: [String: JSONValue] = [
      "name": .string(name), "convention": .string(convention), "formula": .string(formula),
      "value": .optional(value), "n": .integer(count), "reason": .optional(reason),
    ]
    if let detail { members["detail"] = detail.json }
    return .object(members)
  }

  package init?(_ json: JSONValue) {
    guard let name = json["name"]?.stringValue, let convention = json["convention"]?.stringValue,
      let formula = json["formula"]?.stringValue, let count = json["n"]?.intValue
    else { return nil }
    self.init(
      name: name, convention: convention, formula: formula, value: json["value"]?.doubleValue, count: count,
      reason: json["reason"].flatMap { Message($0) }, detail: json["detail"].flatMap { Message($0) })
  }
}
