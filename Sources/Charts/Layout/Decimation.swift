/// Thins a line to what the eye can see, and keeps every spike.
package enum Decimation {
  package struct Point: Equatable {
    /// Index of the day.
    package var index: Int
    package var value: Double
  }

  /// The runs of finite values, each thinned to the lowest and the highest point of every bucket.
  ///
  /// A bucket is two pixel columns wide and keeps two points in the order of their days, so a line
  /// has at most one point per column; the first and the last point of a run always stay, because
  /// there the line meets a gap or the edge.
  ///
  /// - Parameter columnCount: width of the plot in pixels.
  package static func runs(_ values: [Double], columnCount: Int) -> [[Point]] {
    var runs: [[Point]] = []
    var start: Int?
    for index in 0...values.count {
      let isPresent = index < values.count && values[index].isFinite
      if isPresent {
        if start == nil { start = index }
      } else if let first = start {
        runs.append(thinned(values, first..<index, columnCount: columnCount))
        start = nil
      }
    }
    return runs
  }

  private static func thinned(
    _ values: [Double], _ range: Range<Int>, columnCount: Int
  ) -> [Point] {
    let bucketCount = max(1, columnCount / 2)
    guard values.count > 2 * bucketCount else {
      return range.map { Point(index: $0, value: values[$0]) }
    }
    var points: [Point] = []
    points.reserveCapacity(2 * bucketCount + 2)
    func keep(_ index: Int) {
      guard points.last?.index != index else { return }
      points.append(Point(index: index, value: values[index]))
    }
    keep(range.lowerBound)
    var index = range.lowerBound
    while index < range.upperBound {
      let bucket = index * bucketCount / values.count
      var lowest = index
      var highest = index
      index += 1
      while index < range.upperBound, index * bucketCount / values.count == bucket {
        if values[index] < values[lowest] { lowest = index }
        if values[index] > values[highest] { highest = index }
        index += 1
      }
      keep(min(lowest, highest))
      keep(max(lowest, highest))
    }
    keep(range.upperBound - 1)
    return points
  }
}
