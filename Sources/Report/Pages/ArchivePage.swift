import Archive
import Primitives
import Records

/// The chain of snapshots and whether it holds.
struct ArchivePage {
  let result: NightResult

  private var archive: ArchiveState { result.archive }

  var document: PageDocument {
    let problems = archive.problems
    let values: [String: PageValue] = [
      "verdict": problems.isEmpty
        ? .list([["tone": "pass", "icon": "pass", "word": .label("archiveIntact")]])
        : .list([["tone": "fail", "icon": "fail", "word": .label("archiveProblems")]]),
      "lead": .message(ArchivePage.summary(archive)), "hasProblems": .flag(!problems.isEmpty),
      "problems": .list(
        problems.map {
          [
            "day": .text($0.day.description), "kind": .label("problem." + $0.kind.rawValue), "path": .text($0.path),
            "detail": .message($0.detail),
          ]
        }),
      "head": .one(archive.head?.values),
      "hasNights": .flag(!archive.nights.isEmpty), "snapshots": .list(archive.nights.reversed().map(row)),
    ]
    return PageDocument(page: .archive, title: .label("archive"), values: values)
  }

  private static func summary(_ archive: ArchiveState) -> Message {
    guard let first = archive.nights.first, let last = archive.nights.last else { return .noNight }
    return archive.nights.count == 1 ? .oneNight(last.day) : .nights(archive.nights.count, first.day, last.day)
  }

  private func row(_ night: ArchivedNight) -> [String: PageValue] {
    let change = result.changes.last { $0.right.day == night.day }
    let verdicts = night.verdicts.map(\.verdict)
    let words = Set(verdicts).sorted { (Comparison.Verdict.place($0), $0) < (Comparison.Verdict.place($1), $1) }
    return [
      "row": .text("n-\(night.day)"), "day": .text(night.day.description),
      "files": .figure(Figure(count: night.fileCount)),
      "level": .text("\(night.level)"), "sha256": .text(night.sha256), "short": .text(ShortDigest.text(night.sha256)),
      "parent": .text(night.parent.map { "\($0.day) \(ShortDigest.text($0.sha256))" } ?? "–"),
      "verdicts": .list(
        words.map { word in
          ["verdict": VerdictMark.value(word), "count": .figure(Figure(count: verdicts.count { $0 == word }))]
        }),
      "noChange": night.parent == nil ? .label("noNightBefore") : .text(PageFigures.missing),
      "changes": .list(
        change.map { change in
          [
            [
              "href": .text(PageShell.Page.change(change.right.day).path),
              "line": .message(change.flips.isEmpty ? .noFlip : .flips(change.flips.count)),
            ]
          ]
        } ?? []),
    ]
  }
}

extension Message {
  fileprivate static let noNight = Message("archive.page-empty", en: "No night is archived yet.", zh: "尚无存档。")

  fileprivate static func oneNight(_ day: TradingDay) -> Message {
    Message("archive.page-one", ["day": .day(day)], en: "One night is archived: {day}.", zh: "已归档一夜：{day}。")
  }

  fileprivate static func nights(_ count: Int, _ first: TradingDay, _ last: TradingDay) -> Message {
    Message(
      "archive.page-nights", ["count": .count(count), "first": .day(first), "last": .day(last)],
      en: "{count} nights are archived, {first} to {last}.", zh: "已归档 {count} 夜，{first} 至 {last}。")
  }

  fileprivate static let noFlip = Message("archive.no-flip-label", en: "no verdict changed", zh: "判定无变化")

  fileprivate static func flips(_ count: Int) -> Message {
    Message(
      "archive.flips-label", ["count": .count(count)], en: "{count} {count:verdict|verdicts} changed",
      zh: "{count} 个判定改变")
  }
}
