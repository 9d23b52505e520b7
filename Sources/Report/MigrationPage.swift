import Primitives
import Records

/// The report of one migration.
struct MigrationPage {
  let migration: NightResult.Migration
  let shell: PageShell

  private var language: Language { shell.language }
  private func text(_ key: String) -> String { StringTable.require(key, language) }

  func values(style: String) throws -> [String: PageValue] {
    let page = PageShell.Page.migration(migration.id)
    var values = shell.values(page, title: "\(text("migration")) \(migration.id)", style: style)
    values["id"] = .text(migration.id)
    for (key, value) in try outcome() { values[key] = value }
    for (key, value) in ReviewSection(migration: migration, language: language).values { values[key] = value }
    return values
  }

  private func outcome() throws -> [String: PageValue] {
    switch migration.outcome {
    case .failed(let diagnostic):
      let place = diagnostic.place.map { place in
        place.file + (place.line.map { ":\($0)" } ?? "") + (place.field.map { " '\($0)'" } ?? "") + ": "
      }
      return [
        "tone": "bad", "badge": .text(text("verdict.DAMAGED")), "summary": .text(text("couldNotBeRead")),
        "hasWorst": false,
        "failed": true, "judged": false, "diagnosticID": .text(diagnostic.id),
        "diagnostic": .text((place ?? "") + diagnostic.summary[language]), "remedy": .text(diagnostic.remedy[language]),
      ]
    case .judged(let judgement):
      return try judged(judgement)
    }
  }

  private func judged(_ judgement: NightResult.Judgement) throws -> [String: PageValue] {
    let comparison = judgement.comparison
    let table = MetricTable(comparison: comparison, language: language)
    let chart = MigrationChart.make(migration.id, judgement, language)
    let divergences = comparison.rungs.filter { $0.firstDivergence != nil }.map(divergence)
    return [
      "tone": .text(PageShell.tone(comparison.verdict.rawValue)),
      "badge": .text(text("verdict." + comparison.verdict.rawValue)),
      "summary": .text(comparison.summary[language]), "failed": false, "judged": true,
      "hasWorst": .flag(table.worst != nil), "worst": .text(table.worst.map(worst) ?? ""),
      "hasDivergence": .flag(!divergences.isEmpty), "divergences": .list(divergences),
      "hasChart": .flag(chart != nil), "chart": try ChartValues.make(chart, upIsRed: shell.settings.upIsRed),
      "rungs": .list(comparison.rungs.map(rung)), "groups": table.rows,
      "waterfall": .list([try WaterfallSection(comparison: comparison, shell: shell).values]),
      "signal": .list(
        try judgement.quality.map { [try QualitySection(id: migration.id, signal: $0, shell: shell).values] } ?? []),
      "evaluation": .list(
        try judgement.evaluation.map { [try EvaluationSection(id: migration.id, evaluation: $0, shell: shell).values] }
          ?? []),
      "conventions": .list([ConventionSection(judgement: judgement, language: language).values]),
      "model": .list([ModelSection(facts: judgement.model, language: language).values]),
      "hasFindings": .flag(!comparison.findings.isEmpty), "findings": .list(comparison.findings.map(finding)),
      "identity": .list(
        judgement.identity.map {
          ["label": .text(text("identity." + $0.key.rawValue)), "value": .text($0.value.text(language))]
        }),
      "tolerances": .list(
        comparison.rungs.flatMap { $0.tolerances.sorted { $0.key < $1.key } }.map {
          ["name": .text($0.key), "value": .text(PageFigures.limit($0.value))]
        }),
    ]
  }

  private func worst(_ worst: (name: String, delta: Double, tolerance: Double, rung: Rung)) -> String {
    "\(worst.name) · \(text("rung.\(worst.rung.rawValue)")) · \(PageFigures.difference(worst.delta)) / \(PageFigures.limit(worst.tolerance))"
  }

  private func rung(_ rung: RungResult) -> [String: PageValue] {
    let tone =
      switch rung.state {
      case .pass: rung.id == .reported ? "none" : "good"
      case .exceptions: "warn"
      case .fail: "bad"
      case .notAvailable: "none"
      }
    return [
      "name": .text(text("rung." + rung.id.rawValue)), "id": .text(rung.id.rawValue), "tone": .text(tone),
      "state": .text(
        rung.id == .reported && rung.state == .pass ? text("state.recorded") : text("state." + rung.state.rawValue)),
      "meaning": .text(text("meaning." + rung.id.rawValue)), "hasReason": .flag(rung.reason != nil),
      "reason": .text(rung.reason?[language] ?? ""),
    ]
  }

  private func divergence(_ rung: RungResult) -> [String: PageValue] {
    guard let divergence = rung.firstDivergence else { return [:] }
    func shown(_ value: String) -> String { value.isEmpty ? text("missing") : value }
    let names = rung.id == .recomputed ? ("reported", "recomputed") : ("reported", "local")
    let lines = divergence.cause.evidence + divergence.context
    return [
      "cause": .text(divergence.cause.statement[language]), "rung": .text(text("rung." + rung.id.rawValue)),
      "day": .text(divergence.day?.description ?? "–"),
      "instrument": .text(divergence.instrument?.name ?? text("wholeMarket")), "field": .text(divergence.field),
      "leftName": .text(text(names.0)), "rightName": .text(text(names.1)), "left": .text(shown(divergence.left)),
      "right": .text(shown(divergence.right)), "hasContext": .flag(!lines.isEmpty),
      "context": .list(lines.map { ["line": .text($0[language])] }),
    ]
  }

  private func finding(_ finding: Finding) -> [String: PageValue] {
    let tone = finding.severity == .serious ? "bad" : finding.severity == .warning ? "warn" : "none"
    return [
      "tone": .text(tone), "severity": .text(text("severity." + finding.severity.rawValue)),
      "title": .text(finding.title[language]),
      "id": .text(finding.id), "evidence": .text(finding.evidence[language]),
      "consequence": .text(finding.consequence[language]),
      "remedy": .text(finding.remedy[language]),
    ]
  }
}
