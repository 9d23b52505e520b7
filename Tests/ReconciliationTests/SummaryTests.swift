import Primitives
import Reconciliation
import Records
import TestSupport
import Testing

/// The one line of a verdict says the same in both languages.
@Suite("Summaries")
struct SummaryTests {
  private func scored(_ input: LadderInput, isSameModel: Bool?) throws -> ScoredRun {
    ScoredRun(
      predictions: try #require(input.predictions), measured: try #require(input.replayed.record),
      isSameModel: isSameModel, note: .verbatim("Done."))
  }

  private func whole() throws -> LadderInput {
    var input = try TinyRun.input()
    input.reinferred = .made(try scored(input, isSameModel: nil))
    input.retrained = .made(try scored(input, isSameModel: true))
    return input
  }

  @Test("all five judged rungs agree, whether the realistic one ran or not", arguments: [true, false])
  func all(_ isRealistic: Bool) throws {
    var input = try whole()
    if isRealistic { input.realistic = .made(RungResult(id: .realistic, state: .pass)) }
    let summary = LadderJudgement.compare(input).summary
    #expect(summary.english == "All five rungs agree.")
    #expect(summary.chinese == "五级全部一致。")
  }

  @Test("where fewer ran, they are counted and named; the realistic rung runs and is not among those that agree")
  func some() throws {
    var input = try TinyRun.input()
    input.realistic = .made(RungResult(id: .realistic, state: .pass))
    let summary = LadderJudgement.compare(input).summary
    #expect(summary.english == "4 of 6 rungs ran. These agree: Reported, Recomputed, Replayed.")
    #expect(summary.chinese == "6 级中运行了 4 级，其中一致的有：记录级、重算级、回放级。")
  }

  @Test("a divergence stands with its day, its stock, its field and its rung")
  func divergence() throws {
    var input = try TinyRun.input()
    input.replay?.trades?.removeLast()
    let stock = LadderJudgement.compare(input).summary
    #expect(stock.id == "verdict.first-divergence-stock")
    #expect(
      stock.english.hasPrefix("First divergence: 2024-01-04, SH600002, the purchase ordered, rung Replayed. Only"))
    #expect(stock.chinese.hasPrefix("首个分歧：2024-01-04，SH600002，买入委托数量，回放级。只有记录"))
    input = try TinyRun.input()
    input.replay?.report[1].bench = 0.02
    let day = LadderJudgement.compare(input).summary
    #expect(day.english.hasPrefix("First divergence: 2024-01-03, `bench`, rung Replayed. The benchmark return"))
    input = try TinyRun.input()
    input.claims?.values["1day.return_with_cost.mean"] = 0.5
    let metric = LadderJudgement.compare(input).summary
    #expect(metric.english.hasPrefix("First divergence: `1day.return_with_cost.mean`, rung Recomputed. The recorded"))
  }

  @Test(
    "a retrained model is only said to differ from a recorded one where there is one",
    arguments: [(false, "rung.retrained-other-model"), (nil, "rung.retrained-no-model")])
  func retrained(_ isSame: Bool?, _ id: String) throws {
    var input = try whole()
    input.retrained = .made(try scored(input, isSameModel: isSame))
    #expect(LadderJudgement.compare(input).rung(.retrained)?.state == .notAvailable)
    #expect(LadderJudgement.compare(input).rung(.retrained)?.reason?.id == id)
    let row = SeedBand.Row(metric: "IC", values: [1, 2, 3], low: 0, high: 4, recorded: 2, isInside: true)
    input.band = SeedBand(seeds: [1, 2, 3], rows: [row])
    let reason = LadderJudgement.compare(input).rung(.retrained)?.reason
    #expect(reason?.arguments["seeds"] == .count(3))
    #expect(reason?.contains("byte for byte") == (isSame != nil))
  }
}
