package import Primitives

/// One estimated day.
struct RiskDay: Sendable {
  var returns: RiskReturns
  var components: StructuredCovariance.Components
  /// See `RiskSummary.dropped`.
  var dropped: Double?

  /// The CSV files that `RiskData` reads, as pandas' `to_csv` of qlib's pickles writes them. As there, the specific
  /// risk is a deviation and not a variance.
  func write(to sink: any FileSink, in folder: String) throws {
    let codes = returns.instruments.map(\.name)
    func write(_ name: String, _ index: String, _ labels: [String], _ matrix: Matrix) throws {
      var writer = ByteWriter(capacity: 64 + matrix.values.count * 22)
      writer.text(([index] + (0..<matrix.columns).map(String.init)).joined(separator: ",") + "\n")
      for (row, label) in labels.enumerated() {
        writer.field(label)
        for column in 0..<matrix.columns {
          writer.comma()
          writer.number(matrix[row, column])
        }
        writer.newline()
      }
      try sink.write(writer.bytes, to: folder + "/" + name + ".csv")
    }
    try write("factor_exp", "instrument", codes, components.exposures)
    try write("factor_cov", "", (0..<components.covariance.rows).map(String.init), components.covariance)
    try write(
      "specific_risk", "instrument", codes,
      Matrix(rows: codes.count, columns: 1, values: components.variances.map { $0.squareRoot() }))
  }
}

/// What of a range of days was written, and what was not.
package struct RiskSummary: Sendable {
  let model: RiskDays.Model
  let factors: Int
  package private(set) var days: [TradingDay] = []
  /// Stocks of each written day.
  package private(set) var stocks: [Int] = []
  package internal(set) var leftOut: [(day: TradingDay, reason: Message)] = []
  /// Members without any return, with the count of days on which they are left out.
  package private(set) var withoutReturns: [InstrumentID: Int] = [:]
  /// Stocks with returns on fewer than half of the days, with the count of days on which they are.
  package private(set) var short: [InstrumentID: Int] = [:]
  /// The greatest share of a covariance that its factors do not hold; nil where the model itself is of factors.
  package private(set) var dropped: Double?

  init(model: RiskDays.Model, factors: Int) {
    self.model = model
    self.factors = factors
  }

  mutating func add(_ risk: RiskDay, on day: TradingDay) {
    days.append(day)
    stocks.append(risk.returns.instruments.count)
    for stock in risk.returns.withoutReturns { withoutReturns[stock, default: 0] += 1 }
    for (stock, count) in zip(risk.returns.instruments, risk.returns.counts)
    where count < RiskPreparation.window / 2 { short[stock, default: 0] += 1 }
    if let share = risk.dropped { dropped = max(dropped ?? 0, share) }
  }

  package var json: JSONValue {
    func counts(_ stocks: [InstrumentID: Int]) -> JSONValue {
      .object(Dictionary(uniqueKeysWithValues: stocks.map { ($0.name, .integer($1)) }))
    }
    return [
      "model": .string(model.rawValue), "factors": .integer(factors),
      "days": .array(zip(days, stocks).map { ["day": .string($0.description), "stocks": .integer($1)] }),
      "left_out": .array(leftOut.map { ["day": .string($0.day.description), "reason": $0.reason.json] }),
      "without_returns": counts(withoutReturns), "short": counts(short), "dropped": .optional(dropped),
    ]
  }

  /// What a person reads: how much was written, then what is missing or weak.
  package var lines: [Message] {
    [.written(self)]
      + leftOut.map { .leftOut($0.day, $0.reason) }
      + withoutReturns.sorted { $0.key < $1.key }.map { .withoutReturns($0.key, $0.value) }
      + (short.isEmpty ? [] : [.short(short)])
      + (dropped.map { [.dropped($0)] } ?? [])
  }
}

extension Matrix {
  /// The root of the sum of all squares.
  var norm: Double { values.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}

extension Message {
  fileprivate static func written(_ summary: RiskSummary) -> Message {
    Message(
      "risk.written-name",
      [
        "days": .count(summary.days.count), "least": .count(summary.stocks.min() ?? 0),
        "most": .count(summary.stocks.max() ?? 0), "out": .count(summary.leftOut.count),
        "first": summary.days.first.map { .day($0) } ?? .text("-"),
        "last": summary.days.last.map { .day($0) } ?? .text("-"),
      ],
      en:
        "{days} {days:day|days} from {first} to {last}, {least} to {most} stocks a day; {out} {out:day|days} left out",
      zh: "{first} 至 {last} 共 {days} 个交易日，每日 {least} 至 {most} 只股票；略过 {out} 个交易日")
  }

  fileprivate static func leftOut(_ day: TradingDay, _ reason: Message) -> Message {
    Message(
      "risk.left-out", ["day": .day(day), "reason": .message(reason)], en: "Day {day} is left out. {reason}",
      zh: "略过 {day}。{reason}")
  }

  fileprivate static func withoutReturns(_ stock: InstrumentID, _ days: Int) -> Message {
    Message(
      "risk.without-returns", ["stock": .instrument(stock), "days": .count(days)],
      en: "Stock {stock} has no return behind it on {days} {days:day|days} and is left out there.",
      zh: "{stock} 有 {days} 个交易日此前没有任何收益率，当日不计入。")
  }

  fileprivate static func short(_ stocks: [InstrumentID: Int]) -> Message {
    Message(
      "risk.short", ["count": .count(stocks.count), "days": .count(stocks.values.reduce(0, +))],
      en:
        "Fewer than half of the returns exist for {count} {count:stock|stocks}, {days} stock days. Their risk is understated, as in qlib.",
      zh: "{count} 只股票（{days} 个股票日）的收益率不足一半，其风险被低估，与 qlib 一致。")
  }

  fileprivate static func dropped(_ share: Double) -> Message {
    Message(
      "risk.dropped", ["share": .ratio(share)],
      en: "The factors hold the variances and all but {share} of the covariance at most.",
      zh: "因子保留全部方差，协方差最多丢失 {share}。")
  }
}
