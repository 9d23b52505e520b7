import Metrics
import Primitives
import Records

/// The rungs on which scores are computed here: RD-Agent's model on our features, then our own model.
enum ModelRungs {
  static func reinferred(_ scored: ScoredRun, _ input: LadderInput, before: RungResult) -> RungResult {
    guard let recorded = input.predictions else { return metricsAlone(scored, input, before: before) }
    var result = RungResult(
      id: .reinferred, state: .pass, reason: scored.note, tolerances: input.tolerances.limits(of: .reinferred))
    if scored.rounding == nil { result.tolerances[Tolerances.Name.reinferredRounding.rawValue] = nil }
    let beside = input.replayed.record ?? input.recomputed.record
    func judged(_ divergence: Divergence?, _ state: RungResult.State, limit: Double?) -> RungResult {
      result.metrics = compared(scored, before, limit)
      let exceeds = divergence != nil || result.metrics.contains(where: \.exceeds)
      result.state = exceeds ? state : .pass
      result.firstDivergence = divergence.map { found in
        beside.map { found.with(EffectOfDifference.between($0, scored.measured)) } ?? found
      }
      return result
    }
    let metricLimit = input.tolerances[.reinferredMetrics]
    let exact = ScoreLimits(input.tolerances[.reinferredScores])
    let isSame = recorded.digest == scored.predictions.digest
    let strict = isSame ? nil : PanelDifference.first(recorded, scored.predictions, exact)
    if let strict {
      // Scores that only rounding moves may exchange places: their run and their numbers follow from them, and are
      // shown without a limit. The recorded scores' own run is the rung before.
      let rounded = ScoreLimits(input.tolerances, scored)
      if PanelDifference.first(recorded, scored.predictions, rounded) == nil {
        let rounding = RoundedScores(recorded, scored.predictions, scored.rounding)
        result.reason =
          scored.roundsEverywhere
          ? .withinSums(scored.note, rounding, RoundedOrder(recorded, scored, beside))
          : .withinRounding(scored.note, rounding)
        return judged(labels(scored, input), .fail, limit: nil)
      }
      let wider = rounded.besides(scored.unpromised)
      if let wider, PanelDifference.first(recorded, scored.predictions, wider) == nil {
        if let found = labels(scored, input) { return judged(found, .fail, limit: nil) }
        let statement = Message.otherRounding(
          scored.unpromised?.processor ?? "", RoundedScores(recorded, scored.predictions, wider.bounds))
        let cause = CauseStatement(.referenceEnvironment, statement, proof: .formula)
        result.reason = statement
        return judged(divergence(strict, "predictions.score", cause, input), .exceptions, limit: nil)
      }
      return judged(scores(recorded, scored, input, wider ?? rounded), .fail, limit: metricLimit)
    }
    if let found = labels(scored, input) { return judged(found, .fail, limit: metricLimit) }
    let run = input.replayed.record.flatMap { replayed in
      FirstDivergence.find(replayed.run, scored.run, input.tolerances).map { first in
        Divergence(
          first, cause: ReplayCause(input: input, recorded: replayed, replayed: scored.measured).explain(first))
      }
    }
    return judged(run, .fail, limit: metricLimit)
  }

  /// Without recorded predictions no day can be named: the metrics decide.
  private static func metricsAlone(_ scored: ScoredRun, _ input: LadderInput, before: RungResult) -> RungResult {
    let metrics = compared(scored, before, input.tolerances[.reinferredMetrics])
    let compares = metrics.contains { $0.delta != nil }
    let divergence = metrics.first(where: \.exceeds).map {
      LadderJudgement.metricDivergence($0, .reinferredMetric)
        .with(EffectOfDifference.between(claims: input.reported.record?.values ?? [:], scored.metrics))
    }
    return RungResult(
      id: .reinferred, state: divergence != nil ? .fail : compares ? .pass : .notAvailable,
      reason: compares ? .metricsOnly(scored.note) : .nothingRecorded(scored.note),
      tolerances: input.tolerances.limits(of: .reinferred), firstDivergence: divergence, metrics: metrics)
  }

  /// A model that is the recorded one byte for byte passes; another one is judged by the band of seeds, or,
  /// where chance does not enter, by its scores.
  static func retrained(_ scored: ScoredRun, _ input: LadderInput, before: RungResult) -> RungResult {
    var result = RungResult(
      id: .retrained, state: .pass, reason: scored.note, metrics: compared(scored, before, nil))
    if scored.isSameModel == true { return result }
    if !scored.isSeeded { return withoutSeeds(scored, input, result) }
    let judged = (input.band?.rows ?? []).filter { SeedBandFormula.judged.contains($0.metric) && $0.isInside != nil }
    guard let band = input.band, !judged.isEmpty else {
      result.state = .notAvailable
      result.reason = scored.isSameModel == nil ? .noModelNoBand(scored.note) : .otherModelNoBand(scored.note)
      return result
    }
    for row in judged {
      if let low = row.low, let high = row.high { result.tolerances["retrained." + row.metric] = (high - low) / 2 }
    }
    guard let outside = judged.first(where: { $0.isInside == false }) else {
      let count = band.seeds.count
      result.reason = scored.isSameModel == nil ? .inBand(scored.note, count) : .otherModelInBand(scored.note, count)
      return result
    }
    result.state = .fail
    result.firstDivergence = Divergence(
      day: nil, instrument: nil, field: outside.metric, left: Difference.text(outside.recorded),
      right: Difference.text(outside.mean),
      cause: CauseStatement(.unknown, .outsideBand(outside, seeds: band.seeds.count), proof: .fact))
    return withEffect(result, scored, input)
  }

  /// The same data give the same model up to rounding: the root mean square difference of the scores is
  /// judged, by their deviation, against `retrained.scores` or against what the training itself leaves open where
  /// that is more. qlib solves in float32: of features that nearly repeat each other, as in Alpha158, one thread and
  /// two of the same library give scores that differ by a tenth of their deviation.
  private static func withoutSeeds(_ scored: ScoredRun, _ input: LadderInput, _ result: RungResult) -> RungResult {
    var result = result
    guard let recorded = input.predictions,
      let spread = StandardDeviation.value(recorded.values.filter(\.isFinite)), spread > 0
    else {
      result.state = .notAvailable
      result.reason = .noRecordedScores(scored.note)
      return result
    }
    let named = input.tolerances[.retrainedScores]
    let open = scored.resolution / spread
    let share = max(named, open)
    result.tolerances[Tolerances.Name.retrainedScores.rawValue] = share
    let limit = share * spread
    let others = scores(recorded, scored, input, ScoreLimits(.infinity))
    let difference = rootMeanSquare(recorded, scored.predictions)
    if others != nil || difference > limit {
      result.firstDivergence = others ?? scores(recorded, scored, input, ScoreLimits(limit))
    }
    if result.firstDivergence == nil, share >= openMax {
      result.state = .notAvailable
      result.reason = .leftOpen(scored.note, share)
      return result
    }
    result.state = result.firstDivergence == nil ? .pass : .fail
    if result.state == .pass {
      result.reason =
        open > named
        ? .insideResolution(scored.note, difference / spread, share) : .equalUpToRounding(scored.note)
    }
    return withEffect(result, scored, input)
  }

  /// Where float32 leaves this share of the scores' deviation open, nothing is proved by agreement.
  private static let openMax = 0.5

  private static func withEffect(_ result: RungResult, _ scored: ScoredRun, _ input: LadderInput) -> RungResult {
    guard let beside = input.replayed.record ?? input.recomputed.record else { return result }
    var result = result
    result.firstDivergence = result.firstDivergence?.with(EffectOfDifference.between(beside, scored.measured))
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

  private static func compared(_ scored: ScoredRun, _ before: RungResult, _ limit: Double?) -> [MetricComparison] {
    let values = Dictionary(before.metrics.map { ($0.metric.name, $0.metric.value) }) { first, _ in first }
    return scored.metrics.map { metric in
      let delta = values[metric.name].flatMap { $0 }.flatMap { left in metric.value.map { $0 - left } }
      return MetricComparison(metric: metric, delta: delta, tolerance: delta == nil ? nil : limit)
    }
  }

  /// The first day and stock whose score differs, or which only one side scores.
  private static func scores(
    _ recorded: PanelTable, _ scored: ScoredRun, _ input: LadderInput, _ limits: ScoreLimits
  ) -> Divergence? {
    guard let found = PanelDifference.first(recorded, scored.predictions, limits) else { return nil }
    let cause = ScoreCause(input: input, scored: scored, recorded: recorded, limits: limits).explain(found)
    return divergence(found, "predictions.score", cause, input)
  }

  /// The recorded labels against those of the configuration; float32 on both sides.
  private static func labels(_ scored: ScoredRun, _ input: LadderInput) -> Divergence? {
    guard let recorded = input.labels, let own = scored.labels,
      let found = PanelDifference.firstCommon(recorded, own, ScoreLimits(input.tolerances[.reinferredScores]))
    else { return nil }
    return divergence(found, "labels.label", ScoreCause.labels(found, recorded, own), input)
  }

  private static func divergence(
    _ found: PanelDifference, _ field: String, _ cause: CauseStatement, _ input: LadderInput
  ) -> Divergence {
    Divergence(
      day: found.day, instrument: found.instrument, field: field, left: Difference.text(found.left),
      right: Difference.text(found.right), cause: cause, context: input.state(found.instrument, found.day))
  }
}

/// How many recorded scores differ from those made here, and by how much of their bound at most.
private struct RoundedScores {
  var count = 0
  var all = 0
  var largest = 0.0
  var share = 0.0

  init(_ recorded: PanelTable, _ own: PanelTable, _ bounds: PanelTable?) {
    all = recorded.count
    for (index, day) in recorded.days.enumerated() {
      for row in recorded.rows(ofDay: index) {
        let name = recorded.instruments[Int(recorded.codes[row])]
        guard let value = own.value(of: name, on: day), value != recorded.values[row], !value.isNaN else { continue }
        let difference = (recorded.values[row] - value).magnitude
        count += 1
        largest = max(largest, difference)
        if let bound = bounds?.value(of: name, on: day), bound > 0 { share = max(share, difference / bound) }
      }
    }
  }
}

/// What scores that differ in their last digits change.
private struct RoundedOrder {
  /// Of the days that have one; nil where none has.
  var leastCorrelation: Double?
  /// Stocks by day that only one of the two runs holds; nil where there are no two runs.
  var holdings: Int?

  init(_ recorded: PanelTable, _ scored: ScoredRun, _ beside: MeasuredRun?) {
    leastCorrelation = InformationCoefficient.daily(predictions: scored.predictions, labels: recorded)
      .compactMap(\.spearman).min()
    guard let left = beside?.run.positions, let right = scored.run.positions else { return }
    let (here, there) = (RoundedOrder.stocks(right), RoundedOrder.stocks(left))
    holdings = here.symmetricDifference(there).count
  }

  private static func stocks(_ rows: [PositionRow]) -> Set<String> {
    Set(rows.map { "\($0.day) \($0.instrument.name)" })
  }
}

/// What a rung's state rests on, after the sentence that says what was done.
extension Message {
  fileprivate static func withinRounding(_ done: Message, _ scores: RoundedScores) -> Message {
    Message(
      "rung.reinferred-rounding",
      ["done": .message(done), "largest": .number(scores.largest), "share": .ratio(scores.share)],
      en: "{done} Every score lies within the rounding of its sum of products. The largest difference is {largest}, "
        + "at most {share} of a row's bound.",
      zh: "{done}每个得分都在其乘积求和的舍入界限之内；最大差异为 {largest}，至多为该行界限的 {share}。")
  }

  fileprivate static func withinSums(_ done: Message, _ scores: RoundedScores, _ order: RoundedOrder) -> Message {
    Message(
      "rung.reinferred-sums",
      [
        "done": .message(done), "largest": .number(scores.largest), "share": .ratio(scores.share),
        "correlation": order.leastCorrelation.map { .exact($0) } ?? .text("-"),
        "holdings": order.holdings.map { .count($0) } ?? .text("-"),
      ],
      en: "{done} Every score lies within the rounding of the network's sums. The largest difference is {largest}, at "
        + "most {share} of the bound. The rank correlation is {correlation} on the worst day. Holdings that change: "
        + "{holdings}.",
      zh: "{done}每个得分都在网络求和的舍入界限之内；最大差异为 {largest}，至多为界限的 {share}。秩相关最差一日为 {correlation}，"
        + "变化的持仓数为 {holdings}。")
  }

  fileprivate static func otherRounding(_ processor: String, _ scores: RoundedScores) -> Message {
    Message(
      "cause.reference-environment",
      [
        "processor": .text(processor), "count": .count(scores.count), "all": .count(scores.all),
        "largest": .number(scores.largest),
      ],
      en:
        "The record's numpy rounds {processor} otherwise, by at most one unit in the last place. That explains all {count} of {all} "
        + "scores that differ, by at most {largest}.",
      zh: "记录所用 numpy 对 {processor} 的舍入不同，至多差一个末位单位；这解释了 {all} 个得分中全部 {count} 个差异，最大 {largest}。")
  }

  fileprivate static func insideResolution(_ done: Message, _ difference: Double, _ share: Double) -> Message {
    Message(
      "rung.retrained-resolution",
      ["done": .message(done), "difference": .ratio(difference), "share": .ratio(share)],
      en:
        "{done} The scores differ by {difference} of their deviation. Training in float32 on "
        + "these features leaves {share} open.",
      zh: "{done}得分相差其标准差的 {difference}。以 float32 在这些特征上训练，本身留有 {share} 的不确定。")
  }

  fileprivate static func leftOpen(_ done: Message, _ share: Double) -> Message {
    Message(
      "rung.retrained-left-open", ["done": .message(done), "share": .ratio(share)],
      en: "{done} Training on these features leaves {share} of the scores' deviation open. Nothing can be concluded.",
      zh: "{done}在这些特征上训练会留下得分标准差 {share} 的不确定，无法得出结论。")
  }

  fileprivate static let reinferredMetric = Message(
    "cause.reinferred-metric",
    en: "The recorded model on features made here does not give the recorded number. Without the recorded "
      + "predictions no day can be named.",
    zh: "记录的模型配以本地特征得不到记录的数值；没有记录的预测，无法指出是哪一天。")

  fileprivate static func metricsOnly(_ done: Message) -> Message {
    Message(
      "rung.reinferred-metrics-only", ["done": .message(done)],
      en: "{done} There are no recorded predictions. Only the metrics are compared.",
      zh: "{done}没有记录的预测，只比较指标。")
  }

  fileprivate static func nothingRecorded(_ done: Message) -> Message {
    Message(
      "rung.reinferred-alone", ["done": .message(done)], en: "{done} The record holds no number to compare with.",
      zh: "{done}记录中没有可比较的数值。")
  }

  fileprivate static func otherModelNoBand(_ done: Message) -> Message {
    Message(
      "rung.retrained-other-model", ["done": .message(done)],
      en: "{done} The model is not the recorded one. Without a band of seeds the difference proves nothing.",
      zh: "{done}模型与记录的不同；没有种子区间，差异不说明问题。")
  }

  fileprivate static func noModelNoBand(_ done: Message) -> Message {
    Message(
      "rung.retrained-no-model", ["done": .message(done)],
      en: "{done} There is no recorded model to compare with, and no band of seeds.",
      zh: "{done}没有可比较的记录模型，也没有种子区间。")
  }

  fileprivate static func otherModelInBand(_ done: Message, _ seeds: Int) -> Message {
    Message(
      "rung.retrained-other-model-in-band", ["done": .message(done), "seeds": .count(seeds)],
      en: "{done} The model is not byte for byte the recorded one. Every recorded number lies in the band of {seeds} "
        + "seeds.",
      zh: "{done}模型与记录的不是逐字节相同，但每个记录值都在 {seeds} 个种子的区间之内。")
  }

  fileprivate static func inBand(_ done: Message, _ seeds: Int) -> Message {
    Message(
      "rung.retrained-in-band", ["done": .message(done), "seeds": .count(seeds)],
      en: "{done} Every recorded number lies in the band of {seeds} seeds.",
      zh: "{done}每个记录值都在 {seeds} 个种子的区间之内。")
  }

  fileprivate static func outsideBand(_ row: SeedBand.Row, seeds: Int) -> Message {
    Message(
      "cause.outside-band",
      ["seeds": .count(seeds), "low": .number(row.low ?? .nan), "high": .number(row.high ?? .nan)],
      en: "The recorded number lies outside the band of {seeds} seeds, {low} to {high}. Data or parameters differ, "
        + "or the run was chosen.",
      zh: "记录值在 {seeds} 个种子的区间（{low} 至 {high}）之外：数据或参数不同，或该次运行是挑选出来的。")
  }

  fileprivate static func noRecordedScores(_ done: Message) -> Message {
    Message(
      "rung.retrained-no-scores", ["done": .message(done)],
      en: "{done} There are no recorded scores to compare with.", zh: "{done}没有可比较的记录得分。")
  }

  fileprivate static func equalUpToRounding(_ done: Message) -> Message {
    Message(
      "rung.retrained-equal-scores", ["done": .message(done)],
      en: "{done} Every score is the recorded one up to float32's rounding.",
      zh: "{done}每个得分与记录相同，只差 float32 的舍入。")
  }
}
