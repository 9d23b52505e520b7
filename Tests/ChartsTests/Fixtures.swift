import Charts
import Primitives

/// Weekdays from a day on, as a stand-in for a calendar.
func weekdays(from first: String, count: Int) -> [TradingDay] {
  guard var day = TradingDay(first) else { return [] }
  var days: [TradingDay] = []
  while days.count < count {
    if day.weekday < 5 { days.append(day) }
    day = day.advanced(byDays: 1)
  }
  return days
}

func chart(
  days: [TradingDay], panels: [TimeChart.Panel], marks: [TimeChart.Mark] = [], id: String = "nav",
  title: String = "净值", summary: String = "本地与报告"
) -> TimeChart {
  TimeChart(id: id, title: title, summary: summary, days: days, panels: panels, marks: marks)
}

/// A curve that needs no random numbers: two remainders that never fall into step.
func curve(_ count: Int, seed: Int = 0) -> [Double] {
  (0..<count).map { 1 + Double(($0 * 37 + seed) % 101) / 500 + Double($0 * $0 % 89) / 900 }
}
