import MarketData

/// Which values of a field were computed with: their place and a number over all their bits.
struct FieldMark: Equatable, Sendable {
  private(set) var start = 0
  /// Calendar index behind the last value; equal to `start` where there was none.
  private(set) var end = 0
  private(set) var lanes = SIMD4<UInt64>(1, 2, 3, 4)

  static let none = FieldMark()

  private init() {}

  init(start: Int, end: Int, lanes: SIMD4<UInt64>) {
    self.start = start
    self.end = end
    self.lanes = lanes
  }

  private var isEmpty: Bool { start == end }

  /// Whether the field still begins with the values that were computed with.
  func fits(_ field: FieldSeries) -> Bool {
    if isEmpty { return true }
    guard field.start == start, field.range.upperBound >= end else { return false }
    var again = FieldMark()
    again.start = start
    again.end = start
    again.extend(field, to: end)
    return again == self
  }

  /// Whether the field has values now, up to an index, on days that were computed without any of it.
  func grewBehind(_ field: FieldSeries, computedTo done: Int, to last: Int) -> Bool {
    let range = field.range.clamped(to: 0..<last)
    if range.isEmpty { return false }
    return isEmpty ? range.lowerBound < done : end < done && range.upperBound > end
  }

  mutating func extend(_ field: FieldSeries, to last: Int) {
    let range = field.range.clamped(to: 0..<last)
    if range.isEmpty { return }
    if isEmpty {
      start = range.lowerBound
      end = start
    }
    field.withValues { values in
      guard let base = values.baseAddress else { return }
      let first = base - start
      while end < range.upperBound, end & 3 != 0 || end + 4 > range.upperBound {
        lanes[end & 3] = FieldMark.chain(lanes[end & 3], first[end])
        end += 1
      }
      while end + 4 <= range.upperBound {
        let bits = SIMD4<UInt64>(
          UInt64(first[end].bitPattern), UInt64(first[end + 1].bitPattern),
          UInt64(first[end + 2].bitPattern),
          UInt64(first[end + 3].bitPattern))
        lanes = (lanes ^ bits) &* 0x9E37_79B9_7F4A_7C15
        lanes = lanes ^ (lanes &>> 29)
        end += 4
      }
      while end < range.upperBound {
        lanes[end & 3] = FieldMark.chain(lanes[end & 3], first[end])
        end += 1
      }
    }
  }

  private static func chain(_ lane: UInt64, _ value: Float) -> UInt64 {
    let product = (lane ^ UInt64(value.bitPattern)) &* 0x9E37_79B9_7F4A_7C15
    return product ^ (product &>> 29)
  }
}
