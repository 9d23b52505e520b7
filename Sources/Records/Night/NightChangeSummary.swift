package import Primitives

/// A change in a few sentences: for the terminal, and above its page.
extension NightChange {
  /// How many verdicts changed, what else moved, and how many files differ.
  package var headline: [Message] {
    let flips = self.flips
    let moved = changed.count - flips.count
    var sentences: [Message] = []
    if migrations.isEmpty {
      sentences.append(.noMigrations)
    } else if changed.isEmpty {
      sentences.append(.allUnchanged(migrations.count))
    } else {
      sentences.append(flips.isEmpty ? .noFlip : .flips(flips.count, of: migrations.count))
      if moved > 0 { sentences.append(.moved(moved)) }
      if !unchanged.isEmpty { sentences.append(.unchanged(unchanged.count)) }
    }
    guard let count = files.count else { return sentences }
    return sentences + [files.changed == 0 ? .sameFiles(count) : .files(files.changed, of: count)]
  }

  private static let migrationsMax = 20

  /// The headline, then each migration that changed with what was changed and what followed.
  package var lines: [Message] {
    let changed = self.changed
    return [.between(left.day, right.day)] + headline
      + changed.prefix(NightChange.migrationsMax).flatMap(\.lines)
      + (changed.count > NightChange.migrationsMax ? [.more(changed.count - NightChange.migrationsMax)] : [])
      + previews.filter(\.isChanged).map { .preview($0) } + factors.map { .factor($0) }
  }
}

extension NightChange.Migration {
  fileprivate var lines: [Message] {
    let moved = inputs.filter { !$0.values.isSame }
    return [.migration(self)] + moved.map { .input($0) } + followed
  }

  private var followed: [Message] {
    let (old, new) = (figures.left, figures.right)
    let pairs: [(Message, Double?, Double?, (Double) -> MessageArgument, (Double) -> MessageArgument)] = [
      (.endAccount, old?.local.endAccount, new?.local.endAccount, { .money($0) }, { .money($0) }),
      (.annualExcess, old?.local.annualExcess, new?.local.annualExcess, { .ratio($0) }, { .points($0) }),
      (.informationRatio, old?.local.informationRatio, new?.local.informationRatio, { .number($0) }, { .number($0) }),
      (.drawdown, old?.local.maxDrawdown, new?.local.maxDrawdown, { .ratio($0) }, { .points($0) }),
      (.realisticEnd, old?.realistic.endAccount, new?.realistic.endAccount, { .money($0) }, { .money($0) }),
    ]
    return pairs.compactMap { name, left, right, value, difference in
      guard let left, let right, left != right else { return nil }
      return .moved(name, value(left), value(right), difference(right - left))
    }
  }
}

extension Message {
  fileprivate static func between(_ left: TradingDay, _ right: TradingDay) -> Message {
    Message(
      "change.between", ["left": .day(left), "right": .day(right)],
      en: "The night of {right} against that of {left}.", zh: "{right} 之夜与 {left} 之夜相比。")
  }

  fileprivate static let noMigrations = Message(
    "change.no-migrations", en: "Neither night judged a migration.", zh: "两夜均未判定迁移。")

  fileprivate static func allUnchanged(_ count: Int) -> Message {
    Message(
      "change.all-unchanged", ["count": .count(count)],
      en: "{count} {count:migration is|migrations are} unchanged.", zh: "{count} 个迁移均无变化。")
  }

  fileprivate static let noFlip = Message("change.no-flip", en: "No verdict changed.", zh: "判定均无变化。")

  fileprivate static func flips(_ count: Int, of all: Int) -> Message {
    Message(
      "change.flips", ["count": .count(count), "all": .count(all)],
      en: "{count} of {all} {all:verdict|verdicts} changed.", zh: "{all} 个判定中 {count} 个改变。")
  }

  fileprivate static func moved(_ count: Int) -> Message {
    Message(
      "change.moved", ["count": .count(count)],
      en: "{count} {count:migration|migrations} changed in input or numbers.", zh: "{count} 个迁移的输入或数值有变。")
  }

  fileprivate static func unchanged(_ count: Int) -> Message {
    Message(
      "change.unchanged", ["count": .count(count)], en: "{count} {count:is|are} unchanged.", zh: "{count} 个无变化。")
  }

  fileprivate static func sameFiles(_ count: Int) -> Message {
    Message(
      "change.same-files", ["count": .count(count)], en: "All {count} archived files are the same.",
      zh: "{count} 个存档文件全部相同。")
  }

  fileprivate static func files(_ count: Int, of all: Int) -> Message {
    Message(
      "change.files", ["count": .count(count), "all": .count(all)],
      en: "{count} of {all} archived {all:file|files} {count:differs|differ}.", zh: "{all} 个存档文件中 {count} 个不同。")
  }

  fileprivate static func more(_ count: Int) -> Message {
    Message(
      "change.more", ["count": .count(count)], en: "{count} more {count:migration|migrations} changed.",
      zh: "另有 {count} 个迁移有变。")
  }

  fileprivate static func migration(_ change: NightChange.Migration) -> Message {
    func word(_ verdict: String?, _ states: [Rung: RungResult.State]?) -> MessageArgument {
      guard let verdict else { return .message(Message("change.not-judged-word", en: "not judged", zh: "未判定")) }
      return .message(Comparison.Verdict.phrase(verdict, ran: states?.values.count { $0 != .notAvailable }))
    }
    let (old, new) = (
      word(change.verdicts.left, change.rungs.left), word(change.verdicts.right, change.rungs.right)
    )
    guard change.verdicts.isSame else {
      return Message(
        "change.migration-flip", ["migration": .text(change.id), "old": old, "new": new],
        en: "{migration}: {old} → {new}.", zh: "{migration}：{old} → {new}。")
    }
    return Message(
      "change.migration-same", ["migration": .text(change.id), "verdict": new],
      en: "{migration}: {verdict}, as before.", zh: "{migration}：{verdict}，未变。")
  }

  fileprivate static func input(_ input: NightChange.Input) -> Message {
    func side(_ text: String?) -> MessageArgument {
      guard let text else { return .message(Message("change.nothing-word", en: "nothing", zh: "无")) }
      return .text(input.isDigest ? String(text.prefix(16)) : text)
    }
    let (old, new) = (side(input.values.left), side(input.values.right))
    return Message(
      "change.input", ["name": .message(input.title), "old": old, "new": new], en: "  Input {name}: {old} → {new}.",
      zh: "  输入 {name}：{old} → {new}。")
  }

  fileprivate static func moved(
    _ name: Message, _ old: MessageArgument, _ new: MessageArgument, _ difference: MessageArgument
  ) -> Message {
    Message(
      "change.value", ["name": .message(name), "old": old, "new": new, "difference": difference],
      en: "  {name} {old} → {new}, a difference of {difference}.", zh: "  {name} {old} → {new}，相差 {difference}。")
  }

  fileprivate static let endAccount = Message("change.end-account-name", en: "End value", zh: "期末资产")
  fileprivate static let annualExcess = Message("change.annual-excess-name", en: "Annual excess return", zh: "年化超额收益")
  fileprivate static let informationRatio = Message(
    "change.information-ratio-name", en: "Information ratio", zh: "信息比率")
  fileprivate static let drawdown = Message("change.drawdown-name", en: "Maximum excess drawdown", zh: "超额最大回撤")
  fileprivate static let realisticEnd = Message(
    "change.realistic-end-name", en: "End value under realistic rules", zh: "真实规则期末资产")

  fileprivate static func preview(_ preview: NightChange.Preview) -> Message {
    func side(_ value: Double?) -> MessageArgument {
      value.map { .money($0) } ?? .message(Message("change.none-word", en: "none", zh: "无"))
    }
    return Message(
      "change.preview",
      ["id": .text(preview.id), "old": side(preview.values.left), "new": side(preview.values.right)],
      en: "Preview {id}: {old} → {new}.", zh: "模拟预览 {id}：{old} → {new}。")
  }

  fileprivate static func factor(_ factor: NightChange.Factor) -> Message {
    func side(_ verdict: String?) -> MessageArgument {
      verdict.map { .text($0) } ?? .message(Message("change.not-compared-word", en: "not compared", zh: "未比对"))
    }
    return Message(
      "change.factor",
      ["name": .text(factor.name), "old": side(factor.verdicts.left), "new": side(factor.verdicts.right)],
      en: "Factor {name}: {old} → {new}.", zh: "因子 {name}：{old} → {new}。")
  }
}

extension NightChange.Input {
  package var isDigest: Bool { [.configuration, .predictions, .model, .record].contains(kind) }

  /// What a reader calls it.
  package var title: Message {
    switch kind {
    case .field, .version: .verbatim(name)
    case .configuration: Message("change.configuration-name", en: "configuration (digest)", zh: "配置摘要")
    case .predictions: Message("change.predictions-name", en: "predictions (digest)", zh: "预测摘要")
    case .model: Message("change.model-name", en: "model (digest)", zh: "模型摘要")
    case .record: Message("change.record-name", en: "recorded numbers (digest)", zh: "记录的数值（摘要）")
    }
  }
}
