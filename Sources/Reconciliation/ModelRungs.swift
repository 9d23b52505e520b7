import Metrics
import Primitives
import Records

/// The rungs on which scores are computed here: RD-Agent's model on our features, then our own model.
enum ModelRungs {
  /// Nil where there is no evidence.
  static func reinferred(_ input: LadderInput, before: RungResult) -> RungResult? {
    guard input.unavailable[.reinferred] == nil, let evidence = input.reinferred else { return nil }
    guard let recorded = input.predictions else { return metricsAlone(evidence, input, before: before) }
    let metrics = compared(evidence, before, input.tolerances[.reinferredMetrics])
    let tolerances = input.tolerances.limits(of: "reinferred")
    var divergence = scores(recorded, evidence, input) ?? labels(evidence, input)
    if divergence == nil, let replayed = input.replayed,
      let first = FirstDivergence.find(replayed, evidence.run, input.tolerances)
    {
      let why = ReplayCause(input: input, recorded: replayed, replayed: evidence.run).explain(first)
      divergence = Divergence(
        day: first.day, instrument: first.instrument, field: first.field.name, left: first.left, right: first.right,
        cause: why.sentence, context: ["cause: \(why.cause.rawValue)"])
    }
    let exceeds = divergence != nil || metrics.contains(where: \.exceeds)
    return RungResult(
      id: .reinferred, state: exceeds ? .fail : .pass, reason: evidence.note, tolerances: tolerances,
      firstDivergence: divergence, metrics: metrics)
  }

  /// Without recorded predictions no day can be named: the metrics decide.
  private static func metricsAlone(_ evidence: ModelEvidence, _ input: LadderInput, before: RungResult) -> RungResult {
    let metrics = compared(evidence, before, input.tolerances[.reinferredMetrics])
    let compares = metrics.contains { $0.delta != nil }
    let divergence = metrics.first(where: \.exceeds).map {
      Ladder.metricDivergence(
        $0, "The recorded model on features made here does not give the recorded number; without the recorded "
          + "predictions the day cannot be named.")
    }
    return RungResult(
      id: .reinferred, state: divergence != nil ? .fail : compares ? .pass : .notAvailable,
      reason: compares
        ? "\(evidence.note); there are no recorded predictions: only the metrics are compared"
        : "\(evidence.note), but the record holds no number to compare with",
      tolerances: input.tolerances.limits(of: "reinferred"), firstDivergence: divergence, metrics: metrics)
  }

  /// A model that is the recorded one byte for byte passes; another one says nothing without the spread
  /// over seeds, so its numbers are shown and not judged.
  static func retrained(_ input: LadderInput, before: RungResult) -> RungResult? {
    guard input.unavailable[.retrained] == nil, let evidence = input.retrained else { return nil }
    let isSame = evidence.isSameModel == true
    let metrics = compared(evidence, before, nil)
    return RungResult(
      id: .retrained, state: isSame ? .pass : .notAvailable,
      reason: isSame
        ? evidence.note
        : "\(evidence.note); the model is not the recorded one byte for byte, and without a band of seeds a "
          + "difference says nothing",
      metrics: metrics)
  }

  private static func compared(_ evidence: ModelEvidence, _ before: RungResult, _ limit: Double?) -> [MetricComparison] {
    let values = Dictionary(before.metrics.map { ($0.metric.name, $0.metric.value) }) { first, _ in first }
    return (RunMetrics.portfolio(evidence.run.report, trades: evidence.run.trades) + evidence.signal).map { metric in
      let delta = values[metric.name].flatMap { $0 }.flatMap { left in metric.value.map { $0 - left } }
      return MetricComparison(metric: metric, delta: delta, tolerance: delta == nil ? nil : limit)
    }
  }

  /// The first day and stock whose score differs, or which only one side scores.
  private static func scores(_ recorded: PanelTable, _ evidence: ModelEvidence, _ input: LadderInput) -> Divergence? {
    if recorded.fingerprint == evidence.predictions.fingerprint { return nil }
    guard let found = PanelDifference.first(recorded, evidence.predictions, limit: input.tolerances[.reinferredScores]) else {
      return nil
    }
    let why = ScoreCause(input: input, evidence: evidence, recorded: recorded).explain(found)
    return divergence(found, "predictions.score", why, input)
  }

  /// The recorded labels against those of the configuration; float32 on both sides.
  private static func labels(_ evidence: ModelEvidence, _ input: LadderInput) -> Divergence? {
    guard let recorded = input.labels, let own = evidence.labels,
      let found = PanelDifference.firstCommon(recorded, own, limit: input.tolerances[.reinferredScores])
    else { return nil }
    return divergence(found, "labels.label", ScoreCause.labels(found, recorded, own), input)
  }

  private static func divergence(
    _ found: PanelDifference, _ field: String, _ why: Explanation, _ input: LadderInput
  ) -> Divergence {
    Divergence(
      day: found.day, instrument: found.instrument, field: field, left: Difference.text(found.left),
      right: Difference.text(found.right), cause: why.sentence,
      context: ["cause: \(why.cause.rawValue)"] + why.evidence + input.state(found.instrument, found.day))
  }
}
