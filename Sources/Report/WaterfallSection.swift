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
      let main = all.first { $0.name == WaterfallSection.headline }
      return [
        "columns": .list(rungs.map { ["name": .text(text("rung." + $0.rawValue))] }),
        "rows": .list(all.map { row($0, rungs) }), "hasBars": .flag(main != nil),
        "bars": .list(main.map(bars) ?? []),
      ]
    }
  }

  /// The metric that is drawn.
  private static let headline = "1day.excess_return_with_cost.annualized_return"

  private func row(_ waterfall: Waterfall, _ rungs: [Rung]) -> [String: PageValue] {
    [
      "name": .text(waterfall.name), "first": .text(Units.text(waterfall.first)),
      "last": .text(Units.text(waterfall.last)),
      "steps": .list(
        rungs.map { rung in
          [
            "value": .text(
              waterfall.steps.first { $0.rung == rung }.map { Units.signed($0.units) } ?? "–")
          ]
        }),
    ]
  }

  /// Bars of the headline metric: where it starts, each step's size, where it ends.
  private func bars(_ waterfall: Waterfall) -> [[String: PageValue]] {
    let sizes = [waterfall.first, waterfall.last] + waterfall.steps.map(\.units)
    let high = max(sizes.map(\.magnitude).max() ?? 1, 1)
    func bar(_ label: String, _ units: Int, _ shown: String) -> [String: PageValue] {
      [
        "label": .text(label), "low": "0", "high": .text(String(high)),
        "size": .text(String(units.magnitude)),
        "value": .text(shown),
      ]
    }
    return [
      bar(
        text("rung." + waterfall.firstRung.rawValue), waterfall.first, Units.text(waterfall.first))
    ]
      + waterfall.steps.map {
        bar("Δ " + text("rung." + $0.rung.rawValue), $0.units, Units.signed($0.units))
      }
      + [bar(text("result"), waterfall.last, Units.text(waterfall.last))]
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
