import Foundation
import Primitives
import Reconciliation
import Records

extension PlantedCase {
  private static let annual = "1day.excess_return_with_cost.annualized_return"

  /// A recorded number in another convention, of another series, or of another run.
  static let ofMetrics: [PlantedCase] = [
    metric("252 days a year", annual, .convention, "cause.other-days") { $0 * 252 / 238 },
    metric("250 days a year", annual, .convention, "cause.other-days") { $0 * 250 / 238 },
    metric(
      "ratio over 252 days", "1day.excess_return_with_cost.information_ratio", .convention,
      "cause.other-days"
    ) {
      $0 * (252.0 / 238).squareRoot()
    },
    metric(
      "a positive drawdown", "1day.excess_return_with_cost.max_drawdown", .convention,
      "cause.other-sign"
    ) { -$0 },
    series("compounded", .convention, "cause.other-convention") { rows in
      pow(rows.reduce(1) { $0 * (1 + $1.excess) }, 238 / Double(rows.count)) - 1
    },
    series("without cost", .basis, "cause.other-series") { rows in
      rows.reduce(0) { $0 + $1.excess + $1.cost } / Double(rows.count) * 238
    },
    series("absolute instead of excess", .basis, "cause.other-series") {
      rows in
      rows.reduce(0) { $0 + $1.absolute } / Double(rows.count) * 238
    },
    PlantedCase(
      name: "numbers of another run", base: .whole, rung: .recomputed,
      place: "- - 1day.excess_return_without_cost.mean", cause: .anotherRun,
      says: "cause.no-series"
    ) { try $0.borrow("qlib_res.csv") },
    metric("an IC edited alone", "IC", .edited, "cause.metric-edited") {
      $0 + 0.01
    },
  ]

  private static func metric(
    _ name: String, _ metric: String, _ cause: Cause, _ says: String,
    _ change: @escaping @Sendable (Double) -> Double
  ) -> PlantedCase {
    PlantedCase(
      name: name, base: .whole, rung: .recomputed, place: "- - \(metric)", cause: cause, says: says
    ) {
      try $0.metric(metric, change)
    }
  }

  private struct Day {
    var absolute: Double
    var excess: Double
    var cost: Double
  }

  /// The annual return from the daily curve by another formula.
  private static func series(
    _ name: String, _ cause: Cause, _ says: String, _ formula: @escaping @Sendable ([Day]) -> Double
  ) -> PlantedCase {
    PlantedCase(
      name: name, base: .whole, rung: .recomputed, place: "- - \(annual)", cause: cause, says: says
    ) { workspace in
      let days = try workspace.text("report_normal_1day.csv").split(separator: "\n").dropFirst().map { line -> Day in
        let cells = line.split(separator: ",").map { Double($0) ?? .nan }
        return Day(
          absolute: cells[2] - cells[6], excess: cells[2] - cells[6] - cells[9], cost: cells[6])
      }
      try workspace.metric(annual) { _ in formula(days) }
    }
  }
}
