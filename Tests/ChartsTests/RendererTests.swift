import Charts
import Primitives
import Testing

@Suite struct RendererTests {
  private func svg(_ chart: TimeChart, _ style: ChartStyle = .page) throws -> ParsedSVG {
    try ParsedSVG(ChartRenderer.svg(chart, style: style))
  }

  private func full(id: String = "nav") -> TimeChart {
    let days = weekdays(from: "2013-01-04", count: 1776)
    let series = [TimeChart.Series.Role.reported, .local, .index].enumerated().map {
      TimeChart.Series(label: $1.rawValue, role: $1, values: curve(1776, seed: $0))
    }
    let panels = ["净值", "回撤", "超额"].map {
      TimeChart.Panel(title: $0, unit: .ratio, series: series, filled: $0 == "回撤")
    }
    return chart(
      days: days, panels: panels,
      marks: [TimeChart.Mark(day: days[900], label: "首次差异 <T+1> & \"x\"\u{1}")], id: id)
  }

  @Test func `a full chart is well-formed, small and free of styles`() throws {
    let bytes = try ChartRenderer.svg(full(), style: .page)
    #expect(bytes.count < 120_000)
    #expect(bytes.starts(with: Array("<svg ".utf8)))
    let parsed = try ParsedSVG(bytes)
    #expect(parsed.attributes.allSatisfy { $0.name != "style" })
    let ids = parsed.values("id")
    #expect(ids == ["nav-title", "nav-desc"])
    #expect(parsed.values("aria-labelledby") == ["nav-title nav-desc"])
    #expect(parsed.values("role") == ["img"])
    #expect(parsed.values("viewBox").count == 1)
    for name in ["s-reported", "s-local", "s-index", "a-reported", "c-grid", "c-axis", "c-text"] {
      #expect(parsed.values("class").contains(name))
    }
    #expect(parsed.texts.contains("首次差异 <T+1> & \"x\""))
    #expect(parsed.texts.contains("净值"))
    #expect(parsed.values("d").count >= 9)
  }

  @Test func `no coordinate has more than two decimals`() throws {
    let parsed = try svg(full(), .phone)
    for value in parsed.attributes where ["d", "x", "y", "viewBox"].contains(value.name) {
      let decimals = value.value.split(separator: ".", omittingEmptySubsequences: false).dropFirst()
      #expect(decimals.allSatisfy { $0.prefix { $0.isNumber }.count <= 2 })
    }
  }

  @Test func `lines keep the colours of the style`() throws {
    let parsed = try svg(full())
    #expect(Set(parsed.values("stroke", where: ("class", "s-reported"))) == ["#0072b2"])
    #expect(Set(parsed.values("stroke-dasharray", where: ("class", "s-local"))) == ["6,4"])
    #expect(parsed.values("fill", where: ("class", "a-reported")) == ["#0072b2"])
    #expect(parsed.values("fill-opacity", where: ("class", "a-reported")) == ["0.16"])
  }

  @Test func `a falling line is green where up is red`() throws {
    let days = weekdays(from: "2024-01-02", count: 2)
    let series = TimeChart.Series(label: "回撤", role: .drawdown, values: [0, -0.1])
    let panel = TimeChart.Panel(title: "x", unit: .percent, series: [series])
    let subject = chart(days: days, panels: [panel])
    let inChina = try svg(subject, ChartStyle(width: 400))
    let elsewhere = try svg(subject, ChartStyle(width: 400, upIsRed: false))
    #expect(Set(inChina.values("stroke", where: ("class", "s-drawdown"))) == ["#00795b"])
    #expect(Set(elsewhere.values("stroke", where: ("class", "s-drawdown"))) == ["#b3322c"])
  }

  @Test func `the same chart gives the same bytes`() throws {
    #expect(
      try ChartRenderer.svg(full(), style: .phone) == ChartRenderer.svg(full(), style: .phone))
  }

  @Test func `an empty panel says so`() throws {
    let days = weekdays(from: "2024-01-02", count: 3)
    let missing = TimeChart.Series(label: "x", role: .local, values: [.nan, .nan, .nan])
    for series in [[], [missing]] {
      let parsed = try svg(
        chart(days: days, panels: [TimeChart.Panel(title: "空", unit: .percent, series: series)]))
      #expect(parsed.texts.contains("–"))
      #expect(parsed.values("class").contains("c-axis"))
    }
    let none = TimeChart.Panel(title: "空", unit: .percent, series: [])
    #expect(try svg(chart(days: [], panels: [none])).texts.contains("–"))
  }

  @Test func `one day and a day between gaps are drawn`() throws {
    let one = TimeChart.Series(label: "x", role: .local, values: [1])
    let lonely = TimeChart.Series(label: "x", role: .local, values: [.nan, 1, .nan])
    for series in [one, lonely] {
      let days = weekdays(from: "2024-01-02", count: series.values.count)
      let panel = TimeChart.Panel(title: "x", unit: .ratio, series: [series])
      let parsed = try svg(chart(days: days, panels: [panel]))
      #expect(parsed.values("class").filter { $0 == "s-local" }.count == 1)
    }
  }

  @Test func `an area that covers nothing is left out and nothing else changes its class`() throws {
    let flat = TimeChart.Series(label: "x", role: .drawdown, values: [0, 0, 0])
    let parsed = try svg(
      chart(
        days: weekdays(from: "2024-01-02", count: 3),
        panels: [TimeChart.Panel(title: "回撤", unit: .percent, series: [flat], filled: true)]))
    #expect(!parsed.values("class").contains("a-drawdown"))
    #expect(Set(parsed.values("stroke", where: ("class", "s-drawdown"))) == ["#00795b"])
    #expect(Set(parsed.values("stroke", where: ("class", "c-axis"))) == ["#8a8a8a"])
  }

  @Test func `what cannot be drawn is refused with a diagnostic`() {
    let days = weekdays(from: "2024-01-02", count: 2)
    let short = TimeChart.Series(label: "x", role: .local, values: [1])
    let panel = TimeChart.Panel(title: "x", unit: .ratio, series: [short])
    func id(_ body: () throws -> [UInt8]) -> String? {
      do { _ = try body() } catch { return (error as? Diagnostic).map { "\($0.id) \($0.exit)" } }
      return nil
    }
    #expect(
      id { try ChartRenderer.svg(chart(days: days, panels: [panel]), style: .page) }
        == "charts.length render")
    #expect(
      id { try ChartRenderer.svg(chart(days: days.reversed(), panels: []), style: .page) }
        == "charts.days render")
    #expect(
      id { try ChartRenderer.svg(chart(days: days, panels: [], id: "A b"), style: .page) }
        == "charts.id render")
  }
}
