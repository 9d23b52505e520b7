import Primitives
import Reconciliation
import Records

/// What stands against signing, the most serious first, each with what to do; notes stand folded.
struct ObjectionSection {
  let migration: NightResult.Migration

  private struct Row {
    enum Tone: Int { case fail, serious, warning }

    var tone: Tone
    var title: PageValue
    var detail: PageValue
    var remedy: PageValue = ""
    var command: String?
    var id: String
  }

  /// How many stand against it.
  var count: Int { rows.count }
  /// Whether one of them is a failing verdict or a serious finding.
  var isGrave: Bool { rows.contains { $0.tone != .warning } }

  var values: [String: PageValue] {
    let notes = findings.filter { $0.severity == .note }
    return [
      "hasRows": .flag(!rows.isEmpty), "rows": .list(rows.map(row)), "note": .message(.points(rows.count)),
      "hasNotes": .flag(!notes.isEmpty), "notesLine": .message(.notes(notes.count)),
      "notes": .list(notes.map { FindingValues.line($0) }),
    ]
  }

  private var judgement: NightResult.Judgement? {
    if case .judged(let judgement) = migration.outcome { judgement } else { nil }
  }
  private var findings: [Finding] { judgement?.comparison.findings ?? [] }

  private var rows: [Row] {
    var rows: [Row] = []
    if let comparison = judgement?.comparison, comparison.verdict != .pass {
      rows.append(verdict(comparison))
    }
    if case .failed(let diagnostic) = migration.outcome {
      rows.append(
        Row(
          tone: .fail, title: .message(diagnostic.summary),
          detail: .text([place(diagnostic), diagnostic.id].compactMap(\.self).joined(separator: " · ")),
          remedy: .message(diagnostic.remedy), id: "input"))
    }
    if migration.position.stage == .approved, !migration.passes {
      rows.append(
        Row(
          tone: .fail, title: .label("approvalContradicted"), detail: .label("approvalContradictedWhy"),
          command: reject, id: "approval"))
    }
    rows += migration.review.reasons.map {
      Row(
        tone: .warning, title: .label("cause." + $0.cause.rawValue), detail: .message($0.detail),
        remedy: .label("askAgain"), id: "review-" + $0.cause.rawValue)
    }
    rows += findings.filter { $0.severity == .serious }.map { row($0, .serious) }
    rows += (judgement?.comparison.rungs ?? []).filter { $0.state == .notAvailable && $0.id != .realistic }.map {
      Row(
        tone: .warning, title: .joined([.label("rung." + $0.id.rawValue), .label("rungNotRun")], separator: .space),
        detail: .message(optional: $0.reason), id: "rung-" + $0.id.rawValue)
    }
    rows += (judgement?.evaluation?.leaks ?? []).filter { $0.state == .leak }.map {
      Row(
        tone: .warning, title: .label("leak." + $0.name.rawValue), detail: .message($0.evidence),
        remedy: .message(optional: $0.remedy), id: "leak-" + $0.name.rawValue)
    }
    rows += findings.filter { $0.severity == .warning }.map { row($0, .warning) }
    return rows.enumerated().sorted { ($0.element.tone.rawValue, $0.offset) < ($1.element.tone.rawValue, $1.offset) }
      .map(\.element)
  }

  private func place(_ diagnostic: Diagnostic) -> String? {
    diagnostic.place.map { place in
      place.file + (place.line.map { ":\($0)" } ?? "") + (place.field.map { " \($0)" } ?? "")
    }
  }

  private var reject: String {
    "aistock review reject --migration \(migration.id) --reviewer NAME --key KEY"
  }

  private func verdict(_ comparison: Comparison) -> Row {
    let failing = comparison.rungs.filter { $0.state == .fail }
    let parts = failing.compactMap { rung -> Message? in
      let judged = rung.metrics.filter { $0.tolerance != nil }
      let exceeding = judged.filter(\.exceeds)
      guard let limit = exceeding.compactMap(\.tolerance).min() else { return nil }
      return .exceeding(rung.id, exceeding.count, of: judged.count, limit)
    }
    let isFail = comparison.verdict == .fail
    let hasDivergence = comparison.rungs.contains { $0.firstDivergence != nil }
    return Row(
      tone: isFail ? .fail : .warning,
      title: parts.isEmpty ? .message(comparison.summary) : .sentences(parts),
      detail: parts.isEmpty ? "" : .message(optional: comparison.leadingCause?.statement),
      remedy: isFail ? "" : .label(hasDivergence ? "readTheDivergence" : "runTheReplay"),
      command: isFail ? reject : nil, id: "verdict")
  }

  private func row(_ finding: Finding, _ tone: Row.Tone) -> Row {
    Row(
      tone: tone, title: .message(finding.title), detail: .sentences([finding.evidence, finding.consequence]),
      remedy: .message(finding.remedy), id: finding.id)
  }

  private func row(_ row: Row) -> [String: PageValue] {
    let (tone, icon, word) =
      switch row.tone {
      case .fail: ("fail", "fail", "verdict." + (migration.passes ? "FAIL" : migration.verdict))
      case .serious: ("warning", "warning", "severity.serious")
      case .warning: ("warning", "warning", "severity.warning")
      }
    return [
      "tone": .text(tone), "icon": .text(icon), "word": .label(word), "title": row.title, "detail": row.detail,
      "remedy": row.remedy, "hasCommand": .flag(row.command != nil), "command": .text(row.command ?? ""),
      "anchor": .text("objection-" + Slug.of(row.id)),
    ]
  }
}

extension FindingValues {
  /// A finding in one line.
  static func line(_ finding: Finding) -> [String: PageValue] {
    [
      "id": .text(finding.id), "title": .message(finding.title),
      "detail": .sentences([finding.evidence, finding.consequence, finding.remedy]),
    ]
  }
}

extension Message {
  fileprivate static func points(_ count: Int) -> Message {
    Message(
      "report.objections-name", ["count": .count(count)], en: "{count} {count:point|points}, most serious first",
      zh: "{count} 项，最严重在前")
  }

  fileprivate static func notes(_ count: Int) -> Message {
    Message("report.folded-notes-name", ["count": .count(count)], en: "{count} {count:note|notes}", zh: "{count} 条提示")
  }

  fileprivate static func exceeding(_ rung: Rung, _ count: Int, of all: Int, _ limit: Double) -> Message {
    Message(
      "report.rung-exceeds",
      [
        "rung": .message(rung.name), "count": .count(count), "all": .count(all),
        "limit": .text(PageFigures.limit(limit)),
      ],
      en: "At rung {rung}, {count} of {all} {all:metric|metrics} {count:exceeds|exceed} {limit}.",
      zh: "{rung} {all} 个指标中 {count} 个超出 {limit}。")
  }
}
