package import Primitives

/// Profiles kept between two nights: factor by its code, days once for all.
extension FactorDays {
  package var json: JSONValue {
    func numbers(_ values: [Double]) -> JSONValue { .array(values.map { .optional($0.isNaN ? nil : $0) }) }
    return [
      "days": .array(days.map { .string($0.description) }), "rows": .array(rows.map { .integer($0) }),
      "present": .array(present.map { .integer($0) }), "low": numbers(low), "median": numbers(median),
      "high": numbers(high),
    ]
  }

  /// Nil where the document is no profile.
  package init?(_ json: JSONValue) {
    func whole(_ key: String) -> [Int]? { json[key]?.arrayValue?.compactMap(\.intValue) }
    func numbers(_ key: String) -> [Double]? { json[key]?.arrayValue?.map { $0.doubleValue ?? .nan } }
    guard let days = json["days"]?.arrayValue?.compactMap({ $0.stringValue.flatMap { TradingDay($0) } }),
      let rows = whole("rows"), let present = whole("present"), let low = numbers("low"),
      let median = numbers("median"),
      let high = numbers("high"),
      [rows.count, present.count, low.count, median.count, high.count].allSatisfy({ $0 == days.count })
    else { return nil }
    self.init(days: days, rows: rows, present: present, low: low, median: median, high: high)
  }
}
