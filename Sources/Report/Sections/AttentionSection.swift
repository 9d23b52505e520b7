import Primitives
import Records

/// What waits for a person: verdict, object, cause, amount, owner, remedy.
struct AttentionSection {
  let result: NightResult

  /// Rows that stand open; the rest folds.
  private static let openMax = 12

  var values: [String: PageValue] {
    let items = result.attention
    let rows = self.rows(items)
    return [
      "attentionNote": .message(.items(items)), "hasAttention": .flag(!items.isEmpty),
      "attention": .list(Array(rows.prefix(AttentionSection.openMax))),
      "moreAttention": .list(
        items.count > AttentionSection.openMax
          ? [
            [
              "line": .message(.more(items.count - AttentionSection.openMax)),
              "rows": .list(Array(rows.dropFirst(AttentionSection.openMax))),
            ]
          ] : []),
    ]
  }

  /// A second thing of one kind about one subject has a number behind its identifier.
  private func rows(_ items: [AttentionItem]) -> [[String: PageValue]] {
    var seen: [String: Int] = [:]
    return items.map { item in
      let id = "a-\(item.kind.rawValue)-\(Slug.of(item.subject.id))"
      let count = seen[id, default: 0] + 1
      seen[id] = count
      return row(item, id: count == 1 ? id : "\(id)-\(count)")
    }
  }

  private func row(_ item: AttentionItem, id: String) -> [String: PageValue] {
    let others = item.others.count
    return [
      "row": .text(id),
      "verdict": AttentionSection.mark(item.severity),
      "name": item.subject.name == .verbatim(item.subject.id) || item.subject.kind == .factor
        ? .note(item.subject.name.english) : .message(item.subject.name),
      "href": .text(href(item.subject)),
      "others": .list(others > 0 ? [["line": .message(.others(others)), "href": .text(othersHref(item))]] : []),
      "title": .message(item.title), "cause": .message(item.cause), "amount": AttentionSection.amount(item),
      "amountNote": AttentionSection.note(item),
      "owner": item.owner.map { .note($0) } ?? .label("noOwner"), "remedy": .message(item.remedy),
    ]
  }

  static func mark(_ severity: AttentionItem.Severity) -> PageValue {
    let (tone, icon) =
      switch severity {
      case .fail: ("fail", "fail")
      case .review: ("review", "warning")
      case .incomplete: ("none", "none")
      case .note: ("pass", "pass")
      }
    return .list([["tone": .text(tone), "icon": .text(icon), "word": .label("attention." + severity.rawValue)]])
  }

  private static func amount(_ item: AttentionItem) -> PageValue {
    switch item.amount {
    case .money(let yuan): .figure(Figure(yuan, .money))
    case .cells(let count, _): .figure(Figure(count: count))
    case nil: .figure(Figure(nil as Double?, .money))
    }
  }

  private static func note(_ item: AttentionItem) -> PageValue {
    if case .cells(_, let all?) = item.amount { return .message(.ofCells(item.amountNote, all)) }
    return .message(item.amountNote)
  }

  private func href(_ subject: AttentionItem.Subject) -> String {
    switch subject.kind {
    case .migration:
      let isThere = result.migrations.contains { $0.id == subject.id }
      return isThere ? PageShell.Page.migration(subject.id).path : PageShell.Page.migrations(.verdict).path
    case .preview:
      let isThere = result.previews.contains { $0.strategy.id == subject.id }
      return isThere ? PageShell.Page.preview(subject.id).path : PageShell.Page.previews.path
    case .factor:
      let hasPage = result.factors.map { sheet in
        sheet.entries.contains { $0.id == subject.id && sheet.hasPage($0) }
      }
      return hasPage == true ? PageShell.Page.factor(subject.id).path : PageShell.Page.factors.path
    case .archive: return PageShell.Page.archive.path
    case .market, .step: return "#health"
    }
  }

  private func othersHref(_ item: AttentionItem) -> String {
    switch item.subject.kind {
    case .migration: PageShell.Page.migrations(.verdict).path
    case .factor: PageShell.Page.factors.path
    case .preview: PageShell.Page.previews.path
    case .market, .archive, .step: "#health"
    }
  }
}

extension Message {
  fileprivate static func items(_ items: [AttentionItem]) -> Message {
    guard !items.isEmpty else {
      return Message("report.attention-none-label", en: "nothing tonight", zh: "今夜没有")
    }
    return Message(
      "report.attention-count-label",
      ["count": .count(items.count), "fail": .count(items.count { $0.severity == .fail })],
      en: "{count} {count:item|items}, {fail} of them failed", zh: "{count} 项，其中 {fail} 项未通过")
  }

  fileprivate static func more(_ count: Int) -> Message {
    Message("report.attention-more-label", ["count": .count(count)], en: "{count} more", zh: "另外 {count} 项")
  }

  fileprivate static func others(_ count: Int) -> Message {
    Message("report.attention-others-label", ["count": .count(count)], en: "and {count} more", zh: "及另外 {count} 个")
  }

  fileprivate static func ofCells(_ note: Message, _ all: Int) -> Message {
    Message(
      "report.attention-cells-label", ["note": .message(note), "all": .count(all)], en: "of {all} {note}",
      zh: "{note}，共 {all} 格")
  }
}
