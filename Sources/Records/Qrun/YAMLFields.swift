package import Primitives

/// Typed reading of a mapping's fields, each failure with file, line and field.
///
/// qlib's view of YAML is kept (`YAMLScalar`): `5` is a number where a number is wanted, `1e8` too; a text where a
/// number is wanted, quoted digits among them, is an error, never a default.
package struct YAMLFields {
  package let document: YAMLDocument
  package let mapping: YAMLValue?
  /// The field's dotted path, for messages.
  package let path: String

  package init(_ document: YAMLDocument, _ mapping: YAMLValue?, path: String) {
    self.document = document
    self.mapping = mapping
    self.path = path
  }

  package subscript(name: String) -> YAMLValue? { mapping?[name] }

  package func fields(_ name: String) -> YAMLFields {
    YAMLFields(document, mapping?[name], path: dotted(name))
  }

  /// Nil where the field is absent or null.
  package func double(_ name: String) throws -> Double? {
    guard let value = present(name) else { return nil }
    if let number = value.number { return number }
    if case .scalar(let text, quoted: true, _) = value, YAMLValue.scalar(text, quoted: false, line: 0).number != nil {
      throw quoted(name, value, text)
    }
    throw wrong(name, value, .number)
  }

  package func int(_ name: String) throws -> Int? {
    guard let number = try double(name) else { return nil }
    guard let whole = Int(exactly: number) else { throw wrong(name, mapping?[name], .wholeNumber) }
    return whole
  }

  package func bool(_ name: String) throws -> Bool? {
    guard let value = present(name) else { return nil }
    guard case .bool(let flag) = value.scalar else { throw wrong(name, value, .trueOrFalse) }
    return flag
  }

  package func text(_ name: String) throws -> String? {
    guard let value = present(name) else { return nil }
    guard let text = value.text else { throw wrong(name, value, .text) }
    return text
  }

  package func day(_ name: String) throws -> TradingDay? {
    guard let value = present(name) else { return nil }
    guard let day = value.day else { throw wrong(name, value, .date) }
    return day
  }

  /// The error for a field of the wrong kind.
  ///
  /// - Parameter wanted: what is expected, without capital letter and full stop: `a number`.
  package func wrong(_ name: String, _ value: YAMLValue?, _ wanted: Message) -> Diagnostic {
    let found: MessageArgument =
      value.map { .text(String(decoding: $0.json.canonical.prefix(60), as: UTF8.self)) } ?? .message(.nothing)
    return Diagnostic(
      "config.value", .absent, at: document.place(value ?? mapping, field: dotted(name)),
      ["wanted": .message(wanted), "found": found],
      (en: "The value is {found}. It must be {wanted}.", zh: "值为 {found}，应为{wanted}。"),
      remedy: (en: "Correct the value.", zh: "请更正该值。"))
  }

  private func quoted(_ name: String, _ value: YAMLValue, _ text: String) -> Diagnostic {
    Diagnostic(
      "config.quoted-number", .absent, at: document.place(value, field: dotted(name)), ["text": .text(text)],
      (
        en: "The value '{text}' stands in quotes. qlib reads it as a text and fails.",
        zh: "值“{text}”带引号，qlib 会把它读作文本并报错。"
      ),
      remedy: (en: "Remove the quotes: {text}", zh: "请去掉引号：{text}"))
  }

  package func missing(_ name: String) -> Diagnostic {
    Diagnostic(
      "config.missing", .absent, at: document.place(mapping, field: dotted(name)),
      (en: "The field is missing.", zh: "缺少该字段。"),
      remedy: (
        en: "Add it, or name the configuration that was really run.", zh: "请补上该字段，或指定实际运行的配置。"
      ))
  }

  private func present(_ name: String) -> YAMLValue? {
    guard let value = mapping?[name], !value.isNull else { return nil }
    return value
  }

  private func dotted(_ name: String) -> String { path.isEmpty ? name : path + "." + name }
}

/// What a field can be asked to be.
extension Message {
  fileprivate static let nothing = Message("config.nothing", en: "missing", zh: "空")
  fileprivate static let number = Message("config.number", en: "a number", zh: "数字")
  fileprivate static let wholeNumber = Message("config.whole-number", en: "a whole number", zh: "整数")
  fileprivate static let trueOrFalse = Message("config.true-or-false", en: "true or false", zh: "true 或 false")
  fileprivate static let text = Message("config.text", en: "a text", zh: "文本")
  fileprivate static let date = Message("config.date", en: "a date YYYY-MM-DD", zh: "日期 YYYY-MM-DD")
  static let numberAboveZero = Message("config.number-above-zero", en: "a number above 0", zh: "大于 0 的数字")

  static func wholeNumber(from least: Int) -> Message {
    Message(
      "config.whole-number-from", ["least": .count(least)], en: "a whole number of at least {least}",
      zh: "不小于 {least} 的整数")
  }
}
