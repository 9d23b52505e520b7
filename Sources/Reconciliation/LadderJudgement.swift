import Metrics
import Primitives
package import Records

/// The ladder: each rung against the one before, one change a rung.
///
/// Pure: records in, a judgement out; no engine, no file, no clock.
package enum LadderJudgement {
  package static func compare(_ given: LadderInput) -> Comparison {
    var input = given
    if input.signal == nil, let predictions = input.predictions, let labels = input.labels {
      input.signal = RunMetrics.quality(predictions: predictions, labels: labels)
    }
    let reported = self.reported(input)
    let recomputed = self.recomputed(input)
    let replayed = self.replayed(input, recomputed: recomputed.metrics.map(\.metric))
    let reinferred =
      ModelRungs.reinferred(input, before: last([reported, recomputed, replayed])) ?? notAvailable(.reinferred, input)
    let retrained =
      ModelRungs.retrained(input, before: last([reported, recomputed, replayed, reinferred]))
      ?? notAvailable(.retrained, input)
    let realistic = input.realistic ?? notAvailable(.realistic, input)
    let rungs = [reported, recomputed, replayed, reinferred, retrained, realistic]
    let verdict = Verdict.of(rungs)
    return Comparison(
      migration: input.migration, verdict: verdict, summary: .verbatim(Verdict.summary(verdict, rungs)),
      findings: input.findings, rungs: rungs)
  }

  /// The highest rung that has numbers: what the next one is set beside.
  private static func last(_ rungs: [RungResult]) -> RungResult {
    rungs.last { $0.state != .notAvailable } ?? rungs[0]
  }

  private static func notAvailable(_ rung: Rung, _ input: LadderInput) -> RungResult {
    RungResult(id: rung, state: .notAvailable, reason: input.unavailable[rung] ?? "there is no evidence for this rung")
  }

  // MARK: - Rungs

  private static func reported(_ input: LadderInput) -> RungResult {
    guard let reported = input.reported, input.unavailable[.reported] == nil else {
      return notAvailable(.reported, input)
    }
    let metrics = reported.values.sorted { $0.key < $1.key }.map { name, value in
      MetricComparison(
        metric: MetricValue(
          name: name, convention: "as recorded", formula: "recorded/1", value: value.isNaN ? nil : value,
          count: input.recorded?.report.count ?? 0, reason: value.isNaN ? "the record holds no number" : nil),
        delta: nil, tolerance: nil)
    }
    return RungResult(id: .reported, state: .pass, metrics: metrics)
  }

  /// Our formulas over RD-Agent's own curve, predictions and labels.
  private static func recomputed(_ input: LadderInput) -> RungResult {
    guard input.unavailable[.recomputed] == nil, let recorded = input.recorded else {
      return notAvailable(.recomputed, input)
    }
    let limit = input.tolerances[.recomputedMetrics]
    let own = metrics(recorded, input)
    let compared = own.map { metric in
      let claimed = input.reported?.values[metric.name] ?? .nan
      return MetricComparison(
        metric: metric, delta: claimed.isNaN ? nil : metric.value.map { $0 - claimed },
        tolerance: claimed.isNaN || metric.value == nil ? nil : limit)
    }
    let names = Set(own.map(\.name))
    let others = (input.reported?.values.keys.sorted() ?? []).filter { !names.contains($0) }.map { name in
      MetricComparison(
        metric: MetricValue(
          name: name, convention: "as recorded", formula: "none", value: nil, count: 0,
          reason: "not a function of curve, predictions and labels"),
        delta: nil, tolerance: nil)
    }
    var divergence: Divergence?
    if let first = compared.first(where: \.exceeds), let claimed = input.reported?.values[first.metric.name] {
      let why = MetricCause.explain(first.metric, reported: claimed, all: own, report: recorded.report)
      divergence = Divergence(
        day: nil, instrument: nil, field: first.metric.name, left: Difference.text(claimed),
        right: Difference.text(first.metric.value), cause: why)
    }
    let compares = compared.contains { $0.delta != nil }
    return RungResult(
      id: .recomputed, state: divergence != nil ? .fail : compares ? .pass : .notAvailable,
      reason: compares ? nil : "computed, but the record holds no number to compare with",
      tolerances: input.tolerances.limits(of: "recomputed"), firstDivergence: divergence, metrics: compared + others)
  }

  /// Our exchange and strategy over RD-Agent's predictions.
  private static func replayed(_ input: LadderInput, recomputed: [MetricValue]) -> RungResult {
    guard input.unavailable[.replayed] == nil, let replayed = input.replayed else {
      return notAvailable(.replayed, input)
    }
    let limit = input.tolerances[.replayedMetrics]
    let before = values(recomputed) ?? [:]
    let compared = metrics(replayed, input).map { metric in
      let left = before[metric.name] ?? input.reported?.values[metric.name].flatMap { $0.isNaN ? nil : $0 }
      let delta = left.flatMap { left in metric.value.map { $0 - left } }
      return MetricComparison(metric: metric, delta: delta, tolerance: delta == nil ? nil : limit)
    }
    let tolerances = input.tolerances.limits(of: "replayed")
    guard let recorded = input.recorded else {
      let exceeding = compared.first(where: \.exceeds)
      let compares = compared.contains { $0.delta != nil }
      return RungResult(
        id: .replayed, state: exceeding != nil ? .fail : compares ? .pass : .notAvailable,
        reason: compares
          ? "there is no recorded curve: only the metrics are compared"
          : "replayed, but the record holds neither a curve nor a number to compare with",
        tolerances: tolerances,
        firstDivergence: exceeding.map {
          metricDivergence(
            $0,
            "The replay's number is not the recorded one; "
              + "without the recorded curve the day cannot be named.")
        },
        metrics: compared)
    }
    guard let first = FirstDivergence.find(recorded, replayed, input.tolerances) else {
      let exceeding = compared.first(where: \.exceeds)
      return RungResult(
        id: .replayed, state: exceeding == nil ? .pass : .fail, tolerances: tolerances,
        firstDivergence: exceeding.map {
          metricDivergence($0, "Every day agrees within its tolerance and this metric does not.")
        },
        metrics: compared)
    }
    let why = ReplayCause(input: input, recorded: recorded, replayed: replayed).explain(first)
    let context = Surroundings(input: input, recorded: recorded, replayed: replayed).lines(first)
    return RungResult(
      id: .replayed, state: why.cause.isHarmless ? .exceptions : .fail,
      reason: why.cause.isHarmless ? why.statement : nil, tolerances: tolerances,
      firstDivergence: Divergence(
        day: first.day, instrument: first.instrument, field: first.field.name, left: first.left, right: first.right,
        cause: why, context: context.map(Message.verbatim)),
      metrics: compared)
  }

  // MARK: - Metrics

  private static func metrics(_ evidence: ComparedRun, _ input: LadderInput) -> [MetricValue] {
    RunMetrics.portfolio(evidence.report, trades: evidence.trades) + (input.signal ?? [])
  }

  private static func values(_ metrics: [MetricValue]) -> [String: Double]? {
    Dictionary(metrics.compactMap { metric in metric.value.map { (metric.name, $0) } }) { first, _ in first }
  }

  static func metricDivergence(_ comparison: MetricComparison, _ cause: String) -> Divergence {
    let right = comparison.metric.value
    let left = right.flatMap { right in comparison.delta.map { right - $0 } }
    return Divergence(
      day: nil, instrument: nil, field: comparison.metric.name, left: Difference.text(left),
      right: Difference.text(right), cause: CauseStatement(cause: .unknown, sentence: cause))
  }
}
