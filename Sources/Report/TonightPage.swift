import Primitives
import Records

/// The first page: what the night found, in one screen.
struct TonightPage {
  let shell: PageShell

  private var input: NightResult { shell.input }
  private var language: Language { shell.language }
  private func text(_ key: String) -> String { StringTable.require(key, language) }

  func values(style: String) throws -> [String: PageValue] {
    var values = shell.values(.tonight, title: "\(text("tonight")) \(input.day)", style: style)
    let chart = PreviewChart.make(input.previews, input.index, language)
    let own: [String: PageValue] = [
      "lead": .text(lead), "isDemo": .flag(input.isDemo), "hasMigrations": .flag(!input.migrations.isEmpty),
      "migrations": .list(input.migrations.map(card)), "hasPreviews": .flag(!input.previews.isEmpty),
      "chart": try ChartValues.make(chart, upIsRed: shell.settings.upIsRed),
      "previews": .list(input.previews.map(previewRow)),
      "archiveLine": .text(archiveLine),
    ]
    values.merge(own) { _, new in new }
    return values
  }

  private var lead: String {
    let failing = input.migrations.count { !$0.passes }
    if input.migrations.isEmpty { return text("noMigrations") }
    if failing == 0 { return text("leadAllPass") }
    return language == .chinese
      ? "\(failing) \(text("leadSomeFail")) \(input.migrations.count) 个。"
      : "\(failing) \(text("leadSomeFail")) \(input.migrations.count)."
  }

  private var archiveLine: String {
    guard let own = input.archive.nights.last(where: { $0.day == input.day }) else { return text("archiveNone") }
    return "\(text("archiveHead")) \(own.sha256.prefix(16))…"
  }

  private func card(_ migration: NightResult.Migration) -> [String: PageValue] {
    let verdict = migration.verdict
    let figures: [[String: PageValue]]
    let summary: String
    switch migration.outcome {
    case .failed(let diagnostic):
      summary = "\(diagnostic.id): \(diagnostic.summary[language])"
      figures = []
    case .judged(let judgement):
      summary = judgement.comparison.summary[language]
      figures = self.figures(judgement.comparison)
    }
    return [
      "id": .text(migration.id), "href": .text(PageShell.Page.migration(migration.id).path),
      "tone": .text(PageShell.tone(verdict)), "badge": .text(text("verdict." + verdict)), "summary": .text(summary),
      "stage": .text(text("stage." + migration.position.stage.rawValue)),
      "stageTone": .text(ReviewSection.tone(migration.position.stage)),
      "hasFigures": .flag(!figures.isEmpty), "figures": .list(figures),
    ]
  }

  /// Reported against local for the number most looked at.
  private func figures(_ comparison: Comparison) -> [[String: PageValue]] {
    let name = "1day.excess_return_with_cost.annualized_return"
    func value(_ rung: Rung) -> Double? {
      comparison.rungs.first { $0.id == rung }?.metrics.first { $0.metric.name == name }?.metric.value
    }
    let label = "\(text("group.1day.excess_return_with_cost")) · \(text("metric.annualized_return"))"
    return [("reported", value(.reported)), ("local", value(.replayed) ?? value(.reinferred))].compactMap {
      key, value in
      value.map {
        [
          "label": .text("\(text(key)) · \(label)"), "value": .text(PageFigures.percent($0, decimals: 3)),
          "tone": .text(PageShell.tone(of: $0)),
        ]
      }
    }
  }

  private func previewRow(_ preview: NightResult.Preview) -> [String: PageValue] {
    let last = preview.accounts.last
    let initial = preview.strategy.initialCapital.yuan
    let daily = last?.dailyPnL ?? .zero
    let cum = last?.cumPnL ?? .zero
    return [
      "name": .text(preview.strategy.displayName), "href": .text(PageShell.Page.preview(preview.strategy.id).path),
      "total": .text(last.map { PageFigures.money($0.totalValue) } ?? PageFigures.missing),
      "daily": .text(PageFigures.money(daily)), "dailyTone": .text(PageShell.tone(of: daily.yuan)),
      "cum": .text(PageFigures.money(cum)), "cumTone": .text(PageShell.tone(of: cum.yuan)),
      "rate": .text(PageFigures.signedPercent(cum.yuan / initial)),
      "drawdown": .text(PageFigures.percent(last?.drawdown)),
    ]
  }
}
