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
  var shown: String {
    switch value {
    case .series: "an expression"
    case .number(let number): "the number \(number.text)"
    case .text(let text): "the text '\(text)'"
    }
  }

  var typeName: String {
    switch value {
    case .series(_, let type): type.rawValue
    case .number: "a number"
    case .text: "a text"
    }
  }
}
