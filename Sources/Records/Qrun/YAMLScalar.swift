import Primitives

/// A plain scalar as qlib's loader reads it.
///
/// `qrun` loads with `YAML(typ="safe", pure=True)` of ruamel.yaml (`qlib/cli/run.py`), which resolves by YAML 1.2:
/// `5e-4`, `.5`, `5.` and `1_000.5` are floats, `010` is ten, `0o10` eight, `1_000` a thousand; `yes`, `off` and
/// `12:30` are texts. Patterns: `ruamel/yaml/resolver.py`, `implicit_resolvers`; values: `constructor.py`.
package enum YAMLScalar: Equatable, Sendable {
  case null
  case bool(Bool)
  case whole(Int)
  /// A float, or a whole number beyond 64 bits; may be infinite or NaN.
  case number(Double)
  case text

  package init(plain text: String) {
    switch text {
    case "", "~", "null", "Null", "NULL": self = .null
    case "true", "True", "TRUE": self = .bool(true)
    case "false", "False", "FALSE": self = .bool(false)
    default: self = YAMLScalar.numeral(Array(text.utf8)) ?? .text
    }
  }

  private static func numeral(_ bytes: [UInt8]) -> YAMLScalar? {
    guard let first = bytes.first, "+-.0123456789".utf8.contains(first) else { return nil }
    let isNegative = first == UInt8(ascii: "-")
    let body = isNegative || first == UInt8(ascii: "+") ? bytes[1...] : bytes[...]
    switch String(decoding: body, as: UTF8.self) {
    case ".inf", ".Inf", ".INF": return .number(isNegative ? -.infinity : .infinity)
    case ".nan", ".NaN", ".NAN": return body.count == bytes.count ? .number(.nan) : nil
    default: break
    }
    if let float = float(body) { return .number(isNegative ? -float : float) }
    return whole(body, isNegative)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private static func isDigitOrBar(_ byte: UInt8) -> Bool { isDigit(byte) || byte == UInt8(ascii: "_") }

  /// `5.`, `1_000.5e3`, `5e-4`, `.5`, `.5e-3`; an exponent behind a leading point must have its sign.
  private static func float(_ body: ArraySlice<UInt8>) -> Double? {
    let head = body.prefix(while: isDigitOrBar)
    var rest = body[head.endIndex...]
    guard head.first.map(isDigit) ?? true else { return nil }
    var hasPoint = false
    if rest.first == UInt8(ascii: ".") {
      hasPoint = true
      let fraction = rest.dropFirst().prefix(while: isDigitOrBar)
      guard !head.isEmpty || !fraction.isEmpty else { return nil }
      rest = rest[fraction.endIndex...]
    } else if head.isEmpty {
      return nil
    }
    if let mark = rest.first, mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") {
      let signed = rest.dropFirst()
      let hasSign = signed.first == UInt8(ascii: "+") || signed.first == UInt8(ascii: "-")
      let digits = hasSign ? signed.dropFirst() : signed
      guard !digits.isEmpty, digits.allSatisfy(isDigit), hasSign || !head.isEmpty else { return nil }
    } else {
      guard hasPoint, rest.isEmpty else { return nil }
    }
    let digits = body.filter { $0 != UInt8(ascii: "_") }
    guard digits.contains(where: isDigit) else { return nil }
    // Digits beyond every double are infinite in Python.
    return digits.withUnsafeBufferPointer { NumberReader.double($0) } ?? .infinity
  }

  /// `1_000`, `010` (ten), `0o10`, `0x1F`, `0b101`.
  private static func whole(_ body: ArraySlice<UInt8>, _ isNegative: Bool) -> YAMLScalar? {
    let digits = String(decoding: body.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
    guard body.first.map(isDigit) == true else { return nil }
    let radices = [("0x", 16), ("0o", 8), ("0b", 2)]
    let radix = radices.first { digits.hasPrefix($0.0) }
    let text = radix == nil ? digits : String(digits.dropFirst(2))
    guard !text.isEmpty, text.first != "-", text.first != "+" else { return nil }
    if let value = Int((isNegative ? "-" : "") + text, radix: radix?.1 ?? 10) { return .whole(value) }
    guard radix == nil, text.utf8.allSatisfy(isDigit), let value = NumberReader.double(text) else { return nil }
    return .number(isNegative ? -value : value)
  }
}
