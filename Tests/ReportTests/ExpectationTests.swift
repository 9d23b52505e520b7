import Primitives
import Records
import Report
import TestSupport
import Testing

/// What accounts and previews did beside what the backtest lets expect; every figure is computed by hand.
struct ExpectationTests {
  /// Twenty days of net returns 0.2 % and 0 % in turn: mean 10 bp, sample deviation sqrt(20 / 19) x 0.1 %. Costs of
  /// 10 bp a day, 15 bp of traded value.
  private static let backtest: [ReportRow] = (0..<20).map { index in
    ReportRow(
      day: day("2024-01-01").advanced(byDays: index), account: 1000,
      returnRate: index.isMultiple(of: 2) ? 0.003 : 0.001, totalTurnover: 1000, turnover: 0.05, totalCost: 1.5,
      cost: 0.001, value: 0, cash: 1000, bench: 0)
  }

  private static func run(_ account: String, _ environment: TradingEnvironment, slippage: Double?) -> RealisedRun {
    var feedback = LiveFeedback(
      strategyInstanceID: "\(account)/faithful", environment: environment, start: day("2024-02-01"),
      end: day("2024-02-02"), generatedAt: "2024-02-02T08:00:00+00:00")
    feedback.averageSlippageBps = slippage
    feedback.orderRejectCount = 1
    feedback.riskBlockCount = 3
    func close(_ date: String, _ value: Int, _ cost: Int) -> RealisedRun.Day {
      .init(
        day: day(date), value: Money(yuan: value), traded: Money(yuan: 500), cost: Money(units: Int64(cost) * 1000))
    }
    return RealisedRun(
      account: account, feedback: feedback, base: Money(yuan: 1000),
      days: [close("2024-02-01", 1010, 10), close("2024-02-02", 1005, 5)], orders: OrderFate(count: 10, dealt: 8))
  }

  private func page(
    _ runs: [RealisedRun], backtest: [ReportRow] = ExpectationTests.backtest, orders: OrderFate?
  ) throws -> String {
    var judgement = TinySite.judgement()
    judgement.replayed = backtest
    judgement.orders = orders
    var input = TinySite.input
    var migration = TinySite.migration("faithful", .judged(judgement))
    migration.realised = runs
    input.migrations = [migration]
    #expect(try TinySite.problems(input) == [])
    return try #require(try TinySite.pages(input)["en/migrations/faithful.html"])
  }

  /// Cells of a row of the comparison by its label.
  private func cells(_ label: String, in page: String) -> [String] {
    guard let start = page.firstRange(of: "<th scope=\"row\">\(label)</th>")?.upperBound,
      let row = page[start...].split(separator: "</tr>", maxSplits: 1).first
    else { return [] }
    return row.split(separator: "</td>").compactMap { cell in
      cell.split(separator: ">", maxSplits: 1).last.map { String($0).replacing("\u{A0}", with: " ") }
    }
  }

  @Test("an account stands beside the backtest, with the cost that research should assume")
  func account() throws {
    let page = try page(
      [ExpectationTests.run("fund", .live, slippage: 5)], orders: OrderFate(count: 100, dealt: 95))
    #expect(page.contains("fund, live"))
    #expect(page.contains("2024-02-01 to 2024-02-02: the broker refused 1 order, risk rules stopped 3."))
    // 1.005 after two days; 20 bp expected, 2 x 10.2598 bp x sqrt(2) = 29.02 bp around them.
    #expect(page.contains("It lies outside"))
    #expect(cells("Costs, of traded value", in: page) == ["15.00 bp", "15.00 bp"])
    #expect(cells("Slippage, of traded value", in: page) == ["+5.00 bp", "–"])
    #expect(cells("Costs and slippage, of traded value", in: page) == ["20.00 bp", "15.00 bp"])
    #expect(cells("Orders that dealt", in: page) == ["80.00%", "95.00%"])
    // 1 of 1,000 and 0.5 of 1,010.
    #expect(cells("Costs a day, of the account", in: page) == ["7.48 bp", "10.00 bp"])
    // +1 % and -5 of 1,010.
    #expect(cells("Mean daily return, after costs", in: page) == ["+25.25 bp", "+10.00 bp"])
  }

  @Test("what is not known has no number: slippage without decisions, orders of a record")
  func unknown() throws {
    let page = try page([ExpectationTests.run("trial", .paper, slippage: nil)], orders: nil)
    #expect(page.contains("trial, paper"))
    #expect(cells("Slippage, of traded value", in: page) == [])
    #expect(cells("Costs and slippage, of traded value", in: page) == [])
    #expect(cells("Orders that dealt", in: page) == ["80.00%", "–"])
  }

  @Test("a backtest of few days expects nothing, and an account is shown all the same")
  func fewDays() throws {
    let page = try page(
      [ExpectationTests.run("fund", .live, slippage: 5)], backtest: Array(ExpectationTests.backtest.prefix(19)),
      orders: nil)
    #expect(page.contains("fewer than 20 days") && page.contains("fund, live"))
    #expect(cells("Orders that dealt", in: page) == [])
  }

  @Test("a migration that no account traded has no section of accounts")
  func untraded() throws {
    #expect(!(try page([], orders: nil)).contains("id=\"accounts\""))
  }

  @Test("a preview's orders stand beside those of the backtest, and it has no slippage")
  func preview() throws {
    var judgement = TinySite.judgement()
    judgement.replayed = ExpectationTests.backtest
    judgement.orders = OrderFate(count: 40, dealt: 30)
    var input = TinySite.input
    input.migrations = [TinySite.migration("faithful", .judged(judgement))]
    let page = try #require(try TinySite.pages(input)["en/previews/first.html"])
    // One fill and one order that did not trade.
    #expect(cells("Orders that dealt", in: page) == ["50.00%", "75.00%"])
    #expect(cells("Slippage, of traded value", in: page) == [])
  }
}
