package import Primitives

/// What a reader of two nights wants to know first: verdicts, then money, then the numbers most looked at.
extension ArchiveDiff {
  /// A few lines, the most serious first; empty where none of it differs.
  package var highlights: [Message] {
    let verdicts = entries.filter { $0.kind == .verdict || $0.kind == .migration }.worstFirst(\.newVerdict)
      .map(Message.verdict)
    let findings = entries.filter { $0.kind == .finding && ArchiveDiff.isSerious($0) }.map(Message.finding)
    return verdicts + findings + moved.prefix(ArchiveDiff.movedMax).map(Message.moved)
      + (moved.count > ArchiveDiff.movedMax ? [.more(moved.count - ArchiveDiff.movedMax)] : [])
  }

  private static let movedMax = 12

  /// Numbers on both sides that are shown with their units: end values first, then returns, then the rest.
  private var moved: [Entry] {
    entries.filter { entry in
      guard entry.kind == .metric, case .number = entry.left, case .number = entry.right else { return false }
      return ArchiveDiff.isHeadline(entry.name)
    }.sorted {
      (ArchiveDiff.order($0.name), $0.migration, $0.name) < (ArchiveDiff.order($1.name), $1.migration, $1.name)
    }
  }

  private static func isHeadline(_ name: String) -> Bool {
    if name.hasPrefix("realistic ") { return false }
    return MetricUnit(name) == .money || name.hasSuffix("excess_return_with_cost.annualized_return")
      || name.hasSuffix("excess_return_with_cost.max_drawdown") || name.hasSuffix(" IC")
  }

  private static func order(_ name: String) -> Int {
    switch MetricUnit(name) {
    case .money: 0
    case .fraction: 1
    case .plain: 2
    }
  }

  private static func isSerious(_ entry: Entry) -> Bool {
    [entry.left, entry.right].contains {
      if case .finding(let severity, _) = $0 { severity == .serious } else { false }
    }
  }
}

/// What the number of a metric counts.
package enum MetricUnit {
  case money, fraction, plain

  /// - Parameter name: of a metric, with or without the rung before it.
  package init(_ name: String) {
    let last = name.split { $0 == "." || $0 == " " }.last.map(String.init) ?? name
    switch last {
    case "account", "end_value", "total_value", "total_cost": self = .money
    case "annualized_return", "max_drawdown", "mean", "std": self = .fraction
    default: self = .plain
    }
  }

  /// A value as a reader is shown it.
  package func argument(_ value: Double) -> MessageArgument {
    switch self {
    case .money: .money(value)
    case .fraction: .ratio(value)
    case .plain: .number(value)
    }
  }

  /// A difference as a reader is shown it: fractions differ in percentage points.
  package func difference(_ value: Double) -> MessageArgument {
    self == .fraction ? .points(value) : argument(value)
  }
}

extension ArchiveDiff.Entry {
  /// Both sides as a reader is shown them; exact numbers stand in the document.
  package func sides(_ language: Language) -> (left: String, right: String) {
    func text(_ value: ArchivedValue?, ran: Int?) -> String {
      switch (kind, value) {
      case (_, nil): "-"
      case (.verdict, .text(let verdict)): Comparison.Verdict.phrase(verdict, ran: ran)[language]
      case (.metric, .number(let number)): MetricUnit(name).argument(number).text(language)
      case (_, let value?): value[language]
      }
    }
    return (text(left, ran: rungsRan.left), text(right, ran: rungsRan.right))
  }

  fileprivate var change: (old: MessageArgument, new: MessageArgument, difference: MessageArgument) {
    let unit = MetricUnit(name)
    guard case .number(let old) = left, case .number(let new) = right else { return ("-", "-", "-") }
    return (unit.argument(old), unit.argument(new), unit.difference(new - old))
  }

  /// What stands on the newer side, for the order of verdicts.
  fileprivate var newVerdict: String {
    if case .text(let verdict) = right { verdict } else { Comparison.Verdict.pass.rawValue }
  }

  fileprivate func argument(_ value: ArchivedValue?, ran: Int?) -> MessageArgument {
    switch value {
    case .text(let text): .message(Comparison.Verdict.phrase(text, ran: ran))
    case .present: .message(Message("archive.present-word", en: "judged", zh: "已判定"))
    default: .message(Message("archive.absent-word", en: "not judged", zh: "未判定"))
    }
  }
}

extension Message {
  fileprivate static func verdict(_ entry: ArchiveDiff.Entry) -> Message {
    Message(
      "archive.verdict-changed",
      [
        "migration": .text(entry.migration), "old": entry.argument(entry.left, ran: entry.rungsRan.left),
        "new": entry.argument(entry.right, ran: entry.rungsRan.right),
      ],
      en: "{migration}: {old} → {new}.", zh: "{migration}：{old} → {new}。")
  }

  fileprivate static func finding(_ entry: ArchiveDiff.Entry) -> Message {
    if entry.right == nil {
      return Message(
        "archive.finding-gone", ["migration": .text(entry.migration), "finding": .text(entry.name)],
        en: "{migration}: the serious finding {finding} is gone.", zh: "{migration}：严重发现 {finding} 已消失。")
    }
    return Message(
      "archive.finding-changed", ["migration": .text(entry.migration), "finding": .text(entry.name)],
      en: "{migration}: the serious finding {finding} is new or different.",
      zh: "{migration}：严重发现 {finding} 为新增或有变。")
  }

  fileprivate static func moved(_ entry: ArchiveDiff.Entry) -> Message {
    let change = entry.change
    return Message(
      "archive.metric-moved",
      [
        "migration": .text(entry.migration.isEmpty ? "-" : entry.migration), "metric": .text(entry.name),
        "old": change.old, "new": change.new, "difference": change.difference,
      ],
      en: "{migration}: {metric} {old} → {new}, a difference of {difference}.",
      zh: "{migration}：{metric} {old} → {new}，相差 {difference}。")
  }

  fileprivate static func more(_ count: Int) -> Message {
    Message(
      "archive.more-moved", ["count": .count(count)],
      en: "{count} more {count:number|numbers} of this kind moved. They stand below.", zh: "另有 {count} 个同类数值变动，见下文。")
  }
}
