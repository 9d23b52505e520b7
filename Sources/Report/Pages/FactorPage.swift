import Primitives
import Records

/// One factor: what it is, what it was compared with, where it differs, and how its values lie.
struct FactorPage {
  let entry: FactorEntry
  let shell: PageShell

  private var language: Language { shell.language }
  private func text(_ key: String) -> String { StringTable.require(key, language) }

  func values(style: String) throws -> [String: PageValue] {
    var values = shell.values(.factor(entry.id), title: "\(text("factor")) \(entry.name)", style: style)
    let state = entry.state?.name
    let chart = FactorChart.make(entry, language)
    values["name"] = .text(entry.name)
    values["tone"] = .text(FactorTexts.tone(state))
    values["badge"] = .text(FactorTexts.state(state, language))
    values["hasReason"] = .flag(entry.state?.reason != nil)
    values["reason"] = .prose(entry.state?.reason, language)
    values["code"] = .text(entry.expression ?? entry.implementation.map { "\($0).swift" } ?? PageFigures.missing)
    values["facts"] = .list(facts)
    values["usedBy"] = .list(
      entry.usedBy.map { ["href": .text("../" + PageShell.Page.migration($0).path), "label": .text($0)] })
    values["isUsed"] = .flag(!entry.usedBy.isEmpty)
    values["hasAgainst"] = .flag(entry.state?.against.isEmpty == false)
    values["against"] = .list(
      (entry.state?.against ?? []).map {
        ["label": .text(FactorTexts.against($0.name, language)), "value": .text($0.value)]
      })
    values["checks"] = .list(entry.check.map { [check($0)] } ?? [])
    values["isUnchecked"] = .flag(entry.check == nil)
    values["hasFindings"] = .flag(!entry.findings.isEmpty)
    values["findings"] = .list(entry.findings.map { FindingValues.of($0, language) })
    values["chart"] = try ChartValues.make(chart, upIsRed: shell.settings.upIsRed)
    values["hasChart"] = .flag(chart != nil)
    return values
  }

  private var facts: [[String: PageValue]] {
    let pairs: [(String, String?)] = [
      ("factorFields", entry.fields.isEmpty ? nil : entry.fields.joined(separator: " ")),
      ("factorLookback", entry.lookback.map { Message.tradingDays($0)[language] }),
      ("factorLooksAhead", entry.looksAhead ? text("factorIsLabel") : nil), ("factorSource", entry.source),
      ("factorDescription", entry.description), ("factorReference", entry.reference),
      ("factorCoverage", entry.profile?.coverage.map { PageFigures.percent($0) }), ("factorBy", entry.state?.by),
      ("factorAt", entry.state?.at),
    ]
    return pairs.compactMap { key, value in
      value.map { ["label": .text(text(key)), "value": .prose(note: $0, language)] }
    }
  }

  private func check(_ check: FactorCheck) -> [String: PageValue] {
    let first = check.firstDivergence
    return [
      "verdict": .text(FactorTexts.verdict(check.verdict, language)),
      "verdictTone": .text(FactorTexts.tone(check.verdict)),
      "figures": .list(figures(check)), "hasCause": .flag(check.cause != nil),
      "cause": .prose(check.cause, language),
      "hasCriterion": .flag(check.criterion != nil), "criterion": .prose(check.criterion, language),
      "hasPart": .flag(check.part != nil), "part": .text(check.part ?? ""), "hasFirst": .flag(first != nil),
      "first": .text(first.map { "\($0.day) · \($0.instrument)" } ?? ""), "hasWorst": .flag(!check.worst.isEmpty),
      "worst": .list(
        check.worst.map { cell in
          [
            "day": .text(cell.day), "instrument": .text(cell.instrument), "ours": .text(cell.ours ?? text("missing")),
            "reference": .text(cell.reference ?? text("missing")), "inputs": .text(cell.inputs.joined(separator: ", ")),
          ]
        }),
    ]
  }

  private func figures(_ check: FactorCheck) -> [[String: PageValue]] {
    func count(_ value: Int?) -> String? { value.map { PageFigures.count($0) } }
    let share = check.identical.map { Double($0) / Double(max(check.count, 1)) }
    let pairs: [(String, String?)] = [
      ("checkCells", count(check.count)), ("checkIdentical", share.map { PageFigures.percent($0, decimals: 4) }),
      ("checkBoth", count(check.presentBoth)), ("checkHere", count(check.presentHere)),
      ("checkThere", count(check.presentThere)), ("checkMissing", count(check.missingMismatches)),
      ("checkOutside", count(check.outside)), ("checkAbsolute", check.maxAbsolute.map { PageFigures.difference($0) }),
      ("checkRelative", check.maxRelative.map { PageFigures.difference($0) }), ("checkUlp", count(check.maxUlp)),
      ("checkRank", check.rankCorrelation.map { PageFigures.fixed($0, 6) }),
      (
        "checkRankMin",
        check.rankCorrelationMin.map {
          PageFigures.fixed($0, 6) + (check.rankCorrelationMinDay.map { " (\($0))" } ?? "")
        }
      ),
    ]
    return pairs.compactMap { key, value in
      value.map { ["label": .text(text(key)), "value": .text($0), "tone": "flat"] }
    }
  }
}

extension Message {
  fileprivate static func tradingDays(_ count: Int) -> Message {
    Message(
      "report.trading-days.label", ["count": .count(count)], en: "{count} trading {count:day|days}", zh: "{count} 个交易日")
  }
}
