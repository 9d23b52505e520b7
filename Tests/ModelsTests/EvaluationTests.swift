import MarketData
import Metrics
import Models
import Primitives
import Records
import TestSupport
import Testing

/// What is said of a model beside its scores.
@Suite struct EvaluationTests {
  private static func config(
    features: String = "\"Mean($close, 3)/$close\"", processors: String = "[Fillna]",
    label: String = "Ref($close, -2)/Ref($close, -1)-1",
    segments: String =
      "{train: [2019-01-01, 2019-01-10], valid: [2019-01-11, 2019-01-17], test: [2019-01-18, 2019-02-08]}"
  ) throws -> DatasetConfig {
    let text = """
      task:
        dataset:
          class: DatasetH
          kwargs:
            handler:
              class: DataHandlerLP
              kwargs:
                start_time: 2019-01-01
                end_time: 2019-02-08
                instruments: [SH600000, SZ000001, SZ000002]
                data_loader:
                  class: QlibDataLoader
                  kwargs: {config: {feature: [[\(features)], [F]], label: [["\(label)"], [LABEL0]]}}
                infer_processors: \(processors)
                learn_processors: [DropnaLabel]
            segments: \(segments)
      """
    return try DatasetConfig(QrunConfiguration(YAMLDocument(text, path: "conf.yaml")))
  }

  private static let market: MemoryMarket = {
    var market = TinyMarket(from: "2019-01-01", days: 40)
    for (stock, step) in [("SH600000", 7), ("SZ000001", 11), ("SZ000002", 13)] {
      market.add(stock, close: (0..<40).map { 10 + Float($0 * $0 % step) })
    }
    return market.market
  }()

  private func check(_ config: DatasetConfig, _ name: ModelEvaluation.LeakCheck.Name) throws
    -> ModelEvaluation.LeakCheck
  {
    try #require(try LeakChecks.of(config, calendar: Self.market.calendar).first { $0.name == name })
  }

  /// The label of day d reads the closes of d+1 and d+2: two days of each of two segments reach over.
  @Test func labelsThatReachIntoTheNextSegmentAreCounted() throws {
    let found = try check(Self.config(), .labelOverlap)
    #expect(found.state == .leak && found.days == 4)
    #expect(found.remedy?.arguments["days"] == .count(2))
    let near = try check(
      Self.config(segments: "{train: [2019-01-01, 2019-01-10], test: [2019-01-14, 2019-02-08]}"), .labelOverlap)
    // Thursday's label reads Monday; Friday lies between.
    #expect(near.state == .leak && near.days == 1)
    let apart = try check(
      Self.config(segments: "{train: [2019-01-01, 2019-01-10], test: [2019-01-15, 2019-02-08]}"), .labelOverlap)
    #expect(apart.state == .clean && apart.days == 0)
    #expect(try check(Self.config(label: "$close/Ref($close, 1)-1"), .labelOverlap).state == .clean)
  }

  @Test(arguments: [
    ("2019-01-01", "2019-01-10", ModelEvaluation.LeakCheck.State.clean, "ends with the train segment"),
    ("2019-01-01", "2019-01-17", .leak, "'train' ends on 2019-01-10"),
    ("2010-01-01", "2014-12-31", .leak, "The data begin on 2019-01-01"),
  ])
  func fitRangesAreHeldAgainstTheTrainSegment(
    start: String, end: String, state: ModelEvaluation.LeakCheck.State, words: String
  ) throws {
    let processors =
      "[{class: ZScoreNorm, kwargs: {fields_group: feature, fit_start_time: \(start), fit_end_time: \(end)}}]"
    let found = try check(Self.config(processors: processors), .fitRange)
    #expect(found.state == state && found.evidence.english.contains(words), "\(found.evidence)")
  }

  @Test func testDaysThatStopTheTrainingAreCounted() throws {
    #expect(try check(Self.config(), .selection).state == .clean)
    let found = try check(
      Self.config(
        segments: "{train: [2019-01-01, 2019-01-10], valid: [2019-01-16, 2019-01-22], test: [2019-01-21, 2019-02-08]}"),
      .selection)
    #expect(found.state == .leak && found.days == 2)
  }

  @Test func aFeatureThatLooksAheadIsFoundByCuttingTheMarket() throws {
    func check(_ expression: String) throws -> ModelEvaluation.LeakCheck {
      let config = try Self.config(features: "\"\(expression)\"")
      return try FutureCutoff(market: Self.market).check(config, raw: DatasetBuilder(market: Self.market).raw(config))
    }
    let clean = try check("Corr($close, Ref($close, 1), 5)")
    #expect(clean.state == .clean, "\(clean.evidence)")
    #expect(clean.evidence.arguments["cells"] == .count(9))
    let leak = try check("Ref($close, -1)/$close")
    #expect(leak.state == .leak && leak.evidence.arguments["names"] == .names(["F"]), "\(leak.evidence)")
  }

  @Test(arguments: ["[Fillna]", "[{class: CSZScoreNorm, kwargs: {fields_group: feature}}, Fillna]"])
  func aScoreThatLooksAheadIsFoundByCuttingTheMarket(processors: String) throws {
    func check(_ expression: String) throws -> [Robustness.CutDay] {
      let config = try Self.config(features: "\"\(expression)\"", processors: processors)
      let views = try DatasetBuilder(market: Self.market).views(config, learns: false)
      let model = LinearModel(featureNames: ["F"], weights: [1], intercept: 0)
      let scores = try model.predictions(of: #require(views.inference(in: "test")), .bare)
      let cutoff = ScoreCutoff(market: Self.market, config: config, views: views, weights: model, runtime: .bare)
      let days = try #require(try cutoff.check(scores, seed: "seed").value)
      #expect(try cutoff.check(scores, seed: "seed").value == days)
      return days
    }
    let clean = try check("Corr($close, Ref($close, 1), 5)")
    #expect(!clean.isEmpty && clean.allSatisfy { $0.changed == 0 && $0.scores == 3 && $0.first == nil })
    let leak = try check("Ref($close, -1)/$close")
    #expect(leak.contains { $0.changed > 0 && $0.first != nil })
  }

  /// One day ahead is qlib's own label.
  @Test func decayBeginsWithTheLabel() throws {
    let config = try Self.config(segments: "{test: [2019-01-10, 2019-02-08]}")
    let views = try DatasetBuilder(market: Self.market).views(config)
    let scores = try LinearModel(featureNames: ["F"], weights: [1], intercept: 0).predictions(of: views.infer, .bare)
    let document = try QualityReport(market: Self.market).document(
      scores, labels: #require(views.labels), label: .verbatim("made"))
    #expect(document.decay.map(\.days) == Array(1...10) + [20])
    let first = try #require(document.decay.first)
    #expect(first.ic == document.figure("IC")?.value && first.rankIC == document.figure("Rank IC")?.value)
    #expect(first.t == document.figure("IC t")?.value && first.count == document.figure("IC")?.count)
    // The last twenty-one days have no return over twenty.
    let last = try #require(document.decay.last)
    #expect(last.count < first.count && last.count + last.missing == document.days.count)
  }

  @Test func segmentsStandSideBySideWithTheirDays() throws {
    let config = try Self.config()
    let views = try DatasetBuilder(market: Self.market).views(config, learns: false)
    let model = LinearModel(featureNames: ["F"], weights: [1], intercept: 0)
    let scores = try model.predictions(of: #require(views.inferenceOfAllSegments), .bare)
    let evaluation = try ModelEvaluator(market: Self.market).evaluate(
      config, views, weights: model, scores: scores, note: .verbatim(""))
    #expect(evaluation.segments.map(\.name) == ["train", "valid", "test"])
    let own = try #require(views.labels(in: "valid"))
    let alone = RunMetrics.quality(
      predictions: scores.days(
        from: try #require(TradingDay("2019-01-11")), through: try #require(TradingDay("2019-01-17"))),
      labels: own)
    let valid = evaluation.segments[1]
    #expect(valid.figures.first { $0.name == "IC" }?.value == alone.first { $0.name == "IC" }?.value)
    #expect(valid.figures.first?.count == 5)
    #expect(evaluation.leaks.map(\.name) == [.futureCutoff, .labelOverlap, .fitRange, .selection])
  }
}
