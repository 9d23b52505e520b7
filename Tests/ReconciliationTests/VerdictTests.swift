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
      (true, true, true, Comparison.Verdict.pass),
      // Arithmetic over a record proves no migration.
      (true, true, false, .notComparable),
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

  @Test("a record that contradicts its numbers fails, also where nothing of the migration could run")
  func arithmeticFails() throws {
    var input = try TinyRun.input()
    input.replay = nil
    let alone = LadderJudgement.compare(input)
    #expect(alone.summary.english.hasPrefix("Neither Replayed nor Reinferred ran."))
    #expect(alone.summary.english.contains("Replayed: no run"), "the reason stands in the summary")
    input.claims?.values["1day.return_with_cost.mean"] = 0.5
    #expect(LadderJudgement.compare(input).verdict == .fail)
  }

  @Test("how many rungs ran and what is serious stand beside the verdict, in text and document")
  func beside() throws {
    var input = try TinyRun.input()
    #expect(LadderJudgement.compare(input).beside.map(\.english) == ["3 of 6 rungs ran."])
    input.findings = [Finding.Severity.warning, .serious, .serious].map { severity in
      Finding(
        "test.finding", severity, title: (en: "Title", zh: "题"), evidence: (en: "E.", zh: "所见。"),
        consequence: (en: "C.", zh: "后果。"), remedy: (en: "R.", zh: "处理。"))
    }
    let comparison = LadderJudgement.compare(input)
    #expect(
      comparison.beside.map(\.english) == ["3 of 6 rungs ran.", "2 serious findings. The first: Title."])
    #expect(comparison.json["beside"]?["ran"]?.intValue == 3)
    #expect(comparison.json["beside"]?["serious"]?.intValue == 2)
    #expect(comparison.lines(.english)[2] == "3 of 6 rungs ran. 2 serious findings. The first: Title.")
  }

  @Test("the summary names the cause that is proved, not the first rung that fails")
  func provenCause() throws {
    var input = try TinyRun.input()
    // The return of one day, edited: the metrics over the curve move, and the day breaks an identity.
    input.recorded?.report[1].returnRate += 0.003
    let comparison = LadderJudgement.compare(input)
    #expect(comparison.rung(.recomputed)?.state == .fail)
    #expect(comparison.cause(.replayed) == .edited)
    #expect(comparison.rung(.replayed)?.firstDivergence?.cause.proof == .identity)
    #expect(comparison.summary.english.contains("The record contradicts itself on 2024-01-03."))
  }

  @Test("a difference tells its effect: end value, annual excess return, worst day")
  func effect() throws {
    var input = try TinyRun.input()
    input.replay?.report[2].returnRate -= 0.01
    input.replay?.report[3].account -= 500
    let comparison = LadderJudgement.compare(input)
    let effect = try #require(comparison.rung(.replayed)?.firstDivergence?.effect)
    #expect(isNear(try #require(effect.endValue), 500))
    // One day of four: a hundredth, over four, times 238.
    #expect(isNear(try #require(effect.annualExcess), 0.595))
    #expect(effect.worst?.day == TinyRun.days[2])
    #expect(isNear(try #require(effect.worst?.points), 0.01))
    #expect(Comparison(comparison.json)?.rung(.replayed)?.firstDivergence?.effect == effect)
  }

  @Test(
    "an infinite value differs from everything, whatever is relative to it", arguments: [Double.infinity, -.infinity])
  func infinite(_ value: Double) throws {
    let changes: [(inout ComparedRun) -> Void] = [
      { $0.report[1].account = value }, { $0.report[1].totalCost = value }, { $0.report[1].bench = value },
      { $0.positions?[2].amount = value }, { $0.positions?[2].weight = value }, { $0.trades?[0].value = value },
    ]
    for change in changes {
      var input = try TinyRun.input()
      var run = TinyRun.run
      change(&run)
      input.recorded = run
      #expect(LadderJudgement.compare(input).verdict == .fail)
      input.replay = run
      #expect(LadderJudgement.compare(input).verdict == .fail, "also where both sides are infinite")
    }
  }

  @Test("a curve with a day that is none of the market, or without one that is, fails and names it")
  func calendar() throws {
    var input = try TinyRun.input()
    input.calendar = TinyRun.days
    #expect(LadderJudgement.compare(input).verdict == .pass)
    input.calendar = TinyRun.days.filter { $0 != TinyRun.days[1] }
    let foreign = LadderJudgement.compare(input)
    #expect(foreign.cause(.recomputed) == .calendar)
    #expect(foreign.rung(.recomputed)?.firstDivergence?.day == TinyRun.days[1])
    input.calendar = TinyRun.days
    input.recorded?.report.remove(at: 2)
    let lacking = LadderJudgement.compare(input)
    #expect(lacking.rung(.recomputed)?.firstDivergence?.right == TinyRun.days[2].description)
    // The market here may be shorter than the record.
    input = try TinyRun.input()
    input.calendar = Array(TinyRun.days.prefix(2))
    #expect(LadderJudgement.compare(input).verdict == .pass)
  }

  @Test("absent metrics stand in the summary; names that qlib does not write in their place fail")
  func absentMetrics() throws {
    var input = try TinyRun.input()
    input.absentMetrics = ["IC", "ICIR"]
    let absent = LadderJudgement.compare(input)
    #expect(absent.verdict == .pass)
    #expect(absent.summary.english.hasSuffix("The record lacks 2 metrics: IC, ICIR."))
    input.claims?.values["x_IC"] = 0.1
    let renamed = LadderJudgement.compare(input)
    #expect(renamed.verdict == .fail)
    #expect(renamed.statement(.recomputed)?.id == "cause.renamed-metrics")
  }
}
