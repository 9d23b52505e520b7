import Primitives
import Records

/// Strategies of qlib that are not built here, and whose orders depend on its version.
///
/// Source: `qlib/contrib/strategy/cost_control.py` and `WeightStrategyBase.__init__` at the tags v0.7.2, v0.8.0 and
/// v0.9.7, and after commit 69bb755f (2026-02-03).
enum VersionedStrategy: String {
  case softTopk = "SoftTopkStrategy"

  /// Why it cannot be replayed, with what the recorded version of qlib makes of it.
  func refusal(_ why: Message, qlib: LibraryVersion?) -> Message {
    guard let qlib, let version = QlibVersion(qlib.text) else { return .unknownVersion(why) }
    if version < QlibVersion(0, 8, 0) { return .selling(why, qlib) }
    return version <= QlibVersion(0, 9, 7) ? .unbuildable(why, qlib) : .budget(why, qlib)
  }
}

extension Message {
  fileprivate static func unknownVersion(_ why: Message) -> Message {
    Message(
      "ladder.soft-topk-any", ["why": .message(why)],
      en: "{why} Its orders differ between versions of qlib, and the record names none. Versions 0.8.0 to 0.9.7 cannot "
        + "construct it; later ones trade within one budget.",
      zh: "{why}其委托因 qlib 版本而异，而记录没有版本：0.8.0 至 0.9.7 无法构造该策略，之后的版本按统一预算交易。")
  }

  fileprivate static func selling(_ why: Message, _ qlib: LibraryVersion) -> Message {
    Message(
      "ladder.soft-topk-selling",
      ["why": .message(why), "version": .text(qlib.text), "source": .message(qlib.source)],
      en: "{why} The record names qlib {version} ({source}). Before 0.8.0 it buys with the weight that it sells, up to "
        + "`max_sold_weight` a stock. After 0.9.7 it trades within one budget.",
      zh: "{why}记录的 qlib 版本为 {version}（{source}）。0.8.0 之前按卖出的权重买入，每只至多 `max_sold_weight`。0.9.7 之后按统一预算交易。")
  }

  fileprivate static func unbuildable(_ why: Message, _ qlib: LibraryVersion) -> Message {
    Message(
      "ladder.soft-topk-unbuildable",
      ["why": .message(why), "version": .text(qlib.text), "source": .message(qlib.source)],
      en: "{why} The record names qlib {version} ({source}). Versions 0.8.0 to 0.9.7 cannot construct it: its parent "
        + "takes no positional arguments. Later ones trade within one budget.",
      zh: "{why}记录的 qlib 版本为 {version}（{source}）。0.8.0 至 0.9.7 无法构造该策略，因其父类不接受位置参数；之后的版本按统一预算交易。")
  }

  fileprivate static func budget(_ why: Message, _ qlib: LibraryVersion) -> Message {
    Message(
      "ladder.soft-topk-budget",
      ["why": .message(why), "version": .text(qlib.text), "source": .message(qlib.source)],
      en: "{why} The record names qlib {version} ({source}). After 0.9.7 it trades within one budget, up to "
        + "`trade_impact_limit` a stock; earlier versions cannot construct it.",
      zh: "{why}记录的 qlib 版本为 {version}（{source}）。0.9.7 之后按统一预算交易，每只至多 `trade_impact_limit`；此前的版本无法构造该策略。")
  }
}
