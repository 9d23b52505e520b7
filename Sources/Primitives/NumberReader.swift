import CNumber
import Foundation

/// The one place where text becomes a number.
package enum NumberReader {
  /// The double nearest to the decimal text; an empty field and `nan` are NaN (missing), `inf` is
  /// accepted; nil where the text is no number, digits that no finite double holds (`1e400`), or longer than 64 bytes.
  package static func double(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
    guard let (first, last) = digits(bytes) else { return bytes.isEmpty ? .nan : word(bytes) }
    var value = 0.0
    switch aistock_number_double(first, last, &value) {
    case aistock_number_read: return value
    case aistock_number_beyond: return beyond(bytes, strtod)
    default: return nil
    }
  }

  /// The float32 nearest to the decimal text, as a double; missing and infinite as for `double`, nil where no finite
  /// float32 holds the digits.
  package static func float32(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
    guard let (first, last) = digits(bytes) else { return bytes.isEmpty ? .nan : word(bytes) }
    var value: Float = 0
    switch aistock_number_float(first, last, &value) {
    case aistock_number_read: return Double(value)
    case aistock_number_beyond: return beyond(bytes, strtof).map { Double($0) }
    default: return nil
    }
  }

  package static func double(_ text: some StringProtocol) -> Double? {
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBufferPointer { double($0) }
  }

  private static let lengthMax = 64

  /// What may be a decimal number, without a plus before it; nil where the text begins otherwise.
  private static func digits(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) -> (first: UnsafePointer<UInt8>, last: UnsafePointer<UInt8>)? {
    guard var first = bytes.baseAddress, 1...lengthMax ~= bytes.count else { return nil }
    let last = first + bytes.count
    let sign = first.pointee
    if sign == UInt8(ascii: "+") { first += 1 }
    let lead = sign == UInt8(ascii: "-") ? first + 1 : first
    guard lead < last, lead.pointee == UInt8(ascii: ".") || lead.pointee &- UInt8(ascii: "0") <= 9 else { return nil }
    return (first, last)
  }

  private static func word(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
    guard bytes.count <= lengthMax else { return nil }
    switch String(decoding: bytes, as: UTF8.self).lowercased() {
    case "nan": return .nan
    case "inf", "+inf", "infinity": return .infinity
    case "-inf", "-infinity": return -.infinity
    default: return nil
    }
  }

  /// Nearest to zero, to which C's own readers round as asked; nil where no finite number is near.
  private static func beyond<Number: BinaryFloatingPoint>(
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ read: (UnsafePointer<CChar>, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> Number
  ) -> Number? {
    let value = read(String(decoding: bytes, as: UTF8.self), nil)
    return value.isFinite ? value : nil
  }
}
