package import Primitives

/// One number that says how good predictions are, with how it was made and over how many days.
package struct QualityFigure: Equatable, Sendable {
  /// qlib's own name where qlib has one (`IC`, `Long-Short Ann Return`).
  package var name: String
  /// Stable identifier with its version: `ic.pearson/1`.
  package var formula: String
  package var convention: String
  /// `correlation`, `fraction`, `ratio`, `fraction a year`, `days`.
  package var unit: String
  /// Where the formula comes from.
  package var source: String
  /// Nil is missing; `reason` says why.
  package var value: Double?
  /// Days that entered.
  package var count: Int
  /// Days that could not enter.
  package var missing: Int
  package var reason: Message?

  package init(
    name: String, formula: String, convention: String, unit: String, source: String, value: Double?,
    count: Int, missing: Int, reason: Message? = nil
  ) {
    self.name = name
    self.formula = formula
    self.convention = convention
    self.unit = unit
    self.source = source
    self.value = value
    self.count = count
    self.missing = missing
    self.reason = reason
  }

  package var json: JSONValue {
    [
      "name": .string(name), "formula": .string(formula), "convention": .string(convention),
      "unit": .string(unit), "source": .string(source), "value": .optional(value), "n": .integer(count),
      "missing": .integer(missing), "reason": .optional(reason),
    ]
  }

  package init?(_ json: JSONValue) {
    guard let name = json["name"]?.stringValue, let formula = json["formula"]?.stringValue,
      let count = json["n"]?.intValue, let missing = json["missing"]?.intValue
    else { return nil }
    self.init(
      name: name, formula: formula, convention: json["convention"]?.stringValue ?? "",
      unit: json["unit"]?.stringValue ?? "", source: json["source"]?.stringValue ?? "",
      value: json["value"]?.doubleValue, count: count, missing: missing,
      reason: json["reason"].flatMap { Message($0) })
  }
}
