import Charts
import Primitives
import Reconciliation
import Records

/// The steps from the reported value to the last rung's, for every metric that has steps.
struct WaterfallSection {
  let comparison: Comparison
  let shell: PageShell

  private func text(_ key: String) -> String { StringTable.require(key, shell.language) }

  var values: [String: PageValue] {
    get throws {
      let all = Waterfall.all(comparison)
      let rungs = Rung.allCases.filter { rung in
        all.contains { $0.steps.contains { $0.rung == rung } }
      }
      return [
        "columns": .list(rungs.map { ["name": .text(text("rung." + $0.rawValue))] }),
        "rows": .list(all.map { row($0, rungs) }), "chart": try chart(all),
      ]
    }
  }

  /// The metrics that are drawn; the table has them all.
  private static let headlines = [
    "annualized_return", "information_ratio", "max_drawdown",
  ].map { "1day.excess_return_with_cost." + $0 }

  private func row(_ waterfall: Waterfall, _ rungs: [Rung]) -> [String: PageValue] {
    [
      "name": .text(waterfall.name), "first": .text(Units.text(waterfall.first)),
      "last": .text(Units.text(waterfall.last)),
      "steps": .list(
        rungs.map { rung in
          [
            "value": .text(
              waterfall.steps.first { $0.rung == rung }.map { Units.signed($0.units) } ?? PageFigures.missing)
          ]
        }),
    ]
  }

  private func chart(_ all: [Waterfall]) throws -> PageValue {
    let drawn = WaterfallSection.headlines.compactMap { name in all.first { $0.name == name } }
    guard !drawn.isEmpty else { return .list([]) }
    let chart = StepChart(
      id: "waterfall-" + MigrationChart.slug(comparison.migration), title: text("waterfall"),
      summary: drawn.map(summary).joined(separator: shell.language[("；", "; ")]),
      panels: drawn.map { StepChart.Panel(title: title($0), bars: bars($0)) })
    return try ChartValues.make(chart, upIsRed: shell.settings.upIsRed)
  }

  private func title(_ waterfall: Waterfall) -> String {
    let parts = waterfall.name.split(separator: ".").map(String.init)
    let group = StringTable.text("group." + parts.dropLast().joined(separator: "."), shell.language)
    let metric = parts.last.flatMap { StringTable.text("metric." + $0, shell.language) }
    return [group, metric].compactMap { $0 }.joined(separator: " · ")
  }

  private func summary(_ waterfall: Waterfall) -> String {
    title(waterfall) + shell.language[("：", ": ")] + shown(waterfall.first, waterfall) + " → "
      + shown(waterfall.last, waterfall)
  }

  /// A value as a reader of the drawing wants it; the table has every digit.
  private func shown(_ units: Int, _ waterfall: Waterfall) -> String {
    MetricTable.shown(Waterfall.value(units), waterfall.name)
  }

  private func change(_ units: Int, _ waterfall: Waterfall) -> String {
    let value = Waterfall.value(units)
    return MetricTable.isFraction(waterfall.name)
      ? PageFigures.points(value, shell.language) : PageFigures.difference(value)
  }

  /// Where the metric starts, each step from where the one before ended, where it ends.
  private func bars(_ waterfall: Waterfall) -> [StepChart.Bar] {
    var bars = [
      StepChart.Bar(
        label: text("rung." + waterfall.firstRung.rawValue), from: 0, to: Waterfall.value(waterfall.first),
        value: shown(waterfall.first, waterfall), isTotal: true)
    ]
    var reached = waterfall.first
    for step in waterfall.steps {
      bars.append(
        StepChart.Bar(
          label: "Δ " + text("rung." + step.rung.rawValue), from: Waterfall.value(reached),
          to: Waterfall.value(reached + step.units), value: change(step.units, waterfall), isTotal: false))
      reached += step.units
    }
    bars.append(
      StepChart.Bar(
        label: text("result"), from: 0, to: Waterfall.value(waterfall.last),
        value: shown(waterfall.last, waterfall), isTotal: true))
    return bars
  }
}

/// Whole numbers of 1e-12 as decimals without rounding: what is printed adds up as well.
enum Units {
  static func text(_ units: Int) -> String {
    let digits = String(units.magnitude)
    let padded = String(repeating: "0", count: max(0, 13 - digits.count)) + digits
    var fraction = String(padded.suffix(12))
    while fraction.count > 2, fraction.hasSuffix("0") { fraction.removeLast() }
    return (units < 0 ? "\u{2212}" : "") + padded.dropLast(12) + "." + fraction
  }

  static func signed(_ units: Int) -> String {
    units > 0 ? "+" + text(units) : units == 0 ? "0" : text(units)
  }
}
