import Metrics
package import Primitives
package import Records

/// The whole library as trials: what each loop's result is worth, seen how many were tried on the same days.
///
/// A trial is a result; loops whose metrics are equal to 1e-9 are one. Two loops are on the same test range where their
/// ranges share at least half of the days of the shorter one. Loops whose range nobody tells are counted by themselves.
package struct LibraryTrials: Sendable {
  /// The curve of a migration that runs already.
  package struct Running: Equatable, Sendable {
    package var id: String
    package var days: [TradingDay]
    package var returns: [Double]

    package init(id: String, days: [TradingDay], returns: [Double]) {
      self.id = id
      self.days = days
      self.returns = returns
    }
  }

  package var loops: [LibraryLoop]
  package var curves: [LibraryCurve]
  /// By loop, of catalogs, whose first configuration need not be the one that ran.
  package var catalogRanges: [String: LibraryCurve.Range]
  package var running: [Running]

  package init(
    loops: [LibraryLoop], curves: [LibraryCurve] = [], catalogRanges: [String: LibraryCurve.Range] = [:],
    running: [Running] = []
  ) {
    self.loops = loops
    self.curves = curves
    self.catalogRanges = catalogRanges
    self.running = running
  }

  /// qlib's days a year (`InformationRatio`).
  private static let daysAYear = 238.0
  /// `ret_schema.json` is rounded to ten decimals; a ratio that differs by more is another run's.
  private static let ratioTolerance = 1e-6

  /// Of all loops with a result, by identity.
  package func selections() -> [LibrarySelection] {
    let results = loops.filter { !$0.metrics.isEmpty }.sorted { $0.id < $1.id }
    let firsts = IdenticalResults.firsts(results)
    let curvesByLoop = Dictionary(grouping: curves) { $0.loop }
    let trials = results.indices.map { place in
      Trial(
        results[place], first: firsts[place], curvesByLoop[results[place].id] ?? [], catalogRanges[results[place].id])
    }
    let twins = Dictionary(grouping: results.indices) { firsts[$0] }
    let unranged = trials.filter { $0.range == nil }.count
    var sets: [LibraryCurve.Range?: TrialSet] = [:]
    for range in Set(trials.map(\.range)) {
      let members = trials.filter { trial in
        guard let range else { return trial.range == nil }
        return trial.range?.sharesHalf(with: range) ?? false
      }
      sets[range] = TrialSet(members)
    }
    return results.indices.compactMap { place in
      guard let set = sets[trials[place].range] else { return nil }
      let identical = (twins[firsts[place]] ?? []).filter { $0 != place }.map { results[$0].id }
      return selection(trials[place], set, identical: identical, unranged: trials[place].range == nil ? 0 : unranged)
    }
  }

  private func selection(
    _ trial: Trial, _ set: TrialSet, identical: [String], unranged: Int
  ) -> LibrarySelection {
    var notes: [Message] = []
    if !identical.isEmpty { notes.append(.identical(identical)) }
    if trial.rangeBasis == .catalog { notes.append(.catalogRange) }
    if trial.range == nil { notes.append(.noRange) }
    if unranged > 0 { notes.append(.unranged(unranged)) }
    let ratio = LibrarySelection.Value(
      trial.ratio, formula: InformationRatio.formula, reason: trial.ratio == nil ? .noRatio : nil)
    let (days, basis) = set.days(of: trial)
    let correlation = correlation(of: trial)
    return LibrarySelection(
      loop: trial.id, range: trial.range, rangeBasis: trial.rangeBasis, trials: set.count, loops: set.loops,
      unranged: unranged, identical: identical, days: days, informationRatio: ratio,
      deflatedSharpe: deflated(trial, set, days: days, basis), overfitting: set.probability,
      degradation: set.degradation, curves: set.curves, splits: set.splits, correlation: correlation.value,
      correlatedWith: correlation.id, notes: notes)
  }

  private func deflated(_ trial: Trial, _ set: TrialSet, days: Int?, _ basis: Message?) -> LibrarySelection.Value {
    let formula = DeflatedSharpe.formula
    guard let ratio = trial.ratio else { return .init(nil, formula: formula, reason: .noRatio) }
    guard let days else { return .init(nil, formula: formula, reason: .noDays) }
    var (skewness, kurtosis) = (0.0, 3.0)
    var assumption = basis.map { Message.assumedNormal(trial.whyNoCurve, $0) }
    if let curve = trial.curve {
      guard let third = Skewness.value(curve.returns), let fourth = Kurtosis.value(curve.returns) else {
        return .init(nil, formula: formula, reason: .tooFewDays)
      }
      (skewness, kurtosis) = (third, fourth)
      assumption = nil
    }
    let value = DeflatedSharpe.value(
      sharpe: ratio, skewness: skewness, kurtosis: kurtosis, observations: days, trials: set.count,
      variance: set.variance)
    return .init(value, formula: formula, reason: value == nil ? .tooFewDays : assumption)
  }

  private func correlation(of trial: Trial) -> (value: LibrarySelection.Value, id: String?) {
    let formula = ReturnCorrelation.formula
    guard let curve = trial.curve else { return (.init(nil, formula: formula, reason: trial.whyNoCurve), nil) }
    guard !running.isEmpty else { return (.init(nil, formula: formula, reason: .nothingRuns), nil) }
    let found = running.compactMap { other in
      ReturnCorrelation.value((curve.days, curve.returns), (other.days, other.returns)).map { (other.id, $0) }
    }
    guard let greatest = found.max(by: { ($0.1, $1.0) < ($1.1, $0.0) }) else {
      return (.init(nil, formula: formula, reason: .noCommonDays), nil)
    }
    return (.init(greatest.1, formula: formula), greatest.0)
  }

  // MARK: - One trial

  /// A loop's result with what is known of its days.
  struct Trial: Sendable {
    let id: String
    /// Place of the first loop with this result.
    let first: Int
    let range: LibraryCurve.Range?
    let rangeBasis: LibrarySelection.RangeBasis?
    /// Excess return after costs over its deviation, per day.
    let ratio: Double?
    /// Nil where there is none, or it is of another run.
    let curve: LibraryCurve?
    let whyNoCurve: Message

    init(_ loop: LibraryLoop, first: Int, _ curves: [LibraryCurve], _ catalog: LibraryCurve.Range?) {
      id = loop.id
      self.first = first
      let recorded = loop[.informationRatio].map { $0 / daysAYear.squareRoot() }
      var why: Message?
      var found: (curve: LibraryCurve, ratio: Double)?
      // The longest first: of equal length, the first by workspace.
      for curve in curves.sorted(by: { ($1.days.count, $0.workspace) < ($0.days.count, $1.workspace) }) {
        guard !curve.days.isEmpty else {
          if let file = curve.unreadable { why = why ?? .unreadable(file, curve.workspace) }
          continue
        }
        guard let ratio = SharpeRatio.daily(curve.returns) else {
          why = why ?? .flatCurve(curve.workspace)
          continue
        }
        if let recorded, (ratio - recorded).magnitude > ratioTolerance * max(1, recorded.magnitude) {
          why = .otherRun(
            curve.workspace, ratio * daysAYear.squareRoot(), recorded: recorded * daysAYear.squareRoot())
          continue
        }
        found = (curve, ratio)
        break
      }
      curve = found?.curve
      ratio = found?.ratio ?? recorded
      whyNoCurve = why ?? .noCurve
      let configured = curves.lazy.compactMap(\.configured).first
      range = found?.curve.range ?? configured ?? catalog
      rangeBasis =
        found != nil ? .curve : configured != nil ? .configuration : catalog != nil ? .catalog : nil
    }
  }

  // MARK: - The trials of a range

  /// All trials of one test range, and what they say together.
  struct TrialSet: Sendable {
    /// Distinct results.
    let count: Int
    let loops: Int
    /// Of their ratios; nil for fewer than two.
    let variance: Double?
    let curves: Int
    let splits: Int?
    let probability: LibrarySelection.Value
    let degradation: LibrarySelection.Value
    private let curveDays: [[TradingDay]]

    init(_ members: [Trial]) {
      let groups = Dictionary(grouping: members) { $0.first }.sorted { $0.key < $1.key }.map(\.value)
      count = groups.count
      loops = members.count
      let ratios = groups.compactMap { $0.lazy.compactMap(\.ratio).first }
      variance = StandardDeviation.value(ratios).map { $0 * $0 }
      let curves = groups.compactMap { $0.lazy.compactMap(\.curve).first }
      self.curves = curves.count
      curveDays = curves.map(\.days)
      let (result, reason) = TrialSet.overfitting(curves)
      splits = result?.splits
      probability = .init(result?.probability, formula: OverfittingProbability.formula, reason: reason)
      degradation = .init(
        result?.degradation, formula: OverfittingProbability.degradationFormula, reason: reason)
    }

    private static func overfitting(_ curves: [LibraryCurve]) -> (OverfittingProbability?, Message?) {
      guard curves.count >= 2, var common = curves.first?.days else { return (nil, .tooFewCurves(curves.count)) }
      for curve in curves.dropFirst() where curve.days != common {
        let own = Set(curve.days)
        common.removeAll { !own.contains($0) }
      }
      guard common.count >= OverfittingProbability.daysMin else { return (nil, .fewCommonDays(common.count)) }
      let trials = curves.map { curve -> [Double] in
        if curve.days == common { return curve.returns }
        let byDay = Dictionary(zip(curve.days, curve.returns)) { first, _ in first }
        return common.compactMap { byDay[$0] }
      }
      let result = OverfittingProbability(trials)
      return (result, result == nil ? .flatHalf : nil)
    }

    /// How many days a trial's backtest has; with what that rests on where it has no curve.
    func days(of trial: Trial) -> (count: Int?, basis: Message?) {
      if let curve = trial.curve { return (curve.days.count, nil) }
      guard let range = trial.range else { return (nil, nil) }
      // Another loop's backtest of the same window has the same days.
      let others = curveDays.first { days in
        days.first.map { TrialSet.isNear($0, range.start) } == true
          && days.last.map { TrialSet.isNear($0, range.end) } == true
      }
      if let others { return (others.count, .daysOfOthers(others.count)) }
      let calendar = Double(range.end.daysSince1970 - range.start.daysSince1970 + 1)
      let count = Int((calendar / 365.25 * daysAYear).rounded())
      return (count, .estimatedDays(count))
    }

    /// Up to a long holiday.
    private static func isNear(_ left: TradingDay, _ right: TradingDay) -> Bool {
      (left.daysSince1970 - right.daysSince1970).magnitude <= 12
    }
  }
}

extension Message {
  fileprivate static func identical(_ loops: [String]) -> Message {
    Message(
      "selection.identical", ["count": .count(loops.count), "loops": .names(loops.prefix(5))],
      en:
        "All its metrics are identical to those of {count} other {count:loop|loops}: {loops}. Together they are one trial. "
        + "Usual causes: a fixed factor file, a cached environment, the latest recorder of another run.",
      zh: "全部指标与另外 {count} 个循环相同：{loops}；合计为一次试验。常见原因：固定的因子文件、缓存的环境、读到了其他运行的最新记录器。")
  }

  fileprivate static let catalogRange = Message(
    "selection.catalog-range",
    en: "The test range is that of the catalog's first configuration, which need not be the one that ran.",
    zh: "测试区间取自目录中的第一份配置，未必是实际运行的那一份。")

  fileprivate static let noRange = Message(
    "selection.no-range",
    en: "Nothing tells the test range. The trials counted are all loops without a known range.",
    zh: "测试区间未知；试验次数按所有区间未知的循环计。")

  fileprivate static func unranged(_ count: Int) -> Message {
    Message(
      "selection.unranged", ["count": .count(count)],
      en: "{count} further {count:loop has|loops have} no known test range and {count:is|are} not counted.",
      zh: "另有 {count} 个循环的测试区间未知，未计入。")
  }

  fileprivate static let noRatio = Message(
    "selection.no-ratio", en: "No information ratio is recorded, and there is no curve to compute it from.",
    zh: "没有记录信息比率，也没有可用于计算的曲线。")
  fileprivate static let noDays = Message(
    "selection.no-days", en: "The test range is not known, nor is its number of days.", zh: "测试区间未知，天数也未知。")
  fileprivate static let tooFewDays = Message(
    "selection.too-few-days", en: "There are fewer than four days, or the days have no spread.",
    zh: "不足四个交易日，或没有波动。")

  /// `why` there is no curve, and what the number of `days` rests on.
  fileprivate static func assumedNormal(_ why: Message, _ days: Message) -> Message {
    Message(
      "selection.assumed-normal", ["why": .message(why), "days": .message(days)],
      en: "{why} Normal returns are assumed: skewness 0, kurtosis 3. {days}",
      zh: "{why}假设收益服从正态分布：偏度 0，峰度 3。{days}")
  }

  fileprivate static func daysOfOthers(_ count: Int) -> Message {
    Message(
      "selection.days-of-others", ["count": .count(count)],
      en: "The {count} days are those of another loop's curve on this range.", zh: "天数 {count} 取自同一区间内其他循环的曲线。")
  }

  fileprivate static func estimatedDays(_ count: Int) -> Message {
    Message(
      "selection.estimated-days", ["count": .count(count)],
      en: "The {count} days are estimated at 238 a year.", zh: "天数 {count} 按每年 238 日估算。")
  }

  fileprivate static let noCurve = Message(
    "selection.no-curve", en: "No daily curve is at hand.", zh: "没有逐日曲线。")

  fileprivate static func unreadable(_ file: String, _ workspace: String) -> Message {
    Message(
      "selection.unreadable", ["file": .text(file), "workspace": .text(workspace)],
      en: "The curve of workspace {workspace} stands only in {file}, which is not read here.",
      zh: "工作区 {workspace} 的曲线只存于 {file}，本程序不读取。")
  }

  fileprivate static func flatCurve(_ workspace: String) -> Message {
    Message(
      "selection.flat-curve", ["workspace": .text(workspace)],
      en: "The curve of workspace {workspace} has fewer than two days, or no spread.",
      zh: "工作区 {workspace} 的曲线不足两天，或没有波动。")
  }

  fileprivate static func otherRun(_ workspace: String, _ ratio: Double, recorded: Double) -> Message {
    Message(
      "selection.other-run",
      ["workspace": .text(workspace), "ratio": .number(ratio), "recorded": .number(recorded)],
      en: "The curve of workspace {workspace} has an information ratio of {ratio}, the record {recorded}. "
        + "They belong to different runs.",
      zh: "工作区 {workspace} 的曲线信息比率为 {ratio}，记录为 {recorded}，两者不属于同一次运行。")
  }

  fileprivate static let nothingRuns = Message(
    "selection.nothing-runs", en: "No configured migration has a curve.", zh: "已配置的迁移都没有曲线。")
  fileprivate static let noCommonDays = Message(
    "selection.no-common-days", en: "No configured migration shares 60 days with it.", zh: "没有与其共有 60 个交易日的迁移。")

  fileprivate static func tooFewCurves(_ count: Int) -> Message {
    Message(
      "selection.too-few-curves", ["count": .count(count)],
      en: "It needs the curves of two trials on this range; {count} {count:is|are} at hand.",
      zh: "需要同一区间内至少两次试验的曲线，现有 {count} 条。")
  }

  fileprivate static func fewCommonDays(_ count: Int) -> Message {
    Message(
      "selection.few-common-days", ["count": .count(count), "least": .count(OverfittingProbability.daysMin)],
      en: "The curves share {count} {count:day|days}; it needs {least}.", zh: "各曲线共有 {count} 个交易日，至少需要 {least} 个。")
  }

  fileprivate static let flatHalf = Message(
    "selection.flat-half", en: "A trial has no spread on one half of the days.", zh: "有试验在一半的交易日上没有波动。")
}
