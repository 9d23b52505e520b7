package import Primitives

/// How many orders a run placed, and how many of them dealt, at least in part.
package struct OrderFate: Equatable, Sendable {
  /// Beside a migration's runs (`orders.json`): those of the replay.
  package static let file = "orders.json"

  package var count: Int
  package var dealt: Int

  package init(count: Int, dealt: Int) {
    self.count = count
    self.dealt = dealt
  }

  package init(_ trades: [TradeRow]) {
    self.init(count: trades.count, dealt: trades.count { $0.status != .rejected })
  }

  /// Nil where a part of it is missing.
  package init?(_ json: JSONValue) {
    guard let count = json["count"]?.intValue, let dealt = json["dealt"]?.intValue else { return nil }
    self.init(count: count, dealt: dealt)
  }

  package var json: JSONValue { ["count": .integer(count), "dealt": .integer(dealt)] }

  /// Nil where nothing was ordered.
  package var ratio: Double? { count > 0 ? Double(dealt) / Double(count) : nil }
}
