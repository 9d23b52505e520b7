package import Primitives

/// One setting and the values that a sweep gives it: `topk=30,50`.
package struct SweepAxis: Equatable, Sendable {
  /// A parameter of the strategy (a quirk as `quirks.rebuy_same_day`), a setting of the exchange, or
  /// `account`, under its name in `run.json`.
  package var name: String
  package var values: [JSONValue]

  /// Throws `sweep.option` for a text that is not of that form or names a value twice.
  package init(_ text: String) throws {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let texts =
      parts.count == 2 ? parts[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init) : []
    guard let name = parts.first, !name.isEmpty, !texts.isEmpty, texts.allSatisfy({ !$0.isEmpty }),
      Set(texts).count == texts.count
    else {
      throw Diagnostic(
        "sweep.option", .usage, ["option": .text(text)],
        (
          en: "'{option}' has not the form NAME=VALUE,VALUE with different values.",
          zh: "“{option}”不是 NAME=VALUE,VALUE 形式，或取值重复。"
        ),
        remedy: (
          en: "Write `--sweep topk=30,50 --sweep n_drop=3,5`.", zh: "请写成 `--sweep topk=30,50 --sweep n_drop=3,5`。"
        ))
    }
    self.name = String(name)
    values = try texts.map { try SweepAxis.value($0, of: text) }
  }

  private static func value(_ text: String, of option: String) throws -> JSONValue {
    switch text {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "null": return .null
    default:
      if let whole = Int(text) { return .integer(whole) }
      if let number = NumberReader.double(text), number.isFinite { return .number(number) }
      throw Diagnostic(
        "sweep.option", .usage, ["value": .text(text), "option": .text(option)],
        (en: "'{value}' in '{option}' is no number.", zh: "“{option}”中的“{value}”不是数值。"),
        remedy: (en: "Write numbers, true, false or null.", zh: "请写数值、true、false 或 null。"))
    }
  }
}
