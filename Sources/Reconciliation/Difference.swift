import Primitives

/// Whether two values differ, and how they are written down.
enum Difference {
  /// Two missing values are equal; a missing and a present one are not. Nothing holds an infinite value, nor does a
  /// limit relative to one.
  static func exceeds(_ left: Double, _ right: Double, limit: Double, scale: Double = 1) -> Bool {
    if left.isNaN || right.isNaN { return left.isNaN != right.isNaN }
    if left.isInfinite || right.isInfinite || scale.isInfinite { return true }
    if left == right { return false }
    return !((left - right).magnitude <= limit * scale)
  }

  /// Relative to the larger of the two.
  static func exceedsRelatively(_ left: Double, _ right: Double, limit: Double) -> Bool {
    exceeds(left, right, limit: limit, scale: max(left.magnitude, right.magnitude))
  }

  /// The shortest text that reads back to the same bits; empty for missing.
  static func text(_ value: Double?) -> String {
    guard let value else { return "" }
    var writer = ByteWriter()
    writer.number(value)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
