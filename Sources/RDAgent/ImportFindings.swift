import Primitives
import Records

/// What a reader must know of the evidence before any number is compared.
///
/// Where each row of `Contracts.md`, what goes wrong, is met:
/// 1 `import.identical-metrics`, `catalog.identical-metrics` · 2 `import.curve-of-another-run`,
/// `import.metrics-of-another-run`, `import.curve-inconsistent` · 3 `import.universe-of-one`,
/// `import.universe-small`, `import.not-a-stock`, `market.universe-of-one` · 4 `import.index-in-universe`,
/// `market.index-in-universe` · 5 the market's reader, which names the line · 6 `market.constant-listing` ·
/// 7 `market.field-missing`, `market.adjusted-trading` · 8 every border reads all forms of a code ·
/// 9 `import.benchmark-empty`, `import.benchmark-gaps` · 10, 24 `import.weights-in-pickle` · 12, 34
/// `catalog.files-gone`, `registry.files-gone` · 13 `catalog.metrics-misparsed` · 14 `catalog.factor-names` ·
/// 15 `catalog.metric-keys`, `registry.metrics-null` · 16 `catalog.loop-in-several-workspaces` ·
/// 17 `catalog.not-recorded` · 18 `catalog.configuration-candidate`, `import.baseline-configuration` ·
/// 19 `catalog.defaults-as-facts` · 20 `catalog.sharpe-is-information-ratio` and the grid of conventions ·
/// 21 `import.differing-fees`, `catalog.differing-fees`, `import.fees-of-another-configuration` ·
/// 22 `catalog.drawdown-sign` and the cause `convention` · 23 `import.feature-count` · 25 `catalog.no-code` ·
/// 29 `import.look-ahead` · 31 `market.end-on-last-day` · 32 the cause `adjustment` · 33
/// `catalog.stale-twin` · 35 `catalog.materialization`, `registry.materialization`,
/// `registry.failed-with-result` · 36 `catalog.duplicate-factor`, `registry.duplicate-factor` ·
/// 37 `registry.orphans` · 38 `import.nan-token`, `catalog.nan-token` · 39 `import.test-range-reused`,
/// `catalog.test-range-reused`.
///
/// Not met, and why: 11 is a crash of RD-Agent's machine that leaves no evidence but a missing file; 26 to 28
/// and 30 concern tables (daily_pv.h5, static_factors.parquet) that this program never reads, because it has
/// no reader for either form; 40 is about documents. Pictures (ret.png, dashboards) hold no number.
enum ImportFindings {
  static func all(of evidence: WorkspaceEvidence) throws -> [Finding] {
    let first = [configuration(evidence), window(evidence), benchmark(evidence), idle(evidence), indexNames(evidence)]
    return first.compactMap { $0 } + CurveFindings.all(of: evidence) + ConfigurationFindings.all(of: evidence)
      + ResultFindings.all(of: evidence)
      + (try ModelFindings.all(of: evidence)) + (try CodeFindings.all(of: evidence))
      + (try LinkFindings.all(of: evidence))
  }

  private static func configuration(_ evidence: WorkspaceEvidence) -> Finding? {
    guard let why = evidence.missing[.configuration] else { return nil }
    return Finding(
      "import.configuration-unknown", .serious, ["why": .message(why)],
      title: (en: "The configuration that ran is unknown", zh: "实际运行的配置未知"),
      evidence: (en: "{why}", zh: "{why}"),
      consequence: (
        en: "Nothing can be replayed: strategy, window and fees are unknown.",
        zh: "策略、回测区间与费用均未知，无法回放。"
      ),
      remedy: (
        en: "Export the workspace with the script of `aistock rdagent exporter`.",
        zh: "用 `aistock rdagent exporter` 的脚本导出该工作区。"
      ))
  }

  /// `ret.pkl` and `qlib_res.csv` of RD-Agent come from the newest recorder of all workspaces.
  private static func window(_ evidence: WorkspaceEvidence) -> Finding? {
    guard let curve = evidence.curve, let first = curve.first?.day, let last = curve.last?.day,
      let used = evidence.used, used.configuration.hasPortfolio,
      let backtest = try? used.configuration.backtest(open: .init(start: first, end: last))
    else { return nil }
    guard first < backtest.start || last > backtest.end else { return nil }
    return Finding(
      "import.curve-of-another-run", .serious,
      ["first": .day(first), "last": .day(last), "start": .day(backtest.start), "end": .day(backtest.end)],
      title: (en: "The recorded curve belongs to a different run", zh: "记录的净值曲线属于另一次运行"),
      evidence: (
        en: "The curve runs from {first} to {last}, the configuration from {start} to {end}.",
        zh: "曲线自 {first} 至 {last}，配置的回测自 {start} 至 {end}。"
      ),
      consequence: (
        en: "The curve belongs to a different run, or a different configuration ran.",
        zh: "曲线来自另一次运行，或实际运行的是另一份配置。"
      ),
      remedy: (
        en: "Name the recorder: `python export_recorder.py --workspace W --recorder ID`.",
        zh: "指定记录器：`python export_recorder.py --workspace W --recorder ID`。"
      ))
  }

  private static func benchmark(_ evidence: WorkspaceEvidence) -> Finding? {
    guard let curve = evidence.curve, !curve.isEmpty else { return nil }
    let missing = curve.count { $0.bench.isNaN }
    let zero = curve.count { $0.bench == 0 }
    guard missing + zero == curve.count, curve.count > 1 else { return nil }
    return Finding(
      "import.benchmark-empty", .serious,
      ["days": .count(curve.count), "value": .number(missing > 0 ? .nan : 0)],
      title: (en: "The recorded benchmark is empty", zh: "记录的基准为空"),
      evidence: (
        en: "The benchmark's return is {value} on all {days} days of the curve.",
        zh: "曲线全部 {days} 天的基准收益：{value}。"
      ),
      consequence: (
        en: "Every excess return of the record is an absolute return.", zh: "记录中的超额收益其实都是绝对收益。"
      ),
      remedy: (
        en: "Check that the benchmark's name exists in the market that RD-Agent used.",
        zh: "检查 RD-Agent 所用行情中是否有该基准的代码。"
      ))
  }

  private static func idle(_ evidence: WorkspaceEvidence) -> Finding? {
    guard let curve = evidence.curve, let last = curve.last, last.totalTurnover == 0 else { return nil }
    return Finding(
      "import.never-traded", .serious, ["days": .count(curve.count)],
      title: (en: "The recorded run never traded", zh: "记录的运行从未成交"),
      evidence: (
        en: "The recorded curve has no turnover in {days} {days:day|days}.", zh: "记录的曲线 {days} 天内没有任何换手。"
      ),
      consequence: (en: "Its metrics are those of cash.", zh: "其指标只是现金的指标。"),
      remedy: (
        en: "Check the strategy's thresholds and the predictions.", zh: "检查策略的阈值与预测。"
      ))
  }

  private static func indexNames(_ evidence: WorkspaceEvidence) -> Finding? {
    guard let predictions = evidence.predictions else { return nil }
    let odd = predictions.instruments.filter { !$0.isExchangeCode }
    guard let first = odd.first else { return nil }
    return Finding(
      "import.not-a-stock", .serious,
      ["count": .count(odd.count), "total": .count(predictions.instruments.count), "first": .instrument(first)],
      title: (en: "Predictions for names that are no stocks", zh: "预测中有非股票名称"),
      evidence: (
        en: "{count} of {total} predicted names are no exchange codes. The first is {first}.",
        zh: "预测的 {total} 个名称中有 {count} 个不是交易所代码，第一个是 {first}。"
      ),
      consequence: (en: "The universe of the run was not a list of stocks.", zh: "该次运行的股票池不是股票清单。"),
      remedy: (
        en: "Repair `instruments/*.txt` of the market that RD-Agent used.",
        zh: "修正 RD-Agent 所用行情的 `instruments/*.txt`。"
      ))
  }
}
