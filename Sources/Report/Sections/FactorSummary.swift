import Primitives
import Records

/// Factors by where they stand beside their reference, and the five worst.
struct FactorSummary {
  let result: NightResult

  private static let worstMax = 5

  var values: [String: PageValue] {
    guard let sheet = result.factors else {
      return [
        "hasFactors": false, "factorNote": .text(""), "factorBar": .list([]), "worstFactors": .list([]),
        "factorRest": .text(""),
      ]
    }
    let standings = sheet.entries.map(\.standing)
    let compared = standings.count { $0 != .notCompared }
    let worst = self.worst(sheet)
    return [
      "hasFactors": true, "factorNote": .message(.compared(compared, of: standings.count)),
      "factorBar": .list([["countBar": bar(standings)]]),
      "worstFactors": .list(worst.isEmpty ? [] : [["rows": .list(worst.map { row($0, sheet) })]]),
      "factorRest": .sentences(rest(standings)),
    ]
  }

  private func worst(_ sheet: FactorSheet) -> [FactorEntry] {
    Array(
      sheet.ranked.filter { [.failed, .statisticallyEqual, .referenceEnvironment].contains($0.standing) }
        .prefix(FactorSummary.worstMax))
  }

  private func bar(_ standings: [FactorStanding]) -> PageValue {
    .list(
      FactorStanding.allCases.compactMap { standing in
        let count = standings.count { $0 == standing }
        guard count > 0 else { return nil }
        let share = max(1, Int((Double(count) * 12 / Double(standings.count)).rounded()))
        return [
          "tone": .text(FactorMark.tone(standing)), "icon": .text(FactorMark.icon(standing)),
          "share": .text("w\(share)"),
          "word": .joined([.figure(Figure(count: count)), FactorMark.word(standing)], separator: .space),
        ]
      })
  }

  private func row(_ entry: FactorEntry, _ sheet: FactorSheet) -> [String: PageValue] {
    let check = entry.check
    return [
      "row": .text("f-" + entry.id), "verdict": FactorMark.value(entry.standing), "name": .note(entry.name),
      "href": .text((sheet.hasPage(entry) ? PageShell.Page.factor(entry.id) : .factors).path),
      "outside": .joined(
        [.figure(Figure(count: check?.differing)), .text("/"), .figure(Figure(count: check?.count))], separator: .space),
      "relative": .figure(Figure(check?.maxRelative, .percent)), "first": .text(check?.firstDivergence?.day ?? "–"),
      "cause": PageValue.message(optional: check?.cause ?? entry.state?.reason).cell,
      "used": .figure(Figure(count: entry.usedBy.count)),
    ]
  }

  private func rest(_ standings: [FactorStanding]) -> [Message] {
    let aligned = standings.count { [.identical, .equal].contains($0) }
    let open = standings.count { $0 == .notCompared }
    return [aligned > 0 ? Message.aligned(aligned) : nil, open > 0 ? Message.open(open) : nil].compactMap { $0 }
  }
}

extension Message {
  fileprivate static func compared(_ count: Int, of all: Int) -> Message {
    Message(
      "report.factors-compared-label", ["count": .count(count), "all": .count(all)],
      en: "{count} of {all} compared", zh: "{all} 个中 {count} 个已比对")
  }

  fileprivate static func aligned(_ count: Int) -> Message {
    Message(
      "report.factors-aligned", ["count": .count(count)],
      en: "{count} {count:factor agrees|factors agree} in every cell.", zh: "{count} 个因子每格一致。")
  }

  fileprivate static func open(_ count: Int) -> Message {
    Message(
      "report.factors-open", ["count": .count(count)],
      en: "{count} {count:factor was|factors were} never compared with a reference.", zh: "{count} 个因子未与参考值比对。")
  }
}
