import Primitives
import Records

/// All previews over the index, and their figures side by side.
struct PreviewsPage {
  let shell: PageShell

  private var input: NightResult { shell.input }
  private var language: Language { shell.language }
  private func text(_ key: String) -> String { StringTable.require(key, language) }

  /// Identifiers of previews are letters, digits, '-' and '_': as they stand they name one place each.
  static func anchor(_ preview: NightResult.Preview) -> String { "preview-" + preview.strategy.id }

  func values(style: String) throws -> [String: PageValue] {
    var values = shell.values(.previews, title: text("previews"), style: style)
    let chart = PreviewChart.make(input.previews, input.index, language)
    values["hasPreviews"] = .flag(!input.previews.isEmpty)
    values["chart"] = try ChartValues.make(chart, upIsRed: shell.settings.upIsRed)
    values["previews"] = .list(input.previews.map(row))
    values["previewData"] = .drawing(
      Markup.permitted(PreviewScripts.data(input.previews, [input.index] + input.otherIndexes)))
    let root = PageShell.folder(language, shell.settings).isEmpty ? "" : "../"
    values["live"] = .text(LiveSection.attributes(root, input.previews, language))
    values["formulas"] = .list(formulas)
    values["hasFalls"] = .flag(!input.quoteFalls.isEmpty)
    values["falls"] = .list(input.quoteFalls.map { ["line": .prose($0.message, language)] })
    values["hasRules"] = .flag(input.previews.contains { $0.definition.rules == .ashare })
    if !input.previews.isEmpty {
      let scripts = (shell.settings.zoom == nil ? [] : [SiteEdition.zoomScript]) + ["scripts/previews.js"]
      values["scripts"] = .list(scripts.map { ["src": .text(root + $0)] })
      if shell.settings.zoom != nil { values["sheets"] = .list([["href": .text(root + SiteEdition.zoomStyle)]]) }
    }
    return values
  }

  /// The formula of each figure, in the order of the columns.
  private var formulas: [[String: PageValue]] {
    let ids = input.previews.first?.figures.formulas ?? [:]
    return [
      "dailyPnL", "cumulativePnL", "totalReturn", "indexReturn", "excessReturn", "volatility", "sharpe",
      "informationRatio", "hitRate", "turnover", "maxDrawdown",
    ].compactMap { key in
      ids[key].map { ["label": .text(text(labels[key] ?? key)), "id": .text($0)] }
    }
  }

  private var labels: [String: String] { ["totalReturn": "returnSinceStart", "excessReturn": "excess"] }

  private func row(_ preview: NightResult.Preview) -> [String: PageValue] {
    let last = preview.accounts.last
    let figures = preview.figures
    let rate = last.map { $0.cumPnL.yuan / preview.strategy.initialCapital.yuan }
    return [
      "anchor": .text(PreviewsPage.anchor(preview)), "name": .prose(note: preview.strategy.displayName, language),
      "href": .text(PageShell.Page.preview(preview.strategy.id).path),
      "state": .text(text("status." + preview.strategy.status.rawValue)),
      "total": .text(last.map { PageFigures.money($0.totalValue) } ?? PageFigures.missing),
      "daily": .text(last.map { PageFigures.money($0.dailyPnL) } ?? PageFigures.missing),
      "dailyTone": .text(PageShell.tone(of: last?.dailyPnL.yuan ?? 0)),
      "rate": .text(PageFigures.signedPercent(rate)), "cumTone": .text(PageShell.tone(of: rate ?? 0)),
      "excess": .text(PageFigures.signedPercent(figures.excessReturn)),
      "excessTone": .text(PageShell.tone(of: figures.excessReturn ?? 0)),
      "volatility": .text(PageFigures.percent(figures.volatility)),
      "sharpe": .text(PageFigures.fixed(figures.sharpe, 2)),
      "hitRate": .text(PageFigures.percent(figures.hitRate, decimals: 1)),
      "turnover": .text(PageFigures.fixed(figures.turnover, 2)),
      "maxDrawdown": .text(PageFigures.percent(figures.maxDrawdown)),
    ]
  }
}
