/// `numpy.nanmedian`: the middle value, or half the sum of the two middle ones in the values' own
/// type; NaN is skipped, and the median of nothing is NaN.
///
/// Order statistics are found digit by digit over the ordered bit patterns, so that the cost is
/// linear whatever the data.
enum Median {
  static func value<Number: FrameNumber>(_ values: some Collection<Number>) -> Number {
    var keys: [Number.Key] = []
    keys.reserveCapacity(values.count)
    for value in values where !value.isNaN { keys.append(value.orderedKey) }
    if keys.isEmpty { return .nan }
    let upper = keys.count / 2
    if keys.count <= 512 {
      keys.sort()
    } else {
      return large(keys, upper)
    }
    let high = Number(orderedKey: keys[upper])
    return keys.count % 2 == 1 ? high : half(Number(orderedKey: keys[upper - 1]), high)
  }

  private static func large<Number: FrameNumber>(_ keys: [Number.Key], _ upper: Int) -> Number {
    let high = Number(orderedKey: select(upper, of: keys))
    if keys.count % 2 == 1 { return high }
    return half(Number(orderedKey: select(upper - 1, of: keys)), high)
  }

  /// numpy takes the mean of the pair: the sum first, then the division.
  private static func half<Number: FrameNumber>(_ low: Number, _ high: Number) -> Number {
    (low + high) / 2
  }

  /// The key at a rank counted from 0.
  private static func select<Key: FixedWidthInteger & UnsignedInteger>(
    _ rank: Int, of keys: [Key]
  ) -> Key {
    let digit = 11
    var rank = rank
    var shift = Key.bitWidth
    var candidates = keys
    while shift > 0 {
      let next = max(0, shift - digit)
      let mask = Key(truncatingIfNeeded: (1 << (shift - next)) - 1)
      var counts = [Int](repeating: 0, count: 1 << (shift - next))
      for key in candidates { counts[Int(truncatingIfNeeded: (key >> Key(next)) & mask)] += 1 }
      var bucket = 0
      while rank >= counts[bucket] {
        rank -= counts[bucket]
        bucket += 1
      }
      let wanted = Key(truncatingIfNeeded: bucket)
      candidates = candidates.filter { ($0 >> Key(next)) & mask == wanted }
      shift = next
    }
    return candidates[0]
  }
}
