import Metrics
import Primitives
import Records
import Simulation
import TestSupport
import Testing

/// Formulas of `Metrics` against what qlib's own functions returned for the baseline.
@Suite(.requiresShared)
struct MetricVectorTests {
  /// qlib keeps labels in float32; the file has the shortest text for that.
  private static func labels() throws -> PanelTable {
    let table = try PanelTable(
      csv: SharedMaterial.path("oracle/baseline/label.csv.gz"), value: "label")
    return PanelTable(
      instruments: table.instruments, days: table.days, offsets: table.offsets, codes: table.codes,
      values: table.values.map { Double(Float($0)) })
  }

  @Test func informationCoefficientsAgreeDayByDay() throws {
    let days = InformationCoefficient.daily(
      predictions: try GoldenMaterial.predictions.get(), labels: try MetricVectorTests.labels())
    let table = try CSVTable(file: SharedMaterial.path("oracle/metrics/signal_daily.csv"))
    try #require(table.rowCount == days.count)
    var first: String?
    for (row, here) in days.enumerated() where first == nil {
      for (name, value) in [("ic", here.pearson), ("rank_ic", here.spearman)] {
        let recorded = try table.double(row: row, column: try table.column(name))
        if !Tolerance.absolute(1e-10).accepts(value ?? .nan, recorded) {
          first = "\(here.day) \(name): \(value ?? .nan) here, \(recorded) recorded"
        }
      }
    }
    #expect(first == nil)
  }

  @Test func correlationsAreThoseThatQlibLogged() throws {
    let metrics = RunMetrics.quality(
      predictions: try GoldenMaterial.predictions.get(), labels: try MetricVectorTests.labels())
    let names = ["IC", "ICIR", "Rank IC", "Rank ICIR"]
    let logged = try GoldenMaterial.oracle("baseline").results()
    #expect(FirstDifference.metrics(metrics, logged, names: names, within: 1e-10) == nil)
    let json = try JSONReader.read(
      file: SharedMaterial.path("oracle/metrics/signal.json"), id: "test.json")
    let vectors = Dictionary(
      uniqueKeysWithValues: names.map { ($0, json[$0]?.doubleValue ?? .nan) })
    #expect(FirstDifference.metrics(metrics, vectors, names: names, within: 1e-10) == nil)
  }

  /// qlib's `risk_analysis` of the five daily series, mode "sum", frequency "1day".
  @Test(arguments: [
    ("bench", "1day.bench"), ("return", "1day.return_without_cost"),
    ("return-cost", "1day.return_with_cost"),
    ("excess_without_cost", "1day.excess_return_without_cost"),
    ("excess_with_cost", "1day.excess_return_with_cost"),
  ])
  func riskNumbersAreThoseOfQlib(series: String, name: String) throws {
    let report = try RunTables.readReport(
      SharedMaterial.path("oracle/baseline/report_normal_1day.csv"))
    let metrics = RunMetrics.portfolio(report, trades: nil)
    let json = try JSONReader.read(
      file: SharedMaterial.path("oracle/metrics/risk.json"), id: "test.json")
    let members = try #require(json["\(series)|sum|freq=1day|N=None"]?.objectValue)
    try #require(members.count == 5)
    let vectors = Dictionary(
      uniqueKeysWithValues: members.map { ("\(name).\($0)", $1.doubleValue ?? .nan) })
    #expect(
      FirstDifference.metrics(metrics, vectors, names: vectors.keys.sorted(), within: 1e-10) == nil)
  }

  /// The same in both modes and with three scalers: 30 vectors of five numbers.
  @Test func riskAnalysisAgreesInEveryMode() throws {
    let report = try RunTables.readReport(
      SharedMaterial.path("oracle/baseline/report_normal_1day.csv"))
    let json = try JSONReader.read(
      file: SharedMaterial.path("oracle/metrics/risk.json"), id: "test.json")
    let series: [(String, (ReportRow) -> Double)] = [
      ("bench", { $0.bench }), ("return", { $0.returnRate }), ("return-cost", { $0.returnRate - $0.cost }),
      ("excess_without_cost", { $0.returnRate - $0.bench }),
      ("excess_with_cost", { $0.returnRate - $0.bench - $0.cost }),
    ]
    let scalers = [
      ("freq=1day|N=None", QlibRiskAnalysis.Scaler.day), ("freq=week|N=None", QlibRiskAnalysis.Scaler.week),
      ("freq=None|N=252", 252),
    ]
    var compared = 0
    for (name, value) in series {
      for mode in QlibRiskAnalysis.Mode.allCases {
        for (text, scaler) in scalers {
          let recorded = try #require(json["\(name)|\(mode.rawValue)|\(text)"]?.objectValue)
          let here = try #require(QlibRiskAnalysis(report.map(value), mode: mode, scaler: scaler))
          let pairs: [(String, Double)] = [
            ("mean", here.mean), ("std", here.deviation), ("annualized_return", here.annualReturn),
            ("information_ratio", here.informationRatio), ("max_drawdown", here.maximumDrawdown),
          ]
          for (field, mine) in pairs {
            let other = try #require(recorded[field]?.doubleValue)
            #expect(Tolerance.absolute(1e-10).accepts(mine, other), "\(name) \(mode) \(text) \(field)")
            compared += 1
          }
        }
      }
    }
    #expect(compared == 150)
  }

  /// `indicator_analysis` by each of its weights, over the orders of our own replay.
  @Test func indicatorsAreWeightedInEveryWay() throws {
    let recorded = try GoldenMaterial.oracle("mini/m02_impact_volume")
    let trades = try recorded.replayed(GoldenMaterial.predictions.get(), on: GoldenMaterial.market.get()).trades
    let json = try JSONReader.read(
      file: SharedMaterial.path("oracle/metrics/indicator_m02.json"), id: "test.json")
    for weight in OrderIndicators.Weight.allCases {
      let other = try #require(json[weight.rawValue]?["ffr"]?.doubleValue)
      let mine = try #require(OrderIndicators.fillRate(trades, by: weight))
      #expect(Tolerance.absolute(1e-10).accepts(mine, other), "\(weight)")
    }
  }
}
