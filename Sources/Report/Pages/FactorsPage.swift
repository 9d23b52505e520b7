import Primitives
import Records

/// All factors of the night: expression, reach, state, and how far they are known.
struct FactorsPage {
  let shell: PageShell
  let sheet: FactorSheet

  private var language: Language { shell.language }
  private func text(_ key: String) -> String { StringTable.require(key, language) }

  func values(style: String) -> [String: PageValue] {
    var values = shell.values(.factors, title: text("factors"), style: style)
    values["lead"] = .text(lead)
    values["scope"] = .text(sheet.scope(language))
    values["factors"] = .list(sheet.entries.map(row))
    values["hasNotes"] = .flag(!sheet.notes.isEmpty)
    values["notes"] = .list(sheet.notes.map { ["line": .prose($0, language)] })
    return values
  }

  /// `24 factors: 3 verified, 1 failed, 20 not compared`.
  private var lead: String {
    let states = Dictionary(grouping: sheet.entries) { $0.state?.name }.mapValues(\.count)
    let parts = FactorTexts.states.compactMap { name in
      states[name].map { Message.factors($0, in: FactorTexts.state(name, language))[language] }
    }
    let head = Message.factors(sheet.entries.count)[language]
    return parts.isEmpty ? head : head + language[("：", ": ")] + parts.joined(separator: language[("，", ", ")])
  }

  private func row(_ entry: FactorEntry) -> [String: PageValue] {
    [
      "name": .text(entry.name), "hasPage": .flag(sheet.hasPage(entry)),
      "href": .text(PageShell.Page.factor(entry.id).path),
      "code": .text(entry.expression ?? entry.implementation.map { "\($0).swift" } ?? PageFigures.missing),
      "lookback": .text(entry.lookback.map { PageFigures.count($0) } ?? PageFigures.missing),
      "fields": .text(entry.fields.joined(separator: " ")),
      "state": .text(FactorTexts.state(entry.state?.name, language)),
      "tone": .text(FactorTexts.tone(entry.state?.name)),
      "findings": .list(entry.findings.map { ["title": .prose($0.title, language)] }),
      "coverage": .text(PageFigures.percent(entry.profile?.coverage, decimals: 1)),
      "usedBy": .text(entry.usedBy.joined(separator: ", ")),
    ]
  }
}

extension FactorSheet {
  /// A factor of which more is known than a line can say.
  func hasPage(_ entry: FactorEntry) -> Bool { entry.profile != nil || entry.check != nil }

  /// Where and when the values behind the charts lie.
  func scope(_ language: Language) -> String {
    guard let first = entries.lazy.compactMap({ $0.profile?.days.first }).min(),
      let last = entries.lazy.compactMap({ $0.profile?.days.last }).max()
    else { return StringTable.require("factorScopeNone", language) }
    return StringTable.require("factorScope", language) + StringTable.require("colon", language)
      + "\(universe) · \(first) – \(last)"
  }
}

extension Message {
  fileprivate static func factors(_ count: Int) -> Message {
    Message("report.factors.label", ["count": .count(count)], en: "{count} {count:factor|factors}", zh: "{count} 个因子")
  }

  fileprivate static func factors(_ count: Int, in state: String) -> Message {
    Message(
      "report.factors-in-state.label", ["count": .count(count), "state": .text(state)], en: "{count} {state}",
      zh: "{state} {count} 个")
  }
}
