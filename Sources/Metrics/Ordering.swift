/// The order of a day's values, equal ones as they stand.
enum Ordering {
  /// Positions by ascending value; no value may be NaN.
  static func ascending(_ values: [Double]) -> [Int32] {
    var entries = values.enumerated().map { Entry(key: key($0.element), position: Int32($0.offset)) }
    entries.sort { $0.key != $1.key ? $0.key < $1.key : $0.position < $1.position }
    return entries.map(\.position)
  }

  /// The first positions of an ascending order read from its end: by descending value, equal ones as
  /// they stand, as pandas' `nlargest` keeps them.
  static func largest(_ count: Int, _ values: [Double], ascending order: [Int32]) -> [Int32] {
    var found: [Int32] = []
    found.reserveCapacity(count)
    var end = order.count
    while end > 0, found.count < count {
      var start = end - 1
      while start > 0, values[Int(order[start - 1])] == values[Int(order[end - 1])] { start -= 1 }
      found += order[start..<end].prefix(count - found.count)
      end = start
    }
    return found
  }

  private struct Entry {
    var key: UInt64
    var position: Int32
  }

  /// A number whose order is that of the value; both zeros are one.
  private static func key(_ value: Double) -> UInt64 {
    let bits = (value + 0.0).bitPattern
    return bits & (1 << 63) == 0 ? bits | (1 << 63) : ~bits
  }
}
