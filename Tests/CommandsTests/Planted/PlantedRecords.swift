import Primitives
import Reconciliation
import Records

extension PlantedCase {
  /// The record itself was edited, cut, or put together from two runs.
  static let ofRecords: [PlantedCase] = [
    cell("account", 1, 1000, .edited, "cash and stocks are"),
    cell("cash", 8, 1000, .edited, "cash and stocks are"),
    cell("value", 7, 1000, .edited, "cash and stocks are"),
    cell("return", 2, 0.001, .edited, "the day before, return and cost lead to"),
    cell("total_turnover", 3, 1000, .edited, "the sum of turnover"),
    cell("turnover", 4, 0.001, .edited, "the sum of turnover"),
    cell("total_cost", 5, 100, .edited, "the sum of cost"),
    cell("cost", 6, 0.0001, .edited, "the day before, return and cost lead to"),
    PlantedCase(
      name: "benchmark zero", place: "2023-07-03 - report.bench", cause: .benchmark,
      says: "0 on every day"
    ) {
      try $0.rows("report_normal_1day.csv") { $0.dropLast() + ["0.0"] }
    },
    PlantedCase(
      name: "benchmark missing", place: "2023-07-03 - report.bench", cause: .benchmark,
      says: "missing on every day"
    ) {
      try $0.rows("report_normal_1day.csv") { $0.dropLast() + [""] }
    },
    holding("amount", 2, 1.5, "the holdings are worth"),
    holding("price", 3, 1.1, "the holdings are worth"),
    holding("weight", 4, 1.1, "the weight of SZ000437"),
    holding("count_day", 5, 2, "was held for"),
    PlantedCase(
      name: "a holding left out", place: "2023-08-15 SZ000437 positions.amount", cause: .edited,
      says: "the holdings are worth"
    ) { try $0.rows("positions.csv") { $0[0] == "2023-08-15" && $0[1] == "SZ000437" ? nil : $0 } },
    PlantedCase(name: "a day left out", place: "2023-08-15 - datetime", cause: .window) {
      try $0.rows("report_normal_1day.csv") { $0[0] == "2023-08-15" ? nil : $0 }
    },
    PlantedCase(
      name: "curve of another run", place: "2023-07-04 SH600000 positions.amount",
      cause: .anotherRun,
      says: "bought 10 stocks first and the replay 20"
    ) {
      try $0.borrow("report_normal_1day.csv")
      try $0.borrow("positions.csv")
    },
    PlantedCase(
      name: "a deal edited", place: "2023-07-05 SZ300392 trades.buy.deal_amount", cause: .edited,
      says: "the deals by"
    ) { try $0.trade("SZ300392", [4, 6], 1.5) },
    PlantedCase(
      name: "a deal's value edited", place: "2023-07-05 SZ300392 trades.buy.value", cause: .edited,
      says: "is worth"
    ) { try $0.trade("SZ300392", [6], 1.5) },
    PlantedCase(
      name: "an order left out", place: "2023-07-05 SZ300392 trades.buy.order_amount",
      cause: .edited, says: "the deals by"
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
