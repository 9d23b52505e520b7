import Primitives
import Reconciliation
import Records

/// The recorded curve in every convention, and which one each reported number is in.
struct ConventionSection {
  let judgement: NightResult.Judgement
  let language: Language

  private func text(_ key: String) -> String { StringTable.require(key, language) }

  var values: [String: PageValue] {
    let reported = judgement.comparison.rungs.first { $0.id == .reported }?.metrics ?? []
    let results = QlibResults(
      values: Dictionary(
        reported.compactMap { metric in metric.metric.value.map { (metric.metric.name, $0) } }
      ) {
        first, _ in first
      })
    guard !judgement.recorded.isEmpty else {
      return ["hasRows": false, "rows": .list([]), "hasFits": false, "fits": .list([])]
    }
    let grid = ConventionGrid(judgement.recorded, reported: results)
    return [
      "hasRows": true, "hasFits": .flag(!grid.fits.isEmpty),
      "rows": .list(
        grid.rows.map {
          [
            "name": .text($0.convention.name[language]),
            "annualized": .text(PageFigures.percent($0.annualizedReturn)),
            "ratio": .text(PageFigures.significant($0.informationRatio)),
            "drawdown": .text(PageFigures.percent($0.maxDrawdown)),
          ]
        }),
      "fits": .list(
        grid.fits.map {
          let fit =
            $0.conventions.isEmpty
            ? text("fitsNone") + ($0.nearest.map { nearest($0) } ?? "")
            : $0.conventions.map { $0.name[language] }.joined(separator: language[("；", "; ")])
          return [
            "name": .text($0.name), "value": .text(MetricTable.shown($0.reported, $0.name)),
            "fit": .text(fit),
          ]
        }),
    ]
  }

  private func nearest(_ convention: ConventionGrid.Convention) -> String {
    let text = text("nearest") + text("colon") + convention.name[language]
    return language[("（\(text)）", " (\(text))")]
  }
}
