import Primitives
import Records

/// Strategies of qlib that are not the same in all of its versions.
///
/// Source: `qlib/contrib/strategy/cost_control.py` and `WeightStrategyBase.__init__` at the tags v0.7.2, v0.8.0 and
/// v0.9.7, and after commit 69bb755f (2026-02-03), which is 24 commits behind v0.9.7 (0.9.8.dev24).
enum VersionedStrategy: String {
  case softTopk = "SoftTopkStrategy"

  /// The first version of which the strategy is run here, and how many commits of its development came before.
  private static let rewritten = (version: QlibVersion(0, 9, 8), commits: 24)

  /// Why the strategy of a recorded version cannot be replayed; nil where it can, and where no version is recorded.
  func refusal(qlib: LibraryVersion?) -> Message? {
    guard let qlib, let version = QlibVersion(qlib.text) else { return nil }
    if version < QlibVersion(0, 8, 0) { return .selling(qlib) }
    return isRewritten(version, qlib.text) ? nil : .unbuildable(qlib)
  }

  private func isRewritten(_ version: QlibVersion, _ text: String) -> Bool {
    guard version == VersionedStrategy.rewritten.version else { return version > VersionedStrategy.rewritten.version }
    // `0.9.8.dev24+g69bb755f` counts the commits since the version before.
    guard let part = text.split(whereSeparator: { $0 == "." || $0 == "+" }).dropFirst(3).first, part.hasPrefix("dev"),
      let commits = Int(part.dropFirst(3))
    else { return true }
    return commits >= VersionedStrategy.rewritten.commits
  }

  /// What the configuration and the version leave open of a strategy that is run.
  func findings(_ configuration: QrunConfiguration, qlib: LibraryVersion?) -> [Finding] {
    let known = qlib.flatMap { QlibVersion($0.text) } != nil
    // A list of model and dataset gives qlib a series of scores, everything else a table.
    return (known ? [] : [.unknownVersion]) + (configuration.strategySignal.map { [.tableOfScores($0)] } ?? [])
  }
}

extension Finding {
  fileprivate static let unknownVersion = Finding(
    "strategy.soft-topk-version", .warning,
    title: (en: "SoftTopkStrategy of an unknown version", zh: "SoftTopkStrategy 的版本未知"),
    evidence: (
      en: "No record tells the version of qlib. Versions 0.8.0 to 0.9.7 cannot construct the strategy.",
      zh: "没有记录说明 qlib 的版本，而 0.8.0 至 0.9.7 无法构造该策略。"
    ),
    consequence: (
      en: "The class after 0.9.7 is run, which trades within one budget. Before 0.8.0 orders were others.",
      zh: "此处运行 0.9.7 之后的类，按统一预算交易；0.8.0 之前的委托与此不同。"
    ),
    remedy: (
      en: "Export the record with its environment, so that the version is known.", zh: "请连同环境一起导出记录，以便得知版本。"
    ))

  fileprivate static func tableOfScores(_ signal: String) -> Finding {
    Finding(
      "strategy.soft-topk-table", .serious, ["signal": .text(signal)],
      title: (en: "SoftTopkStrategy on a table of scores", zh: "SoftTopkStrategy 的信号是表"),
      evidence: (
        en: "The signal is written `{signal}`. qlib makes a table of it, and SoftTopkStrategy cannot sort one.",
        zh: "信号写作 `{signal}`，qlib 由此得到一张表，而 SoftTopkStrategy 无法对表排序。"
      ),
      consequence: (
        en: "qlib stops with a TypeError on the first day with scores. Here the run goes on by the scores.",
        zh: "qlib 在首个有得分的交易日以 TypeError 停止；此处按得分继续运行。"
      ),
      remedy: (
        en: "Write `signal: [<MODEL>, <DATASET>]` for qlib.", zh: "供 qlib 运行时请写 `signal: [<MODEL>, <DATASET>]`。"
      ))
  }
}

extension Message {
  fileprivate static func selling(_ qlib: LibraryVersion) -> Message {
    Message(
      "ladder.soft-topk-selling", ["version": .text(qlib.text), "source": .message(qlib.source)],
      en:
        "The record names qlib {version} ({source}). Its SoftTopkStrategy is not supported. Before 0.8.0 it buys with "
        + "the weight that it sells, up to `max_sold_weight` a stock.",
      zh: "记录的 qlib 版本为 {version}（{source}），不支持其 SoftTopkStrategy：0.8.0 之前按卖出的权重买入，每只至多 `max_sold_weight`。")
  }

  fileprivate static func unbuildable(_ qlib: LibraryVersion) -> Message {
    Message(
      "ladder.soft-topk-unbuildable", ["version": .text(qlib.text), "source": .message(qlib.source)],
      en: "The record names qlib {version} ({source}). From 0.8.0 to commit 69bb755f of 2026-02 it cannot construct "
        + "SoftTopkStrategy: its parent takes no positional arguments.",
      zh: "记录的 qlib 版本为 {version}（{source}）。自 0.8.0 至 2026-02 的提交 69bb755f 之前，"
        + "qlib 无法构造 SoftTopkStrategy，因其父类不接受位置参数。")
  }
}
