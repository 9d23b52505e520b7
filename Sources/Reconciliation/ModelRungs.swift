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
    var divergence =
      scores(recorded, evidence, input, limit: input.tolerances[.reinferredScores]) ?? labels(evidence, input)
    if divergence == nil, let replayed = input.replayed,
      let first = FirstDivergence.find(replayed, evidence.run, input.tolerances)
    {
      let why = ReplayCause(input: input, recorded: replayed, replayed: evidence.run).explain(first)
      divergence = Divergence(
        day: first.day, instrument: first.instrument, field: first.field.name, left: first.left, right: first.right,
        cause: why)
    }
    let exceeds = divergence != nil || metrics.contains(where: \.exceeds)
    return RungResult(
      id: .reinferred, state: exceeds ? .fail : .pass, reason: evidence.note, tolerances: tolerances,
      firstDivergence: divergence, metrics: metrics)
  }

  /// Without recorded predictions no day can be named: the metrics decide.
  private static func metricsAlone(_ evidence: ScoredRun, _ input: LadderInput, before: RungResult) -> RungResult {
    let metrics = compared(evidence, before, input.tolerances[.reinferredMetrics])
    let compares = metrics.contains { $0.delta != nil }
    let divergence = metrics.first(where: \.exceeds).map {
      LadderJudgement.metricDivergence(
        $0,
        "The recorded model on features made here does not give the recorded number; without the recorded "
          + "predictions the day cannot be named.")
    }
    return RungResult(
      id: .reinferred, state: divergence != nil ? .fail : compares ? .pass : .notAvailable,
      reason: compares
        ? "\(evidence.note); there are no recorded predictions: only the metrics are compared"
        : "\(evidence.note), but the record holds no number to compare with",
      tolerances: input.tolerances.limits(of: "reinferred"), firstDivergence: divergence, metrics: metrics)
  }

  /// A model that is the recorded one byte for byte passes; another one is judged by the band of seeds, or,
  /// where chance does not enter, by its scores.
  static func retrained(_ input: LadderInput, before: RungResult) -> RungResult? {
    guard input.unavailable[.retrained] == nil, let evidence = input.retrained else { return nil }
    var result = RungResult(
      id: .retrained, state: .pass, reason: evidence.note, metrics: compared(evidence, before, nil))
    if evidence.isSameModel == true { return result }
    if !evidence.isSeeded { return withoutSeeds(evidence, input, result) }
    let judged = (input.band?.rows ?? []).filter { SeedBandFormula.judged.contains($0.metric) && $0.isInside != nil }
    guard let band = input.band, !judged.isEmpty else {
      result.state = .notAvailable
      result.reason = .verbatim(
        "\(evidence.note); the model is not the recorded one byte for byte, and without a band of seeds a "
          + "difference says nothing")
      return result
    }
    for row in judged {
      if let low = row.low, let high = row.high { result.tolerances["retrained." + row.metric] = (high - low) / 2 }
    }
    guard let outside = judged.first(where: { $0.isInside == false }) else {
      result.reason = .verbatim(
        "\(evidence.note); not the recorded model byte for byte, but every recorded number lies in the band of "
          + "\(band.seeds.count) seeds")
      return result
    }
    result.state = .fail
    result.firstDivergence = Divergence(
      day: nil, instrument: nil, field: outside.metric, left: Difference.text(outside.recorded),
      right: Difference.text(outside.mean),
      cause: CauseStatement(
        cause: .unknown,
        sentence: "The recorded number lies outside what \(band.seeds.count) seeds give "
          + "(\(Difference.text(outside.low)) to \(Difference.text(outside.high))): another data set, other parameters, or "
          + "a chosen run."))
    return result
  }

  /// The same data give the same model up to rounding: the root mean square difference of the scores is
  /// judged, by their deviation. qlib solves in float32; measured on the demo it is 1e-6 for 20 features, and
  /// for the 158 of Alpha158 6e-5 (least squares) and 4e-3 (ridge, whose small alpha float32 hardly sees).
  private static func withoutSeeds(
    _ evidence: ScoredRun, _ input: LadderInput, _ result: RungResult
  ) -> RungResult {
    var result = result
    guard let recorded = input.predictions,
      let spread = StandardDeviation.value(recorded.values.filter(\.isFinite)), spread > 0
    else {
      result.state = .notAvailable
      result.reason = "\(evidence.note), but there are no recorded scores to compare with"
      return result
    }
    result.tolerances = input.tolerances.limits(of: "retrained")
    let limit = input.tolerances[.retrainedScores] * spread
    let others = scores(recorded, evidence, input, limit: .infinity)
    if others != nil || rootMeanSquare(recorded, evidence.predictions) > limit {
      result.firstDivergence = others ?? scores(recorded, evidence, input, limit: limit)
    }
    result.state = result.firstDivergence == nil ? .pass : .fail
    if result.state == .pass {
      result.reason = "\(evidence.note); every score is the recorded one up to float32's rounding"
    }
    return result
  }

  /// Of the differences of two tables of the same rows.
  private static func rootMeanSquare(_ left: PanelTable, _ right: PanelTable) -> Double {
    var sum = 0.0
    for (index, day) in left.days.enumerated() {
      for (row, other) in zip(left.rows(ofDay: index), right.rows(of: day)) {
        let difference = left.values[row] - right.values[other]
        if difference.isFinite { sum += difference * difference }
      }
    }
    return (sum / Double(max(1, left.count))).squareRoot()
  }

  private static func compared(_ evidence: ScoredRun, _ before: RungResult, _ limit: Double?) -> [MetricComparison] {
    let values = Dictionary(before.metrics.map { ($0.metric.name, $0.metric.value) }) { first, _ in first }
    return (RunMetrics.portfolio(evidence.run.report, trades: evidence.run.trades) + evidence.signal).map { metric in
      let delta = values[metric.name].flatMap { $0 }.flatMap { left in metric.value.map { $0 - left } }
      return MetricComparison(metric: metric, delta: delta, tolerance: delta == nil ? nil : limit)
    }
  }

  /// The first day and stock whose score differs, or which only one side scores.
  private static func scores(
    _ recorded: PanelTable, _ evidence: ScoredRun, _ input: LadderInput, limit: Double
  ) -> Divergence? {
    if recorded.digest == evidence.predictions.digest { return nil }
    guard let found = PanelDifference.first(recorded, evidence.predictions, limit: limit) else { return nil }
    let why = ScoreCause(input: input, evidence: evidence, recorded: recorded).explain(found)
    return divergence(found, "predictions.score", why, input)
  }

  /// The recorded labels against those of the configuration; float32 on both sides.
  private static func labels(_ evidence: ScoredRun, _ input: LadderInput) -> Divergence? {
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
      right: Difference.text(found.right), cause: why,
      context: input.state(found.instrument, found.day).map(Message.verbatim))
  }
}
