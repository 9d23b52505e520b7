import Foundation
import GRDB
package import Primitives
package import Records

/// Scores that were computed here, and what strategies remember.
extension Database {
  /// The stored scores of a model from one day on, by day.
  package func liveScores(of model: String, from first: TradingDay) throws -> [LiveScoreDay] {
    try rows(
      "SELECT * FROM live_score WHERE model = ? AND trading_day >= ? ORDER BY trading_day",
      [model, first.description]
    ) { row in
      let instruments = try row.text("symbols").split(separator: " ").map { InstrumentID(canonical: String($0)) }
      let bytes = [UInt8](try row.value("scores") { Data.fromDatabaseValue($0) })
      guard bytes.count == 8 * instruments.count else {
        throw StoreFailure.damaged(path, .scoresWithoutSymbols(on: try row.text("trading_day")))
      }
      let values = instruments.indices.map { place in
        Double(bitPattern: (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[place * 8 + $1]) << UInt64(8 * $1) })
      }
      return LiveScoreDay(
        tradingDay: try row.day("trading_day"), inputsSHA256: try row.text("inputs_sha256"), instruments: instruments,
        values: values)
    }
  }

  /// Stores scores, in the place of those that rested on other bars.
  package func save(_ scores: [LiveScoreDay], of model: String) throws {
    guard !scores.isEmpty else { return }
    try write { database in
      for day in scores {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 * day.values.count)
        for value in day.values {
          for place in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> UInt64(8 * place))) }
        }
        try database.execute(
          sql: "INSERT OR REPLACE INTO live_score VALUES (?, ?, ?, ?, ?)",
          arguments: [
            model, day.tradingDay.description, day.inputsSHA256, day.instruments.map(\.name).joined(separator: " "),
            Data(bytes),
          ])
      }
    }
  }

  /// What happened to a preview's settled days, by day and kind.
  package func events(of id: String) throws -> [PreviewEvent] {
    try rows("SELECT * FROM preview_event WHERE preview_id = ? ORDER BY trading_day, kind", [id]) { row in
      PreviewEvent(
        previewID: id, kind: try row.choice("kind"), tradingDay: try row.day("trading_day"), at: try row.text("at"))
    }
  }

  /// Keeps the first time that something was noticed.
  package func record(_ event: PreviewEvent) throws {
    try write { try Database.insert(event, $0) }
  }

  static func insert(_ event: PreviewEvent, _ database: GRDB.Database) throws {
    try database.execute(
      sql: "INSERT OR IGNORE INTO preview_event VALUES (?, ?, ?, ?)",
      arguments: [event.previewID, event.kind.rawValue, event.tradingDay.description, event.at])
  }

  /// What a preview's strategy remembers after a day; nil where nothing is stored.
  package func memory(of id: String, on day: TradingDay) throws -> String? {
    try rows(
      "SELECT memory FROM preview_memory WHERE preview_id = ? AND trading_day = ?", [id, day.description]
    ) { try $0.text("memory") }.first
  }

  /// The first settled day that live scores decided; nil where recorded ones decided all.
  package func firstLiveDay(of id: String) throws -> TradingDay? {
    try rows(
      """
      SELECT trading_day FROM preview_account WHERE preview_id = ? AND score_origin = 'live'
      ORDER BY trading_day LIMIT 1
      """, [id]
    ) { try $0.day("trading_day") }.first
  }
}

extension Message {
  fileprivate static func scoresWithoutSymbols(on day: String) -> Message {
    Message(
      "store.scores-without-symbols", ["day": .text(day)], en: "The scores of {day} do not fit their symbols.",
      zh: "{day} 的得分与股票代码不匹配。")
  }
}
