package import Primitives
package import Records

/// A folder of LiveFeedback documents: a file a strategy and period, the schema beside them, and an index that a reader
/// begins with.
package enum FeedbackFolder {
  package static let index = "index.json"
  package static let schemaName = "live_feedback.schema.json"

  /// Writes a document under its own name, and the index anew.
  ///
  /// - Returns: the file's name.
  package static func write(_ feedback: LiveFeedback, to folder: String) throws -> String {
    let id = String(feedback.strategyInstanceID.map { $0.isFileNameCharacter ? $0 : "-" })
    let name = "\(feedback.environment.rawValue)-\(id)-\(feedback.start)-\(feedback.end).json"
    try FileWriter.write(feedback.json.pretty, to: Path.join(folder, name))
    try FileWriter.write(schema.pretty, to: Path.join(folder, schemaName))
    let files = try FileReader.names(in: folder).filter { $0.hasSuffix(".json") && $0 != index && $0 != schemaName }
    let entries = try files.sorted().map { file -> JSONValue in
      let bytes = try FileReader.bytes(Path.join(folder, file))
      let json = try JSONReader.read(file: Path.join(folder, file), id: "feedback.damaged")
      return [
        "file": .string(file), "sha256": .string(SHA256Digest(hashing: bytes).hex),
        "strategy_instance_id": json["strategy_instance_id"] ?? .null, "env": json["env"] ?? .null,
        "period": json["period"] ?? .null,
      ]
    }
    try FileWriter.write(
      JSONValue.object(["schema": .integer(1), "documents": .array(entries)]).pretty, to: Path.join(folder, index))
    return name
  }

  /// JSON Schema (draft 2020-12) of a document.
  package static var schema: JSONValue {
    func number(_ text: String) -> JSONValue { ["type": ["number", "null"], "description": .string(text)] }
    func text(_ text: String) -> JSONValue { ["type": "string", "description": .string(text)] }
    func optional(_ text: String) -> JSONValue { ["type": ["string", "null"], "description": .string(text)] }
    func count(_ text: String) -> JSONValue {
      ["type": "integer", "minimum": 0, "description": .string(text)]
    }
    let properties: [String: JSONValue] = [
      "schema_version": ["const": .integer(LiveFeedback.schema)],
      "generated_at_utc": text("When it was built, ISO 8601, UTC."),
      "strategy_instance_id": text("The preview, or ACCOUNT/STRATEGY."),
      "experiment_id": optional("TASK_RUN/LOOP; null for a strategy that no experiment made."),
      "env": ["enum": .array(TradingEnvironment.allCases.map { .string($0.rawValue) })],
      "period": [
        "type": "object", "required": ["start_date", "end_date"],
        "properties": [
          "start_date": ["type": "string", "format": "date"], "end_date": ["type": "string", "format": "date"],
        ],
      ],
      "total_return": number("V_end / V_base - 1, a fraction."),
      "annual_return": number("(1 + total_return)^(252 / days) - 1; null below 20 days."),
      "max_drawdown": number("The lowest V_t / peak_t - 1, at most 0; V_base is a peak too."),
      "volatility": number("Sample deviation of daily returns x sqrt(252); null below two days."),
      "sharpe": number("Mean / sample deviation of daily returns x sqrt(252); no information ratio on excess return."),
      "win_rate": number("Round trips that ended with a gain after fees / round trips that ended."),
      "turnover": number("The mean of (bought + sold) / 2 / value at the close before, a fraction a day."),
      "avg_slippage_bps": number("Amount-weighted (fill - decision) / decision x 10,000 by side; above 0 is a cost."),
      "fill_ratio": number("Filled / ordered shares, of orders that the broker took."),
      "order_reject_count": count("Orders that broker or exchange refused."),
      "risk_block_count": count("Orders that our own rules stopped."),
      "events": [
        "type": "array",
        "items": [
          "type": "object", "required": ["timestamp", "type"],
          "properties": ["timestamp": ["type": "string"], "type": ["type": "string"]],
        ],
      ],
      "strategy_config_hash": optional("SHA-256 of the canonical JSON of the strategy's configuration."),
      "factor_set_hash": optional("SHA-256 of the canonical JSON of the factor set."),
    ]
    return [
      "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "LiveFeedback", "type": "object",
      "additionalProperties": false, "required": .array(properties.keys.sorted().map { .string($0) }),
      "properties": .object(properties),
    ]
  }
}

extension Character {
  fileprivate var isFileNameCharacter: Bool { isASCII && (isLetter || isNumber || "._-".contains(self)) }
}
