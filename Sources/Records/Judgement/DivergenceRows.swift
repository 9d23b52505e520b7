package import Primitives

/// The rows of both sides at a first divergence (`divergence.json`): what a reader sets side by side.
package struct DivergenceRows: Equatable, Sendable {
  package static let file = "divergence.json"

  /// What one run holds of the day and the stock; nil is not recorded, or not there.
  package struct Side: Equatable, Sendable {
    package var report: ReportRow?
    /// The orders in the stock on the day, in the order of execution; nil where orders are not recorded.
    package var trades: [TradeRow]?
    /// At the close of the day.
    package var position: PositionRow?

    package init(report: ReportRow?, trades: [TradeRow]?, position: PositionRow?) {
      self.report = report
      self.trades = trades
      self.position = position
    }

    /// - Parameter instrument: nil: the day as a whole.
    package init(_ run: Run, on day: TradingDay, instrument: InstrumentID?) {
      report = run.report.first { $0.day == day }
      trades = instrument.flatMap { stock in run.trades?.filter { $0.day == day && $0.instrument == stock } }
      position = instrument.flatMap { stock in run.positions.first { $0.day == day && $0.instrument == stock } }
    }

    /// Missing cells are one.
    package static func == (left: Side, right: Side) -> Bool { left.json == right.json }
  }

  package var rung: Rung
  package var day: TradingDay
  package var instrument: InstrumentID?
  /// The rung before, and the rung itself.
  package var left: Side
  package var right: Side

  package init(rung: Rung, day: TradingDay, instrument: InstrumentID?, left: Side, right: Side) {
    self.rung = rung
    self.day = day
    self.instrument = instrument
    self.left = left
    self.right = right
  }

  package var json: JSONValue {
    [
      "schema": 1, "rung": .string(rung.rawValue), "day": .string(day.description),
      "instrument": .optional(instrument?.name), "left": left.json, "right": right.json,
    ]
  }

  /// Nil for a form that is not known.
  package init?(_ json: JSONValue) {
    guard json["schema"]?.intValue == 1, let rung = json["rung"]?.stringValue.flatMap(Rung.init),
      let day = json["day"]?.stringValue.flatMap({ TradingDay($0) }), let left = json["left"],
      let right = json["right"]
    else { return nil }
    let instrument = json["instrument"]?.stringValue.flatMap { InstrumentID($0) }
    self.init(
      rung: rung, day: day, instrument: instrument, left: Side(left, day, instrument),
      right: Side(right, day, instrument))
  }
}

extension DivergenceRows.Side {
  fileprivate var json: JSONValue {
    [
      "report": report.map { row in
        .object(
          Dictionary(ReportRow.fields.map { ($0.name, .optional($0.value(row))) }, uniquingKeysWith: { one, _ in one }))
      } ?? .null,
      "trades": trades.map { .array($0.map(\.json)) } ?? .null,
      "position": position.map {
        [
          "amount": .optional($0.amount), "price": .optional($0.price), "weight": .optional($0.weight),
          "count_day": .integer($0.countDay),
        ]
      } ?? .null,
    ]
  }

  fileprivate init(_ json: JSONValue, _ day: TradingDay, _ instrument: InstrumentID?) {
    func number(_ value: JSONValue?) -> Double { value?.doubleValue ?? .nan }
    var row: ReportRow?
    if let report = json["report"], report.objectValue != nil {
      row = ReportRow(
        day: day, account: number(report["account"]), returnRate: number(report["return"]),
        totalTurnover: number(report["total_turnover"]), turnover: number(report["turnover"]),
        totalCost: number(report["total_cost"]), cost: number(report["cost"]), value: number(report["value"]),
        cash: number(report["cash"]), bench: number(report["bench"]))
    }
    var holding: PositionRow?
    if let position = json["position"], position.objectValue != nil, let instrument,
      let countDay = position["count_day"]?.intValue
    {
      holding = PositionRow(
        day: day, instrument: instrument, amount: number(position["amount"]), price: number(position["price"]),
        weight: number(position["weight"]), countDay: countDay)
    }
    self.init(
      report: row,
      trades: instrument.flatMap { stock in
        json["trades"]?.arrayValue?.compactMap { TradeRow($0, day: day, instrument: stock) }
      }, position: holding)
  }
}

/// Without day and instrument, which stand above; the reason in both languages, by its text.
extension TradeRow {
  fileprivate var json: JSONValue {
    [
      "direction": .string(direction.rawValue), "order_amount": .optional(orderAmount),
      "deal_amount": .optional(dealAmount), "price": .optional(price), "value": .optional(value),
      "cost": .optional(cost), "status": .string(status.rawValue), "reason": .optional(reason?.code),
    ]
  }

  fileprivate init?(_ json: JSONValue, day: TradingDay, instrument: InstrumentID) {
    guard let direction = json["direction"]?.stringValue.flatMap(Direction.init),
      let status = json["status"]?.stringValue.flatMap(Status.init)
    else { return nil }
    func number(_ key: String) -> Double { json[key]?.doubleValue ?? .nan }
    self.init(
      day: day, instrument: instrument, direction: direction, orderAmount: number("order_amount"),
      dealAmount: number("deal_amount"), price: number("price"), value: number("value"), cost: number("cost"),
      status: status, reason: json["reason"]?.stringValue.flatMap { RejectReason(code: $0) })
  }
}
