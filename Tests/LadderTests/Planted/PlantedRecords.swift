import Primitives
import Reconciliation
import Records

extension PlantedCase {
  /// The record itself was edited, cut, or put together from two runs.
  static let ofRecords: [PlantedCase] = [
    cell("account", 1, 1000, .edited, "record.account-parts"),
    cell("cash", 8, 1000, .edited, "record.account-parts"),
    cell("value", 7, 1000, .edited, "record.account-parts"),
    cell("return", 2, 0.001, .edited, "record.account-growth"),
    cell("total_turnover", 3, 1000, .edited, "record.turnover-sum"),
    cell("turnover", 4, 0.001, .edited, "record.turnover-sum"),
    cell("total_cost", 5, 100, .edited, "record.cost-sum"),
    cell("cost", 6, 0.0001, .edited, "record.account-growth"),
    PlantedCase(
      name: "benchmark zero", place: "2023-07-03 - report.bench", cause: .benchmark,
      says: "cause.benchmark-zero"
    ) {
      try $0.rows("report_normal_1day.csv") { $0.dropLast() + ["0.0"] }
    },
    PlantedCase(
      name: "benchmark missing", place: "2023-07-03 - report.bench", cause: .benchmark,
      says: "cause.benchmark-missing"
    ) {
      try $0.rows("report_normal_1day.csv") { $0.dropLast() + [""] }
    },
    holding("amount", 2, 1.5, "record.holdings-value"),
    holding("price", 3, 1.1, "record.holdings-value"),
    holding("weight", 4, 1.1, "record.weight"),
    holding("count_day", 5, 2, "record.days-held"),
    PlantedCase(
      name: "a holding left out", place: "2023-08-15 SZ000437 positions.amount", cause: .edited,
      says: "record.holdings-value"
    ) { try $0.rows("positions.csv") { $0[0] == "2023-08-15" && $0[1] == "SZ000437" ? nil : $0 } },
    PlantedCase(name: "a day left out", place: "2023-08-15 - datetime", cause: .calendar) {
      try $0.rows("report_normal_1day.csv") { $0[0] == "2023-08-15" ? nil : $0 }
    },
    PlantedCase(
      name: "curve of another run", place: "2023-07-04 SH600000 positions.amount",
      cause: .anotherRun,
      says: "cause.other-size", arguments: ["recorded": .count(10), "replayed": .count(20)]
    ) {
      try $0.borrow("report_normal_1day.csv")
      try $0.borrow("positions.csv")
    },
    PlantedCase(
      name: "a deal edited", place: "2023-07-05 SZ300392 trades.buy.deal_amount", cause: .edited,
      says: "record.holding-change"
    ) { try $0.trade("SZ300392", [4, 6], 1.5) },
    PlantedCase(
      name: "a deal's value edited", place: "2023-07-05 SZ300392 trades.buy.value", cause: .edited,
      says: "record.deal-value"
    ) { try $0.trade("SZ300392", [6], 1.5) },
    PlantedCase(
      name: "an order left out", place: "2023-07-05 SZ300392 trades.buy.order_amount",
      cause: .edited, says: "record.holding-change"
    ) { try $0.trade("SZ300392", [], 0) },
  ]

  private static func cell(
    _ name: String, _ column: Int, _ more: Double, _ cause: Cause, _ says: String
  ) -> PlantedCase {
    PlantedCase(
      name: "report.\(name) edited", place: "2023-08-15 - report.\(name)", cause: cause, says: says
    ) {
      try $0.cell("report_normal_1day.csv", "2023-08-15", column) { $0 + more }
    }
  }

  private static func holding(_ name: String, _ column: Int, _ times: Double, _ says: String)
    -> PlantedCase
  {
    PlantedCase(
      name: "positions.\(name) edited", place: "2023-08-15 SZ000437 positions.\(name)",
      cause: .edited, says: says
    ) {
      try $0.cell("positions.csv", "2023-08-15,SZ000437,", column) { $0 * times }
    }
  }
}
