import CNumber

/// The one place where values become text on disk: an array of bytes that is appended to.
///
/// A floating number is the shortest text that reads back to the same bits; NaN is an empty field.
package struct ByteWriter: Sendable {
  package private(set) var bytes: [UInt8] = []

  package init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

  package mutating func text(_ string: String) { bytes.append(contentsOf: string.utf8) }
  package mutating func byte(_ byte: UInt8) { bytes.append(byte) }
  package mutating func comma() { bytes.append(UInt8(ascii: ",")) }
  package mutating func newline() { bytes.append(UInt8(ascii: "\n")) }
  package mutating func append(_ other: some Sequence<UInt8>) { bytes.append(contentsOf: other) }

  /// Missing is an empty field; infinities are `inf` and `-inf`, as pandas writes them.
  package mutating func number(_ value: Double) {
    if value.isNaN { return }
    // The standard library writes others with an exponent.
    guard 1e-4..<0x1p53 ~= value.magnitude else { return bytes.append(contentsOf: value.description.utf8) }
    digits { aistock_number_write_double(value, $0) }
  }

  package mutating func number(_ value: Float) {
    if value.isNaN { return }
    guard 1e-4..<0x1p24 ~= value.magnitude else { return bytes.append(contentsOf: value.description.utf8) }
    digits { aistock_number_write_float(value, $0) }
  }

  /// A whole number is marked as one that need not be: `100.0`.
  private mutating func digits(_ write: (UnsafeMutablePointer<UInt8>) -> Int32) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 66) { text in
      guard let start = text.baseAddress else { return }
      var count = Int(write(start))
      if !text[..<count].contains(UInt8(ascii: ".")) {
        text[count] = UInt8(ascii: ".")
        text[count + 1] = UInt8(ascii: "0")
        count += 2
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: UnsafeBufferPointer(text)[..<count]))
    }
  }

  package mutating func number(_ value: Int) { bytes.append(contentsOf: String(value).utf8) }

  package mutating func day(_ day: TradingDay) {
    let (year, month, dayOfMonth) = day.civil
    digits(year / 100)
    digits(year % 100)
    bytes.append(UInt8(ascii: "-"))
    digits(month)
    bytes.append(UInt8(ascii: "-"))
    digits(dayOfMonth)
  }

  /// A CSV field, quoted only where RFC 4180 needs it.
  package mutating func field(_ string: String) {
    let special = string.utf8.contains { [0x2C, 0x22, 0x0A, 0x0D].contains($0) }
    if special {
      byte(0x22)
      for character in string.utf8 {
        if character == 0x22 { byte(0x22) }
        byte(character)
      }
      byte(0x22)
    } else {
      text(string)
    }
  }

  private mutating func digits(_ value: Int) {
    bytes.append(UInt8(ascii: "0") + UInt8(value / 10))
    bytes.append(UInt8(ascii: "0") + UInt8(value % 10))
  }
}
