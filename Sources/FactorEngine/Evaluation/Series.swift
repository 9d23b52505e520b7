/// Values of one step on consecutive rows of the calendar, in the type numpy would give them.
///
/// float32 and bool (0 and 1) are kept as `Float`, all other types as `Double`. A series belongs to
/// one thread; the widened forms are made when first asked for.
final class Series {
  let type: ValueType
  /// Calendar index of the first row.
  let start: Int
  let count: Int
  private let narrow: UnsafeMutablePointer<Float>?
  private var widened: UnsafeMutablePointer<Double>?
  private var cleaned: UnsafeMutablePointer<Double>?

  var range: Range<Int> { start..<(start + count) }

  init(_ type: ValueType, start: Int, count: Int, floats fill: (UnsafeMutablePointer<Float>) -> Void) {
    self.type = type
    self.start = start
    self.count = count
    let values = UnsafeMutablePointer<Float>.allocate(capacity: max(count, 1))
    fill(values)
    narrow = values
  }

  init(_ type: ValueType, start: Int, count: Int, doubles fill: (UnsafeMutablePointer<Double>) -> Void) {
    self.type = type
    self.start = start
    self.count = count
    let values = UnsafeMutablePointer<Double>.allocate(capacity: max(count, 1))
    fill(values)
    narrow = nil
    widened = values
  }

  /// Takes over values that were allocated for it.
  init(start: Int, count: Int, adopting values: UnsafeMutablePointer<Double>) {
    type = .float64
    self.start = start
    self.count = count
    narrow = nil
    widened = values
  }

  deinit {
    narrow?.deallocate()
    cleaned?.deallocate()
    widened?.deallocate()
  }

  /// The values as they are kept; nil where they are wide.
  var floats: UnsafePointer<Float>? { narrow.map { UnsafePointer($0) } }

  /// The values as float64.
  var doubles: UnsafePointer<Double> {
    if let widened { return UnsafePointer(widened) }
    let values = UnsafeMutablePointer<Double>.allocate(capacity: max(count, 1))
    if let narrow { for row in 0..<count { values[row] = Double(narrow[row]) } }
    widened = values
    return UnsafePointer(values)
  }

  /// What every rolling, expanding and exponential kernel of pandas sees: float64, infinities missing.
  var observations: UnsafePointer<Double> {
    let values = doubles
    if let cleaned { return UnsafePointer(cleaned) }
    var infinite = false
    for row in 0..<count { infinite = infinite || values[row].isInfinite }
    if !infinite { return values }
    let copy = UnsafeMutablePointer<Double>.allocate(capacity: max(count, 1))
    for row in 0..<count { copy[row] = values[row].isInfinite ? .nan : values[row] }
    cleaned = copy
    return UnsafePointer(copy)
  }

  /// The value on a row as the answer holds it: one cast to float32 at the very end.
  func float(_ row: Int) -> Float {
    if let narrow { return narrow[row] }
    return widened.map { Float($0[row]) } ?? .nan
  }

  /// Writes rows that are asked for by calendar index, missing where there is none.
  func cast(_ indexes: Range<Int>, into output: UnsafeMutablePointer<Float>) {
    for index in indexes {
      let row = index - start
      output[index - indexes.lowerBound] = row >= 0 && row < count ? float(row) : .nan
    }
  }

  /// The rows of a wider range, missing where there is none (pandas' alignment by index).
  func aligned(to range: Range<Int>) -> Series {
    if range == self.range { return self }
    if let narrow {
      return Series(type, start: range.lowerBound, count: range.count, floats: { output in
        for index in range {
          let row = index - start
          output[index - range.lowerBound] = row >= 0 && row < count ? narrow[row] : .nan
        }
      })
    }
    let values = doubles
    return Series(type, start: range.lowerBound, count: range.count, doubles: { output in
      for index in range {
        let row = index - start
        output[index - range.lowerBound] = row >= 0 && row < count ? values[row] : .nan
      }
    })
  }
}

/// Why a step cannot be evaluated on the rows an instrument has; qlib raises an error there too.
struct RowFault: Error, Equatable {
  var reason: String

  static func differentRows(_ name: String, _ left: Series, _ right: Series) -> RowFault {
    RowFault(
      reason: "\(name) needs both sides on the same days, but they have \(left.count) and \(right.count) rows")
  }
}
