extension NumberReader {
  /// Whether a token is a decimal number as JSON writes it (RFC 8259, section 6).
  ///
  /// No leading zero or plus sign, digits on both sides of a point, no blanks: text that every reader of numbers
  /// takes for the same value.
  package static func isDecimal(_ token: ArraySlice<UInt8>) -> Bool {
    var rest = token
    func digits() -> Int {
      let count = rest.prefix { $0 >= 0x30 && $0 <= 0x39 }.count
      rest = rest.dropFirst(count)
      return count
    }
    func skip(_ first: UInt8, _ second: UInt8) -> Bool {
      guard let byte = rest.first, byte == first || byte == second else { return false }
      rest = rest.dropFirst()
      return true
    }
    let (minus, plus, point) = (UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."))
    _ = skip(minus, minus)
    let startsWithZero = rest.first == UInt8(ascii: "0")
    let whole = digits()
    guard whole > 0, whole == 1 || !startsWithZero else { return false }
    if skip(point, point), digits() == 0 { return false }
    if skip(UInt8(ascii: "e"), UInt8(ascii: "E")) {
      _ = skip(plus, minus)
      if digits() == 0 { return false }
    }
    return rest.isEmpty
  }
}
