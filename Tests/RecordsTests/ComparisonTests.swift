import Primitives
import Records
import TestSupport
import Testing

struct ComparisonTests {
  private static let comparison = Comparison(
    migration: "baseline", verdict: .passWithExceptions,
    summary: Message("verdict.ties", ["ties": .count(2)], en: "{ties} {ties:tie|ties}.", zh: "{ties} 处得分相同。"),
    findings: [
      Finding(
        "predictions.ties", .warning, ["days": .count(2)], title: (en: "Ties", zh: "得分相同"),
        evidence: (en: "{days} days have ties.", zh: "{days} 天有相同得分。"), consequence: (en: "None.", zh: "无。"),
        remedy: (en: "None is needed.", zh: "无需处理。"))
    ],
    rungs: Rung.allCases.map { rung in
      guard rung == .replayed else {
        return RungResult(id: rung, state: .notAvailable, reason: .verbatim("no evidence"))
      }
      return RungResult(
        id: rung, state: .exceptions, tolerances: ["replayed.nav": 1e-12],
        firstDivergence: Divergence(
          day: day("2024-01-02"), instrument: code("SH600000"), field: "deal_amount", left: "100.0",
          right: "200.0",
          cause: CauseStatement(
            .ties, Message("cause.ties", ["other": .instrument(code("SH600004"))], en: "As {other}.", zh: "同 {other}。"),
            evidence: [.verbatim("tried")]),
          context: [Message("context.score", ["score": .exact(0.5)], en: "score {score}", zh: "得分 {score}")]),
        metrics: [
          MetricComparison(
            metric: MetricValue(
              name: "IC", convention: "qlib-daily", formula: "ic.pearson/1", value: 0.1, count: 3),
            delta: 0.30000000000000004, tolerance: 1e-10),
          MetricComparison(
            metric: MetricValue(
              name: "ICIR", convention: "qlib-daily", formula: "icir.pearson/1", value: nil,
              count: 0, reason: Message("metric.one-day", en: "There is one day.", zh: "只有一天。")),
            delta: nil, tolerance: nil),
        ])
    })

  @Test func readsBackWhole() throws {
    var comparison = ComparisonTests.comparison
    #expect(Comparison(try JSONReader.read(comparison.json.pretty)) == comparison)
    comparison.versions = [LibraryVersion(name: "qlib", text: "0.9.7", source: .verbatim("export.json"))]
    let json = try JSONReader.read(comparison.json.pretty)
    #expect(Comparison(json) == comparison)
  }

  /// A record of version 0.1: plain sentences, and the cause as a line of the context.
  @Test func plainTextsOfEarlierVersionsAreRead() throws {
    let comparison = try #require(
      Comparison(
        [
          "schema": 1, "migration": "m", "verdict": "FAIL", "summary": "They part.",
          "findings": [
            ["id": "f", "severity": "note", "evidence": "e", "consequence": "c", "remedy": "r"]
          ],
          "rungs": [
            [
              "id": "replayed", "state": "fail", "reason": "why", "tolerances": [:], "metrics": [],
              "first_divergence": [
                "day": "2024-01-02", "instrument": .null, "field": "cost", "left": "1", "right": "2",
                "cause": "Other fees.", "context": ["cause: fees", "record: 1"],
              ],
            ]
          ],
        ]))
    #expect(comparison.summary == .verbatim("They part."))
    #expect(comparison.findings.first?.evidence.chinese == "e")
    let divergence = try #require(comparison.rungs.first?.firstDivergence)
    #expect(divergence.cause == CauseStatement(.fees, .verbatim("Other fees.")))
    #expect(divergence.context == [.verbatim("record: 1")])
  }

  /// The names that scripts read.
  @Test func formIsTheDocumentedOne() throws {
    let json = ComparisonTests.comparison.json
    #expect(
      json.objectValue?.keys.sorted() == [
        "beside", "evidence", "findings", "migration", "rungs", "schema", "summary", "verdict",
      ])
    #expect(json["schema"] == 1 && json["verdict"] == "PASS WITH EXCEPTIONS")
    let rungs = try #require(json["rungs"]?.arrayValue)
    try #require(
      rungs.map { $0["id"]?.stringValue } == [
        "reported", "recomputed", "replayed", "reinferred", "retrained", "realistic",
      ])
    #expect(rungs[0]["state"] == "not available" && rungs[0]["first_divergence"] == .null)
    #expect(
      rungs[2].objectValue?.keys.sorted() == [
        "first_divergence", "id", "metrics", "reason", "state", "tolerances",
      ])
    let metrics = try #require(rungs[2]["metrics"]?.arrayValue)
    try #require(metrics.count == 2)
    #expect(
      metrics[1]["value"] == .null && metrics[1]["reason"]?["id"] == "metric.one-day"
        && metrics[1]["delta"] == .null)
    #expect(
      metrics[0].objectValue?.keys.sorted()
        == ["convention", "delta", "formula", "n", "name", "reason", "tolerance", "value"])
  }

  @Test func otherDocumentsAreNotTaken() throws {
    var members = try #require(ComparisonTests.comparison.json.objectValue)
    members["schema"] = 2
    #expect(Comparison(.object(members)) == nil)
    members["schema"] = 1
    members["verdict"] = "FINE"
    #expect(Comparison(.object(members)) == nil)
    members["verdict"] = "PASS"
    members["rungs"] = [["id": "imagined"]]
    #expect(Comparison(.object(members)) == nil)
    #expect(Comparison(.null) == nil)
  }

  /// Without a tolerance nothing is exceeded; a difference that is not a number exceeds every one.
  @Test(
    arguments: [
      (0.1, 0.2, false), (-0.3, 0.2, true), (0.2, 0.2, false), (Double.nan, 0.2, true),
      (nil, 0.2, false), (0.1, nil, false),
    ] as [(Double?, Double?, Bool)])
  func tolerancesAreLimitsOfMagnitude(delta: Double?, tolerance: Double?, exceeds: Bool) {
    let metric = MetricValue(name: "IC", convention: "c", formula: "f/1", value: 1, count: 1)
    #expect(MetricComparison(metric: metric, delta: delta, tolerance: tolerance).exceeds == exceeds)
  }
}
