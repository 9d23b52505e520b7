import Primitives
import Records

/// Rows of a change between two nights, as more than one page shows them.
enum ChangeRows {
  /// For a verdict that turned: `{{name}}`, then both marks.
  ///
  /// - Parameter isThere: whether the site has a page of it: a migration may be configured no longer.
  static func flip(_ change: NightChange.Migration, isThere: Bool) -> [String: PageValue] {
    [
      "name": .note(change.id), "isThere": .flag(isThere), "href": .text(PageShell.Page.migration(change.id).path),
      "before": mark(change.verdicts.left), "after": mark(change.verdicts.right),
    ]
  }

  /// The mark of a verdict; a dash where the night did not judge the migration.
  static func mark(_ verdict: String?) -> PageValue {
    guard let verdict else {
      return .list([["tone": .text("none"), "icon": .text("none"), "word": .label("notJudged")]])
    }
    return VerdictMark.value(verdict)
  }

  static func stage(_ stage: MigrationStage?) -> PageValue {
    stage.map { .label("stage." + $0.rawValue) } ?? .label("stageUnknown")
  }

  /// For `{{>rungs}}`.
  static func rungs(_ states: [Rung: RungResult.State]?) -> [String: PageValue] {
    let cells = Rung.allCases.map { rung in
      (rung, states?[rung].map { RungResult(id: rung, state: $0) })
    }
    return [
      "rungCells": .list(cells.map { ["tone": .text(RungStrip.tone($0.1))] }),
      "rungsInWords": .joined(
        cells.map { rung, result in
          .joined([.label("rung." + rung.rawValue), .label("state." + RungStrip.state(result))], separator: .space)
        }, separator: .comma),
    ]
  }
}

/// One migration that changed: what was changed, and what followed.
struct ChangedMigration {
  let change: NightChange.Migration
  /// Of the newer night, where that is the night of the site.
  let migration: NightResult.Migration?

  var values: [String: PageValue] {
    let id = "m-" + change.id
    return [
      "id": .text(id), "name": .text(change.id), "href": .text(PageShell.Page.migration(change.id).path),
      "isThere": .flag(migration != nil), "what": what, "before": ChangeRows.mark(change.verdicts.left),
      "after": ChangeRows.mark(change.verdicts.right), "cause": cause,
      "needsAction": .list(needsAction ? [["owner": owner]] : []),
      "rungsBefore": .list([ChangeRows.rungs(change.rungs.left)]),
      "rungsAfter": .list([ChangeRows.rungs(change.rungs.right)]), "rungNote": .message(optional: rungNote),
      "inputs": .list(inputs), "inputNote": .message(inputNote), "outcomes": .list(outcomes),
      "hasDifferences": .flag(change.differenceCount > 0),
      "differenceNote": .message(.differences(change.differenceCount)),
      "differences": .list(change.differences.map(ChangedMigration.difference)),
      "moreDifferences": .message(
        optional: change.differenceCount > change.differences.count
          ? .moreDifferences(change.differenceCount - change.differences.count) : nil),
      "hasFiles": .flag(!change.files.isEmpty), "fileNote": .message(.files(change.files.count)),
      "files": .list(change.files.map { ["path": .text($0)] }),
    ]
  }

  private var needsAction: Bool {
    let failing = [Comparison.Verdict.fail.rawValue, NightResult.Migration.damaged]
    return change.verdicts.right.map(failing.contains) ?? false
  }

  private var owner: PageValue {
    guard let owner = migration?.owner else { return .label("ownerUnknown") }
    return .joined([.label("owner"), .note(owner)], separator: .space)
  }

  private var what: PageValue {
    switch (change.verdicts.left, change.verdicts.right) {
    case (nil, _?): .label("newMigration")
    case (_?, nil): .label("goneMigration")
    case (let old?, let new?) where old != new: .message(.turned(old, new))
    default: .label("sameVerdict")
    }
  }

  private var cause: PageValue {
    if case .failed(let diagnostic)? = migration?.outcome { return .message(diagnostic.summary) }
    return .message(optional: change.explanation ?? change.causes.right?.word)
  }

  /// Which rungs came to something else.
  private var rungNote: Message? {
    guard let old = change.rungs.left, let new = change.rungs.right else { return nil }
    let moved = Rung.allCases.filter { old[$0] != new[$0] }
    return moved.isEmpty ? .sameRungs : .movedRungs(moved)
  }

  private var inputNote: Message {
    let count = change.inputs.count { !$0.values.isSame && ($0.kind == .field || $0.kind == .version) }
    return count > 0 ? .fields(count) : change.inputs.contains { !$0.values.isSame } ? .otherInput : .sameInput
  }

  private var inputs: [[String: PageValue]] {
    change.inputs.map { input in
      func side(_ text: String?) -> PageValue {
        text.map { .text(input.isDigest ? $0.prefix(8) + "…" : $0) } ?? .text("–")
      }
      return [
        "name": .message(input.title), "isCode": .flag(input.kind == .field || input.kind == .version),
        "left": side(input.values.left), "right": side(input.values.right), "differs": .flag(!input.values.isSame),
      ]
    }
  }

  private var outcomes: [[String: PageValue]] {
    let (old, new) = (change.figures.left, change.figures.right)
    func row(
      _ label: String, _ left: Double?, _ right: Double?, _ unit: Figure.Unit, _ difference: Figure.Unit
    ) -> [String: PageValue]? {
      guard left != nil || right != nil else { return nil }
      let moved = left.flatMap { left in right.map { $0 - left } }
      return [
        "label": .label(label), "left": .figure(Figure(left, unit)), "right": .figure(Figure(right, unit)),
        "moved": .figure(Figure(moved, difference, signed: true)), "differs": .flag(left != right),
      ]
    }
    let figures = [
      row("outcome.end", old?.local.endAccount, new?.local.endAccount, .money, .money),
      row("outcome.excess", old?.local.annualExcess, new?.local.annualExcess, .percent, .points),
      row("outcome.ratio", old?.local.informationRatio, new?.local.informationRatio, .ratio, .ratio),
      row("outcome.drawdown", old?.local.maxDrawdown, new?.local.maxDrawdown, .percent, .points),
      row("outcome.realistic", old?.realistic.endAccount, new?.realistic.endAccount, .money, .money),
    ].compactMap { $0 }
    guard change.stages.left != nil || change.stages.right != nil else { return figures }
    return figures + [
      [
        "label": .label("outcome.stage"), "left": ChangeRows.stage(change.stages.left),
        "right": ChangeRows.stage(change.stages.right), "moved": .text(PageFigures.missing),
        "differs": .flag(!change.stages.isSame),
      ]
    ]
  }

  private static func difference(_ entry: ArchiveDiff.Entry) -> [String: PageValue] {
    func side(_ value: ArchivedValue?) -> PageValue {
      switch value {
      case nil: .text("–")
      case .number(let number): .argument(MetricUnit(entry.name).argument(number))
      case .text(let text):
        entry.kind == .rung ? .label("state." + text) : .text(entry.kind == .digest ? ShortDigest.text(text) : text)
      case .finding(_, let evidence): .message(evidence)
      case .present: .label("isThere")
      case .file(_, let sha256): .text(ShortDigest.text(sha256))
      }
    }
    return [
      "kind": .label("kind." + entry.kind.rawValue), "name": .text(entry.name), "left": side(entry.left),
      "right": side(entry.right), "isSentence": .flag(entry.kind == .finding),
    ]
  }
}

extension Message {
  fileprivate static func turned(_ old: String, _ new: String) -> Message {
    Message(
      "change.turned-label",
      [
        "old": .message(Comparison.Verdict.phrase(old, ran: nil)),
        "new": .message(Comparison.Verdict.phrase(new, ran: nil)),
      ], en: "from {old} to {new}", zh: "由{old}变为{new}")
  }

  fileprivate static let sameRungs = Message("change.same-rungs", en: "All rungs came to the same.", zh: "各级结果均未变。")

  fileprivate static func movedRungs(_ rungs: [Rung]) -> Message {
    Message(
      "change.moved-rungs", ["rungs": .list(rungs.map { .message(.rung($0)) })], en: "Other than before: {rungs}.",
      zh: "与前不同：{rungs}。")
  }

  private static func rung(_ rung: Rung) -> Message {
    switch rung {
    case .reported: Message("change.reported-name", en: "Reported", zh: "记录级")
    case .recomputed: Message("change.recomputed-name", en: "Recomputed", zh: "重算级")
    case .replayed: Message("change.replayed-name", en: "Replayed", zh: "回放级")
    case .reinferred: Message("change.reinferred-name", en: "Reinferred", zh: "重推断级")
    case .retrained: Message("change.retrained-name", en: "Retrained", zh: "重训练级")
    case .realistic: Message("change.realistic-name", en: "Realistic", zh: "真实规则级")
    }
  }

  fileprivate static func fields(_ count: Int) -> Message {
    Message(
      "change.fields-label", ["count": .count(count)], en: "{count} {count:field|fields} of the input",
      zh: "输入中的 {count} 项")
  }

  fileprivate static let otherInput = Message(
    "change.other-input-label", en: "the content, no field of the configuration", zh: "内容有变，配置各项未变")
  fileprivate static let sameInput = Message("change.same-input-label", en: "nothing of the input", zh: "输入未变")

  fileprivate static func differences(_ count: Int) -> Message {
    Message(
      "change.differences-label", ["count": .count(count)],
      en: "{count} {count:difference|differences} field by field", zh: "逐字段差异 {count} 处")
  }

  fileprivate static func moreDifferences(_ count: Int) -> Message {
    Message(
      "change.more-differences", ["count": .count(count)],
      en: "{count} more: `aistock archive diff` lists all of them.", zh: "另有 {count} 处：用 `aistock archive diff` 列出全部。")
  }

  fileprivate static func files(_ count: Int) -> Message {
    Message(
      "change.files-label", ["count": .count(count)], en: "{count} archived {count:file differs|files differ}",
      zh: "存档文件 {count} 个不同")
  }
}
