import Primitives
import Records
import TestSupport
import Testing

struct RobustnessTests {
  private let figures = Robustness.Figures(annualExcess: 0.042, informationRatio: 0.6, endAccount: 2.18e8)
  private let reason = Message("robustness.none", en: "There is none.", zh: "没有。")

  private var whole: Robustness {
    Robustness(
      costs: .made([.init(multiple: 0.5, figures: figures), .init(multiple: 1, figures: figures)]),
      lag: .made(
        .init(days: 1, without: figures, with: .init(annualExcess: nil, informationRatio: nil, endAccount: 1))),
      stress: StressWindow.all.enumerated().map { place, window in
        .init(
          window: window,
          figures: place == 0
            ? .missing(reason)
            : .made(
              .init(days: 9, gain: -0.1, index: place == 1 ? nil : -0.2, excess: 0.1, worstFall: -0.3, trough: nil)))
      },
      lookAhead: .made([
        .init(day: day("2024-01-02"), scores: 24, changed: 0, first: nil),
        .init(
          day: day("2024-02-02"), scores: 24, changed: 1,
          first: .init(instrument: code("SH600000"), whole: 0.25, cut: .nan)),
      ]))
  }

  @Test func readsBackWhole() throws {
    #expect(Robustness(try JSONReader.read(whole.json.pretty)) == whole)
    var missing = whole
    (missing.costs, missing.lag, missing.lookAhead) = (.missing(reason), .missing(reason), .missing(reason))
    #expect(Robustness(try JSONReader.read(missing.json.pretty)) == missing)
  }

  @Test func unknownFormsAreNotRead() {
    #expect(Robustness(["schema": 2]) == nil)
    #expect(Robustness(["schema": 1, "costs": ["value": 3]]) == nil)
  }

  @Test func stressWindowsAscendAndDoNotOverlap() {
    #expect(StressWindow.all.count == 5)
    for (earlier, later) in zip(StressWindow.all, StressWindow.all.dropFirst()) {
      #expect(earlier.start < earlier.end && earlier.end < later.start)
    }
  }
}

struct DivergenceRowsTests {
  private let report = ReportRow(
    day: day("2019-01-03"), account: 99_952_526.76775856, returnRate: 0.1, totalTurnover: 1, turnover: 0.9494,
    totalCost: 949.6439543636596, cost: 9.495634670165072e-05, value: 3, cash: 5_006_062.28, bench: .nan)

  @Test func bothSidesReadBackToTheBit() throws {
    let trade = TradeRow(
      day: day("2019-01-03"), instrument: code("SH600004"), direction: .buy, orderAmount: 90_502.45, dealAmount: 0,
      price: .nan, value: 0, cost: 0, status: .rejected, reason: .limitUp())
    let holding = PositionRow(
      day: day("2019-01-03"), instrument: code("SH600004"), amount: 1, price: 2, weight: 0.5, countDay: 3)
    let rows = DivergenceRows(
      rung: .replayed, day: day("2019-01-03"), instrument: code("SH600004"),
      left: .init(report: report, trades: [trade], position: holding),
      right: .init(report: nil, trades: nil, position: nil))
    let read = try #require(DivergenceRows(try JSONReader.read(rows.json.pretty)))
    #expect(read == rows)
    #expect(read.left.report?.account == report.account && read.left.report?.bench.isNaN == true)
    #expect(read.left.trades?.first?.reason == .limitUp() && read.right.trades == nil)
  }

  @Test func sideTakesTheStocksRowsOfTheDayAlone() {
    func trade(_ stock: String, _ on: String) -> TradeRow {
      TradeRow(
        day: day(on), instrument: code(stock), direction: .buy, orderAmount: 1, dealAmount: 1, price: 1, value: 1,
        cost: 1, status: .filled, reason: nil)
    }
    let run = Run(
      document: RunDocument(
        origin: .imported, strategy: .null, backtest: .null, configurationDigest: "", dataDigest: nil,
        modelDigest: nil, predictionsDigest: nil, versions: [:], seed: nil, start: nil, end: nil, benchmark: [],
        findings: []), report: [report], positions: [],
      trades: [trade("SH600004", "2019-01-03"), trade("SH600000", "2019-01-03"), trade("SH600004", "2019-01-04")],
      predictions: nil, results: nil, metrics: [])
    let side = DivergenceRows.Side(run, on: day("2019-01-03"), instrument: code("SH600004"))
    #expect(side.trades?.count == 1 && side.report?.account == report.account && side.position == nil)
    #expect(DivergenceRows.Side(run, on: day("2019-01-03"), instrument: nil).trades == nil)
  }
}
