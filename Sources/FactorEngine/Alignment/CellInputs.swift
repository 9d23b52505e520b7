package import MarketData
package import Primitives

/// What a cell was made from: each field on its day, and at both ends of the window that is loaded for it.
package struct CellInputs: Equatable, Sendable {
  package struct Field: Equatable, Sendable {
    package var name: String
    package var first: Float
    package var value: Float
    package var last: Float
    /// Days of the window without a value.
    package var missing: Int

    package init(name: String, first: Float, value: Float, last: Float, missing: Int) {
      self.name = name
      self.first = first
      self.value = value
      self.last = last
      self.missing = missing
    }
  }

  package var firstDay: TradingDay
  package var lastDay: TradingDay
  package var fields: [Field]

  package init?(_ cell: Alignment.Cell, _ code: FactorCode, in market: any Market) throws {
    guard let index = market.calendar.index(of: cell.day) else { return nil }
    let first = max(0, index - code.lookback)
    let last = min(market.calendar.count - 1, index + code.future)
    firstDay = market.calendar[first]
    lastDay = market.calendar[last]
    fields = try code.fields.map { name in
      let series = try market.series(name, of: cell.instrument) ?? .empty
      return Field(
        name: name, first: series[first], value: series[index], last: series[last],
        missing: (first...last).count { series[$0].isNaN })
    }
  }

  package var json: JSONValue {
    [
      "window": [.string(firstDay.description), .string(lastDay.description)],
      "fields": .array(
        fields.map { field in
          [
            "name": .string(field.name), "first": .float(field.first), "value": .float(field.value),
            "last": .float(field.last), "missing_days": .integer(field.missing),
          ]
        }),
    ]
  }
}

extension JSONValue {
  /// The shortest number that reads back to the same float32; null where it is missing, a text where it
  /// is infinite.
  static func float(_ value: Float) -> JSONValue {
    if value.isNaN { return .null }
    if value.isInfinite { return .string(value > 0 ? "inf" : "-inf") }
    return .number(Double(value.description) ?? Double(value))
  }
}

extension Alignment.Cell {
  package var json: JSONValue {
    [
      "day": .string(day.description), "instrument": .string(instrument.name),
      "ours": .float(ours), "reference": .float(reference),
    ]
  }
}
