import Primitives
package import Records

/// An order's parts over a window of minutes.
package enum OrderSlicing {
  /// Whole lots in each part but the last, which also has what is left over.
  ///
  /// - Parameters:
  ///   - shares: of the whole order.
  ///   - minimum: the smallest order, and the step by which one may grow, shares.
  ///   - parts: how many there may be.
  ///   - minutes: when a part can be sent, ascending; empty: all is sent at once, at minute 0.
  ///   - weights: of the minutes, by position; nil: all are equal. Weights that are no number or negative count as 0.
  package static func slices(
    _ shares: Int64, minimum: Int64, step: Int64, parts: Int, minutes: [Int], weights: [Double]? = nil
  ) -> [TradePlan.Slice] {
    guard shares > 0 else { return [] }
    let count = max(1, min(parts, minutes.count, Int(clamping: shares / max(1, minimum))))
    guard count > 1 else { return [.init(minute: minutes.first ?? 0, shares: shares)] }
    // The window falls into as many stretches of equal length; a part is sent at the beginning of its own.
    let starts = (0..<count).map { $0 * minutes.count / count }
    let ends = starts.dropFirst() + [minutes.count]
    let masses = zip(starts, ends).map { start, end in
      (start..<end).reduce(0.0) { $0 + mass(weights, $1) }
    }
    let whole = masses.reduce(0, +)
    var sent: Int64 = 0
    var done = 0.0
    var slices: [TradePlan.Slice] = []
    for index in 0..<count {
      done += whole > 0 ? masses[index] / whole : 1 / Double(count)
      let wanted = index == count - 1 ? shares : Int64((Double(shares) * done).rounded(.down))
      var part = max(0, wanted - sent)
      if index < count - 1 { part = part < minimum ? 0 : part / step * step }
      // What would be left must be an order by itself.
      let rest = shares - sent - part
      if rest > 0, rest < minimum { part = shares - sent }
      if part > 0 { slices.append(.init(minute: minutes[starts[index]], shares: part)) }
      sent += part
      if sent == shares { break }
    }
    return slices
  }

  private static func mass(_ weights: [Double]?, _ index: Int) -> Double {
    guard let weights else { return 1 }
    guard index < weights.count, weights[index].isFinite, weights[index] > 0 else { return 0 }
    return weights[index]
  }
}
