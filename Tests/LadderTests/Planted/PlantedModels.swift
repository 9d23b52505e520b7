import Primitives
import Reconciliation
import Records

extension PlantedCase {
  /// Model, features, processors or labels are not those of the record.
  static let ofModels: [PlantedCase] = [
    score("model of another loop", .model, "cause.other-model") { try $0.borrow("model.txt") },
    score("features in another order", .model, "cause.other-model", at: "SH600111") {
      try $0.exchangeFeatures()
    },
    score("processors fitted on other days", .processor, "cause.fit-window", at: "SH600148") {
      try $0.replace("conf.yaml", "fit_end_time: 2022-09-30", "fit_end_time: 2024-06-28")
    },
    score(
      "processors fitted from other days", .processor, "cause.fit-window", at: "SH600185"
    ) {
      try $0.replace("conf.yaml", "fit_start_time: 2021-01-04", "fit_start_time: 2022-01-04")
    },
    score(
      "another normaliser", .features, "cause.other-scores",
      at: "SH600148"
    ) {
      try $0.replace("conf.yaml", "class: RobustZScoreNorm", "class: ZScoreNorm")
      try $0.replace("conf.yaml", "              clip_outlier: true\n", "")
    },
    score(
      "one feature left out for another", .features, "cause.other-scores",
      at: "SH600111"
    ) {
      try $0.replace("conf.yaml", "\"KLOW\"", "\"KUP\"")
    },
    PlantedCase(
      name: "another universe", rung: .reinferred, place: "2023-07-03 SH600037 predictions.score",
      cause: .rows,
      says: "cause.rows-of-a-universe"
    ) { try $0.replace("conf.yaml", "instruments: *market", "instruments: all") },
    PlantedCase(
      name: "another test segment", rung: .reinferred,
      place: "2023-07-03 SH600000 predictions.score", cause: .rows,
      says: "cause.rows-of-a-day"
    ) { try $0.replace("conf.yaml", "test: [2023-07-03,", "test: [2023-08-01,") },
    PlantedCase(
      name: "history of one stock restated", rung: .reinferred,
      place: "2023-07-03 SH600000 predictions.score", cause: .features,
      says: "cause.few-stocks",
      market: {
        try PlantedMarket.changing("SH600000", fields: ["volume"]) { _, day, value in
          "\(day)" < "2023-07-03" && "\(day)" >= "2023-04-03"
            ? value * Float(day.daysSince1970 % 7 + 1) : value
        }
      }),
    PlantedCase(
      name: "labels a day later", rung: .reinferred, place: "2023-07-04 SH600000 labels.label",
      cause: .labels,
      says: "cause.labels-later"
    ) { try $0.redate("label.csv", by: 1) },
    PlantedCase(
      name: "another label", rung: .reinferred, place: "2023-07-03 SH600000 labels.label",
      cause: .labels,
      says: "cause.other-label"
    ) {
      try $0.replace(
        "conf.yaml", "Ref($close, -2) / Ref($close, -1) - 1",
        "Ref($close, -6) / Ref($close, -1) - 1")
    },
  ]

  /// - Parameter stock: the first whose score changes.
  private static func score(
    _ name: String, _ cause: Cause, _ says: String, at stock: String = "SH600000",
    _ plant: @escaping @Sendable (PlantedWorkspace) throws -> Void
  ) -> PlantedCase {
    PlantedCase(
      name: name, rung: .reinferred, place: "2023-07-03 \(stock) predictions.score", cause: cause,
      says: says, plant: plant)
  }
}

extension PlantedWorkspace {
  /// The model's splits on its first and second feature change places, in lines of unchanged length: the
  /// header tells the size of each tree.
  func exchangeFeatures() throws {
    let lines = try text("model.txt").split(separator: "\n", omittingEmptySubsequences: false).map {
      line -> String in
      guard line.hasPrefix("split_feature=") else { return String(line) }
      let numbers = line.dropFirst("split_feature=".count).split(separator: " ").map {
        $0 == "0" ? "1" : $0 == "1" ? "0" : $0
      }
      return "split_feature=" + numbers.joined(separator: " ")
    }
    try write(lines.joined(separator: "\n"), "model.txt")
  }
}
