/// Average rank of the day ÷ number of values, minus 0.5, times 3.46, in float64 (`CSRankNorm`).
///
/// Missing values stay missing and are not counted; a day with one value gives 1.73.
package struct DayRank: Processor {
  package let name = "CSRankNorm"
  package var needsWholeDay: Bool { true }
  private let group: String?

  package init(group: String? = nil) { self.group = group }

  package func apply(to frame: inout Frame) throws {
    for position in try frame.positions(of: group) { frame.transform(position, Ranks()) }
  }

  private struct Ranks: ColumnTransformation {
    func callAsFunction<Number: FrameNumber>(_ values: inout [Number], _ keys: RowKeys) {}

    func applied(to values: consuming ColumnValues, _ keys: RowKeys) -> ColumnValues {
      switch consume values {
      case .float(let numbers): .double(Ranks.ranks(numbers, keys))
      case .double(let numbers): .double(Ranks.ranks(numbers, keys))
      }
    }

    private static func ranks(_ values: [some FrameNumber], _ keys: RowKeys) -> [Double] {
      var ranks = [Double](repeating: .nan, count: values.count)
      for day in keys.days.indices {
        let order = keys.rows(ofDay: day).filter { !values[$0].isNaN }.sorted { values[$0] < values[$1] }
        let count = Double(order.count)
        var first = 0
        while first < order.count {
          var last = first
          while last + 1 < order.count, values[order[last + 1]] == values[order[first]] { last += 1 }
          // Ranks first+1...last+1; their sum is a whole number, so the average is exact or a half.
          let rank = Double(first + last + 2) / 2
          for row in order[first...last] { ranks[row] = (rank / count - 0.5) * 3.46 }
          first = last + 1
        }
      }
      return ranks
    }
  }
}
