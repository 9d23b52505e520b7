import Primitives
import Records

/// What curve, metrics and predictions say against themselves, whatever the configuration.
enum ResultFindings {
  static func all(of evidence: WorkspaceEvidence) -> [Finding] {
    [
      emptyMetrics(evidence), benchmarkGaps(evidence), accounts(evidence), shortCurve(evidence),
      universe(evidence),
      indexes(evidence), spread(evidence), outsideTest(evidence),
    ].compactMap { $0 }
  }

  private static func emptyMetrics(_ evidence: WorkspaceEvidence) -> Finding? {
    let empty = (evidence.reported?.values ?? [:]).filter { $0.value.isNaN }.map(\.key).sorted()
    guard !empty.isEmpty else { return nil }
    return empty.contains { ["IC", "Rank IC"].contains($0) } ? .correlationsEmpty(empty) : .metricsEmpty(empty)
  }

  /// Days that a sentence can list.
  private static let gapsNamedMax = 10

  private static func benchmarkGaps(_ evidence: WorkspaceEvidence) -> Finding? {
    guard let curve = evidence.curve else { return nil }
    let gaps = curve.filter { $0.bench.isNaN }
    guard let first = gaps.first, gaps.count < curve.count else { return nil }
    return Finding(
      "import.benchmark-gaps", .warning,
      [
        "gaps": .count(gaps.count), "days": .count(curve.count), "first": .day(first.day),
        "named": .list(gaps.prefix(gapsNamedMax).map { .day($0.day) }),
      ],
      title: (en: "The recorded benchmark has gaps", zh: "记录的基准有缺口"),
      evidence: (
        en: "The benchmark's return is missing on {gaps} of {days} days, first on {first}: {named}.",
        zh: "{days} 天中有 {gaps} 天缺少基准收益，首日 {first}：{named}。"
      ),
      consequence: (
        en: "Excess returns of these days are missing, and so is every metric over them.",
        zh: "这些交易日的超额收益缺失，相关指标亦缺失。"
      ),
      remedy: (en: "Fill the index in the market that RD-Agent used.", zh: "补齐 RD-Agent 所用行情中的指数。"))
  }

  /// Largest relative difference of an account to the one that return and cost lead to; rounding of
  /// Double stays a million times below.
  static let accountTolerance = 1e-8

  /// qlib's return is before cost: account = account before x (1 + return - cost).
  private static func accounts(_ evidence: WorkspaceEvidence) -> Finding? {
    guard let curve = evidence.curve else { return nil }
    for (before, row) in zip(curve, curve.dropFirst()) {
      let expected = before.account * (1 + row.returnRate - row.cost)
      guard !((row.account - expected).magnitude <= accountTolerance * before.account.magnitude)
      else { continue }
      return Finding(
        "import.curve-inconsistent", .serious,
        ["day": .day(row.day), "account": .money(row.account), "expected": .money(expected)],
        title: (en: "The recorded curve contradicts itself", zh: "记录的净值曲线自相矛盾"),
        evidence: (
          en: "On {day} the account is {account}. The day before, return and cost lead to {expected}.",
          zh: "{day} 的账户总值为 {account}；由前一日、收益与成本推得 {expected}。"
        ),
        consequence: (
          en: "The curve joins two runs, or was changed. None of its metrics can be believed.",
          zh: "曲线由两次运行拼成或被改动，其指标都不可信。"
        ),
        remedy: (
          en: "Export the recorder again, and compare the file's digest.", zh: "重新导出该记录器并核对文件摘要。"
        ))
    }
    return nil
  }

  private static func shortCurve(_ evidence: WorkspaceEvidence) -> Finding? {
    guard let last = evidence.curve?.last?.day, let used = evidence.used,
      used.configuration.hasPortfolio,
      let backtest = try? used.configuration.backtest(open: .init(start: last, end: last)),
      last.advanced(byDays: holidayDaysMax) < backtest.end
    else { return nil }
    return Finding(
      "import.curve-shorter", .warning, ["last": .day(last), "end": .day(backtest.end)],
      title: (en: "The curve ends before its window", zh: "曲线早于回测区间结束"),
      evidence: (
        en: "The curve ends on {last}, the configuration's backtest on {end}.", zh: "曲线止于 {last}，配置的回测止于 {end}。"
      ),
      consequence: (
        en: "The metrics cover fewer days than the window shown with them.", zh: "指标覆盖的天数少于所示区间。"
      ),
      remedy: (
        en: "Extend RD-Agent's data, or end the backtest where the curve ends.", zh: "延长 RD-Agent 的数据，或让回测止于曲线末日。"
      ))
  }

  /// The longest closure of the exchanges (Spring Festival of 2020, eleven days) and a weekend.
  private static let holidayDaysMax = 14

  private static func universe(_ evidence: WorkspaceEvidence) -> Finding? {
    guard let predictions = evidence.predictions, !predictions.days.isEmpty else { return nil }
    let total = predictions.instruments.count
    let most = predictions.days.indices.map { predictions.rows(ofDay: $0).count }.max() ?? 0
    let names = MessageArgument.names(predictions.instruments.prefix(3))
    if total == 1 {
      return Finding(
        "import.universe-of-one", .serious, ["name": names],
        title: (en: "Only one instrument was predicted", zh: "只预测了一只证券"),
        evidence: (en: "{name} is the only instrument predicted.", zh: "只预测了 {name} 一只证券。"),
        consequence: (
          en: "There is no cross-section. IC, ranks and the portfolio say nothing about the factor.",
          zh: "没有横截面：IC、排名与组合都不能说明因子。"
        ),
        remedy: (
          en: "Repair `instruments/*.txt` of the market that RD-Agent used.",
          zh: "修正 RD-Agent 所用行情的 `instruments/*.txt`。"
        ))
    }
    guard let strategy = try? evidence.used?.configuration.strategy(),
      case .topkDropout(let parameters) = strategy.kind,
      most < parameters.topk
    else { return nil }
    return Finding(
      "import.universe-small", .warning,
      ["most": .count(most), "topk": .count(parameters.topk), "names": names],
      title: (en: "Fewer instruments than holdings", zh: "证券少于持仓数"),
      evidence: (
        en: "The fullest day predicts {most} {most:instrument|instruments}. The strategy holds {topk}. "
          + "The first are {names}.",
        zh: "预测最多的一天有 {most} 只证券，而策略持有 {topk} 只。前几只：{names}。"
      ),
      consequence: (
        en: "Everything is held whatever its score. The portfolio says nothing about the factor.",
        zh: "全部证券都会被持有，组合不能说明因子。"
      ),
      remedy: (
        en: "Repair `instruments/*.txt` of the market that RD-Agent used.",
        zh: "修正 RD-Agent 所用行情的 `instruments/*.txt`。"
      ))
  }

  private static func indexes(_ evidence: WorkspaceEvidence) -> Finding? {
    let found = (evidence.predictions?.instruments ?? []).filter(\.isIndexCode)
    guard !found.isEmpty else { return nil }
    return Finding(
      "import.index-in-universe", .serious,
      ["count": .count(found.count), "names": .names(found.prefix(3))],
      title: (en: "Indexes were predicted as stocks", zh: "指数被当作股票预测"),
      evidence: (
        en: "Predictions are made for {count} index {count:code|codes}: {names}.", zh: "预测中有 {count} 个指数代码：{names}。"
      ),
      consequence: (
        en: "The strategy can buy what cannot be bought, and the index judges its own prediction.",
        zh: "策略可能买入无法买入的指数，且以指数评判对自身的预测。"
      ),
      remedy: (
        en: "Take index codes out of `instruments/*.txt`.", zh: "从 `instruments/*.txt` 中删除指数代码。"
      ))
  }

  private static func spread(_ evidence: WorkspaceEvidence) -> Finding? {
    guard let predictions = evidence.predictions else { return nil }
    let flat = predictions.days.indices.filter { index in
      let values = predictions.rows(ofDay: index).map { predictions.values[$0] }.filter {
        !$0.isNaN
      }
      return values.count > 1 && values.allSatisfy { $0 == values[0] }
    }
    guard let first = flat.first else { return nil }
    return Finding(
      "import.predictions-constant", flat.count == predictions.days.count ? .serious : .warning,
      [
        "flat": .count(flat.count), "days": .count(predictions.days.count), "first": .day(predictions.days[first]),
      ],
      title: (en: "Scores without a spread", zh: "得分没有差异"),
      evidence: (
        en: "All scores of a day are equal on {flat} of {days} days, first on {first}.",
        zh: "{days} 天中有 {flat} 天全部得分相同，首日 {first}。"
      ),
      consequence: (
        en: "The order of a table decides which stocks are held on these days.", zh: "这些交易日持有哪些股票只取决于表格顺序。"
      ),
      remedy: (
        en: "Check the model: it may have no tree, or one feature that is missing everywhere.",
        zh: "检查模型：可能没有一棵树，或唯一的特征全部缺失。"
      ))
  }

  private static func outsideTest(_ evidence: WorkspaceEvidence) -> Finding? {
    guard let days = evidence.predictions?.days, let test = evidence.used?.configuration.testSegment
    else { return nil }
    let outside = days.filter { day in day < test.start || test.end.map { day > $0 } ?? false }
    guard let first = outside.first else { return nil }
    return Finding(
      "import.predictions-outside-test", .serious,
      [
        "outside": .count(outside.count), "days": .count(days.count),
        "test": .message(test.end.map { .test(from: test.start, to: $0) } ?? .test(from: test.start)),
        "first": .day(first),
      ],
      title: (en: "Predictions outside the test", zh: "预测超出测试区间"),
      evidence: (
        en: "{outside} of {days} predicted days lie outside the test ({test}). The first is {first}.",
        zh: "预测的 {days} 天中有 {outside} 天在测试区间（{test}）之外，首日 {first}。"
      ),
      consequence: (
        en: "The predictions belong to a different run, or include days that the model was trained on.",
        zh: "预测属于另一次运行，或含训练过的交易日。"
      ),
      remedy: (
        en: "Name the recorder: `python export_recorder.py --workspace W --recorder ID`.",
        zh: "指定记录器：`python export_recorder.py --workspace W --recorder ID`。"
      ))
  }
}

extension Message {
  fileprivate static func test(from start: TradingDay, to end: TradingDay) -> Message {
    Message(
      "import.test-name", ["start": .day(start), "end": .day(end)], en: "{start} to {end}", zh: "{start} 至 {end}")
  }

  /// A test whose end is that of the data.
  fileprivate static func test(from start: TradingDay) -> Message {
    Message("import.open-test-name", ["start": .day(start)], en: "from {start}, open end", zh: "自 {start} 起，不设结束日")
  }
}

extension Finding {
  fileprivate static func correlationsEmpty(_ names: [String]) -> Finding {
    Finding(
      "import.metrics-empty", .serious, ["names": .names(names)],
      title: (en: "Recorded metrics are empty", zh: "记录的指标为空"),
      evidence: (en: "The record has no number for {names}.", zh: "记录中没有 {names} 的数值。"),
      consequence: (
        en: "Without an IC the predictions cannot be told from noise.", zh: "没有 IC，无法区分预测与噪声。"
      ),
      remedy: (
        en: "Count the instruments of a day: an IC needs two whose scores differ.",
        zh: "检查每日证券数量：IC 至少需要两只得分不同的证券。"
      ))
  }

  fileprivate static func metricsEmpty(_ names: [String]) -> Finding {
    Finding(
      "import.metrics-empty", .note, ["names": .names(names)],
      title: (en: "Recorded metrics are empty", zh: "记录的指标为空"),
      evidence: (en: "The record has no number for {names}.", zh: "记录中没有 {names} 的数值。"),
      consequence: (en: "These metrics are missing, not zero.", zh: "这些指标缺失，不是零。"),
      remedy: (
        en: "Record them again if they are needed.", zh: "若需要这些指标，请重新记录。"
      ))
  }
}

extension InstrumentID {
  /// Whether the code lies in a range that only indexes use: SH000xxx, SZ399xxx, BJ899xxx.
  var isIndexCode: Bool {
    isExchangeCode && ["SH000", "SZ399", "BJ899"].contains { name.hasPrefix($0) }
  }
}
