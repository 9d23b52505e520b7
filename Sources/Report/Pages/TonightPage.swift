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
      "lead": .sentences(MigrationCounts(input.migrations).sentences), "isDemo": .flag(input.isDemo),
      "hasMigrations": .flag(!input.migrations.isEmpty),
      "hasMarketFindings": .flag(!input.marketFindings.isEmpty),
      "marketFindings": .list(input.marketFindings.map { FindingValues.of($0, language) }),
      "migrations": .list(input.migrations.worstFirst(\.verdict).map(card)),
      "hasPreviews": .flag(!input.previews.isEmpty),
      "chart": try ChartValues.make(chart, upIsRed: shell.settings.upIsRed),
      "previews": .list(input.previews.map(previewRow)),
      "archiveLine": .prose(archiveLine, language),
    ]
    values.merge(own) { _, new in new }
    return values
  }

  private var archiveLine: Message {
    guard let own = input.archive.nights.last(where: { $0.day == input.day }) else { return .notArchived }
    return .archived(String(own.sha256.prefix(16)))
  }

  private func card(_ migration: NightResult.Migration) -> [String: PageValue] {
    let verdict = migration.verdict
    let stage = ReviewSection.stage(migration, language)
    let figures: [[String: PageValue]]
    let summary: Message
    var beside: [Message] = []
    switch migration.outcome {
    case .failed(let diagnostic):
      summary = diagnostic.summary
      figures = []
    case .judged(let judgement):
      summary = judgement.comparison.summary
      figures = self.figures(judgement.comparison)
      beside = judgement.comparison.beside
    }
    return [
      "id": .text(migration.id), "href": .text(PageShell.Page.migration(migration.id).path),
      "tone": .text(PageShell.tone(verdict)), "badge": .text(text("verdict." + verdict)),
      "summary": .prose(summary, language), "beside": .list(beside.map { ["line": .prose($0, language)] }),
      "stage": .text(stage.text), "stageTone": .text(stage.tone),
      "exceptions": .list(ReviewSection.exceptions(migration, language)),
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
          "label": .text("\(text(key)) · \(label)"), "value": .text(PageFigures.percent($0)),
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
      "name": .prose(note: preview.strategy.displayName, language),
      "href": .text(PageShell.Page.preview(preview.strategy.id).path),
      "total": .text(last.map { PageFigures.money($0.totalValue) } ?? PageFigures.missing),
      "daily": .text(PageFigures.money(daily)), "dailyTone": .text(PageShell.tone(of: daily.yuan)),
      "cum": .text(PageFigures.money(cum)), "cumTone": .text(PageShell.tone(of: cum.yuan)),
      "rate": .text(PageFigures.signedPercent(cum.yuan / initial)),
      "drawdown": .text(PageFigures.percent(last?.drawdown)),
    ]
  }
}

extension Message {
  fileprivate static var notArchived: Message {
    Message("report.not-archived", en: "This night is not archived yet.", zh: "本夜尚未归档。")
  }

  fileprivate static func archived(_ digest: String) -> Message {
    Message(
      "report.archived", ["digest": .text(digest)],
      en: "This night is archived. The digest of its manifest begins with `{digest}`.",
      zh: "本夜已归档，清单摘要的开头为 `{digest}`。")
  }
}
