import Foundation
import Primitives

/// A number of an expression's text, or Python's None, with the arithmetic that Python does before qlib sees it.
///
/// qlib hands the text to Python's `eval`, so `Mean($close, 2+3)` has the window 5 and `-1` in
/// `$close*-1` is a number, while `-$close` is an error.
package enum PythonNumber: Hashable, Sendable {
  case int(Int)
  case float(Double)
  case bool(Bool)
  /// Python's None: it compares as a missing value and calculates with nothing.
  case null

  /// The value as float64.
  package var double: Double {
    switch self {
    case .int(let value): Double(value)
    case .float(let value): value
    case .bool(let value): value ? 1 : 0
    case .null: .nan
    }
  }

  /// The value where it is a whole number by type: Python accepts `True` for 1, but never `5.0`.
  package var int: Int? {
    switch self {
    case .int(let value): value
    case .float, .null: nil
    case .bool(let value): value ? 1 : 0
    }
  }

  var isTrue: Bool { self != .null && double != 0 }

  /// Python's `repr`.
  package var text: String {
    switch self {
    case .int(let value): String(value)
    case .bool(let value): value ? "True" : "False"
    case .float(let value): PythonNumber.repr(value)
    case .null: "None"
    }
  }

  /// Shortest digits; an exponent below 1e-4 and from 1e16 on, as Python writes it.
  private static func repr(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    let text = value.description
    // Swift writes whole numbers above 2^53 with an exponent earlier than Python does.
    if abs(value) < 1e16, abs(value) >= 1, text.contains("e"), let whole = Int(exactly: value) {
      return "\(whole).0"
    }
    return text.hasSuffix(".0") && text.contains("e") ? String(text.dropLast(2)) : text
  }
}

extension PythonNumber {
  /// Why Python would refuse to calculate.
  struct Refusal: Error, Equatable {
    var reason: Message
  }

  func negated() throws(Refusal) -> PythonNumber {
    if self == .null { throw Refusal(reason: .notOfNone("-")) }
    if let int {
      let (value, overflow) = 0.subtractingReportingOverflow(int)
      if overflow { throw Refusal(reason: .numberTooLarge) }
      return .int(value)
    }
    return .float(-double)
  }

  func inverted() throws(Refusal) -> PythonNumber {
    guard let int else { throw Refusal(reason: .wholeNumbersOnly("~")) }
    return .int(~int)
  }

  func applying(_ symbol: String, _ other: PythonNumber) throws(Refusal) -> PythonNumber {
    if self == .null || other == .null {
      switch symbol {
      case "==": return .bool(self == other)
      case "!=": return .bool(self != other)
      default: throw Refusal(reason: .notOfNone(symbol))
      }
    }
    switch symbol {
    case "+", "-", "*": return try arithmetic(symbol, other)
    case "/":
      if other.double == 0 { throw Refusal(reason: .divisionByZero) }
      return .float(double / other.double)
    case "//", "%": return try division(symbol, other)
    case "**": return try power(other)
    case "<": return .bool(double < other.double)
    case "<=": return .bool(double <= other.double)
    case ">": return .bool(double > other.double)
    case ">=": return .bool(double >= other.double)
    case "==": return .bool(double == other.double)
    case "!=": return .bool(double != other.double)
    case "&", "|", "^", "<<", ">>": return try bits(symbol, other)
    default: throw Refusal(reason: .notOfNumbers(symbol))
    }
  }

  private func arithmetic(_ symbol: String, _ other: PythonNumber) throws(Refusal) -> PythonNumber {
    guard let left = int, let right = other.int else {
      switch symbol {
      case "+": return .float(double + other.double)
      case "-": return .float(double - other.double)
      default: return .float(double * other.double)
      }
    }
    let (value, overflow) =
      switch symbol {
      case "+": left.addingReportingOverflow(right)
      case "-": left.subtractingReportingOverflow(right)
      default: left.multipliedReportingOverflow(by: right)
      }
    if overflow { throw Refusal(reason: .numberTooLarge) }
    return .int(value)
  }

  /// Python rounds towards minus infinity; the remainder has the divisor's sign.
  private func division(_ symbol: String, _ other: PythonNumber) throws(Refusal) -> PythonNumber {
    if other.double == 0 { throw Refusal(reason: .divisionByZero) }
    if let left = int, let right = other.int {
      let (quotient, overflow) = left.dividedReportingOverflow(by: right)
      if overflow { throw Refusal(reason: .numberTooLarge) }
      let remainder = left - quotient * right
      let down = remainder != 0 && (remainder < 0) != (right < 0)
      return .int(symbol == "//" ? quotient - (down ? 1 : 0) : remainder + (down ? right : 0))
    }
    var remainder = fmod(double, other.double)
    if remainder != 0, (remainder < 0) != (other.double < 0) { remainder += other.double }
    return .float(symbol == "%" ? remainder : ((double - remainder) / other.double).rounded())
  }

  private func power(_ other: PythonNumber) throws(Refusal) -> PythonNumber {
    if let base = int, let exponent = other.int, exponent >= 0 {
      var result = 1
      if base == 0 || base == 1 { return .int(exponent == 0 ? 1 : base) }
      if base == -1 { return .int(exponent.isMultiple(of: 2) ? 1 : -1) }
      if exponent > 63 { throw Refusal(reason: .numberTooLarge) }
      for _ in 0..<exponent {
        let (value, overflow) = result.multipliedReportingOverflow(by: base)
        if overflow { throw Refusal(reason: .numberTooLarge) }
        result = value
      }
      return .int(result)
    }
    if double == 0, other.double < 0 { throw Refusal(reason: .divisionByZero) }
    let value = pow(double, other.double)
    if value.isNaN, double < 0 { throw Refusal(reason: .complexNumber) }
    if value.isInfinite, double.isFinite { throw Refusal(reason: .numberTooLarge) }
    return .float(value)
  }

  private func bits(_ symbol: String, _ other: PythonNumber) throws(Refusal) -> PythonNumber {
    guard let left = int, let right = other.int else {
      throw Refusal(reason: .wholeNumbersOnly(symbol))
    }
    switch symbol {
    case "&": return .int(left & right)
    case "|": return .int(left | right)
    case "^": return .int(left ^ right)
    default:
      guard (0..<63).contains(right) else { throw Refusal(reason: .shiftBy(right)) }
      if symbol == ">>" { return .int(left >> right) }
      let (value, overflow) = left.multipliedReportingOverflow(by: 1 << right)
      if overflow { throw Refusal(reason: .numberTooLarge) }
      return .int(value)
    }
  }
}

extension PythonNumber {
  /// Unary plus: a bool becomes a whole number.
  func positive() throws(Refusal) -> PythonNumber {
    if self == .null { throw Refusal(reason: .notOfNone("+")) }
    if case .bool = self { return .int(int ?? 0) }
    return self
  }
}

/// What Python says of a calculation.
extension Message {
  fileprivate static let numberTooLarge = Message(
    "factor.number-too-large", en: "The number is too large.", zh: "数字过大。")
  fileprivate static let divisionByZero = Message(
    "factor.division-by-zero", en: "A number is divided by zero.", zh: "除数为 0。")
  fileprivate static let complexNumber = Message(
    "factor.complex-number", en: "The result is a complex number.", zh: "结果是复数。")

  fileprivate static func wholeNumbersOnly(_ sign: String) -> Message {
    Message(
      "factor.whole-numbers-only", ["sign": .text(sign)], en: "'{sign}' takes whole numbers only.",
      zh: "“{sign}”只适用于整数。")
  }

  fileprivate static func notOfNumbers(_ sign: String) -> Message {
    Message(
      "factor.not-of-numbers", ["sign": .text(sign)], en: "'{sign}' is not defined for numbers.",
      zh: "“{sign}”不适用于数字。")
  }

  fileprivate static func notOfNone(_ sign: String) -> Message {
    Message(
      "factor.not-of-none", ["sign": .text(sign)], en: "Python does not apply '{sign}' to None.",
      zh: "Python 不能对 None 使用“{sign}”。")
  }

  fileprivate static func shiftBy(_ bits: Int) -> Message {
    Message(
      "factor.shift-by-bits", ["bits": .count(bits)], en: "A shift by {bits} {bits:bit|bits} is out of range.",
      zh: "移位 {bits} 位超出范围。")
  }
}
