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
            "name": .text(name($0.convention)),
            "annualized": .text(PageFigures.percent($0.annualizedReturn, decimals: 3)),
            "ratio": .text(PageFigures.fixed($0.informationRatio, 5)),
            "drawdown": .text(PageFigures.percent($0.maxDrawdown, decimals: 3)),
          ]
        }),
      "fits": .list(
        grid.fits.map {
          let fit =
            $0.conventions.isEmpty
            ? text("fitsNone") + ($0.nearest.map { " (\(text("nearest")) \(name($0)))" } ?? "")
            : $0.conventions.map(name).joined(separator: language == .chinese ? "；" : "; ")
          return [
            "name": .text($0.name), "value": .text(PageFigures.fixed($0.reported, 6)),
            "fit": .text(fit),
          ]
        }),
    ]
  }

  private func name(_ convention: ConventionGrid.Convention) -> String { convention.name[language] }
}
