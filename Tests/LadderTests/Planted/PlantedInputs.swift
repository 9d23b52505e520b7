import Primitives
import Reconciliation
import Records

extension PlantedCase {
  /// The predictions are not those that the record traded on.
  static let ofPredictions: [PlantedCase] = [
    PlantedCase(
      name: "predictions a day later", place: "2023-07-04 SH600000 positions.amount",
      cause: .shiftedPredictions,
      says: "trial.dated-earlier"
    ) { try $0.redate("pred.csv", by: 1) },
    PlantedCase(
      name: "predictions a day earlier", place: "2023-07-03 SH600000 positions.amount",
      cause: .shiftedPredictions,
      says: "trial.dated-later"
    ) { try $0.redate("pred.csv", by: -1) },
    PlantedCase(
      name: "two scores exchanged on a day", place: "2023-08-15 SH600000 positions.amount",
      cause: .scores,
      says: "trial.exchanged-on-day"
    ) { try $0.exchange("SH688039", "SH600000", on: "2023-08-14") },
    PlantedCase(
      name: "two stocks exchanged", place: "2023-07-04 SH600000 positions.amount", cause: .scores,
      says: "trial.exchanged"
    ) { try $0.exchange("SH600000", "SH600111", on: nil) },
    PlantedCase(
      name: "scores negated", place: "2023-07-04 SH600000 positions.amount", cause: .scores,
      says: "trial.negated"
    ) { try $0.rows("pred.csv") { [$0[0], $0[1], "\(-(Double($0[2]) ?? .nan))"] } },
    PlantedCase(
      name: "equal scores", place: "2023-07-04 SZ000437 positions.amount", cause: .ties,
      says: "cause.equal-scores"
    ) {
      // The last that is bought and the first that is not: equal, the code decides here.
      try $0.tie("SH600666", with: "SZ000437", on: "2023-07-03")
    },
    PlantedCase(
      name: "a day without predictions", place: "2023-08-15 SH688039 positions.amount",
      cause: .missingPredictions,
      says: "cause.missing-predictions"
    ) { try $0.rows("pred.csv") { $0[0] == "2023-08-14" ? nil : $0 } },
    PlantedCase(
      name: "a stock never scored", place: "2023-07-04 SH600000 positions.amount", cause: .rows,
      says: "cause.never-scored"
    ) { try $0.rows("pred.csv") { $0[1] == "SH600000" ? nil : $0 } },
    PlantedCase(
      name: "a stock not scored on a day", place: "2023-08-15 SH688039 positions.amount",
      cause: .rows,
      says: "cause.not-scored"
    ) { try $0.rows("pred.csv") { $0[0] == "2023-08-14" && $0[1] == "SH688039" ? nil : $0 } },
    PlantedCase(
      name: "predictions of another run", place: "2023-07-04 SH600111 positions.amount",
      cause: .otherPredictions,
      says: "cause.other-predictions"
    ) { try $0.borrow("pred.csv") },
  ]

  /// The market here is not the one that the record was made on.
  static let ofMarkets: [PlantedCase] = [
    market(
      "one price restated", "2023-08-15 SZ000437 positions.price", .marketData, "cause.restated-close",
      "SZ000437", ["close"]
    ) {
      _, day, value in "\(day)" == "2023-08-15" ? value * 1.01 : value
    },
    market(
      "prices from a day on", "2023-08-15 SZ000437 positions.price", .adjustment,
      "cause.scaled-closes", "SZ000437",
      ["close", "open", "factor"]
    ) { _, day, value in "\(day)" >= "2023-08-15" ? value * 2 : value },
    market(
      "prices and factor re-based", "2023-07-04 SH600000 positions.amount", .adjustment,
      "cause.same-worth", "SH600000",
      ["close", "open", "high", "low", "factor"]
    ) { _, _, value in value * 2 },
    market(
      "factor alone restated", "2023-07-04 SH600000 positions.amount", .adjustment, "cause.broken-lot",
      "SH600000", ["factor"]
    ) {
      _, _, value in value * 1.37
    },
    market(
      "suspended here", "2023-08-15 SZ000437 positions.price", .suspension, "cause.suspended-here",
      "SZ000437", fields
    ) {
      _, day, value in "\(day)" == "2023-08-15" ? .nan : value
    },
    market(
      "delisted here", "2023-08-15 SZ000437 positions.price", .listing, "cause.ended-here",
      "SZ000437", fields
    ) {
      _, day, value in "\(day)" >= "2023-08-15" ? .nan : value
    },
    market(
      "bought on a day suspended here", "2023-08-15 SH688039 positions.amount", .suspension,
      "cause.suspended-here", "SH688039", fields
    ) {
      _, day, value in "\(day)" == "2023-08-15" ? .nan : value
    },
    market(
      "a limit that the market here shows", "2023-08-15 SH688039 positions.amount", .limit, "cause.replayed-exactly",
      "SH688039", ["change"]
    ) { _, day, value in "\(day)" == "2023-08-15" ? 0.1 : value },
    market(
      "index restated", "2023-08-15 - report.bench", .benchmark, "cause.benchmark-other",
      "SH000300", ["close"]
    ) {
      _, day, value in "\(day)" == "2023-08-15" ? value * 1.01 : value
    },
  ]

  private static let fields: Set<String> = [
    "open", "high", "low", "close", "volume", "factor", "change",
  ]

  private static func market(
    _ name: String, _ place: String, _ cause: Cause, _ says: String, _ stock: String,
    _ fields: Set<String>,
    _ change: @escaping @Sendable (String, TradingDay, Float) -> Float
  ) -> PlantedCase {
    PlantedCase(
      name: name, place: place, cause: cause, says: says,
      market: { try PlantedMarket.changing(stock, fields: fields, change) })
  }
}

extension PlantedWorkspace {
  /// Two stocks take each other's scores, on a day or on all.
  func exchange(_ one: String, _ other: String, on day: String?) throws {
    var scores: [String: String] = [:]
    try rows("pred.csv") {
      scores[$0[0] + $0[1]] = $0[2]
      return $0[1] == one ? [$0[0], $0[1], "0"] : $0
    }
    try rows("pred.csv") { cells in
      let partner = cells[1] == one ? other : cells[1] == other ? one : cells[1]
      let own = scores[cells[0] + cells[1]] ?? ""
      guard day == nil || cells[0] == day else { return [cells[0], cells[1], own] }
      return [cells[0], cells[1], scores[cells[0] + partner] ?? own]
    }
  }

  func tie(_ one: String, with other: String, on day: String) throws {
    let own = try text("pred.csv").split(separator: "\n").first { $0.hasPrefix("\(day),\(other),") }
    let score = own?.split(separator: ",").last.map(String.init) ?? ""
    try rows("pred.csv") { $0[0] == day && $0[1] == one ? [$0[0], $0[1], score] : $0 }
  }
}
