import Foundation

/// The one place where text becomes a number.
package enum NumberReader {
  /// The double nearest to the decimal text; an empty field and `nan` are NaN (missing), `inf` is
  /// accepted; nil where the text is no number, or digits that no finite double holds (`1e400`).
  package static func double(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
    if bytes.isEmpty { return .nan }
    if let exact = shortDecimal(bytes) { return exact }
    return slowDouble(bytes)
  }

  /// The float32 nearest to the decimal text, as a double; missing and infinite as for `double`, nil where no finite
  /// float32 holds the digits.
  package static func float32(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
    guard let value = double(bytes) else { return nil }
    guard value.isFinite else { return value }
    let single =
      value.magnitude < Double(Float.leastNormalMagnitude) || isHalfway(value) ? slowFloat(bytes) : Float(value)
    return single.flatMap { $0.isFinite ? Double($0) : nil }
  }

  /// Half of two neighbours of float32: rounding once more would forget on which side of it the text lies.
  private static func isHalfway(_ value: Double) -> Bool { value.bitPattern & 0x1FFF_FFFF == 0x1000_0000 }

  private static func slowFloat(_ bytes: UnsafeBufferPointer<UInt8>) -> Float? {
    withCharacters(bytes) { start, end in strtof(start, end) }
  }

  /// Calls a C function that reads a number; nil where it does not read all of the text.
  private static func withCharacters<Number>(
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ read: (UnsafePointer<CChar>, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Number
  ) -> Number? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 1) { buffer in
      for (offset, byte) in bytes.enumerated() { buffer[offset] = CChar(bitPattern: byte) }
      buffer[bytes.count] = 0
      guard let start = buffer.baseAddress else { return nil }
      var end: UnsafeMutablePointer<CChar>?
      let value = read(start, &end)
      return end == start + bytes.count ? value : nil
    }
  }

  package static func double(_ text: some StringProtocol) -> Double? {
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBufferPointer { double($0) }
  }

  /// Up to 15 significant digits and a power of ten up to 22 are exact in one division or
  /// multiplication (Clinger 1990, "How to read floating point numbers accurately").
  private static func shortDecimal(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
    var index = 0
    var negative = false
    if bytes[0] == UInt8(ascii: "-") {
      negative = true
      index = 1
    }
    var mantissa: UInt64 = 0
    var digits = 0
    var scale = 0
    var sawPoint = false
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: ".") {
        if sawPoint { return nil }
        sawPoint = true
      } else {
        let digit = byte &- UInt8(ascii: "0")
        if digit > 9 { return nil }
        mantissa = mantissa &* 10 &+ UInt64(digit)
        if mantissa != 0 { digits += 1 }
        if digits > 15 { return nil }
        if sawPoint { scale += 1 }
      }
      index += 1
    }
    let length = bytes.count - (negative ? 1 : 0) - (sawPoint ? 1 : 0)
    if length == 0 || scale > 22 { return nil }
    let value = Double(mantissa) / powersOfTen[scale]
    return negative ? -value : value
  }

  private static func slowDouble(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
    if bytes.count > 64 { return nil }
    let allowed = bytes.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
        UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
        true
      default: false
      }
    }
    if !allowed {
      switch String(decoding: bytes, as: UTF8.self).lowercased() {
      case "nan": return .nan
      case "inf", "+inf", "infinity": return .infinity
      case "-inf", "-infinity": return -.infinity
      default: return nil
      }
    }
    return withCharacters(bytes) { start, end in strtod(start, end) }.flatMap { $0.isFinite ? $0 : nil }
  }

  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}
