import Archive
package import Primitives
import Records

/// A night in a few lines and as a document.
extension Night.Outcome {
  /// The outcome as a document; null where the night has no summary.
  package func json(site: String) -> JSONValue {
    guard case .object(var members) = summary else { return .null }
    members["market_findings"] = .array(result.marketFindings.map(\.json))
    members["trading_day"] = .string(result.day.description)
    members["manifest_sha256"] = .optional(manifest)
    members["head"] = result.archive.head?.json ?? .null
    members["site"] = .string(site)
    members["pages"] = .integer(pages)
    if let pushed { members["pushed"] = pushed.json }
    if let failure = undelivered.first(where: { $0.step == .push }) {
      members["unpushed"] = failure.diagnostic.summary.json
    }
    return .object(members)
  }

  /// The outcome in a few lines for people.
  package func lines(site: String, _ language: Language) -> [String] {
    var lines = result.marketFindings.filter { $0.severity == .serious }.map { Message.market($0)[language] }
    for migration in result.migrations.worstFirst(\.verdict) {
      switch migration.outcome {
      case .judged(let judgement):
        lines.append("\(judgement.comparison.verdict.word[language])  \(migration.id)")
        lines.append("  " + judgement.comparison.summary[language])
        let beside = judgement.comparison.beside.map { $0[language] }
        lines.append("  " + beside.joined(separator: language == .english ? " " : ""))
      case .failed(let diagnostic):
        lines.append("\(Message.damaged[language])  \(migration.id)")
        lines.append("  \(diagnostic.id): \(diagnostic.summary[language])")
      }
    }
    for step in steps where step.id.kind == .settle {
      lines.append(Message.preview(step.id.subject ?? "", step.record.outcome.message)[language])
    }
    if !removed.isEmpty { lines.append(Message.removed(removed)[language]) }
    lines += overridden.map { $0[language] }
    if let manifest = manifest { lines.append(Message.archived(manifest)[language]) }
    if let head = result.archive.head { lines.append(head.message[language]) }
    if let pushed { lines.append(pushed.message[language]) }
    return lines + [Message.pages(pages, of: Path.join(site, "index.html"))[language]]
  }
}

extension Night.Outcome {
  /// Migrations whose verdict an approval overrides, each with its exceptions.
  private var overridden: [Message] {
    result.migrations.filter { !$0.review.exceptions.isEmpty }.map {
      Message.overridden($0)
    }
  }
}

extension Message {
  /// What a night removed, or would.
  package static func removed(_ items: [Retention.Item]) -> Message {
    Message(
      "nightly.removed",
      [
        "count": .count(items.count), "bytes": .count(items.reduce(0) { $0 + $1.byteCount }),
        "names": .names(items.prefix(5).map(\.path)),
      ],
      en: "Removed {count} {count:file or folder|files and folders} of old work, {bytes} bytes: {names}",
      zh: "已删除旧的工作文件 {count} 项，共 {bytes} 字节：{names}")
  }

  fileprivate static func overridden(_ migration: NightResult.Migration) -> Message {
    Message(
      "nightly.overridden",
      [
        "id": .text(migration.id),
        "verdict": .message(Comparison.Verdict.phrase(raw: migration.verdict, ran: migration.rungsRan)),
        "what": .message(.withExceptions(migration.review.exceptions)),
      ],
      en: "{id}: {verdict}. {what}", zh: "{id}：{verdict}。{what}")
  }

  fileprivate static let damaged = Message("nightly.damaged", en: "DAMAGED", zh: "输入损坏")

  fileprivate static func market(_ finding: Finding) -> Message {
    Message(
      "nightly.market", ["id": .text(finding.id), "evidence": .message(finding.evidence)],
      en: "Market, {id}: {evidence}", zh: "行情，{id}：{evidence}")
  }

  fileprivate static func preview(_ id: String, _ what: Message) -> Message {
    Message(
      "nightly.preview", ["id": .text(id), "what": .message(what)], en: "Preview {id}: {what}", zh: "模拟预览 {id}：{what}")
  }

  fileprivate static func archived(_ digest: String) -> Message {
    Message("nightly.archived", ["digest": .text(digest)], en: "Archived, manifest {digest}.", zh: "已归档，清单摘要 {digest}。")
  }

  package static func pages(_ count: Int, of site: String) -> Message {
    Message(
      "nightly.pages", ["count": .count(count), "site": .text(site)], en: "{count} {count:page|pages}: {site}",
      zh: "{count} 个页面：{site}")
  }
}
