import Metrics
import Primitives
import Records
import TestSupport
import Testing

/// The figures of a migration's page beside pandas' own functions: `Tests/Oracle/make_report_figures.py`.
@Suite(.enabled(if: RepositoryRoot.folder != nil)) struct ReportFigureTests {
  private static func path(_ name: String) -> String { (RepositoryRoot.folder ?? "") + "/Tests/Oracle/figures/" + name }

  private let report: [ReportRow]
  private let other: [ReportRow]
  private let golden: JSONValue

  init() throws {
    report = try RunTables.readReport(Self.path("report.csv"))
    other = try RunTables.readReport(Self.path("other.csv"))
    golden = try JSONReader.read(file: Self.path("golden.json"), id: "test.golden")
  }

  private func rows(_ name: String) throws -> [JSONValue] { try #require(golden[name]?.arrayValue) }

  private func number(_ row: JSONValue, _ place: Int) -> Double { row.arrayValue?[place].doubleValue ?? .nan }

  private var excess: [Double] { report.map { $0.returnRate - $0.bench - $0.cost } }

  /// Sums in another order than pandas' compensated ones.
  private func near(_ own: Double?, _ wanted: Double?) -> Bool {
    Tolerance.absolute(1e-12).accepts(own ?? .nan, wanted ?? .nan)
  }

  @Test func monthsAndYearsAreThoseOfPandas() throws {
    let calendar = CalendarExcess(report)
    let months = try rows("months")
    #expect(calendar.months.count == months.count)
    for (own, wanted) in zip(calendar.months, months) {
      #expect(Double(own.year) == number(wanted, 0) && Double(own.month) == number(wanted, 1))
      #expect(near(own.value, number(wanted, 2)) && Double(own.days) == number(wanted, 3))
    }
    #expect(calendar.monthsAhead.count == golden["months_ahead"]?.intValue)
    #expect(calendar.monthsAhead.of == months.count)
    for (own, wanted) in zip(calendar.years, try rows("years")) {
      #expect(Double(own.year) == number(wanted, 0) && near(own.value, number(wanted, 1)))
    }
    // The run begins in March; its last day, 30 December, is the last that the rule asks for.
    #expect(calendar.years.map(\.isPartial) == [true, false, false])
  }

  @Test func yearlyReturnsCompoundAsInPandas() throws {
    let years = YearlyReturn.years(report)
    let wanted = try rows("year_returns")
    #expect(years.count == wanted.count)
    for (own, wanted) in zip(years, wanted) {
      #expect(Double(own.year) == number(wanted, 0))
      #expect(near(own.gain, number(wanted, 1)) && near(own.index, number(wanted, 2)))
    }
  }

  @Test func rollingRatioIsThatOfPandas() throws {
    let own = RollingInformationRatio.values(excess)
    let wanted = try rows("rolling").map(\.doubleValue)
    #expect(own.count == wanted.count && own.filter { $0 == nil }.count == 237)
    // pandas updates running moments from window to window and loses digits on the way.
    for (own, wanted) in zip(own, wanted) { #expect(Tolerance.absolute(1e-9).accepts(own ?? .nan, wanted ?? .nan)) }
  }

  @Test func worstFallsAreThoseOfPandas() throws {
    let own = DrawdownEpisodes.worst(excess, days: report.map(\.day))
    let wanted = try rows("episodes")
    #expect(own.count == 5 && wanted.count == 5)
    for (own, wanted) in zip(own, wanted) {
      #expect(own.peak.description == wanted["peak"]?.stringValue)
      #expect(own.trough.description == wanted["trough"]?.stringValue)
      #expect(own.recovery?.description == wanted["recovery"]?.stringValue)
      #expect(own.days == wanted["days"]?.intValue && near(own.depth, wanted["depth"]?.doubleValue))
    }
    #expect(near(own[0].depth, MaximumDrawdown.value(excess)))
    #expect(near(DrawdownEpisodes.depths(excess).min(), own[0].depth))
  }

  @Test func turnoverAndCostsAreThoseOfPandas() throws {
    let own = YearlyTurnoverCost.years(report)
    let wanted = try rows("costs")
    #expect(own.count == wanted.count)
    for (own, wanted) in zip(own, wanted) {
      #expect(Double(own.year) == number(wanted, 0))
      #expect(isNear(own.turnover, number(wanted, 1)) && isNear(own.cost, number(wanted, 2)))
      #expect(isNear(own.paid, number(wanted, 3), relative: 1e-9))
    }
  }

  @Test func dailyDifferencesAreThoseOfPandas() throws {
    let own = DailyDifference(other, less: report)
    let wanted = try #require(golden["difference"])
    #expect(near(own.median, wanted["median"]?.doubleValue))
    #expect(own.differing == wanted["count"]?.intValue && own.days.count == wanted["days"]?.intValue)
  }

  @Test func rangesAreThoseOfPandas() throws {
    for wanted in try rows("ranges") {
      let start = try #require(wanted["start"]?.stringValue.flatMap { TradingDay($0) })
      let end = try #require(wanted["end"]?.stringValue.flatMap { TradingDay($0) })
      let own = RangeMetrics(report, in: start...end)
      #expect(own.days == wanted["days"]?.intValue && own.base?.description == wanted["base"]?.stringValue)
      #expect(near(own.gain, wanted["return"]?.doubleValue) && near(own.index, wanted["index"]?.doubleValue))
      #expect(near(own.excess, wanted["excess"]?.doubleValue))
      #expect(near(own.volatility, wanted["volatility"]?.doubleValue))
      #expect(Tolerance.absolute(1e-10).accepts(own.sharpe ?? .nan, wanted["sharpe"]?.doubleValue ?? .nan))
      #expect(near(own.drawdown?.depth, wanted["drawdown"]?.doubleValue))
      #expect(own.drawdown?.trough?.description == wanted["trough"]?.stringValue)
      #expect(
        near(own.hitRate, wanted["hit_rate"]?.doubleValue) && near(own.worst?.value, wanted["worst"]?.doubleValue))
      #expect(own.worst?.day.description == wanted["worst_day"]?.stringValue)
    }
  }
}
