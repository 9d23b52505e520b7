package import Primitives

/// Why an expression is refused: where in the text, and what was expected there.
package struct ExpressionFault: Error, Equatable, Sendable {
  package enum Kind: String, Sendable {
    /// The text is no expression.
    case syntax
    /// A name that is not known.
    case name
    /// An argument that an operator does not take.
    case argument
    /// A combination of value types that numpy or qlib refuses.
    case type
    /// Larger or deeper than is evaluated.
    case limit
    /// The value of a day depends on later days.
    case future
  }

  package var kind: Kind
  /// Characters before the place, counted in the text as the user wrote it.
  package var offset: Int
  package var summary: Message
  package var remedy: Message
  package var text: String

  package init(_ kind: Kind, at offset: Int, of text: String, _ summary: Message, remedy: Message) {
    self.kind = kind
    self.offset = offset
    self.text = text
    self.summary = summary
    self.remedy = remedy
  }
}

extension ExpressionFault: DiagnosableError {
  /// `factor.syntax`, `factor.name` and so on, by the kind.
  package var diagnostic: Diagnostic {
    let shown = text.count > 120 ? text.prefix(117) + "..." : text[...]
    var diagnostic = Diagnostic(
      "factor.expression", .unsupported,
      [
        "column": .count(offset + 1), "text": .text(String(shown)), "problem": .message(summary),
        "instruction": .message(remedy),
      ], (en: "Column {column} of '{text}': {problem}", zh: "“{text}”第 {column} 列：{problem}"),
      remedy: (en: "{instruction}", zh: "{instruction}"))
    diagnostic.id = "factor.\(kind.rawValue)"
    return diagnostic
  }
}

/// What several parts of the language say.
extension Message {
  static let splitFactor = Message("factor.split", en: "Split the factor into several.", zh: "请拆分为多个因子。")
  static let multiplyByOne = Message("factor.multiply-by-one", en: "Multiply by 1.0 first.", zh: "请先乘以 1.0。")
  static let anExpression = Message("factor.expression-word", en: "an expression", zh: "表达式")
  static let aNumber = Message("factor.number-word", en: "a number", zh: "数字")
  static let aText = Message("factor.text-word", en: "a text", zh: "文本")

  /// - Parameter call: an operator with the names of its arguments.
  static func write(_ call: String) -> Message {
    Message("factor.usage", ["call": .text(call)], en: "Write `{call}`.", zh: "请写 `{call}`。")
  }
}
