import Primitives

/// The mean in the values' own type, sums pairwise as numpy's.
enum ObservedMean {
  /// NaN counts as 0 in the sum and not at all in the divisor (`numpy.nanmean`, pandas' `nanops.nanmean`); NaN where
  /// nothing is there.
  static func of<Number: FrameNumber>(_ values: ArraySlice<Number>) -> Number {
    var filled = Array(values)
    var observed = 0
    for index in filled.indices {
      if filled[index].isNaN { filled[index] = 0 } else { observed += 1 }
    }
    return observed == 0 ? .nan : PairwiseSum.of(filled) / Number(observed)
  }

  /// The sum over a known number of observations, for values among which a NaN is to
  /// spread instead of being skipped.
  static func of<Number: FrameNumber>(_ values: [Number], observed: Int) -> Number {
    observed == 0 ? .nan : PairwiseSum.of(values) / Number(observed)
  }
}
