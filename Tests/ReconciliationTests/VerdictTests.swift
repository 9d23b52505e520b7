import Primitives
import Reconciliation
import Records
import TestSupport
import Testing

@Suite("Verdicts")
struct VerdictTests {
  @Test("two equal runs whose record claims the right numbers pass")
  func identical() throws {
    let comparison = LadderJudgement.compare(try TinyRun.input())
    #expect(comparison.verdict == .pass, "\(comparison.summary.english)")
    #expect(comparison.rung(.recomputed)?.firstDivergence == nil)
    #expect(comparison.rung(.replayed)?.firstDivergence == nil)
    let compared = comparison.rung(.recomputed)?.metrics.filter { $0.delta != nil } ?? []
    #expect(
      Set(compared.map(\.metric.name)) == Set(TinyRun.claims.keys),
      "every claim is held against the curve")
  }

  @Test(
    "all six rungs stand in the order of the ladder, each not available with its reason or with its state"
  )
  func rungs() throws {
    let rungs = LadderJudgement.compare(try TinyRun.input()).rungs
    #expect(
      rungs.map(\.id) == [.reported, .recomputed, .replayed, .reinferred, .retrained, .realistic])
    #expect(
      rungs.map(\.state) == [.pass, .pass, .pass, .notAvailable, .notAvailable, .notAvailable])
    #expect(rungs.suffix(3).map { $0.reason?.english } == ["no factors", "no training", "no rules"])
  }

  @Test("a metric of the record that does not follow from its curve fails, with both values")
  func wrongMetric() throws {
    var input = try TinyRun.input()
    input.claims?.values["1day.return_with_cost.mean"] = 0.5
    let comparison = LadderJudgement.compare(input)
    #expect(comparison.verdict == .fail)
    let divergence = try #require(comparison.rung(.recomputed)?.firstDivergence)
    #expect(divergence.field == "1day.return_with_cost.mean")
    #expect(divergence.left == "0.5")
    #expect(divergence.day == nil)
    let right = try #require(Double(divergence.right))
    #expect(isNear(right, 0.0095))
  }

  @Test(
    "a verdict follows from which evidence there is",
    arguments: [
      // reported, curve, replay → verdict
      (true, true, true, Comparison.Verdict.pass), (true, true, false, .pass),
      (true, false, true, .pass),
      (true, false, false, .notComparable), (false, false, false, .notComparable),
      // A curve with nothing to hold it against, and a replay with nothing, prove nothing.
      (false, true, false, .notComparable), (false, false, true, .notComparable),
      (false, true, true, .pass),
    ])
  func evidence(_ reported: Bool, _ curve: Bool, _ replay: Bool, _ verdict: Comparison.Verdict)
    throws
  {
    var input = try TinyRun.input()
    if !reported { input.claims = nil }
    if !curve { input.recorded = nil }
    if !replay { input.replay = nil }
    let comparison = LadderJudgement.compare(input)
    #expect(comparison.verdict == verdict, "\(comparison.summary.english)")
  }

  @Test("nothing to run is not comparable, with the reason in the summary")
  func nothing() throws {
    var input = try TinyRun.input()
    input.recomputed = .unavailable(.verbatim("The curve was never exported."))
    input.replayed = .unavailable(.verbatim("There are no predictions."))
    let comparison = LadderJudgement.compare(input)
    #expect(comparison.verdict == .notComparable)
    #expect(comparison.summary.id == "verdict.nothing-ran")
    #expect(comparison.summary.arguments["why"] == .message(.verbatim("The curve was never exported.")))
    #expect(comparison.rung(.replayed)?.reason == .verbatim("There are no predictions."))
  }

  @Test("a rung that was not asked for is not available, whatever evidence there is")
  func notAsked() throws {
    var input = try TinyRun.input()
    input.claims?.values["1day.return_with_cost.mean"] = 0.5
    input.wanted.remove(.recomputed)
    let comparison = LadderJudgement.compare(input)
    #expect(comparison.rung(.recomputed)?.state == .notAvailable)
    #expect(comparison.rung(.recomputed)?.reason?.id == "rung.not-asked-for")
  }

  @Test("findings about the data are shown and do not change the verdict")
  func findings() throws {
    var input = try TinyRun.input()
    let finding = Finding(
      "market.field-missing", .serious, title: (en: "Title", zh: "题"), evidence: (en: "Evidence.", zh: "所见。"),
      consequence: (en: "Consequence.", zh: "后果。"), remedy: (en: "Remedy.", zh: "处理。"))
    input.findings = [finding]
    let comparison = LadderJudgement.compare(input)
    #expect(comparison.verdict == .pass)
    #expect(comparison.findings == [finding])
  }

  @Test("a recorded number that is missing is no claim: it neither passes nor fails")
  func missingClaim() throws {
    var input = try TinyRun.input()
    input.claims?.values["1day.return_with_cost.mean"] = .nan
    let comparison = LadderJudgement.compare(input)
    #expect(comparison.verdict == .pass)
    let reported = comparison.rung(.reported)?.metrics.first {
      $0.metric.name == "1day.return_with_cost.mean"
    }
    #expect(reported?.metric.value == nil)
    #expect(reported?.metric.reason != nil)
    let recomputed = comparison.rung(.recomputed)?.metrics.first {
      $0.metric.name == "1day.return_with_cost.mean"
    }
    #expect(recomputed?.delta == nil)
    #expect(recomputed?.tolerance == nil)
  }

  @Test("a name that no formula gives is listed as not computed")
  func foreignName() throws {
    var input = try TinyRun.input()
    input.claims?.values["l2.train"] = 0.99
    let row = LadderJudgement.compare(input).rung(.recomputed)?.metrics.first {
      $0.metric.name == "l2.train"
    }
    #expect(row?.metric.value == nil)
    #expect(row?.metric.reason != nil)
  }
}
