import Primitives
import Records

/// Looks for the one change of the setting under which the replay is the record.
///
/// A trial is run to a few days behind the divergence first; what agrees there is run to the end. Only a
/// replay that agrees with the record counts: nothing is concluded from being closer.
struct CounterfactualSearch {
  let laboratory: Laboratory
  let recorded: ComparedRun
  let tolerances: Tolerances

  /// Trading days behind the divergence that a trial must agree on.
  static let horizon = 10

  struct Found {
    var trial: Trial
    /// Where the record still differs from the trial's replay; nil where it never does.
    var rest: FirstDivergence?
    /// The day whose recorded holdings the trial started from; nil where it ran from the beginning.
    var resumed: TradingDay?
  }

  /// A trial that does not agree, and carries farther than no change does.
  struct Step {
    var trial: Trial
    /// As far as it was needed.
    var run: ComparedRun
    var rest: FirstDivergence
  }

  /// The first trial that agrees to the end; else the one that agrees longest, horizon and more.
  ///
  /// - Returns: that, and the trials before it that carry a part of the way.
  func find(_ divergence: FirstDivergence, _ trials: [Trial]) -> (found: Found?, steps: [Step]) {
    guard let end = horizon(behind: divergence.day) else { return (nil, []) }
    let near = recorded.through(end)
    var best: Found?
    var steps: [Step] = []
    for trial in trials {
      var short = trial.setting
      short.backtest.end = min(short.backtest.end, end)
      guard let run = laboratory.replay(short) else { continue }
      let part = run.through(end)
      if let rest = FirstDivergence.find(near, part, tolerances) {
        if rest.isFarther(than: divergence) { steps.append(Step(trial: trial, run: part, rest: rest)) }
        continue
      }
      let whole =
        short.backtest.end == trial.setting.backtest.end ? run : laboratory.replay(trial.setting)
      guard let whole else { continue }
      let rest = FirstDivergence.find(recorded, whole, tolerances)
      guard let last = rest else { return (Found(trial: trial, rest: nil), steps) }
      if best?.rest.map({ $0.day < last.day }) ?? true { best = Found(trial: trial, rest: rest) }
    }
    return (best, steps)
  }

  /// Two changes at once: the steps that carry farthest by themselves, each with a second change on top.
  ///
  /// - Parameter others: the trials for the place where a step leaves off, on top of its setting.
  func findPair(_ steps: [Step], then others: (Step) -> [Trial]) -> (first: Trial, second: Found)? {
    // `sorted` keeps the order of equals: likelier trials stand first.
    let farthest = steps.sorted { $0.rest.isFarther(than: $1.rest) }.prefix(CounterfactualSearch.firstsMax)
    for step in farthest {
      if let found = find(step.rest, others(step)).found, found.rest == nil { return (step.trial, found) }
    }
    return nil
  }

  /// First changes on which a second one is tried.
  private static let firstsMax = 3

  /// The first trial that holds what the record holds, from the close of a day to the end.
  ///
  /// For predictions that lack the days before: the record's own holdings stand in for what these decided. They are held
  /// over that day without a score, so that they can be sold on the next one as the record's can.
  func find(from divergence: FirstDivergence, resuming trials: [Trial]) -> Found? {
    let days = recorded.report.map(\.day)
    guard let index = days.firstIndex(where: { $0 >= divergence.day }),
      index + CounterfactualSearch.horizon < days.count
    else { return nil }
    let day = days[index]
    let held = (recorded.positions ?? []).filter { $0.day == day }
    guard !held.isEmpty else { return nil }
    return trials.lazy.compactMap { trial -> Found? in
      var setting = trial.setting
      setting.backtest.start = day
      let kept = setting.predictions.days.indices.filter { setting.predictions.days[$0] >= day }
      guard !kept.isEmpty else { return nil }
      setting.predictions = setting.predictions.keeping(kept, dated: kept.map { setting.predictions.days[$0] })
      setting.backtest.account = recorded.report[index].cash
      setting.backtest.startPositions = held.map {
        .init(instrument: $0.instrument, amount: $0.amount, price: $0.price)
      }
      guard let run = laboratory.replay(setting), sameHoldings(run, after: day) else { return nil }
      return Found(trial: trial, rest: nil, resumed: day)
    }.first
  }

  private func sameHoldings(_ run: ComparedRun, after day: TradingDay) -> Bool {
    let (left, right) = (
      (recorded.positions ?? []).filter { $0.day > day }, (run.positions ?? []).filter { $0.day > day }
    )
    return left.count == right.count
      && zip(left, right).allSatisfy { one, other in
        one.day == other.day && one.instrument == other.instrument
          && !Difference.exceedsRelatively(one.amount, other.amount, limit: CounterfactualSearch.resumedLimit)
      }
  }

  /// Relative: the sums of a run that starts in the middle end in other bits, and lots take up what they leave.
  private static let resumedLimit = 1e-9

  /// A day on which the replay can end: of the record or of the predictions behind it.
  private func horizon(behind day: TradingDay) -> TradingDay? {
    let later = recorded.report.lazy.map(\.day).filter { $0 >= day }.prefix(
      CounterfactualSearch.horizon + 1)
    return Array(later).last ?? recorded.report.last?.day
  }
}

extension FirstDivergence {
  /// Whether this one lies behind another: on a later day, or on the same one farther in the order of the work.
  fileprivate func isFarther(than other: FirstDivergence) -> Bool { (day, step) > (other.day, other.step) }

  private var step: Int {
    switch field {
    case .day: 0
    case .order: 1
    case .holding: 2
    case .report: 3
    }
  }
}

extension ComparedRun {
  /// The days up to one, itself included; orders and holdings are sorted by day.
  func through(_ day: TradingDay) -> ComparedRun {
    ComparedRun(
      report: Array(report.prefix { $0.day <= day }),
      positions: positions.map { Array($0.prefix { $0.day <= day }) },
      trades: trades.map { Array($0.prefix { $0.day <= day }) })
  }
}
