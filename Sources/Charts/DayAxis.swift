import Primitives

/// The horizontal axis: trading days at equal distances, with ticks where a period begins.
struct DayAxis: Equatable {
  struct Tick: Equatable {
    /// Index of the day within the chart.
    var index: Int
    var label: String
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
      case .day, .week: return true
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

  let ticks: [Tick]

  /// - Parameters:
  ///   - width: pixels between the first and the last day.
  ///   - fontSize: pixels; labels keep at least one and a half of it between them.
  init(days: [TradingDay], width: Double, fontSize: Double) {
    guard let first = days.first else {
      ticks = []
      return
    }
    for period in Period.allCases {
      var found: [Tick] = []
      var previous = period.key(first)
      if period.begins(first) { found.append(Tick(index: 0, label: period.label(first))) }
      for index in days.indices.dropFirst() {
        let key = period.key(days[index])
        if key != previous { found.append(Tick(index: index, label: period.label(days[index]))) }
        previous = key
      }
      if !found.isEmpty, DayAxis.fits(found, dayCount: days.count, width: width, fontSize: fontSize) {
        // A single tick says too little: name the first and the last day instead.
        ticks = found.count > 1 || days.count == 1 ? found : DayAxis.ends(days, width, fontSize)
        return
      }
    }
    ticks = DayAxis.ends(days, width, fontSize)
  }

  /// Pixels from the first day to the day at `index`; a single day stands in the middle.
  static func offset(_ index: Int, dayCount: Int, width: Double) -> Double {
    dayCount > 1 ? Double(index) * width / Double(dayCount - 1) : width / 2
  }

  private static func fits(
    _ ticks: [Tick], dayCount: Int, width: Double, fontSize: Double
  ) -> Bool {
    var end = -Double.infinity
    for tick in ticks {
      let middle = offset(tick.index, dayCount: dayCount, width: width)
      let half = TextWidth.of(tick.label, fontSize: fontSize) / 2
      if middle - half < end { return false }
      end = middle + half + fontSize * 1.5
    }
    return true
  }

  private static func ends(_ days: [TradingDay], _ width: Double, _ fontSize: Double) -> [Tick] {
    let all = [0, days.count - 1].map { Tick(index: $0, label: days[$0].description) }
    return fits(all, dayCount: days.count, width: width, fontSize: fontSize)
      ? all : Array(all.prefix(1))
  }
}
