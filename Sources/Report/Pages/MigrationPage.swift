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
        place.file + (place.line.map { ":\($0)" } ?? "") + (place.field.map { " \($0)" } ?? "")
      }
      return [
        "tone": "bad", "badge": .text(text("verdict.DAMAGED")), "summary": .prose(diagnostic.summary, language),
        "beside": .list([]), "hasWorst": false, "failed": true, "judged": false, "hasPlace": .flag(place != nil),
        "diagnosticID": .text(diagnostic.id),
        "place": .text(place ?? ""), "diagnostic": .prose(diagnostic.summary, language),
        "remedy": .prose(diagnostic.remedy, language),
      ]
    case .judged(let judgement):
      return try judged(judgement)
    }
  }

  private func judged(_ judgement: NightResult.Judgement) throws -> [String: PageValue] {
    let comparison = judgement.comparison
    let table = MetricTable(comparison: comparison, language: language)
    let chart = MigrationChart.make(migration.id, judgement, language)
    let divergences = comparison.rungs.compactMap { rung in
      rung.firstDivergence.map { DivergenceSection(rung: rung.id, divergence: $0, language: language).values }
    }
    return [
      "tone": .text(PageShell.tone(comparison.verdict.rawValue)),
      "badge": .text(text("verdict." + comparison.verdict.rawValue)),
      "summary": .prose(comparison.summary, language),
      "beside": .list(comparison.beside.map { ["line": .prose($0, language)] }), "failed": false, "judged": true,
      "hasWorst": .flag(table.worst != nil), "worst": .list(table.worst.map { [worst($0, table)] } ?? []),
      "hasDivergence": .flag(!divergences.isEmpty), "divergences": .list(divergences),
      "hasChart": .flag(chart != nil), "chart": try ChartValues.make(chart, upIsRed: shell.settings.upIsRed),
      "rungs": .list(comparison.rungs.map(rung)), "groups": table.rows,
      "waterfall": .list([try WaterfallSection(comparison: comparison, shell: shell).values]),
      "quality": .list(
        try judgement.quality.map { [try QualitySection(id: migration.id, quality: $0, shell: shell).values] } ?? []),
      "evaluation": .list(
        try judgement.evaluation.map { [try EvaluationSection(id: migration.id, evaluation: $0, shell: shell).values] }
          ?? []),
      "conventions": .list([ConventionSection(judgement: judgement, language: language).values]),
      "model": .list([ModelSection(facts: judgement.model, language: language).values]),
      "hasFindings": .flag(!comparison.findings.isEmpty),
      "findings": .list(comparison.findings.map { FindingValues.of($0, language) }),
      "identity": .list(
        judgement.identity.map {
          ["label": .text(text("identity." + $0.key.rawValue)), "value": .prose($0.value, language)]
        }),
      "tolerances": .list(
        comparison.rungs.flatMap { $0.tolerances.sorted { $0.key < $1.key } }.map {
          ["name": .text($0.key), "value": .text(PageFigures.limit($0.value))]
        }),
    ]
  }

  private func worst(
    _ worst: (name: String, delta: Double, tolerance: Double, rung: Rung), _ table: MetricTable
  ) -> [String: PageValue] {
    [
      "metric": .text(worst.name), "rung": .text(text("rung." + worst.rung.rawValue)),
      "delta": .text(table.change(worst.delta, worst.name)), "limit": .text(PageFigures.limit(worst.tolerance)),
    ]
  }

  private func rung(_ rung: RungResult) -> [String: PageValue] {
    let state = MigrationPage.state(rung)
    let tone =
      switch state {
      case "pass": "good"
      case "exceptions": "warn"
      case "fail": "bad"
      default: "none"
      }
    return [
      "name": .text(text("rung." + rung.id.rawValue)), "id": .text(rung.id.rawValue), "tone": .text(tone),
      "state": .text(text("state." + state)), "meaning": .text(text("meaning." + rung.id.rawValue)),
      "hasReason": .flag(rung.reason != nil), "reason": .prose(rung.reason, language),
    ]
  }

  /// The first rung has nothing to agree with, and the realistic one follows other rules than the record: neither
  /// is judged.
  private static func state(_ rung: RungResult) -> String {
    switch (rung.id, rung.state) {
    case (.reported, .pass): "recorded"
    case (.realistic, .pass), (.realistic, .exceptions), (.realistic, .fail): "shown"
    default: rung.state.rawValue
    }
  }
}
