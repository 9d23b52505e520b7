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
    var divergence = scores(recorded, evidence.predictions, input)
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
  private static func scores(_ recorded: PanelTable, _ own: PanelTable, _ input: LadderInput) -> Divergence? {
    if recorded.fingerprint == own.fingerprint { return nil }
    let limit = input.tolerances[.reinferredScores]
    func found(_ day: TradingDay, _ name: InstrumentID, _ left: Double?, _ right: Double?, _ cause: Cause) -> Divergence {
      Divergence(
        day: day, instrument: name, field: "predictions.score", left: Difference.text(left), right: Difference.text(right),
        cause: cause == .rows
          ? "Only \(left == nil ? "the local" : "the recorded") predictions have \(name) on this day: the universe, the "
            + "segment or the data differ."
          : "The same model gives \(name) another score: one of its features differs, by a factor, a processor or the data.",
        context: ["cause: \(cause.rawValue)"] + input.state(name, day))
    }
    for day in Set(recorded.days).union(own.days).sorted() {
      let ours = Dictionary(own.rows(of: day).map { (own.instruments[Int(own.codes[$0])], own.values[$0]) }) { first, _ in first }
      var seen = 0
      for row in recorded.rows(of: day) {
        let name = recorded.instruments[Int(recorded.codes[row])]
        guard let right = ours[name] else { return found(day, name, recorded.values[row], nil, .rows) }
        seen += 1
        if Difference.exceeds(recorded.values[row], right, limit: limit) {
          return found(day, name, recorded.values[row], right, .features)
        }
      }
      if seen < ours.count {
        let known = Set(recorded.rows(of: day).map { recorded.instruments[Int(recorded.codes[$0])] })
        if let name = ours.keys.filter({ !known.contains($0) }).min() { return found(day, name, nil, ours[name], .rows) }
      }
    }
    return nil
  }
}
