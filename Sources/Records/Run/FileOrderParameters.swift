package import Primitives

/// Parameters of qlib's `FileOrderStrategy` (`qlib/contrib/strategy/rule_strategy.py`): orders that stand in a table.
package struct FileOrderParameters: Equatable, Sendable {
  /// One order, given at the open of a day.
  package struct Line: Equatable, Sendable {
    package var day: TradingDay
    /// As written: qlib takes no other spelling of a code for it.
    package var instrument: InstrumentID
    package var direction: Direction
    /// Adjusted shares.
    package var amount: Double

    package init(day: TradingDay, instrument: InstrumentID, direction: Direction, amount: Double) {
      self.day = day
      self.instrument = instrument
      self.direction = direction
      self.amount = amount
    }
  }

  /// The table's path, as written.
  package var file: String
  /// By day and code; those of one stock and day in the order of the table.
  package private(set) var lines: [Line]
  /// How many rows carry a time of day: no daily bar begins then, and qlib never gives them.
  package var timed = 0

  package init(file: String, lines: [Line], timed: Int = 0) {
    self.file = file
    let order = lines.indices.sorted {
      (lines[$0].day, lines[$0].instrument, $0) < (lines[$1].day, lines[$1].instrument, $1)
    }
    self.lines = order.map { lines[$0] }
    self.timed = timed
  }

  package var json: JSONValue {
    [
      "file": .string(file), "timed": .integer(timed),
      "orders": .array(
        lines.map {
          [
            "datetime": .string($0.day.description), "instrument": .string($0.instrument.name),
            "direction": .string($0.direction.rawValue), "amount": .number($0.amount),
          ]
        }),
    ]
  }
}
