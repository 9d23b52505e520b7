/// `Quantile(x,N,q)`: the value below which a share q of the observations lies, linearly interpolated
/// (`roll_quantile`). q=0 is `Min`, q=1 is `Max`.
///
/// Missing rows are skipped but occupy the window; missing where there is no observation.
enum QuantileOperator {
  @inline(__always)
  static func value(_ sorted: borrowing SortedWindow, share: Double) -> Double {
    if sorted.count == 0 { return .nan }
    if sorted.count == 1 { return sorted[0] }
    let place = share * Double(sorted.count - 1)
    let index = Int(place)
    if place == Double(index) { return sorted[index] }
    return sorted[index] + (sorted[index + 1] - sorted[index]) * (place - Double(index))
  }
}
