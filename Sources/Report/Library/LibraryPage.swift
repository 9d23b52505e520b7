import Primitives
import Records

/// What RD-Agent found, to choose from: whether it answered tonight, what is marked, and the loops.
struct LibraryPage {
  let library: LibraryNight

  var document: PageDocument {
    let counts = Dictionary(
      LoopDecision.allCases.map { decision in
        (
          decision,
          library.lists == nil
            ? library.loops.count { LoopDecision($0) == decision } : library.counts[decision]
        )
      }
    ) { first, _ in first }
    let decisions = LoopDecision.allCases.filter { counts[$0] ?? 0 > 0 }
    let values: [String: PageValue] = [
      "lead": .message(.counts(library.counts)),
      "hasNotice": .flag(library.notice != nil), "notice": .message(optional: library.notice),
      "noticeNote": .message(.noticeNote(library.syncedAt)),
      "sources": .list(library.sources.enumerated().map(LibraryPage.source)),
      "hasSources": .flag(!library.sources.isEmpty),
      "hasCandidates": .flag(!library.candidates.isEmpty),
      "candidates": .list(library.candidates.map(candidate)),
      "hasLoops": .flag(!library.loops.isEmpty), "loopCount": .figure(Figure(count: counts.values.reduce(0, +))),
      "decisions": .list(
        decisions.map { decision in
          [
            "value": .text(decision.rawValue), "verdict": decision.mark,
            "count": .figure(Figure(count: counts[decision])),
          ]
        }),
      "loops": .list(library.loops.map { LoopRow($0, library.selections[$0.id]).values(up: "") }),
      "isCut": .flag(library.loops.count < library.counts.loops),
      "cut": .message(.cut(library.loops.count, of: library.counts.loops)), "hasList": .flag(library.lists != nil),
      "listPath": .text(LibraryListFiles.loops),
      "marks": .list(LoopDecision.allCases.map { ["value": .text($0.rawValue), "verdict": $0.mark] }),
      "metricsNote": .message(.metricsNote),
    ]
    return PageDocument(
      page: .library, title: .label("library"), description: .message(.counts(library.counts)), values: values,
      scripts: library.loops.isEmpty ? [] : library.tableScripts)
  }

  private static func source(_ place: Int, _ source: LibraryNight.Source) -> [String: PageValue] {
    [
      "row": .text("source-\(place + 1)"), "id": .note(source.id), "at": .text(PageText.minute(source.syncedAt)),
      "received": .figure(Figure(count: source.received)), "refused": .figure(Figure(count: source.refused)),
      "damaged": .figure(Figure(count: source.damaged)),
      "absent": source.absent.isEmpty
        ? .label("libraryNothingAbsent")
        : .joined(
          source.absent.map { .joined([.note($0.origin), .message($0.reason)], separator: .space) },
          separator: .sentence),
    ]
  }

  private func candidate(_ candidate: LibraryCandidate) -> [String: PageValue] {
    let known = library.loops.contains { $0.id == candidate.loop }
    return [
      "row": .text("candidate-" + Slug.of(candidate.loop)), "loop": .text(LoopRow.short(candidate.loop)),
      "title": .text(candidate.loop), "hasPage": .flag(known),
      "href": .text(PageShell.Page.loop(candidate.loop).path),
      "note": PageValue.joined(
        [.note(candidate.note), .message(optional: candidate.reason)], separator: .sentence
      ).cell,
      "by": .note(candidate.markedBy),
      "at": .text(PageText.minute(candidate.markedAt)), "factors": .figure(Figure(count: candidate.factors.count)),
      "command": .text("aistock library migrate \(candidate.loop)"),
    ]
  }
}

extension LibraryNight {
  /// What the tables of the library's pages need; `library.js` listens to `tables.js` and stands before it.
  var tableScripts: [String] { (lists == nil ? [] : ["scripts/library.js"]) + ["scripts/tables.js"] }
}

extension LibraryNight.Counts {
  fileprivate subscript(decision: LoopDecision) -> Int {
    switch decision {
    case .accepted: accepted
    case .rejected: rejected
    case .unrecorded: undecided
    }
  }
}

/// What RD-Agent's agent decided on a loop, with its mark.
enum LoopDecision: String, CaseIterable {
  case accepted, rejected, unrecorded

  init(_ loop: LibraryLoop) {
    switch loop.decision?.value {
    case true?: self = .accepted
    case false?: self = .rejected
    case nil: self = .unrecorded
    }
  }

  /// For `{{#verdict}}{{>verdict}}{{/verdict}}`: a refusal of the agent is no failure here.
  var mark: PageValue {
    let tone = self == .accepted ? "pass" : "none"
    return .list([
      [
        "tone": .text(tone), "icon": .text(self == .accepted ? "pass" : "none"),
        "word": .label("loopDecision." + rawValue),
      ]
    ])
  }
}

/// A loop in a table of loops.
struct LoopRow {
  private let loop: LibraryLoop
  private let selection: LibrarySelection?

  init(_ loop: LibraryLoop, _ selection: LibrarySelection?) {
    self.loop = loop
    self.selection = selection
  }

  func values(up: String) -> [String: PageValue] {
    [
      "row": .text("l-" + Slug.of(loop.id)), "decision": .text(LoopDecision(loop).rawValue),
      "verdict": LoopDecision(loop).mark, "name": .text(LoopRow.short(loop.id)), "title": .text(loop.id),
      "href": .text(up + PageShell.Page.loop(loop.id).path),
      "action": loop.action.map { .note($0.value) } ?? .label("notRecorded"),
      "status": loop.status.map { .note($0.value) } ?? .label("notRecorded"),
      "hypothesis": loop.hypothesis.map { .note(LoopRow.beginning($0.value, LoopRow.beginningMax)) }
        ?? .label("notRecorded"),
      "ic": figure(.ic, .correlation), "icir": figure(.icir, .ratio), "rankIC": figure(.rankIC, .correlation),
      "annual": figure(.annualReturn, .percent), "ratio": figure(.informationRatio, .ratio),
      "fall": figure(.maxDrawdown, .percent),
      "trials": .figure(Figure(count: selection?.trials)),
      "deflated": .figure(Figure(selection?.deflatedSharpe.number, .ratio)),
      "factors": .figure(Figure(count: loop.factorNames.count)),
      "started": .text(String((loop.startedAt?.value ?? PageFigures.missing).prefix(10))),
    ]
  }

  private func figure(_ figure: LibraryLoop.Figure, _ unit: Figure.Unit) -> PageValue {
    .figure(Figure(loop[figure], unit))
  }

  /// `8f31c0d2…/12`: the task's first digits tell it from others of a table; the whole stands in the title.
  static func short(_ id: String) -> String {
    guard let cut = id.lastIndex(of: "/"), id.distance(from: id.startIndex, to: cut) > 12 else { return id }
    return id.prefix(8) + "…" + id[cut...]
  }

  private static let beginningMax = 120

  /// The first signs of a text as one line.
  static func beginning(_ text: String, _ most: Int) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count > most ? line.prefix(most) + "…" : line
  }
}

extension Message {
  fileprivate static func counts(_ counts: LibraryNight.Counts) -> Message {
    Message(
      "report.library-counts",
      [
        "loops": .count(counts.loops), "accepted": .count(counts.accepted), "rejected": .count(counts.rejected),
        "undecided": .count(counts.undecided), "factors": .count(counts.factors),
      ],
      en: "{loops} {loops:loop|loops}: RD-Agent accepted {accepted}, rejected {rejected}, and recorded no decision on "
        + "{undecided}. {factors} {factors:factor|factors}.",
      zh: "{loops} 个循环：RD-Agent 接受 {accepted} 个，拒绝 {rejected} 个，{undecided} 个未记录决定。因子 {factors} 个。")
  }

  fileprivate static func noticeNote(_ time: String?) -> Message {
    guard let time else {
      return Message(
        "report.library-never", en: "Nothing was ever taken in.", zh: "尚未同步过任何内容。")
    }
    return Message(
      "report.library-yesterday", ["time": .text(PageText.minute(time))],
      en: "This page shows the library as of {time}.", zh: "本页显示截至 {time} 的资料库。")
  }

  fileprivate static func cut(_ shown: Int, of all: Int) -> Message {
    Message(
      "report.library-cut", ["shown": .count(shown), "all": .count(all)],
      en: "Shown are the marked and the newest: {shown} of {all}. `aistock library list` shows all.",
      zh: "仅显示已标记与最新的 {shown} 个，共 {all} 个；`aistock library list` 列出全部。")
  }

  static let metricsNote = Message(
    "report.library-metrics",
    en: "Figures are RD-Agent's own. Returns are excess over the index after costs, arithmetic, of 238 days a year. "
      + "All loops of a task were chosen on the same test days. The best of many looks better than it is.",
    zh: "指标均为 RD-Agent 的记录。收益为扣费后相对指数的超额，算术年化，按每年 238 日。同一任务的循环在同一测试区间上挑选：多次尝试中的最好结果会显得偏好。")
}
