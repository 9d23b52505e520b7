import Primitives

/// A part of an expression as the parser holds it: what it is, and where it began.
struct Term {
  enum Value {
    case series(Expression, ValueType)
    case number(PythonNumber)
    case text(String)
  }

  var value: Value
  /// Characters before it.
  var offset: Int
  var depth = 1
  var size = 1

  var operand: Operand? {
    switch value {
    case .series(_, let type): .series(type)
    case .number(let number): .number(number)
    case .text: nil
    }
  }

  /// As an operand of a series.
  var expression: Expression? {
    switch value {
    case .series(let expression, _): expression
    case .number(let number): .node(.number(number), [])
    case .text: nil
    }
  }

  var isSeries: Bool { if case .series = value { true } else { false } }

  /// For messages: `an expression`, `the number 5`.
  var shown: MessageArgument {
    switch value {
    case .series: .message(.anExpression)
    case .number(.null): .text("None")
    case .number(let number): .message(.theNumber(number.text))
    case .text(let text): .message(.theText(text))
    }
  }

  var typeName: MessageArgument {
    switch value {
    case .series(_, let type): .text(type.rawValue)
    case .number: .message(.aNumber)
    case .text: .message(.aText)
    }
  }
}

extension Message {
  fileprivate static func theNumber(_ number: String) -> Message {
    Message("factor.the-number-word", ["number": .text(number)], en: "the number {number}", zh: "数字 {number}")
  }

  fileprivate static func theText(_ text: String) -> Message {
    Message("factor.the-text-word", ["text": .text(text)], en: "the text '{text}'", zh: "文本“{text}”")
  }
}
