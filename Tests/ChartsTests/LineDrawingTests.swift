import Charts
import Primitives
import Testing

@Suite struct LineDrawingTests {
  private func parsed(_ chart: LineChart, _ width: ChartWidth = .full) throws -> ParsedSVG {
    try ParsedSVG(ChartRenderer.svg(.line(chart), width: width))
  }

  private func numbers(_ text: String) -> [Double] { text.split(separator: " ").compactMap { Double($0) } }

  @Test func `a script reads the values of every day back from the path`() throws {
    let days = weekdays(from: "2019-01-02", count: 300)
    let values = curve(300)
    let parsed = try parsed(lines(days, [values], baseline: 1))
    let plot = numbers(try parsed.root("data-plot"))
    let range = numbers(try parsed.root("data-values"))
    let points = try #require(parsed.pieces("s-record").first)
    #expect(points.count == 300)
    for (index, point) in points.enumerated() {
      #expect(abs(point.x - (plot[0] + (plot[2] - plot[0]) * Double(index) / 299)) <= 0.051)
      let value = range[0] + (plot[3] - point.y) / (plot[3] - plot[1]) * (range[1] - range[0])
      #expect(abs(value - values[index]) <= (range[1] - range[0]) / (plot[3] - plot[1]) * 0.06)
    }
    #expect(try parsed.root("data-from") == "2019-01-02")
    #expect(try parsed.root("data-to") == days[299].description)
    #expect(try parsed.root("data-days") == "300")
    #expect(parsed.elements("s-record").first?.attributes["data-label"] == "Record")
  }

  @Test func `the days stand in the drawing as steps`() throws {
    let days = ["2024-02-08", "2024-02-19", "2024-02-20"].compactMap { TradingDay($0) }
    #expect(try parsed(lines(days, [[1, 2, 3]])).root("data-gaps") == "b1")
    var other = lines(days, [[1, 2, 3]])
    other.carriesDays = false
    #expect(try parsed(other).values("data-gaps").isEmpty)
  }

  @Test func `charts beside each other name their lines at the ends, however long the names are`() throws {
    let days = weekdays(from: "2024-01-02", count: 20)
    for name in ["A", String(repeating: "long ", count: 40), String(repeating: "长", count: 200)] {
      var chart = lines(days, [curve(20)])
      chart.series[0].label = name
      chart.isMultiple = true
      for width in [ChartWidth.third, .narrow] {
        let parsed = try parsed(chart, width)
        let word = try #require(try parsed.words.first { $0.text.hasSuffix(" " + chart.series[0].last) })
        let plot = numbers(try parsed.root("data-plot"))
        #expect(word.left > plot[2] && word.right <= width.pixels, "\(word)")
      }
    }
  }

  @Test func `a line has one point a pixel column at most`() throws {
    let days = weekdays(from: "2010-01-04", count: 4000)
    for width in ChartWidth.allCases {
      let parsed = try parsed(lines(days, [curve(4000)]), width)
      let plot = numbers(try parsed.root("data-plot"))
      #expect(Double(parsed.pieces("s-record").joined().count) <= plot[2] - plot[0] + 2)
    }
  }

  @Test func `a missing value breaks a line and a day by itself is a dash`() throws {
    let days = weekdays(from: "2024-01-02", count: 7)
    let parsed = try parsed(lines(days, [[1, 2, .nan, 3, .nan, 4, 5]]))
    #expect(parsed.pieces("s-record").map(\.count) == [2, 2, 2])
    let dash = parsed.pieces("s-record")[1]
    #expect(abs(dash[1].x - dash[0].x - 2) < 0.11)
  }

  @Test func `ticks stand at the first trading day of each year`() throws {
    // The window ends on 2021-01-21: no tick may stand there.
    let days = weekdays(from: "2018-06-01", count: 690)
    let parsed = try parsed(lines(days, [curve(690)]))
    let plot = numbers(try parsed.root("data-plot"))
    let expected = days.indices.dropFirst().filter { index in
      let (before, now) = (days[index - 1].civil, days[index].civil)
      return (before.year, (before.month - 1) / 3) != (now.year, (now.month - 1) / 3)
    }.map { plot[0] + (plot[2] - plot[0]) * Double($0) / 689 }
    // The first piece is the line across.
    let ticks = parsed.pieces("c-axis").dropFirst().compactMap { $0.first?.x }
    #expect(ticks.count == expected.count)
    for (tick, place) in zip(ticks, expected) { #expect(abs(tick - place) <= 0.6) }
    #expect(parsed.texts.contains("2019Q1"))
  }

  @Test func `years are named between their ticks`() throws {
    let days = weekdays(from: "2019-01-02", count: 1776)
    let wide = try parsed(lines(days, [curve(1776)]))
    let names = (2019...2025).map(String.init)
    #expect(wide.texts.filter(names.contains) == names)
    let ticks = wide.pieces("c-axis").dropFirst().compactMap { $0.first?.x }
    let second = try #require(try wide.words.first { $0.text == "2020" })
    #expect(abs((second.left + second.right) / 2 - (ticks[0] + ticks[1]) / 2) < 1)
    // On a phone every second year has room for its name, and every year its tick.
    let narrow = try parsed(lines(days, [curve(1776)]), .narrow)
    #expect(narrow.texts.filter(names.contains) == ["2020", "2022", "2024"])
    #expect(narrow.pieces("c-axis").count == wide.pieces("c-axis").count)
  }

  @Test func `few days are named each at its place`() throws {
    let days = weekdays(from: "2021-01-21", count: 4)
    let parsed = try parsed(lines(days, [[1, 2, 3, 4]]))
    #expect(days.allSatisfy { parsed.texts.contains($0.description) })
  }

  @Test func `lines end in their name and last value`() throws {
    let days = weekdays(from: "2019-01-02", count: 500)
    let parsed = try parsed(lines(days, [curve(500), curve(500), curve(500), curve(500)]))
    let plot = numbers(try parsed.root("data-plot"))
    let ends = try parsed.words.filter { $0.left > plot[2] }
    let last = NumberText.value(curve(500)[499], unit: .ratio)
    #expect(Set(ends.map(\.text)) == Set(["Record", "Replay", "Realistic", "CSI 300"].map { "\($0) \(last)" }))
    let heights = ends.map(\.baseline).sorted()
    #expect(zip(heights, heights.dropFirst()).allSatisfy { $1 - $0 >= 14.9 })
    #expect(parsed.pieces("c-leader").count == 4)
  }

  @Test func `a name from right to left turns nothing behind it`() throws {
    let days = weekdays(from: "2019-01-02", count: 500)
    var chart = lines(days, [curve(500)])
    chart.series[0].label = "\u{5DE}\u{5D9}\u{202E}abc"
    let last = NumberText.value(curve(500)[499], unit: .ratio)
    let texts = try parsed(chart).texts
    #expect(texts.contains("\u{2068}\u{5DE}\u{5D9}\u{202E}abc\u{2069} \(last)"), "\(texts)")
  }

  @Test func `names stand above where the ends have no room for them`() throws {
    let days = weekdays(from: "2019-01-02", count: 500)
    var chart = lines(days, [curve(500), curve(500, seed: 1)])
    chart.series[0].label = "A strategy with a name that no margin of a phone can hold"
    let parsed = try parsed(chart, .narrow)
    let plot = numbers(try parsed.root("data-plot"))
    #expect(parsed.pieces("c-leader").isEmpty)
    #expect(try parsed.words.contains { $0.text.hasPrefix("Replay") && $0.baseline < plot[1] })
    // Its samples are not what a script reads.
    #expect(parsed.elements("s-replay").filter { $0.attributes["data-label"] != nil }.count == 1)
  }

  @Test func `a ring and a mark stand at their days`() throws {
    let days = weekdays(from: "2019-01-02", count: 500)
    var chart = lines(days, [curve(500)])
    chart.rings = [.init(series: 0, index: 250, label: "−5%"), .init(series: 4, index: 0, label: "None")]
    chart.marks = [
      .init(day: days[100], label: "First"), .init(day: days[100].advanced(byDays: 4000), label: "Outside"),
    ]
    let parsed = try parsed(chart)
    let plot = numbers(try parsed.root("data-plot"))
    func x(_ index: Double) -> Double { plot[0] + (plot[2] - plot[0]) * index / 499 }
    let ring = try #require(parsed.pieces("c-ring").first)
    #expect(parsed.pieces("c-ring").count == 1)
    #expect(abs(ring.map(\.x).reduce(0, +) / Double(ring.count) - x(250)) < 1)
    #expect(abs((parsed.pieces("c-mark").first?.first?.x ?? 0) - x(100)) <= 0.6)
    #expect(!parsed.texts.contains("Outside") && !parsed.texts.contains("None"))
  }

  @Test func `a chart without a value says so`() throws {
    let days = weekdays(from: "2024-01-02", count: 3)
    #expect(try parsed(lines(days, [[.nan, .nan, .nan]])).texts.contains("–"))
    #expect(try parsed(lines([], [])).texts.contains("–"))
  }

  @Test func `a long table names the ends of months`() {
    let days = weekdays(from: "2024-01-02", count: 60)
    let rows = ChartSpec.line(lines(days, [curve(60)])).table.rows
    #expect(rows.map { $0[0] } == ["2024-01-31", "2024-02-29", days[59].description])
  }
}

@Suite struct BarDrawingTests {
  @Test func `bars of days end at the cut and the longest is named`() throws {
    let days = weekdays(from: "2019-01-02", count: 1776)
    var values = [Double](repeating: -2, count: 1776)
    values[3] = -9.49
    let spec = ChartSpec.daily(
      DailyBars(
        head: head(), days: days, values: values, notes: ["Median −2.00 bp"], cut: 6,
        outlier: (days[3], "−9.49 bp on 2019-01-07"), dayWord: "Day", valueWord: "Difference"))
    let parsed = try ParsedSVG(ChartRenderer.svg(spec, width: .full))
    let plot = try parsed.root("data-plot").split(separator: " ").compactMap { Double($0) }
    let range = try parsed.root("data-values").split(separator: " ").compactMap { Double($0) }
    #expect(range[0] >= -6.3 && range[1] == 0)
    #expect(parsed.texts.contains("▼ −9.49 bp on 2019-01-07"))
    let bars = parsed.pieces("s-difference")
    #expect(Double(bars.count) <= (plot[2] - plot[0]) / 2 + 1)
    let longest = bars.joined().map(\.y).max() ?? 0
    let cut = plot[3] - (-6 - range[0]) / (range[1] - range[0]) * (plot[3] - plot[1])
    #expect(abs(longest - cut) <= 0.06)
    #expect(spec.table.rows.first == ["2019-01-07", "−9.49"])
  }

  @Test func `a bar reaches from zero to its value`() throws {
    let spec = ChartSpec.groups(
      GroupedBars(
        head: head(), unit: .percent, groups: ["2024", "2025*"],
        series: [.init(label: "Record", role: .record, values: [0.2, -0.1])], groupWord: "Year"))
    let bars = try ParsedSVG(ChartRenderer.svg(spec, width: .half)).pieces("f-record")
    let heights = bars.map { ($0.map(\.y).max() ?? 0) - ($0.map(\.y).min() ?? 0) }
    #expect(heights.count == 2)
    #expect(abs(heights[0] / heights[1] - 2) < 0.01)
    // The one ends where the other one begins.
    #expect(abs((bars[0].map(\.y).max() ?? 0) - (bars[1].map(\.y).min() ?? 1)) < 0.11)
  }

  @Test func `a gap between dots stays a gap`() throws {
    let spec = ChartSpec.dots(
      DotChart(
        head: head(), unit: .plain, places: ["1", "2", "3", "4", "5"],
        series: [.init(label: "IC", role: .index, values: [0.1, 0.2, .nan, 0.3, 0.2])], placeWord: "Days"))
    let parsed = try ParsedSVG(ChartRenderer.svg(spec, width: .half))
    #expect(parsed.pieces("s-index").map(\.count) == [2, 2])
    #expect(parsed.pieces("f-index").count == 4)
  }
}
