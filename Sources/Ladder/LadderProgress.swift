import Primitives
import Records

extension Reconciler.Request {
  /// How many steps a reconciliation tells of at most.
  package var stepCount: Int {
    let wanted = Set(rungs)
    // Beside a model: its features, and what is said of it behind its rungs.
    let models = wanted.isDisjoint(with: [.reinferred, .retrained]) ? 0 : 2
    return 1 + models + wanted.count { [.replayed, .retrained, .realistic].contains($0) }
      + (wanted.contains(.retrained) ? seeds.all.count : 0)
  }
}

/// What the ladder says while it climbs.
extension Message {
  static let training = Message("ladder.training-name", en: "training the model", zh: "训练模型")
  static let evaluating = Message("ladder.evaluating-name", en: "evaluating the model", zh: "评估模型")
  static let tradingByTheExchangesRules = Message(
    "ladder.exchange-rules-name", en: "replaying by the exchange's own rules", zh: "按交易所规则回放")

  static func reading(_ workspace: String) -> Message {
    Message("ladder.reading-name", ["workspace": .text(workspace)], en: "reading {workspace}", zh: "读取 {workspace}")
  }

  static func replaying(_ start: TradingDay, to end: TradingDay) -> Message {
    Message(
      "ladder.replaying-name", ["start": .day(start), "end": .day(end)], en: "replaying {start} to {end}",
      zh: "回放 {start} 至 {end}")
  }

  static func step(_ step: Message, of migration: String) -> Message {
    Message(
      "ladder.step", ["migration": .text(migration), "step": .message(step)], en: "{migration}: {step}",
      zh: "{migration}：{step}")
  }
}
