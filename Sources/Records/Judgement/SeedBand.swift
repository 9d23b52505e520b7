package import Primitives

/// What chance does to a model's numbers: the same training under several seeds, beside the recorded value.
package struct SeedBand: Equatable, Sendable {
  package struct Row: Equatable, Sendable {
    package var metric: String
    /// By seed, in the order of the seeds; nil is missing.
    package var values: [Double?]
    package var mean: Double?
    /// Sample standard deviation over the seeds.
    package var deviation: Double?
    /// Ends of the band in which another seed's value is expected.
    package var low: Double?
    package var high: Double?
    package var recorded: Double?
    /// Share of the seeds with a smaller value than the recorded one, equal ones half.
    package var quantile: Double?
    /// Whether the recorded value lies in the band; nil where there is no band or no recorded value.
    package var isInside: Bool?

    package init(
      metric: String, values: [Double?], mean: Double? = nil, deviation: Double? = nil, low: Double? = nil,
      high: Double? = nil, recorded: Double? = nil, quantile: Double? = nil, isInside: Bool? = nil
    ) {
      self.metric = metric
      self.values = values
      self.mean = mean
      self.deviation = deviation
      self.low = low
      self.high = high
      self.recorded = recorded
      self.quantile = quantile
      self.isInside = isInside
    }
  }

  package var seeds: [Int]
  package var rows: [Row]

  package init(seeds: [Int], rows: [Row]) {
    self.seeds = seeds
    self.rows = rows
  }

  package var json: JSONValue {
    [
      "schema": 1, "seeds": .array(seeds.map { .integer($0) }),
      "metrics": .array(
        rows.map { row in
          [
            "name": .string(row.metric), "values": .array(row.values.map { .optional($0) }),
            "mean": .optional(row.mean), "std": .optional(row.deviation), "low": .optional(row.low),
            "high": .optional(row.high), "recorded": .optional(row.recorded), "quantile": .optional(row.quantile),
            "inside": row.isInside.map { .bool($0) } ?? .null,
          ]
        }),
    ]
  }

  package init?(_ json: JSONValue) {
    guard json["schema"]?.intValue == 1, let seeds = json["seeds"]?.arrayValue?.compactMap(\.intValue),
      let metrics = json["metrics"]?.arrayValue
    else { return nil }
    self.seeds = seeds
    rows = metrics.compactMap { row in
      guard let name = row["name"]?.stringValue, let values = row["values"]?.arrayValue else { return nil }
      return Row(
        metric: name, values: values.map(\.doubleValue), mean: row["mean"]?.doubleValue,
        deviation: row["std"]?.doubleValue, low: row["low"]?.doubleValue, high: row["high"]?.doubleValue,
        recorded: row["recorded"]?.doubleValue, quantile: row["quantile"]?.doubleValue,
        isInside: row["inside"]?.boolValue)
    }
    guard rows.count == metrics.count else { return nil }
  }
}
