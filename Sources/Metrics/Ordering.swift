/// The order of a day's values, equal ones as they stand.
package enum Ordering {
  /// Positions by ascending value; no value may be NaN.
  package static func ascending(_ values: [Double]) -> [Int32] {
    values.withUnsafeBufferPointer { values in
      [Int32](unsafeUninitializedCapacity: values.count) { order, filled in
        filled = values.count
        if !spread(values, over: order) {
          for place in order.indices { order[place] = Int32(place) }
          order.sort { values[Int($0)] != values[Int($1)] ? values[Int($0)] < values[Int($1)] : $0 < $1 }
        }
      }
    }
  }

  /// A bucket with more values is not put in order by insertion.
  private static let bucketMax = 48

  /// Spreads the values over as many buckets of equal width as there are values and puts neighbours in order; false
  /// for values that crowd or have no finite width.
  private static func spread(
    _ values: UnsafeBufferPointer<Double>, over order: UnsafeMutableBufferPointer<Int32>
  ) -> Bool {
    guard let first = values.first else { return true }
    var (least, most) = (first, first)
    for value in values { (least, most) = (min(least, value), max(most, value)) }
    let scale = Double(values.count - 1) / (most - least)
    guard scale.isFinite, (most - least).isFinite else { return false }
    let isSpread = withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * values.count) { memory in
      let ends = UnsafeMutableBufferPointer(rebasing: memory[..<values.count])
      let buckets = UnsafeMutableBufferPointer(rebasing: memory[values.count...])
      ends.initialize(repeating: 0)
      for (place, value) in values.enumerated() {
        let bucket = Int32((value - least) * scale)
        buckets[place] = bucket
        ends[Int(bucket)] += 1
      }
      var next: Int32 = 0
      for bucket in ends.indices {
        guard ends[bucket] <= bucketMax else { return false }
        (ends[bucket], next) = (next, next + ends[bucket])
      }
      for (place, bucket) in buckets.enumerated() {
        order[Int(ends[Int(bucket)])] = Int32(place)
        ends[Int(bucket)] += 1
      }
      return true
    }
    guard isSpread else { return false }
    for place in order.indices.dropFirst() {
      let moved = order[place]
      var free = place
      while free > 0, values[Int(order[free - 1])] > values[Int(moved)] {
        order[free] = order[free - 1]
        free -= 1
      }
      order[free] = moved
    }
    return true
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
}
