import Primitives
import Records

/// What is other than on the night before, a line a subject.
struct SinceSection {
  let result: NightResult

  private static let rowsMax = 6

  var values: [String: PageValue] {
    guard let change = result.lastChange else {
      return [
        "sinceNote": .text(""), "since": .list([line("verdict", .label("firstNight"))]), "sinceLinks": .list([]),
      ]
    }
    return [
      "sinceNote": .text("\(change.left.day) → \(change.right.day)"), "since": .list(rows(change)),
      "sinceLinks": .list(links(change)),
    ]
  }

  private func line(_ label: String, _ value: PageValue) -> [String: PageValue] {
    ["label": .label("since." + label), "value": value, "flips": .list([])]
  }

  private func rows(_ change: NightChange) -> [[String: PageValue]] {
    var rows: [[String: PageValue]] = []
    let flips = change.flips
    if flips.isEmpty {
      rows.append(line("verdict", .message(.noFlip(change.migrations.count))))
    } else {
      var row = line("verdict", .text(""))
      row["flips"] = .list(
        flips.prefix(SinceSection.rowsMax).map { flip in
          ChangeRows.flip(flip, isThere: result.migrations.contains { $0.id == flip.id })
        })
      if flips.count > SinceSection.rowsMax { row["value"] = .message(.moreFlips(flips.count - SinceSection.rowsMax)) }
      rows.append(row)
    }
    let moved = change.changed.count - flips.count
    if moved > 0 { rows.append(line("numbers", .message(.moved(moved)))) }
    rows += stages(change)
    rows += previews(change)
    if let count = change.factorCount {
      rows.append(
        line("factors", .message(change.factors.isEmpty ? .sameFactors(count) : .factors(change.factors.count))))
    }
    if let count = change.files.count {
      let changed = change.files.changed
      rows.append(line("files", .message(changed == 0 ? .sameFiles(count) : .files(changed, of: count))))
    }
    return rows
  }

  private func stages(_ change: NightChange) -> [[String: PageValue]] {
    let moved = change.migrations.filter { !$0.stages.isSame }
    var rows = moved.prefix(SinceSection.rowsMax).map { migration in
      line(
        "signOff",
        .joined(
          [
            .note(migration.id), ChangeRows.stage(migration.stages.left), .text("→"),
            ChangeRows.stage(migration.stages.right),
          ], separator: .space))
    }
    if moved.count > rows.count { rows.append(line("signOff", .message(.moreStages(moved.count - rows.count)))) }
    return rows
  }

  private func previews(_ change: NightChange) -> [[String: PageValue]] {
    guard !result.previews.isEmpty else { return [] }
    var rows: [[String: PageValue]] = []
    let new = change.previews.filter { $0.values.left == nil && $0.values.right != nil }
    if !new.isEmpty { rows.append(line("previews", .message(.newPreviews(new.map(\.id))))) }
    let gone = change.previews.filter { $0.days.right == nil && $0.days.left != nil }
    if !gone.isEmpty { rows.append(line("previews", .message(.gonePreviews(gone.map(\.id))))) }
    let settled = change.previews.filter { $0.days.right ?? 0 > $0.days.left ?? 0 }
    guard !settled.isEmpty else {
      rows.append(line("profit", .label("noSettlement")))
      return rows
    }
    let sum = settled.compactMap(\.profit).reduce(0, +)
    rows.append(
      line(
        "profit",
        .joined(
          [.message(.previews(settled.count)), .figure(Figure(sum, .money, gain: true)), .label("yuan")],
          separator: .space)))
    return rows
  }

  /// To this change, and to the last one before it that turned a verdict.
  private func links(_ change: NightChange) -> [[String: PageValue]] {
    var links: [[String: PageValue]] = [["href": .text(PageShell.Page.changes.path), "line": .label("allChanges")]]
    let earlier = result.changes.last { $0.right.day < change.right.day && !$0.flips.isEmpty }
    if let earlier, let flip = earlier.flips.first {
      links.append([
        "href": .text(PageShell.Page.change(earlier.right.day).path),
        "line": .joined(
          [
            .text("\(earlier.left.day) → \(earlier.right.day)"), .note(flip.id),
            .message(.turned(flip.verdicts.left ?? "", flip.verdicts.right ?? "")),
          ], separator: .space),
      ])
    }
    return links
  }
}

extension Message {
  fileprivate static func noFlip(_ count: Int) -> Message {
    Message(
      "since.no-flip", ["count": .count(count)], en: "No verdict of {count} {count:migration|migrations} changed.",
      zh: "{count} 个迁移均无变化。")
  }

  fileprivate static func moreFlips(_ count: Int) -> Message {
    Message("since.more-flips", ["count": .count(count)], en: "{count} more changed.", zh: "另有 {count} 个改变。")
  }

  fileprivate static func moved(_ count: Int) -> Message {
    Message(
      "since.moved", ["count": .count(count)],
      en: "{count} {count:migration|migrations} moved under the same verdict.", zh: "{count} 个迁移判定未变而数值有变。")
  }

  fileprivate static func moreStages(_ count: Int) -> Message {
    Message(
      "since.more-stages", ["count": .count(count)], en: "{count} more changed their stage.", zh: "另有 {count} 个阶段改变。")
  }

  fileprivate static func newPreviews(_ names: [String]) -> Message {
    Message("since.new-previews", ["names": .names(names)], en: "New: {names}.", zh: "新增 {names}。")
  }

  fileprivate static func gonePreviews(_ names: [String]) -> Message {
    Message("since.gone-previews", ["names": .names(names)], en: "No longer there: {names}.", zh: "已移除 {names}。")
  }

  fileprivate static func previews(_ count: Int) -> Message {
    Message(
      "since.previews-name", ["count": .count(count)], en: "{count} {count:preview|previews} together",
      zh: "{count} 个预览合计")
  }

  fileprivate static func sameFactors(_ count: Int) -> Message {
    Message("since.same-factors", ["count": .count(count)], en: "{count} unchanged.", zh: "{count} 个无变化。")
  }

  fileprivate static func factors(_ count: Int) -> Message {
    Message(
      "since.factors", ["count": .count(count)],
      en: "{count} {count:factor has|factors have} another verdict.", zh: "{count} 个因子的判定改变。")
  }

  fileprivate static func sameFiles(_ count: Int) -> Message {
    count == 0
      ? Message("since.no-files", en: "Neither night archived any.", zh: "两夜均未归档。")
      : Message("since.same-files", ["count": .count(count)], en: "All {count} are the same.", zh: "{count} 个全部相同。")
  }

  fileprivate static func files(_ count: Int, of all: Int) -> Message {
    Message(
      "since.files", ["count": .count(count), "all": .count(all)], en: "{count} of {all} {count:differs|differ}.",
      zh: "{all} 个中 {count} 个不同。")
  }

  fileprivate static func turned(_ old: String, _ new: String) -> Message {
    Message(
      "since.turned-name",
      [
        "old": .message(Comparison.Verdict.phrase(old, ran: nil)),
        "new": .message(Comparison.Verdict.phrase(new, ran: nil)),
      ], en: "{old} → {new}", zh: "{old} → {new}")
  }
}
