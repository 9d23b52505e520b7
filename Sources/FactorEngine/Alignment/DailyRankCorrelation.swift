package import Primitives

/// Spearman's correlation of each day's cells that are present on both sides.
package struct DailyRankCorrelation: Sendable {
  /// Over the days that have one; nil where no day has two different values on either side.
  package private(set) var mean: Double?
  package private(set) var min: Double?
  package private(set) var minDay: TradingDay?
  /// Days that have one.
  package private(set) var days = 0
  /// Days with enough instruments to be judged by `StatisticalCriterion`, and those that pass.
  package private(set) var judgedDays = 0
  package private(set) var faithfulDays = 0

  /// Rows sorted by day.
  init(days: [TradingDay], _ ours: [Float], _ reference: [Float]) {
    var sum = 0.0
    var start = 0
    while start < days.count {
      var end = start
      while end < days.count, days[end] == days[start] { end += 1 }
      let present = (start..<end).filter { !ours[$0].isNaN && !reference[$0].isNaN }
      if let value = DailyRankCorrelation.of(
        present.map { Double(ours[$0]) }, present.map { Double(reference[$0]) })
      {
        sum += value
        self.days += 1
        if value < self.min ?? .infinity {
          self.min = value
          minDay = days[start]
        }
        if present.count >= StatisticalCriterion.instrumentsMin {
          judgedDays += 1
          if value >= StatisticalCriterion.correlationMin { faithfulDays += 1 }
        }
      }
      start = end
    }
    mean = self.days == 0 ? nil : sum / Double(self.days)
  }

  private static func of(_ left: [Double], _ right: [Double]) -> Double? {
    // Equal values have equal ranks: the usual day needs no sorting.
    if left == right {
      return left.contains { $0 != left[0] } ? 1 : nil
    }
    return correlation(AverageRank.ranks(left), AverageRank.ranks(right))
  }

  private static func correlation(_ left: [Double], _ right: [Double]) -> Double? {
    guard left.count > 1 else { return nil }
    if left == right, Set(left).count > 1 { return 1 }
    let middle = Double(left.count + 1) / 2
    var product = 0.0
    var first = 0.0
    var second = 0.0
    for (a, b) in zip(left, right) {
      product += (a - middle) * (b - middle)
      first += (a - middle) * (a - middle)
      second += (b - middle) * (b - middle)
    }
    return first == 0 || second == 0 ? nil : product / (first * second).squareRoot()
  }
}

/// Ranks from 1 on, ties averaged.
enum AverageRank {
  static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for place in start..<end { ranks[order[place]] = Double(start + 1 + end) / 2 }
      start = end
    }
    return ranks
  }
}
