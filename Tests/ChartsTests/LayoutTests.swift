import Charts
import Primitives
import Testing

@Suite struct LayoutTests {
  private let style = ChartStyle(width: 400, fontSize: 10, panelHeight: 100)

  private func line(_ label: String, _ values: [Double], _ ordinal: Int = 0) -> TimeChart.Series {
    TimeChart.Series(label: label, role: .preview, values: values, ordinal: ordinal)
  }

  @Test func `one panel by hand`() throws {
    let values = (0...10).map { 1 + Double($0) / 10 }
    let layout = ChartLayout(
      chart(
        days: weekdays(from: "2024-01-02", count: 11),
        panels: [TimeChart.Panel(title: "A", unit: .ratio, series: [line("本地", values)])]),
      style: style)
    let panel = try #require(layout.panels.first)
    // A row of 15 and 6 of air below the upper edge at 2.
    #expect(panel.plot.y == 23)
    #expect(panel.plot.height == 100)
    // "1.25" is 2.18 em = 21.8, and 7 of air, rounded up; "2.000" is 28, and 8 of air.
    #expect(panel.tickTexts == ["1.00", "1.25", "1.50", "1.75", "2.00"])
    #expect(panel.plot.x == 29)
    #expect(panel.plot.width == 400 - 29 - 36)
    // The scale reaches from 0.96 to 2.04.
    #expect(panel.ends.map(\.text) == ["2.000"])
    #expect(abs(try #require(panel.ends.first).y - (123 - 100 * 1.04 / 1.08)) < 1e-9)
    // "A" is 7 wide, bold 7.56; the sample follows after 15, its label after 25 more.
    let item = try #require(panel.legend.first)
    #expect(abs(item.sampleX - 22.56) < 1e-9)
    #expect(abs(item.label.x - 47.56) < 1e-9)
    #expect(item.label.y == 13)
    #expect(layout.axisLabelY == 138)
    #expect(layout.height == 143)
  }

  @Test func `a long legend wraps and stays inside`() throws {
    let series = (0..<20).map { line("策略 \($0)", [1, 2], $0) }
    let layout = ChartLayout(
      chart(
        days: weekdays(from: "2024-01-02", count: 2),
        panels: [TimeChart.Panel(title: "预览", unit: .ratio, series: series)]), style: style)
    let legend = try #require(layout.panels.first).legend
    #expect(legend.count == 20)
    var previous: ChartLayout.LegendItem?
    for item in legend {
      #expect(item.label.x + TextWidth.of(item.label.text, fontSize: 10) <= 400)
      if let previous, previous.label.y == item.label.y {
        #expect(previous.label.x + TextWidth.of(previous.label.text, fontSize: 10) < item.sampleX)
      }
      previous = item
    }
    #expect(Set(legend.map(\.label.y)).count > 1)
  }

  @Test func `an entry is explained once`() {
    let panel = TimeChart.Panel(title: "A", unit: .ratio, series: [line("x", [1, 2])])
    let layout = ChartLayout(
      chart(days: weekdays(from: "2024-01-02", count: 2), panels: [panel, panel]), style: style)
    #expect(layout.panels.map(\.legend.count) == [1, 0])
  }

  @Test func `labels of marks do not cover each other`() {
    let days = weekdays(from: "2024-01-02", count: 100)
    let marks = [60, 62, 64, 20, 21].map { TimeChart.Mark(day: days[$0], label: "首次差异") }
    let layout = ChartLayout(
      chart(
        days: days,
        panels: [TimeChart.Panel(title: "A", unit: .ratio, series: [line("x", curve(100))])],
        marks: marks), style: style)
    #expect(layout.marks.map(\.index) == [20, 21, 60, 62, 64])
    #expect(layout.marks.map(\.isBefore) == [false, false, true, true, true])
    // Three rows; on each side the outer mark is higher, so that no line crosses a label.
    let rows = layout.marks.map(\.y)
    #expect(rows[0] == rows[3])
    #expect(rows[1] == rows[2])
    #expect([rows[2] - rows[3], rows[3] - rows[4]] == [15, 15])
  }

  @Test func `a mark on a holiday stands at the next trading day`() {
    let days = weekdays(from: "2024-01-05", count: 5)
    let outside = ["2024-01-04", "2024-01-12"].compactMap { TradingDay($0) }
    let saturday = ["2024-01-06"].compactMap { TradingDay($0) }
    let layout = ChartLayout(
      chart(
        days: days, panels: [TimeChart.Panel(title: "", unit: .ratio, series: [])],
        marks: (outside + saturday).map { TimeChart.Mark(day: $0, label: "x") }), style: style)
    #expect(layout.marks.map(\.index) == [1])
  }
}

@Suite struct LabelTests {
  @Test func `labels move apart around their mean`() {
    #expect(LabelSpreading.spread([10, 12, 50], gap: 10, within: 0...100) == [6, 16, 50])
    #expect(LabelSpreading.spread([12, 10], gap: 10, within: 0...100) == [16, 6])
    #expect(LabelSpreading.spread([1, 1], gap: 10, within: 0...100) == [0, 10])
  }

  @Test func `a block that grows into its neighbour takes it along`() {
    // 10 and 12 become 6 and 16, which meets 20: the three want 14 in the middle.
    #expect(LabelSpreading.spread([10, 12, 20], gap: 10, within: 0...100) == [4, 14, 24])
  }

  @Test func `too many labels share the room`() {
    #expect(LabelSpreading.spread([5, 5, 5], gap: 10, within: 0...10) == [0, 5, 10])
    #expect(LabelSpreading.spread([], gap: 10, within: 0...10) == [])
  }

  @Test func `a chinese character is one em wide`() {
    #expect(abs(TextWidth.of("沪深300", fontSize: 10) - 38.6) < 1e-9)
    #expect(TextWidth.shortened("沪深三百", width: 30, fontSize: 10) == "沪深…")
    #expect(TextWidth.shortened("沪深", width: 20, fontSize: 10) == "沪深")
  }
}
