import Charts
import Primitives

/// Monday to Friday, without holidays.
func weekdays(from start: String, count: Int) -> [TradingDay] {
  guard var day = TradingDay(start) else { return [] }
  var days: [TradingDay] = []
  while days.count < count {
    if day.weekday < 5 { days.append(day) }
    day = day.advanced(byDays: 1)
  }
  return days
}

/// A walk that looks like a net value, the same for the same seed.
func curve(_ count: Int, seed: Int = 0) -> [Double] {
  var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
  var value = 1.0
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    value *= 1 + (Double(state >> 40) / 16_777_216 - 0.49) * 0.03
    return value
  }
}

func head(_ id: String = "nav") -> ChartHead {
  ChartHead(id: id, title: "净值 <T+1> & \"x\"\u{1}", unit: "Account over 100", summary: "Record 1.5.")
}

/// Lines with the roles of a migration, as many as there are values.
func lines(_ days: [TradingDay], _ values: [[Double]], baseline: Double? = nil) -> LineChart {
  let roles: [ChartRole] = [.record, .replay, .realistic, .index]
  return LineChart(
    head: head(), unit: .ratio, days: days,
    series: values.enumerated().map { number, values in
      LineChart.Series(
        label: ["Record", "Replay", "Realistic", "CSI 300"][number % 4], role: roles[number % 4], values: values,
        last: NumberText.value(values.last { $0.isFinite } ?? .nan, unit: .ratio))
    }, baseline: baseline, dayWord: "Day", carriesDays: true)
}
