/// numpy's summation along contiguous memory (`numpy/_core/src/umath/loops_utils.h.src`), in the
/// type of the values: eight running sums over blocks of at most 128, halves beyond.
///
/// The same scheme as in `Metrics`, generic here because qlib's frames are float32.
enum PairwiseReduction {
  static func sum<Number: FrameNumber>(_ values: UnsafeBufferPointer<Number>) -> Number {
    let count = values.count
    if count < 8 {
      var total = -Number.zero
      for value in values { total += value }
      return total
    }
    if count > 128 {
      let half = count / 2 - count / 2 % 8
      return sum(UnsafeBufferPointer(rebasing: values[..<half]))
        + sum(UnsafeBufferPointer(rebasing: values[half...]))
    }
    var (a, b, c, d) = (values[0], values[1], values[2], values[3])
    var (e, f, g, h) = (values[4], values[5], values[6], values[7])
    var index = 8
    while index + 8 <= count {
      a += values[index]
      b += values[index + 1]
      c += values[index + 2]
      d += values[index + 3]
      e += values[index + 4]
      f += values[index + 5]
      g += values[index + 6]
      h += values[index + 7]
      index += 8
    }
    var total = ((a + b) + (c + d)) + ((e + f) + (g + h))
    while index < count {
      total += values[index]
      index += 1
    }
    return total
  }

  static func sum<Number: FrameNumber>(_ values: [Number]) -> Number {
    values.withUnsafeBufferPointer { sum($0) }
  }

  /// The mean in the values' own type, NaN counted as 0 in the sum and not at all in the divisor
  /// (`numpy.nanmean`, pandas' `nanops.nanmean`); NaN where nothing is there.
  static func mean<Number: FrameNumber>(_ values: ArraySlice<Number>) -> Number {
    var filled = Array(values)
    var observed = 0
    for index in filled.indices {
      if filled[index].isNaN { filled[index] = 0 } else { observed += 1 }
    }
    return observed == 0 ? .nan : sum(filled) / Number(observed)
  }

  /// The sum over a known number of observations, for values among which a NaN is to
  /// spread instead of being skipped.
  static func mean<Number: FrameNumber>(
    _ values: [Number], observed: Int
  ) -> Number {
    observed == 0 ? .nan : sum(values) / Number(observed)
  }
}
