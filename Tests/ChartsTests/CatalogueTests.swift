import Charts
import Primitives
import Testing

/// What every drawing of the catalogue keeps, at every width and with every kind of data.
@Suite struct CatalogueTests {
  private static let long = weekdays(from: "2019-01-02", count: 1776)

  private static func chart(_ name: String, _ days: [TradingDay], _ values: [[Double]]) -> (String, ChartSpec) {
    (name, .line(lines(days, values, baseline: 1)))
  }

  private static func groups(_ values: [[Double]]) -> ChartSpec {
    let roles: [ChartRole] = [.record, .replay, .index]
    return .groups(
      GroupedBars(
        head: head("years"), unit: .percent, groups: (0..<16).map { "\(2011 + $0)" + ($0 == 15 ? "*" : "") },
        series: values.enumerated().map { .init(label: "Series \($0)", role: roles[$0 % 3], values: $1) },
        groupWord: "Year"))
  }

  private static func dots(_ values: [Double]) -> ChartSpec {
    .dots(
      DotChart(
        head: head("decay"), unit: .plain, places: (1...11).map(String.init),
        series: [
          .init(label: "Rank IC", role: .record, values: values),
          .init(label: "IC", role: .index, values: values.map { $0 / 2 }),
        ], placeWord: "Days"))
  }

  private static func daily(_ values: [Double], cut: Double? = nil) -> ChartSpec {
    let longest = values.indices.max { values[$0].magnitude < values[$1].magnitude }
    return .daily(
      DailyBars(
        head: head("difference"), days: Array(long.prefix(values.count)), values: values,
        notes: ["Median −2.00 bp", "1,775 of 1,776 days"], cut: cut,
        outlier: cut == nil ? nil : longest.map { (long[$0], "−9.49 bp on \(long[$0])") }, dayWord: "Day",
        valueWord: "Difference"))
  }

  static let all: [(name: String, spec: ChartSpec)] = [
    chart("four lines", long, (0..<4).map { curve(1776, seed: $0) }),
    chart("sixteen years", weekdays(from: "2010-03-01", count: 4000), [curve(4000), curve(4000, seed: 1)]),
    chart("equal ends", long, [curve(1776), curve(1776), curve(1776), curve(1776)]),
    chart("gaps", long, [curve(1776).enumerated().map { $0 % 100 < 50 ? .nan : $1 }]),
    chart("one day", weekdays(from: "2021-01-21", count: 1), [[1.01], [0.99]]),
    chart("two days", weekdays(from: "2021-01-21", count: 2), [[1, 1.01]]),
    chart("nine days", weekdays(from: "2021-01-21", count: 9), [curve(9)]),
    chart("thirty days", weekdays(from: "2021-01-04", count: 30), [curve(30)]),
    chart("all missing", long, [[Double](repeating: .nan, count: 1776)]),
    chart("constant", long, [[Double](repeating: 1, count: 1776), [Double](repeating: 1, count: 1776)]),
    chart("negative", long, [curve(1776).map { -$0 }]),
    chart("huge", long, [curve(1776).map { $0 * 1e300 }, curve(1776).map { -$0 * 1e300 }]),
    chart("tiny", long, [curve(1776).map { 1 + $0 * 1e-15 }]),
    chart("no days", [], [[]]),
    ("no lines", .line(lines(long, []))),
    (
      "fourteen previews",
      .line(
        LineChart(
          head: head(), unit: .ratio, days: long,
          series: (0..<14).map {
            .init(label: "模拟预览 \($0)", role: .preview($0), values: curve(1776, seed: $0), last: "1.234")
          }, dayWord: "Day"))
    ),
    ("years", groups((0..<3).map { curve(16, seed: $0).map { $0 - 1 } })),
    ("years below zero", groups([curve(16).map { -$0 }])),
    ("years missing", groups([[.nan], []])),
    ("decay", dots(curve(11).map { $0 * 0.02 })),
    ("decay with a gap", dots(curve(11).enumerated().map { $0 == 4 ? .nan : $1 })),
    ("decay missing", dots([])),
    ("daily", daily(curve(1776).map { $0 - 1.2 })),
    ("daily cut", daily(curve(1776).enumerated().map { $0 == 3 ? -9.49 : -$1 }, cut: 3)),
    ("daily cut at the end", daily(curve(1776).enumerated().map { $0 == 1775 ? 9.49 : $1 }, cut: 3)),
    ("daily zero", daily([Double](repeating: 0, count: 1776))),
    ("daily missing", daily([.nan, .nan])),
    (
      "ranked",
      .ranked(
        RankedBars(
          head: head("ranked"), rows: curve(6).map { .init(label: "Column", value: $0 - 1, text: "1.0% · 12") },
          columns: ["Feature", "Share"]))
    ),
  ]

  @Test(arguments: CatalogueTests.all.indices, ChartWidth.allCases)
  func `a drawing has classes and no colours, and all of it is inside`(number: Int, width: ChartWidth) throws {
    let spec = CatalogueTests.all[number].spec
    let bytes = try ChartRenderer.svg(spec, width: width)
    let parsed = try ParsedSVG(bytes)
    for name in ["style", "fill", "stroke", "font-size", "font-family", "stroke-width"] {
      #expect(parsed.values(name).isEmpty)
    }
    let size = try parsed.size
    #expect(size.width == width.pixels)
    for word in try parsed.words {
      #expect(word.left >= -0.1 && word.right <= size.width + 0.1, "\(word)")
      #expect(word.baseline > 6 && word.baseline < size.height, "\(word)")
    }
    for element in parsed.elements where element.name == "path" {
      #expect(!element.classes.isEmpty)
      for point in parsed.pieces(element.classes[0]).joined() {
        #expect(point.x >= 0 && point.x <= size.width && point.y >= 0 && point.y <= size.height, "\(point)")
      }
    }
    #expect(!String(decoding: bytes, as: UTF8.self).contains("nan"))
  }

  @Test(arguments: CatalogueTests.all.indices, ChartWidth.allCases)
  func `no word of a drawing touches another one`(number: Int, width: ChartWidth) throws {
    let words = try ParsedSVG(ChartRenderer.svg(CatalogueTests.all[number].spec, width: width)).words
    for (place, word) in words.enumerated() {
      for other in words.dropFirst(place + 1) { #expect(!word.touches(other), "\(word) \(other)") }
    }
  }

  @Test(arguments: CatalogueTests.all.indices)
  func `a table has a cell for each column`(number: Int) {
    let table = CatalogueTests.all[number].spec.table
    #expect(table.columns.count > 0)
    #expect(table.rows.allSatisfy { $0.count == table.columns.count })
  }

  @Test func `a drawing says what it shows to those who do not see it`() throws {
    let spec = CatalogueTests.all[0].spec
    let parsed = try ParsedSVG(ChartRenderer.svg(spec, width: .full))
    #expect(try parsed.root("role") == "img")
    #expect(try parsed.root("aria-labelledby") == "nav-full-title nav-full-desc")
    #expect(parsed.values("id") == ["nav-full-title", "nav-full-desc"])
    #expect(parsed.elements.first { $0.name == "title" }?.text == "净值 <T+1> & \"x\"")
    #expect(parsed.elements.first { $0.name == "desc" }?.text == "Account over 100 · Record 1.5.")
    let narrow = try ParsedSVG(ChartRenderer.svg(spec, width: .narrow))
    #expect(Set(parsed.values("id")).isDisjoint(with: narrow.values("id")))
  }

  @Test func `a chart of seven years and four lines is light`() throws {
    let spec = CatalogueTests.all[0].spec
    let both = try ChartRenderer.svg(spec, width: .full).count + ChartRenderer.svg(spec, width: .narrow).count
    #expect(both < 45_000)
    #expect(try ChartRenderer.svg(spec, width: .full) == ChartRenderer.svg(spec, width: .full))
  }

  @Test func `what cannot be drawn is refused with a diagnostic`() {
    let days = weekdays(from: "2024-01-02", count: 2)
    func id(_ spec: ChartSpec) -> String? {
      do { _ = try ChartRenderer.svg(spec, width: .full) } catch {
        return (error as? Diagnostic).map { "\($0.id) \($0.exit)" }
      }
      return nil
    }
    #expect(id(.line(lines(days, [[1]]))) == "charts.length render")
    #expect(id(.line(lines(days.reversed(), []))) == "charts.days render")
    var named = lines(days, [])
    named.head.id = "A b"
    #expect(id(.line(named)) == "charts.id render")
    #expect(
      id(
        .daily(DailyBars(head: head(), days: days, values: [1], notes: [], dayWord: "Day", valueWord: "Value")))
        == "charts.length render")
  }
}
