import Primitives
import Records

/// What waits for a person about one migration, serious findings left out.
struct MigrationAttention {
  let migration: NightResult.Migration

  private var subject: AttentionItem.Subject { .init(.migration, migration.id) }
  private var verdict: String { migration.verdict }
  private var review: ReviewStatus { migration.review }

  var items: [AttentionItem] { [judged, signature].compactMap { $0 } }

  // MARK: - Verdict

  private var judged: AttentionItem? {
    switch migration.outcome {
    case .failed(let diagnostic):
      AttentionItem(
        .fail, .damagedInput, subject, title: .cannotBeRead, cause: diagnostic.summary, amountNote: .notJudged,
        owner: owner, remedy: diagnostic.remedy)
    case .judged(let judgement): judged(judgement)
    }
  }

  private func judged(_ judgement: NightResult.Judgement) -> AttentionItem? {
    let comparison = judgement.comparison
    switch comparison.verdict {
    case .fail: return failed(judgement)
    case .notComparable:
      return item(
        .incomplete, flipped ? .flip : .verdict, flipped ? .nowNotComparable(before) : .notComparable,
        comparison.summary,
        .notChecked, .export)
    case .pass, .passWithExceptions:
      if migration.standing?.before?.verdict == Comparison.Verdict.fail.rawValue {
        return item(.note, .flip, .passesAgain, comparison.summary, .agrees, .askAgain(migration.id))
      }
      guard let missing = missing(comparison) else { return nil }
      let isAsked = migration.asked.contains(missing.id)
      return item(
        .incomplete, .fewRungs, .fewRungs(comparison.ranCount), missing.reason ?? .noReason, .notChecked,
        isAsked ? .export : .askForAll(migration.id))
    }
  }

  private func failed(_ judgement: NightResult.Judgement) -> AttentionItem {
    let cause = judgement.comparison.leadingCause?.statement ?? judgement.comparison.summary
    let remedy: Message = review.decision == nil ? .look : .reject(migration.id)
    let difference = judgement.figures.endDifference
    var item: AttentionItem
    if let decision = review.decision {
      item = self.item(
        review.exceptions.isEmpty ? .fail : .review, .contradicted,
        review.exceptions.isEmpty ? .approvedAgainst : .approvedWithException(decision.holdsThrough), cause, .noCurve,
        remedy)
      item.owner = MigrationAttention.names([decision.person, owner])
    } else {
      item = self.item(.fail, flipped ? .flip : .verdict, failTitle, cause, .noCurve, remedy)
    }
    if let difference {
      item.amount = .money(difference.magnitude)
      item.amountNote = difference == 0 ? .sameEnd : difference < 0 ? .overstated : .understated
    }
    return item
  }

  private var failTitle: Message {
    guard let standing = migration.standing, let before = standing.before else { return .fails }
    if before.verdict != verdict { return .newFail(before.verdict) }
    return standing.isSameCause == false ? .failsForAnotherCause(standing.streak) : .failsAgain(standing.streak)
  }

  private var before: Message { Comparison.Verdict.phrase(migration.standing?.before?.verdict ?? "", ran: nil) }
  private var flipped: Bool { migration.standing?.isFlip(from: verdict) ?? false }

  /// The first of the rungs that a migration stands on that did not run; nil where all did.
  private func missing(_ comparison: Comparison) -> RungResult? {
    comparison.rungs.first { [.replayed, .reinferred].contains($0.id) && $0.state == .notAvailable }
  }

  // MARK: - Sign-off

  private var signature: AttentionItem? {
    let reason = review.reasons.first?.detail ?? .noReason
    let signer = MigrationAttention.names([review.statements.last?.person, owner])
    var item: AttentionItem
    switch review.state {
    case .none, .approved, .rejected: return nil
    case .expired:
      item = self.item(.review, .approval, .approvalExpired, reason, .notTradable, .askAgain(migration.id))
    case .reopened:
      let wasApproved = review.statements.last?.act == .approve
      item = self.item(
        .review, .approval, wasApproved ? .approvalReopened : .reviewReopened, reason,
        wasApproved ? .notTradable : .waiting, .askAgain(migration.id))
    case .invalid:
      item = self.item(.fail, .approval, .signOffInvalid, reason, .notTradable, .status(migration.id))
    case .inReview:
      let asked = review.statements.last.map { String($0.time.prefix(10)) } ?? ""
      item = self.item(.note, .approval, .waitsForSignOff, .askedOn(asked), .waiting, .decide(migration.id))
    }
    item.owner = signer
    return item
  }

  // MARK: - Parts

  private var owner: String? { migration.owner ?? review.statements.first?.author }

  private static func names(_ names: [String?]) -> String? {
    var found: [String] = []
    for name in names.compactMap({ $0 }) where !found.contains(name) { found.append(name) }
    return found.isEmpty ? nil : found.joined(separator: ", ")
  }

  private func item(
    _ severity: AttentionItem.Severity, _ kind: AttentionItem.Kind, _ title: Message, _ cause: Message,
    _ note: Message, _ remedy: Message
  ) -> AttentionItem {
    AttentionItem(
      severity, kind, subject, title: title, cause: cause, amountNote: note, owner: owner, remedy: remedy)
  }
}

extension Message {
  fileprivate static let cannotBeRead = Message("attention.damaged", en: "The input cannot be read.", zh: "无法读取输入。")
  fileprivate static let notJudged = Message("attention.not-judged-label", en: "not judged", zh: "未判定")
  fileprivate static let notChecked = Message("attention.not-checked-label", en: "not checked", zh: "未能核对")
  fileprivate static let agrees = Message("attention.agrees-label", en: "agrees now", zh: "现已一致")
  fileprivate static let noCurve = Message("attention.no-curve-label", en: "no curve to compare", zh: "没有可比的曲线")
  fileprivate static let overstated = Message("attention.overstated-label", en: "end value overstated", zh: "期末资产虚高")
  fileprivate static let understated = Message(
    "attention.understated-label", en: "end value understated", zh: "期末资产偏低")
  fileprivate static let sameEnd = Message("attention.same-end-label", en: "same end value", zh: "期末资产相同")
  fileprivate static let notTradable = Message("attention.not-tradable-label", en: "must not trade", zh: "不得交易")
  fileprivate static let waiting = Message("attention.waiting-label", en: "waits", zh: "等待中")

  fileprivate static let fails = Message("attention.fails", en: "Fails on its first night.", zh: "首夜即未通过。")

  fileprivate static func newFail(_ before: String) -> Message {
    Message(
      "attention.new-fail", ["before": .message(Comparison.Verdict.phrase(before, ran: nil))],
      en: "New failure. The night before: {before}.", zh: "新增未通过，前一夜为{before}。")
  }

  fileprivate static func failsAgain(_ nights: Int) -> Message {
    Message(
      "attention.fails-again", ["nights": .count(nights)], en: "Fails, night {nights} in a row.",
      zh: "连续第 {nights} 夜未通过。")
  }

  fileprivate static func failsForAnotherCause(_ nights: Int) -> Message {
    Message(
      "attention.fails-for-another-cause", ["nights": .count(nights)],
      en: "Fails, night {nights} in a row, for another cause than the night before.",
      zh: "连续第 {nights} 夜未通过，原因与前一夜不同。")
  }

  fileprivate static let approvedAgainst = Message(
    "attention.approved-against", en: "Approved against the verdict.", zh: "判定未通过，却已批准。")

  fileprivate static func approvedWithException(_ day: TradingDay?) -> Message {
    guard let day else {
      return Message(
        "attention.approved-with-exception", en: "Approved with an exception for the failure.", zh: "未通过，以例外批准。")
    }
    return Message(
      "attention.approved-with-exception-until", ["day": .day(day)],
      en: "Approved with an exception for the failure, until {day}.", zh: "未通过，以例外批准至 {day}。")
  }

  fileprivate static let notComparable = Message("attention.not-comparable", en: "Not comparable.", zh: "无法比较。")

  fileprivate static func nowNotComparable(_ before: Message) -> Message {
    Message(
      "attention.now-not-comparable", ["before": .message(before)],
      en: "No longer comparable. The night before: {before}.", zh: "不再可比，前一夜为{before}。")
  }

  fileprivate static let passesAgain = Message(
    "attention.passes-again", en: "Passes. It failed the night before.", zh: "转为通过，前一夜未通过。")

  fileprivate static func fewRungs(_ ran: Int) -> Message {
    Message(
      "attention.few-rungs", ["ran": .count(ran), "all": .count(Rung.allCases.count)],
      en: "Passes, but only {ran} of {all} rungs ran.", zh: "通过，但 {all} 级中只运行了 {ran} 级。")
  }

  fileprivate static let noReason = Message("attention.no-reason", en: "No reason is recorded.", zh: "没有记录原因。")

  fileprivate static let approvalExpired = Message("attention.expired", en: "The approval expired.", zh: "批准已过期。")
  fileprivate static let approvalReopened = Message(
    "attention.reopened", en: "The approval no longer stands.", zh: "批准不再有效。")
  fileprivate static let reviewReopened = Message(
    "attention.review-reopened", en: "The sign-off is open again.", zh: "签核重新打开。")
  fileprivate static let signOffInvalid = Message(
    "attention.sign-off-invalid", en: "The sign-off cannot be verified.", zh: "签核无法验证。")
  fileprivate static let waitsForSignOff = Message(
    "attention.waits-for-sign-off", en: "Waits for a decision.", zh: "等待签核决定。")

  fileprivate static func askedOn(_ day: String) -> Message {
    Message("attention.asked-on", ["day": .text(day)], en: "Requested on {day}.", zh: "{day} 提请签核。")
  }

  fileprivate static func reject(_ id: String) -> Message {
    Message(
      "attention.reject", ["id": .text(id)],
      en: "Run `aistock review reject --migration {id} --reviewer NAME --key KEY`.",
      zh: "运行 `aistock review reject --migration {id} --reviewer 姓名 --key 私钥`。")
  }

  fileprivate static func askAgain(_ id: String) -> Message {
    Message(
      "attention.ask-again", ["id": .text(id)], en: "Run `aistock review request --migration {id} --author NAME`.",
      zh: "运行 `aistock review request --migration {id} --author 姓名`。")
  }

  fileprivate static func status(_ id: String) -> Message {
    Message(
      "attention.review-status", ["id": .text(id)], en: "Run `aistock review status --migration {id}`.",
      zh: "运行 `aistock review status --migration {id}`。")
  }

  fileprivate static func decide(_ id: String) -> Message {
    Message(
      "attention.decide", ["id": .text(id)],
      en: "Read its page, then run `aistock review approve --migration {id} --reviewer NAME --key KEY`.",
      zh: "阅读其页面，再运行 `aistock review approve --migration {id} --reviewer 姓名 --key 私钥`。")
  }

  fileprivate static let look = Message(
    "attention.look", en: "Read its page. Correct the configuration or export it anew.", zh: "阅读其页面，修正配置或重新导出。")
  fileprivate static func askForAll(_ id: String) -> Message {
    Message(
      "attention.ask-for-all", ["id": .text(id)], en: "Remove `rungs` of `{id}` from `aistock.yaml`: all six run then.",
      zh: "从 `aistock.yaml` 删去 `{id}` 的 `rungs`，即运行全部六级。")
  }

  fileprivate static let export = Message(
    "attention.export",
    en: "Run `aistock doctor`. If nothing is missing here, export the workspace anew with `aistock rdagent exporter`.",
    zh: "先运行 `aistock doctor`；若本机环境齐全，用 `aistock rdagent exporter` 重新导出工作区。")
}
