import Foundation
import Metrics
import Primitives
import Records
import Report
import TestSupport
import Testing

/// Migrations and previews side by side: the page's own view, its data, and the figures of its script.
@Suite struct CompareTests {
  static let days: [TradingDay] = (2...12).compactMap { TradingDay(year: 2024, month: 1, day: $0) }
    .filter { $0.weekday < 5 }

  /// Two previews over nine days, the second from the fifth on, and an index that lacks a day.
  static var input: NightResult {
    var input = TinySite.input
    let values = [101.0, 99, 103, 102.5, 104, 98, 97, 101, 105]
    func preview(_ id: String, _ range: Range<Int>) -> NightResult.Preview {
      var preview = TinySite.preview(id)
      preview.strategy.initialCapital = Money(yuan: 100)
      preview.benchmark = .init(instrument: code("SH000001"), isOwn: true, values: [])
      preview.accounts = range.map { place in
        PreviewAccount(
          previewID: id, tradingDay: days[place], cash: .zero, totalValue: Money(rounding: values[place]) ?? .zero,
          dailyPnL: .zero, cumPnL: .zero, peak: Money(yuan: 105), cost: Money(yuan: place), pricesSHA256: "",
          scoresSHA256: "")
      }
      return preview
    }
    input.previews = [preview("whole", 0..<9), preview("late", 5..<9)]
    var closes: [TradingDay: Double] = [TestSupport.day("2024-01-01"): 3000]
    for (place, day) in days.enumerated() where place != 3 { closes[day] = 3000 + Double(place * place) * 7 }
    input.index.closes = closes
    return input
  }

  /// 3 January: 99/101 - 1; the base is the close of the 2nd. By hand: 103/101 - 1 over the first two days behind it.
  @Test func thePageCountsFromTheCloseBeforeItsRange() throws {
    let pages = try TinySite.pages(CompareTests.input)
    let page = try #require(pages["en/compare.html"])
    // Both previews are shown from the first day to the last: 105 of 100 yuan, and 105 of 98 less 1.
    #expect(page.contains("2024-01-02 to 2024-01-12, trading days: 9."))
    #expect(page.contains("+5.00%") && page.contains("2024-01-08 – 2024-01-10"))
    #expect(page.contains("SSE Composite"))
    let problems = try TinySite.problems(CompareTests.input)
    #expect(problems == [])
  }

  @Test func aSiteWithoutCurvesSaysSo() throws {
    var input = TinySite.input
    input.migrations = []
    input.previews = []
    let pages = try TinySite.pages(input)
    #expect(try #require(pages["en/compare.html"]).contains("There is no net value to compare."))
    #expect(pages["data/curves.js"] == nil)
    let problems = try TinySite.problems(input)
    #expect(problems == [])
  }

  /// A migration has its replay and its record; each keeps its own file.
  @Test func migrationsStandBesidePreviews() throws {
    let pages = try TinySite.pages(TinySite.input)
    let head = try #require(pages["data/curves.js"])
    for key in ["\"m:faithful\"", "\"r:faithful\"", "\"p:first\""] { #expect(head.contains(key), "\(key)") }
    #expect(pages["data/curves/m-faithful.js"]?.contains("aistockCurves.series[\"m:faithful\"]=") == true)
    #expect(pages["data/curves/r-faithful.js"] != nil)
  }

  /// The script's figures are those of `RangeMetrics`, but for the length of a year.
  @Test(.enabled(if: CompareTests.node != nil, "needs node"), arguments: [(0, 8), (1, 4), (3, 7), (5, 8), (6, 6)])
  func theScriptComputesWhatThePageDoes(_ from: Int, _ to: Int) throws {
    let input = CompareTests.input
    let range = CompareTests.days[from]...CompareTests.days[to]
    let index = input.index.closes.keys.sorted().map { (day: $0, value: input.index.closes[$0] ?? .nan) }
    for preview in input.previews {
      let first = try #require(preview.accounts.first?.tradingDay)
      let before = try #require(input.index.closes.keys.filter { $0 < first }.max())
      let expected = RangeMetrics(
        closes: [(before, 1)] + zip(preview.accounts, preview.netValues).map { ($0.tradingDay, $1) }, index: index,
        in: range)
      let found = try figures(preview.strategy.id, range, input)
      func number(_ name: String) -> Double? { found[name]?.doubleValue }
      func check(_ name: String, _ value: Double?) {
        guard let value else { return #expect(found[name] == .null, "\(name) of \(preview.strategy.id)") }
        #expect(abs((number(name) ?? .nan) - value) < 1e-7, "\(name) of \(preview.strategy.id)")
      }
      let year = (238.0 / 252).squareRoot()
      #expect(found["days"]?.intValue == expected.days)
      check("gain", expected.gain)
      check("excess", expected.excess)
      check("volatility", expected.volatility.map { $0 * year })
      check("sharpe", expected.sharpe.map { $0 * year })
      check("fall", expected.drawdown?.depth)
      check("hit", expected.hitRate)
      check("worst", expected.worst?.value)
      #expect(
        found["peakDay"] == .optional(expected.drawdown?.trough == nil ? nil : expected.drawdown?.peak ?? expected.base)
      )
      #expect(found["troughDay"] == .optional(expected.drawdown?.trough))
      #expect(found["worstOn"] == .optional(expected.worst?.day))
      if expected.days > 0 {
        let paid = preview.accounts.filter { range.contains($0.tradingDay) }.reduce(0) { $0 + $1.cost.yuan }
        #expect(number("cost") == paid)
      }
    }
  }

  // MARK: - The script

  private static let node = ["/usr/bin/node", "/usr/local/bin/node"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// What the site's script computes of the site's data.
  private func figures(_ id: String, _ range: ClosedRange<TradingDay>, _ input: NightResult) throws -> JSONValue {
    let pages = try TinySite.pages(input)
    let folder = try TemporaryFolder()
    let parts = try ["data/curves.js", "data/curves/p-\(id).js", "scripts/range.js"].map { try #require(pages[$0]) }
    let program = """
      var window = {};
      \(parts[0])
      var aistockCurves = window.aistockCurves;
      \(parts[1])
      \(parts[2])
      var days = aistockCurves.days, range = window.aistockRange;
      function place(day) { return days.filter(function (one) { return one < day; }).length; }
      var found = range.figures(range.closes(aistockCurves.series["p:\(id)"]), range.closes(aistockCurves.indexes[0]),
        place("\(range.lowerBound)"), place("\(range.upperBound)"));
      found.peakDay = found.trough === null ? null : days[found.peak];
      found.troughDay = found.trough === null ? null : days[found.trough];
      found.worstOn = found.worstDay === null ? null : days[found.worstDay];
      delete found.points;
      console.log(JSON.stringify(found));
      """
    try folder.write(Array(program.utf8), to: "run.js")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(CompareTests.node))
    process.arguments = [Path.join(folder.path, "run.js")]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return try JSONReader.read(Array(bytes))
  }
}
