package import Primitives

/// The horizontal axis: trading days at equal distances, with ticks where a period begins.
package struct DayAxis: Equatable {
  package struct Tick: Equatable {
    /// Index of the day within the chart.
    package var index: Int
    package var label: String
    /// Middle of the label in pixels from the first day; beside the day where the edge is near.
    package var middle: Double
  }

  /// What a tick stands for; each is tried in this order, the finest that fits is taken.
  private enum Period: CaseIterable {
    case day, week, month, quarter, halfYear, year, twoYears, fiveYears, decade

    /// A number that changes exactly where a new period begins.
    func key(_ day: TradingDay) -> Int {
      let (year, month, _) = day.civil
      switch self {
      case .day: return Int(day.daysSince1970)
      // Monday starts the week; 1970-01-01 was a Thursday.
      case .week: return (Int(day.daysSince1970) + 3) / 7
      case .month: return year * 12 + month - 1
      case .quarter: return year * 4 + (month - 1) / 3
      case .halfYear: return year * 2 + (month - 1) / 6
      case .year: return year
      case .twoYears: return year / 2
      case .fiveYears: return year / 5
      case .decade: return year / 10
      }
    }

    /// True if the first day of the data may carry a tick: it is near enough to the period's start.
    func begins(_ day: TradingDay) -> Bool {
      let (_, month, dayOfMonth) = day.civil
      // The longest holidays end before the twelfth of a month.
      let early = dayOfMonth <= 11
      switch self {
      case .day: return true
      case .week: return day.weekday <= 1
      case .month: return early
      case .quarter: return early && month % 3 == 1
      case .halfYear: return early && month % 6 == 1
      case .year, .twoYears, .fiveYears, .decade:
        return early && month == 1 && key(day) != key(day.advanced(byDays: -12))
      }
    }

    func label(_ day: TradingDay) -> String {
      let text = day.description
      switch self {
      case .day, .week: return text
      case .month, .quarter, .halfYear: return String(text.prefix(7))
      case .year, .twoYears, .fiveYears, .decade: return String(text.prefix(4))
      }
    }
  }

  package let ticks: [Tick]

  /// - Parameters:
  ///   - width: pixels between the first and the last day.
  ///   - overhang: pixels that labels may use before the first and behind the last day.
  ///   - fontSize: pixels; labels keep at least one and a half of it between them.
  package init(
    days: [TradingDay], width: Double, overhang: (before: Double, behind: Double) = (0, 0),
    fontSize: Double
  ) {
    func placed(_ found: [(index: Int, label: String)]) -> [Tick]? {
      var end = -Double.infinity
      var result: [Tick] = []
      for (index, label) in found {
        let half = TextWidth.of(label, fontSize: fontSize) / 2
        let day = DayAxis.offset(index, dayCount: days.count, width: width)
        let middle = max(half - overhang.before, min(day, width + overhang.behind - half))
        if middle - half < end { return nil }
        end = middle + half + fontSize * 1.5
        result.append(Tick(index: index, label: label, middle: middle))
      }
      return result
    }
    guard let first = days.first, let last = days.last else {
      ticks = []
      return
    }
    for period in Period.allCases {
      let starts = DayAxis.starts(of: period, in: days)
      // A single tick says too little: the first and the last day are named instead.
      guard starts.count > 1 || days.count == 1, let fitting = placed(starts) else { continue }
      ticks = fitting
      return
    }
    let ends = [(index: 0, label: first.description), (days.count - 1, last.description)]
    ticks = placed(ends) ?? placed(Array(ends.prefix(1))) ?? []
  }

  /// Pixels from the first day to the day at `index`; a single day stands in the middle.
  package static func offset(_ index: Int, dayCount: Int, width: Double) -> Double {
    dayCount > 1 ? Double(index) * width / Double(dayCount - 1) : width / 2
  }

  private static func starts(
    of period: Period, in days: [TradingDay]
  ) -> [(index: Int, label: String)] {
    var found: [(index: Int, label: String)] = []
    var previous: Int?
    for (index, day) in days.enumerated() {
      let key = period.key(day)
      if previous.map({ $0 != key }) ?? period.begins(day) {
        found.append((index, period.label(day)))
      }
      previous = key
    }
    return found
  }
}
