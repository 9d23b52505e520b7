/// numpy's summation of float64 (`numpy/core/src/umath/loops_utils.h.src`): eight running sums over
/// blocks of at most 128, halves beyond, so that sums agree with pandas to the last bit.
enum PairwiseSum {
  static func sum(_ values: [Double]) -> Double {
    values.withUnsafeBufferPointer { sum($0[...]) }
  }

  private static func sum(_ values: Slice<UnsafeBufferPointer<Double>>) -> Double {
    let count = values.count
    let first = values.startIndex
    if count < 8 {
      return values.reduce(-0.0, +)
    }
    if count <= 128 {
      var lanes = [Double](values[first..<(first + 8)])
      var index = first + 8
      while index + 8 <= first + count - count % 8 {
        for lane in 0..<8 { lanes[lane] += values[index + lane] }
        index += 8
      }
      var total = ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]))
      while index < values.endIndex {
        total += values[index]
        index += 1
      }
      return total
    }
    let half = count / 2 - count / 2 % 8
    return sum(values[first..<(first + half)]) + sum(values[(first + half)...])
  }
}
