import Primitives
import Records

/// What one night changed: verdicts first, then money, previews, factors and files.
struct ChangesPage {
  let result: NightResult
  /// Nil where there are not two nights.
  let change: NightChange?
  /// Whether it is the page of this pair for good; else that of whatever pair is the newest.
  let isOwn: Bool

  /// The newest pair.
  init(_ result: NightResult) {
    self.result = result
    change = result.changes.last
    isOwn = false
  }

  init(_ result: NightResult, of change: NightChange) {
    self.result = result
    self.change = change
    isOwn = true
  }

  /// Migrations that are told whole; further ones are rows.
  private static let toldMax = 12
  /// Unchanged migrations that stand open.
  private static let openMax = 20

  var document: PageDocument {
    let page = isOwn ? change.map { PageShell.Page.change($0.right.day) } ?? .changes : .changes
    guard let change else {
      return PageDocument(
        page: page, title: .label("changesTab"), values: ChangesPage.empty)
    }
    let changed = change.changed
    let told = changed.prefix(ChangesPage.toldMax)
    let rest = changed.dropFirst(ChangesPage.toldMax)
    let days = "\(change.left.day) → \(change.right.day)"
    let values: [String: PageValue] = [
      "hasChange": true, "left": .text(change.left.day.description), "right": .text(change.right.day.description),
      "lead": .sentences(change.headline), "pairs": .list(pairs(change)),
      "told": .list(told.map { self.values($0, change) }),
      "rest": .list(rest.isEmpty ? [] : [["rows": .list(rest.map(row))]]),
      "unchangedNote": .figure(Figure(count: change.unchanged.count)),
      "hasUnchanged": .flag(!change.unchanged.isEmpty),
      "unchanged": .list(change.unchanged.prefix(ChangesPage.openMax).map(row)),
      "moreUnchanged": .list(more(change)), "hasPreviews": .flag(!change.previews.isEmpty),
      "previews": .list(change.previews.map(preview)), "factorsLine": factors(change),
      "factors": .list(change.factors.map(factor)), "hasFactors": .flag(!change.factors.isEmpty),
      "filesLine": .message(optional: .files(change.files)),
      "ofTheNight": .list(change.files.ofTheNight.map { ["path": .text($0)] }),
      "leftShort": .text(ShortDigest.text(change.left.sha256)),
      "rightShort": .text(ShortDigest.text(change.right.sha256)),
      "leftDigest": .text(change.left.sha256), "rightDigest": .text(change.right.sha256),
      "versions": .list(
        change.versions.isSame
          ? []
          : [["left": .text(change.versions.left ?? "–"), "right": .text(change.versions.right ?? "–")]]),
      "notes": .list(change.notes.map { ["line": .message($0)] }),
    ]
    return PageDocument(
      page: page, title: .joined([.label("changesTab"), .text(days)], separator: .space),
      description: .sentences(change.headline), values: values)
  }

  private static let empty: [String: PageValue] = [
    "hasChange": false, "left": "", "right": "", "lead": "", "pairs": .list([]), "told": .list([]), "rest": .list([]),
    "unchangedNote": "", "hasUnchanged": false, "unchanged": .list([]), "moreUnchanged": .list([]),
    "hasPreviews": false, "previews": .list([]), "factorsLine": "", "factors": .list([]), "hasFactors": false,
    "filesLine": "", "ofTheNight": .list([]), "leftShort": "", "rightShort": "", "leftDigest": "", "rightDigest": "",
    "versions": .list([]), "notes": .list([]),
  ]

  /// The newest first.
  private func pairs(_ shown: NightChange) -> [[String: PageValue]] {
    result.changes.reversed().map { change in
      [
        "href": .text(PageShell.Page.change(change.right.day).path),
        "line": .text("\(change.left.day.description.dropFirst(5)) → \(change.right.day.description.dropFirst(5))"),
        "current": .flag(change.right == shown.right), "isFlip": .flag(!change.flips.isEmpty),
      ]
    }
  }

  private func values(_ migration: NightChange.Migration, _ change: NightChange) -> [String: PageValue] {
    let isNewest = change.right.day == result.day
    let now = result.migrations.first { $0.id == migration.id }
    var values = ChangedMigration(change: migration, migration: isNewest ? now : nil).values
    values["isThere"] = .flag(now != nil)
    return values
  }

  private func row(_ migration: NightChange.Migration) -> [String: PageValue] {
    let figures = migration.figures.right ?? migration.figures.left
    return [
      "row": .text("m-" + migration.id), "name": .note(migration.id),
      "href": .text(PageShell.Page.migration(migration.id).path),
      "isThere": .flag(result.migrations.contains { $0.id == migration.id }),
      "before": ChangeRows.mark(migration.verdicts.left), "after": ChangeRows.mark(migration.verdicts.right),
      "rungs": .list([ChangeRows.rungs(migration.rungs.right ?? migration.rungs.left)]),
      "recorded": .figure(Figure(figures?.recorded.annualExcess, .percent)),
      "local": .figure(Figure(figures?.local.annualExcess, .percent)),
      "money": .figure(
        Figure(migration.figures.left?.local.endAccount == nil ? nil : migration.money, .money, signed: true)),
    ]
  }

  private func more(_ change: NightChange) -> [[String: PageValue]] {
    let rest = change.unchanged.dropFirst(ChangesPage.openMax)
    return rest.isEmpty
      ? [] : [["line": .message(.moreUnchanged(rest.count)), "rows": .list(rest.map(row))]]
  }

  private func preview(_ preview: NightChange.Preview) -> [String: PageValue] {
    let shown = result.previews.first { $0.strategy.id == preview.id }
    let rate = preview.profit.flatMap { profit in
      preview.values.right.flatMap { $0 - profit > 0 ? profit / ($0 - profit) : nil }
    }
    return [
      "row": .text("p-" + preview.id),
      "name": shown.map { .note($0.strategy.displayName) } ?? .note(preview.id),
      "href": .text(PageShell.Page.preview(preview.id).path), "isThere": .flag(shown != nil),
      "left": .figure(Figure(preview.values.left, .money)), "right": .figure(Figure(preview.values.right, .money)),
      "profit": .figure(Figure(preview.profit, .money, gain: true)),
      "rate": .figure(Figure(rate, .percent, gain: true)),
    ]
  }

  private func factors(_ change: NightChange) -> PageValue {
    guard let count = change.factorCount else { return .label("factorsNotArchived") }
    return .message(change.factors.isEmpty ? .sameFactors(count) : .factors(change.factors.count, of: count))
  }

  private func factor(_ factor: NightChange.Factor) -> [String: PageValue] {
    func side(_ verdict: String?) -> PageValue {
      FactorMark.value(verdict.flatMap { FactorStanding(rawValue: $0) } ?? .notCompared)
    }
    return [
      "name": .note(factor.name), "before": side(factor.verdicts.left), "after": side(factor.verdicts.right),
    ]
  }
}

extension Message {
  fileprivate static func moreUnchanged(_ count: Int) -> Message {
    Message("change.more-unchanged-label", ["count": .count(count)], en: "{count} more", zh: "另外 {count} 个")
  }

  fileprivate static func sameFactors(_ count: Int) -> Message {
    Message(
      "change.same-factors", ["count": .count(count)], en: "The verdicts of all {count} factors are unchanged.",
      zh: "{count} 个因子的判定均无变化。")
  }

  fileprivate static func factors(_ count: Int, of all: Int) -> Message {
    Message(
      "change.factors-changed", ["count": .count(count), "all": .count(all)],
      en: "{count} of {all} {all:factor has|factors have} another verdict.", zh: "{all} 个因子中 {count} 个判定改变。")
  }

  /// Nil where neither night's files were counted.
  fileprivate static func files(_ files: NightChange.Files) -> Message? {
    guard let all = files.count else { return nil }
    if all == 0 { return Message("change.no-files", en: "Neither night archived a file.", zh: "两夜均未归档文件。") }
    if files.changed == 0 {
      return Message(
        "change.same-files", ["count": .count(all)], en: "All {count} archived files are the same.",
        zh: "{count} 个存档文件全部相同。")
    }
    return .files(files.changed, of: all)
  }

  private static func files(_ count: Int, of all: Int) -> Message {
    Message(
      "change.archive-files", ["count": .count(count), "all": .count(all)],
      en: "{all} archived {all:file|files}, {count} {count:differs|differ}.", zh: "{all} 个存档文件，{count} 个不同。")
  }
}
