import Primitives
import Records

/// What a migration did on paper and live accounts, each beside what its backtest lets expect.
struct AccountsSection: Sendable {
  let migration: NightResult.Migration

  /// Nil where it was traded on none.
  var values: [String: PageValue]? {
    guard !migration.realised.isEmpty else { return nil }
    return ["runs": .list(migration.realised.map(row))]
  }

  private func row(_ run: RealisedRun) -> [String: PageValue] {
    let expectation = ExpectationSection(RealisedSide(run, of: migration.id), migration: migration)
    return [
      "anchor": .text("account-" + Slug.of(run.account)), "name": .message(.name(run)),
      "period": .message(.period(run.feedback)), "expectation": .one(expectation.values),
      "isCompared": .flag(expectation.isThere),
    ]
  }
}

extension Message {
  fileprivate static func name(_ run: RealisedRun) -> Message {
    run.feedback.environment == .live
      ? Message(
        "report.account-live.label", ["account": .text(run.account)], en: "{account}, live", zh: "{account}（实盘）")
      : Message(
        "report.account-paper.label", ["account": .text(run.account)], en: "{account}, paper", zh: "{account}（模拟盘）")
  }

  fileprivate static func period(_ feedback: LiveFeedback) -> Message {
    Message(
      "report.account-period",
      [
        "first": .day(feedback.start), "last": .day(feedback.end), "refused": .count(feedback.orderRejectCount),
        "blocked": .count(feedback.riskBlockCount),
      ],
      en:
        "{first} to {last}: the broker refused {refused} {refused:order|orders}, risk rules stopped {blocked}.",
      zh: "{first} 至 {last}：柜台拒单 {refused} 笔，风控拦截 {blocked} 笔。")
  }
}
