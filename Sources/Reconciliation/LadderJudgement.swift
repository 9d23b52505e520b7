import Primitives
package import Records

/// The ladder: each rung against the one before, one change a rung.
///
/// Pure: records in, a judgement out; no engine, no file, no clock.
package enum LadderJudgement {
  /// Judges every rung against the one before and gives the verdict over all.
  package static func compare(_ input: LadderInput) -> Comparison {
    var rungs: [RungResult] = []
    // The highest rung that has numbers is what the next one is set beside.
    func before() -> RungResult { rungs.last { $0.state != .notAvailable } ?? rungs[0] }
    rungs.append(rung(.reported, input, input.reported) { reported($0, input) })
    rungs.append(rung(.recomputed, input, input.recomputed) { recomputed($0, input) })
    rungs.append(rung(.replayed, input, input.replayed) { replayed($0, input, recomputed: rungs[1]) })
    rungs.append(rung(.reinferred, input, input.reinferred) { ModelRungs.reinferred($0, input, before: before()) })
    rungs.append(rung(.retrained, input, input.retrained) { ModelRungs.retrained($0, input, before: before()) })
    rungs.append(rung(.realistic, input, input.realistic) { $0 })
    let verdict = Verdict.of(rungs)
    return Comparison(
      migration: input.migration, verdict: verdict,
      summary: Verdict.summary(verdict, rungs, absent: input.absentMetrics),
      findings: input.findings, rungs: rungs)
  }

  private static func rung<Record>(
    _ id: Rung, _ input: LadderInput, _ climbed: Climbed<Record>, _ judge: (Record) -> RungResult
  ) -> RungResult {
    guard input.wanted.contains(id) else { return RungResult(id: id, state: .notAvailable, reason: .notAskedFor) }
    switch climbed {
    case .made(let record): return judge(record)
    case .unavailable(let reason): return RungResult(id: id, state: .notAvailable, reason: reason)
    }
  }

  // MARK: - Rungs

  private static func reported(_ reported: QlibResults, _ input: LadderInput) -> RungResult {
    let metrics = reported.values.sorted { $0.key < $1.key }.map { name, value in
      MetricComparison(
        metric: MetricValue(
          name: name, convention: recordedConvention, formula: "recorded/1", value: value.isNaN ? nil : value,
          count: input.recomputed.record?.run.report.count ?? 0, reason: value.isNaN ? .noRecordedNumber : nil),
        delta: nil, tolerance: nil)
    }
    return RungResult(id: .reported, state: .pass, metrics: metrics)
  }

  /// Our formulas over RD-Agent's own report, predictions and labels.
  private static func recomputed(_ recorded: MeasuredRun, _ input: LadderInput) -> RungResult {
    let limit = input.tolerances[.recomputedMetrics]
    let own = recorded.metrics
    let claims = input.reported.record?.values ?? [:]
    let compared = own.map { metric in
      let claimed = claims[metric.name] ?? .nan
      return MetricComparison(
        metric: metric, delta: claimed.isNaN ? nil : metric.value.map { $0 - claimed },
        tolerance: claimed.isNaN || metric.value == nil ? nil : limit)
    }
    let names = Set(own.map(\.name))
    let others = claims.keys.sorted().filter { !names.contains($0) }.map { name in
      MetricComparison(
        metric: MetricValue(
          name: name, convention: recordedConvention, formula: "none", value: nil, count: 0, reason: .notComputable),
        delta: nil, tolerance: nil)
    }
    var divergence = input.calendar.flatMap { CurveDays(report: recorded.run.report, calendar: $0).divergence }
    divergence = divergence?.with(EffectOfDifference.between(claims: claims, own))
    let exceeding = compared.filter(\.exceeds)
    if divergence == nil, let first = exceeding.first, let claimed = claims[first.metric.name],
      let value = first.metric.value
    {
      let agreeing = compared.count { $0.delta != nil } - exceeding.count
      let cause = MetricCause(
        name: first.metric.name, value: value, reported: claimed, agreeing: exceeding.count == 1 ? agreeing : 0)
      divergence = Divergence(
        day: nil, instrument: nil, field: first.metric.name, left: Difference.text(claimed),
        right: Difference.text(value), cause: cause.explain(all: own, report: recorded.run.report),
        effect: EffectOfDifference.between(claims: claims, own))
    }
    let unknown = claims.keys.filter { !names.contains($0) && QlibResults.isForeign($0) }.sorted()
    if divergence == nil, !unknown.isEmpty, !input.absentMetrics.isEmpty {
      divergence = Divergence(
        day: nil, instrument: nil, field: unknown[0], left: Difference.text(claims[unknown[0]]), right: "",
        cause: CauseStatement(.unknown, .renamed(unknown, absent: input.absentMetrics), proof: .fact),
        effect: EffectOfDifference.between(claims: claims, own))
    }
    // qlib writes an analysis as a whole: what the curve gives and the record lacks was cut out of it. An indicator is
    // missed only beside another one, and so was cut out of them whatever can be computed here.
    if divergence == nil,
      let lost = compared.first(where: {
        input.absentMetrics.contains($0.metric.name)
          && ($0.metric.value != nil || QlibResults.indicators.contains($0.metric.name))
      })
    {
      divergence = Divergence(
        day: nil, instrument: nil, field: lost.metric.name, left: "", right: Difference.text(lost.metric.value),
        cause: CauseStatement(.edited, .lostMetrics(input.absentMetrics), proof: .fact),
        effect: EffectOfDifference.between(claims: claims, own))
    }
    divergence = divergence ?? contradiction(recorded, input)
    let compares = compared.contains { $0.delta != nil }
    return RungResult(
      id: .recomputed, state: divergence != nil ? .fail : compares ? .pass : .notAvailable,
      reason: compares ? nil : claims.values.contains { !$0.isNaN } ? .claimsUnreachable : .recomputedAlone,
      tolerances: input.tolerances.limits(of: .recomputed),
      firstDivergence: divergence, metrics: compared + others)
  }

  /// The first day on which the record breaks an identity of accounting, whatever its numbers say.
  private static func contradiction(_ recorded: MeasuredRun, _ input: LadderInput) -> Divergence? {
    RecordAudit(recorded.run, input).first.map { found in
      Divergence(
        day: found.day, instrument: found.instrument, field: found.field, left: Difference.text(found.recorded),
        right: Difference.text(found.expected), cause: found.cause)
    }
  }

  /// Our exchange and strategy over RD-Agent's predictions.
  private static func replayed(
    _ replayed: MeasuredRun, _ input: LadderInput, recomputed: RungResult
  ) -> RungResult {
    let limit = input.tolerances[.replayedMetrics]
    let before = Dictionary(
      recomputed.metrics.compactMap { metric in metric.metric.value.map { (metric.metric.name, $0) } }
    ) { first, _ in first }
    let compared = replayed.metrics.map { metric in
      let left = before[metric.name] ?? input.reported.record?.values[metric.name].flatMap { $0.isNaN ? nil : $0 }
      let delta = left.flatMap { left in metric.value.map { $0 - left } }
      return MetricComparison(metric: metric, delta: delta, tolerance: delta == nil ? nil : limit)
    }
    let exceeding = compared.first(where: \.exceeds)
    var result = RungResult(
      id: .replayed, state: exceeding == nil ? .pass : .fail, tolerances: input.tolerances.limits(of: .replayed),
      metrics: compared)
    guard let recorded = input.recordedCurve else {
      let compares = compared.contains { $0.delta != nil }
      if !compares { result.state = .notAvailable }
      result.reason = compares ? .replayedMetricsOnly : .replayedAlone
      result.firstDivergence = exceeding.map {
        metricDivergence($0, .replayedMetric)
          .with(EffectOfDifference.between(claims: input.reported.record?.values ?? [:], replayed.metrics))
      }
      return result
    }
    guard let first = FirstDivergence.find(recorded.run, replayed.run, input.tolerances) else {
      result.firstDivergence = exceeding.map {
        metricDivergence($0, .metricAlone).with(EffectOfDifference.between(recorded, replayed))
      }
      return exceeding == nil ? withTies(result, recorded, replayed, input) : result
    }
    let why = ReplayCause(input: input, recorded: recorded, replayed: replayed).explain(first)
    let context = Surroundings(input: input, recorded: recorded.run, replayed: replayed.run).lines(first)
    result.state = .fail
    result.firstDivergence = Divergence(first, cause: why, context: context)
      .with(EffectOfDifference.between(recorded, replayed))
    return result
  }

  /// A replay that is the record to the last day, having taken its choice among equal scores: the one harmless cause.
  private static func withTies(
    _ result: RungResult, _ recorded: MeasuredRun, _ replayed: MeasuredRun, _ input: LadderInput
  ) -> RungResult {
    let ties = replayed.run.ties
    guard let tie = ties.first else { return result }
    let cause = CauseStatement(.ties, .followed(tie, days: ties.count), proof: .replay)
    let held = recorded.run.positions?.first { $0.day == tie.day && $0.instrument == tie.taken }
    let first = FirstDivergence(
      day: tie.day, instrument: tie.taken, field: .holding("amount"), left: Difference.text(held?.amount), right: "")
    var result = result
    result.state = .exceptions
    result.reason = cause.statement
    result.firstDivergence = Divergence(
      first, cause: cause,
      context: Surroundings(input: input, recorded: recorded.run, replayed: replayed.run).lines(first))
    if let other = input.codeOrder {
      result.firstDivergence?.effect = EffectOfDifference.between(recorded, other)
    }
    return result
  }

  /// Of a number that stands in the record as it is.
  private static let recordedConvention = "as recorded"

  static func metricDivergence(_ comparison: MetricComparison, _ statement: Message) -> Divergence {
    let right = comparison.metric.value
    let left = right.flatMap { right in comparison.delta.map { right - $0 } }
    return Divergence(
      day: nil, instrument: nil, field: comparison.metric.name, left: Difference.text(left),
      right: Difference.text(right), cause: CauseStatement(.unknown, statement))
  }
}

extension Divergence {
  init(_ found: FirstDivergence, cause: CauseStatement, context: [Message] = []) {
    self.init(
      day: found.day, instrument: found.instrument, field: found.field.name, left: found.left, right: found.right,
      cause: cause, context: context)
  }

  func with(_ effect: DivergenceEffect) -> Divergence {
    var result = self
    result.effect = effect
    return result
  }
}

extension Climbed {
  /// Nothing was computed for a rung that is not wanted.
  package static var notAskedFor: Climbed { .unavailable(.notAskedFor) }
}

extension Message {
  fileprivate static let notAskedFor = Message(
    "rung.not-asked-for", en: "This rung was not asked for.", zh: "未要求运行这一级。")

  fileprivate static let noRecordedNumber = Message(
    "rung.no-recorded-number", en: "The record holds no number.", zh: "记录中没有数值。")

  fileprivate static let notComputable = Message(
    "rung.not-computable", en: "It does not follow from curve, predictions and labels.", zh: "它不能由曲线、预测与标签算出。")

  fileprivate static let recomputedAlone = Message(
    "rung.recomputed-alone", en: "The metrics are computed, and the record holds no number to compare with.",
    zh: "指标已算出，但记录中没有可比较的数值。")

  fileprivate static let claimsUnreachable = Message(
    "rung.recomputed-unreachable", en: "The record holds numbers, and its curve gives none of them.",
    zh: "记录中有数值，但由其曲线一个也算不出。")

  fileprivate static func renamed(_ unknown: [String], absent: [String]) -> Message {
    Message(
      "cause.renamed-metrics", ["unknown": .names(unknown), "absent": .names(absent)],
      en: "The record names metrics that qlib does not write: {unknown}. Those that it writes are absent: {absent}.",
      zh: "记录中的指标名不是 qlib 所写：{unknown}；qlib 所写的缺少：{absent}。")
  }

  fileprivate static func lostMetrics(_ absent: [String]) -> Message {
    Message(
      "cause.lost-metrics", ["count": .count(absent.count), "absent": .names(absent.prefix(3))],
      en: "The record lacks {count} {count:metric|metrics} of analyses that qlib writes as a whole, first {absent}.",
      zh: "qlib 整组写出指标，而记录缺少其中 {count} 个，首先是 {absent}。")
  }

  fileprivate static let replayedMetricsOnly = Message(
    "rung.replayed-metrics-only", en: "There is no recorded curve. Only the metrics are compared.",
    zh: "没有记录的曲线，只比较指标。")

  fileprivate static let replayedAlone = Message(
    "rung.replayed-alone", en: "The replay ran, and the record holds neither a curve nor a number to compare with.",
    zh: "回放已运行，但记录中既没有曲线，也没有可比较的数值。")

  fileprivate static let replayedMetric = Message(
    "cause.replayed-metric",
    en: "The replay does not give the recorded number. Without the recorded curve no day can be named.",
    zh: "回放得不到记录的数值；没有记录的曲线，无法指出是哪一天。")

  fileprivate static let metricAlone = Message(
    "cause.metric-alone", en: "Every day agrees within its tolerance, and this metric does not.",
    zh: "每一天都在容差之内一致，而这个指标不一致。")
}
