import Primitives
import Records

/// What of a night waits for a person.
enum Attention {
  /// The most urgent first; equal things of many migrations are one item.
  static func items(of night: NightResult) -> [AttentionItem] {
    let migrations = night.migrations.flatMap { MigrationAttention(migration: $0).items }
    let all =
      unreached(night) + migrations.mostUrgentFirst() + factors(night) + seriousFindings(night) + steps(night)
      + archive(night)
      + staleData(night)
    return all.joined().mostUrgentFirst()
  }

  /// Factors that do not mean what their reference means; those that no model is given are last.
  private static func factors(_ night: NightResult) -> [AttentionItem] {
    (night.factors?.entries ?? []).compactMap(FactorAttention.item).sorted { left, right in
      left.cells > right.cells
    }
  }

  /// Of the market, and of the migrations: one finding of many migrations is one item.
  private static func seriousFindings(_ night: NightResult) -> [AttentionItem] {
    let market = night.marketFindings.filter { $0.severity == .serious }.map {
      finding($0, of: .init(.market, night.market, name: .marketData), owner: nil)
    }
    let migrations = night.migrations.flatMap { migration -> [AttentionItem] in
      guard case .judged(let judgement) = migration.outcome else { return [] }
      // What the verdict is named after stands with the verdict.
      let told = judgement.comparison.leadingCause?.statement.english
      return judgement.comparison.seriousFindings.filter { $0.evidence.english != told }.map {
        finding($0, of: .init(.migration, migration.id), owner: migration.owner)
      }
    }
    return market + migrations
  }

  private static func finding(
    _ finding: Finding, of subject: AttentionItem.Subject, owner: String?
  ) -> AttentionItem {
    AttentionItem(
      .review, .finding, subject, title: .serious(finding.title), cause: finding.evidence,
      amountNote: .seriousFinding, owner: owner, remedy: finding.remedy)
  }

  /// A migration whose reconciliation failed stands among the migrations.
  private static func steps(_ night: NightResult) -> [AttentionItem] {
    night.failures.filter { $0.step.kind != .reconcile }.map { failure in
      let subject: AttentionItem.Subject =
        failure.step.kind == .settle
        ? .init(.preview, failure.step.subject ?? "") : .init(.step, failure.step.name, name: .step(failure.step.kind))
      return AttentionItem(
        failure.step.kind == .notify ? .review : .fail, .failedStep, subject, title: .stepFailed,
        cause: failure.diagnostic.summary, amountNote: .notDone, remedy: failure.diagnostic.remedy)
    }
  }

  private static func unreached(_ night: NightResult) -> [AttentionItem] {
    guard let diagnostic = night.unreached else { return [] }
    return [
      AttentionItem(
        .fail, .failedStep, .init(.step, StepID.Kind.reconcile.rawValue, name: .step(.reconcile)), title: .unreached,
        cause: diagnostic.summary, amountNote: .notDone, remedy: diagnostic.remedy)
    ]
  }

  private static func archive(_ night: NightResult) -> [AttentionItem] {
    let problems = night.archive.problems
    guard let first = problems.first else { return [] }
    return [
      AttentionItem(
        .fail, .archive, .init(.archive, "archive", name: .archive), title: .archiveDamaged(problems.count),
        cause: .archiveProblem(first), amountNote: .notProven, remedy: .verifyArchive)
    ]
  }

  private static func staleData(_ night: NightResult) -> [AttentionItem] {
    // Nobody can bring the days of the demo's market up to date.
    guard night.build.isStale, !night.isDemo else { return [] }
    return [
      AttentionItem(
        .review, .staleData, .init(.market, night.market, name: .marketData), title: night.build.staleness,
        cause: .lastTradingDay(night.day, built: String(night.build.at.prefix(10))),
        amountNote: night.previews.isEmpty ? .nothingNewer : .previewsStand, remedy: .updateData)
    ]
  }
}

extension AttentionItem {
  fileprivate var cells: Int { if case .cells(let count, _) = amount { count } else { 0 } }
}

extension Message {
  fileprivate static let marketData = Message("attention.market-data-name", en: "market data", zh: "行情")
  fileprivate static let archive = Message("attention.archive-name", en: "archive", zh: "归档")

  fileprivate static func step(_ kind: StepID.Kind) -> Message {
    switch kind {
    case .sync: Message("attention.step-sync-name", en: "sync of RD-Agent's results", zh: "同步 RD-Agent 结果")
    case .reconcile: Message("attention.step-reconcile-name", en: "reconciliation", zh: "对账")
    case .factors: Message("attention.step-factors-name", en: "factors", zh: "因子计算")
    case .settle: Message("attention.step-settle-name", en: "settlement", zh: "结算")
    case .archive: Message("attention.step-archive-name", en: "archiving", zh: "归档")
    case .publish: Message("attention.step-publish-name", en: "publication", zh: "发布")
    case .notify: Message("attention.step-notify-name", en: "notification", zh: "通知")
    case .push: Message("attention.step-push-name", en: "push of the state", zh: "推送状态")
    }
  }

  fileprivate static func serious(_ title: Message) -> Message {
    Message(
      "attention.serious-finding", ["title": .message(title)], en: "Serious finding: {title}.", zh: "严重发现：{title}。")
  }

  fileprivate static let seriousFinding = Message("attention.data-label", en: "data or record", zh: "数据或记录")
  fileprivate static let stepFailed = Message("attention.step-failed", en: "The step failed.", zh: "该步骤失败。")
  fileprivate static let unreached = Message(
    "attention.unreached", en: "The deadline came first.", zh: "截止时间先到。")
  fileprivate static let notDone = Message("attention.not-done-label", en: "not done tonight", zh: "本夜未完成")
  fileprivate static let notProven = Message("attention.not-proven-label", en: "no longer proven", zh: "已不可证")

  fileprivate static func archiveDamaged(_ count: Int) -> Message {
    Message(
      "attention.archive-damaged", ["count": .count(count)],
      en: "{count} {count:file of the archive is|files of the archive are} not as archived.",
      zh: "归档中有 {count} 个文件与归档时不同。")
  }

  fileprivate static func archiveProblem(_ problem: ArchiveProblem) -> Message {
    Message(
      "attention.archive-problem",
      ["day": .day(problem.day), "path": .text(problem.path), "detail": .message(problem.detail)],
      en: "Night of {day}, `{path}`: {detail}", zh: "{day} 之夜，`{path}`：{detail}")
  }

  fileprivate static let verifyArchive = Message(
    "attention.verify-archive", en: "Run `aistock archive verify`. Restore what it names from a copy.",
    zh: "运行 `aistock archive verify`，从副本恢复它列出的文件。")

  fileprivate static func lastTradingDay(_ day: TradingDay, built: String) -> Message {
    Message(
      "attention.last-trading-day", ["day": .day(day), "built": .text(built)],
      en: "The last trading day is {day}. The night ran on {built}.", zh: "最后一个交易日 {day}，运行日期 {built}。")
  }

  fileprivate static let previewsStand = Message(
    "attention.previews-stand-label", en: "previews stop there", zh: "预览停在该日")
  fileprivate static let nothingNewer = Message("attention.nothing-newer-label", en: "nothing newer", zh: "没有更新的数据")

  fileprivate static let updateData = Message(
    "attention.update-data", en: "Update the market's folder, then run `aistock nightly`.",
    zh: "更新行情目录，再运行 `aistock nightly`。")
}
