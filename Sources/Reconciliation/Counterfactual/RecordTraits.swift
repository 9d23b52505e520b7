import Primitives
import Records

/// What a recorded run shows of its own setting: estimates that trials are made from, never conclusions.
struct RecordTraits {
  let run: ComparedRun
  private let days: [Day]

  private struct Day {
    var day: TradingDay
    var holdings: ArraySlice<PositionRow>
  }

  init(_ run: ComparedRun) {
    self.run = run
    var days: [Day] = []
    let rows = run.positions ?? []
    var start = rows.startIndex
    while start < rows.endIndex {
      var end = start
      while end < rows.endIndex, rows[end].day == rows[start].day { end += 1 }
      days.append(Day(day: rows[start].day, holdings: rows[start..<end]))
      start = end
    }
    self.days = days
  }

  /// Yuan before the first day.
  var account: Double? {
    guard let row = run.report.first else { return nil }
    let money = row.account / (1 + row.returnRate - row.cost)
    return money.isFinite && money > 0 ? (money * 100).rounded() / 100 : nil
  }

  /// Numbers of stocks held, most frequent first.
  var holdingCounts: [Int] {
    var counts: [Int: Int] = [:]
    for day in days { counts[day.holdings.count, default: 0] += 1 }
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
  }

  /// Most stocks that left on one day.
  var leavingMax: Int { exits.map(\.count).max() ?? 0 }

  /// Fewest closes after which a stock left.
  var shortestStay: Int? { exits.joined().map(\.countDay).min() }

  /// Holdings of a day that the next one no longer has.
  private var exits: [[PositionRow]] {
    zip(days, days.dropFirst()).map { before, after in
      let kept = Set(after.holdings.map(\.instrument))
      return before.holdings.filter { !kept.contains($0.instrument) }
    }
  }

  /// Share of the money spent on the first day of purchases, to two and three decimals.
  var invested: [Double] {
    guard let row = run.report.first(where: { $0.value > 0 }), let account else { return [] }
    let share = row.totalTurnover / account
    return [100.0, 1000].map { (share * $0).rounded() / $0 }
  }

  /// Stocks bought on the first day of purchases, and that day.
  var firstPurchases: (day: TradingDay, names: Set<InstrumentID>)? {
    days.first.map { ($0.day, Set($0.holdings.map(\.instrument))) }
  }
}
