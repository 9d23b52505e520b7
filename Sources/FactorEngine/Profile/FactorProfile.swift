import MarketData
package import Records

/// What a reader sees of a factor's values: how many there are each day, and how they lie across the instruments.
package enum FactorProfile {
  /// Shares of the days' values below the outer two lines.
  private static let shares = (low: 0.05, high: 0.95)

  /// - Parameter column: of the table.
  /// - Complexity: the finite values of each day are sorted.
  package static func of(_ table: FactorTable, column: Int) -> FactorDays {
    let count = table.calendar.count
    var rows = [Int](repeating: 0, count: count)
    var values = [[Float]](repeating: [], count: count)
    for block in table.blocks {
      block.withColumn(column) { cells in
        for (row, value) in zip(block.rows, cells) {
          rows[Int(row)] += 1
          if value.isFinite { values[Int(row)].append(value) }
        }
      }
    }
    var days = FactorDays()
    for index in 0..<count where rows[index] > 0 {
      let sorted = values[index].sorted()
      days.days.append(table.calendar[index])
      days.rows.append(rows[index])
      days.present.append(sorted.count)
      days.low.append(quantile(sorted, shares.low))
      days.median.append(quantile(sorted, 0.5))
      days.high.append(quantile(sorted, shares.high))
    }
    return days
  }

  /// Mean of each day's rank correlation between two columns; a day counts where both have two different values.
  package static func rankCorrelation(_ table: FactorTable, column: Int, label: Int) -> (mean: Double?, days: Int) {
    var values = [[Float]](repeating: [], count: table.calendar.count)
    var labels = values
    for block in table.blocks {
      block.withColumn(column) { own in
        block.withColumn(label) { other in
          for (place, row) in block.rows.enumerated() where own[place].isFinite && other[place].isFinite {
            values[Int(row)].append(own[place])
            labels[Int(row)].append(other[place])
          }
        }
      }
    }
    let days = values.indices.flatMap { row in repeatElement(table.calendar[row], count: values[row].count) }
    let rank = DailyRankCorrelation(days: days, values.flatMap { $0 }, labels.flatMap { $0 })
    return (rank.mean, rank.days)
  }

  /// numpy's `linear` method; NaN of nothing.
  private static func quantile(_ sorted: [Float], _ share: Double) -> Double {
    guard let last = sorted.indices.last else { return .nan }
    let place = Double(last) * share
    let below = Int(place)
    let (low, high) = (Double(sorted[below]), Double(sorted[min(below + 1, last)]))
    return low + (high - low) * (place - Double(below))
  }
}
