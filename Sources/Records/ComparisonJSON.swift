package import Primitives

extension Comparison {
  package static let schema = 1

  package var json: JSONValue {
    [
      "schema": .integer(Comparison.schema), "migration": .string(migration), "verdict": .string(verdict.rawValue),
      "summary": .string(summary), "findings": .array(findings.map(\.json)), "rungs": .array(rungs.map(\.json)),
    ]
  }

  package init?(_ json: JSONValue) {
    guard json["schema"]?.intValue == Comparison.schema, let migration = json["migration"]?.stringValue,
      let verdict = json["verdict"]?.stringValue.flatMap(Verdict.init), let summary = json["summary"]?.stringValue,
      let findings = json["findings"]?.arrayValue, let rungs = json["rungs"]?.arrayValue
    else { return nil }
    self.init(
      migration: migration, verdict: verdict, summary: summary, findings: findings.compactMap(Finding.init),
      rungs: rungs.compactMap(RungResult.init))
    guard self.findings.count == findings.count, self.rungs.count == rungs.count else { return nil }
  }
}

extension RungResult {
  package var json: JSONValue {
    [
      "id": .string(id.rawValue), "state": .string(state.rawValue), "reason": .optional(reason),
      "tolerances": .object(tolerances.mapValues { .number($0) }),
      "first_divergence": firstDivergence?.json ?? .null, "metrics": .array(metrics.map(\.json)),
    ]
  }

  init?(_ json: JSONValue) {
    guard let id = json["id"]?.stringValue.flatMap(Rung.init),
      let state = json["state"]?.stringValue.flatMap(State.init),
      let tolerances = json["tolerances"]?.objectValue, let metrics = json["metrics"]?.arrayValue
    else { return nil }
    self.init(
      id: id, state: state, reason: json["reason"]?.stringValue,
      tolerances: tolerances.compactMapValues(\.doubleValue),
      firstDivergence: json["first_divergence"].flatMap(Divergence.init),
      metrics: metrics.compactMap(MetricComparison.init))
  }
}

extension Divergence {
  package var json: JSONValue {
    [
      "day": .optional(day), "instrument": .optional(instrument?.name), "field": .string(field),
      "left": .string(left), "right": .string(right), "cause": .string(cause),
      "context": .array(context.map { .string($0) }),
    ]
  }

  init?(_ json: JSONValue) {
    guard let field = json["field"]?.stringValue, let left = json["left"]?.stringValue,
      let right = json["right"]?.stringValue, let cause = json["cause"]?.stringValue
    else { return nil }
    self.init(
      day: json["day"]?.stringValue.flatMap { TradingDay($0) },
      instrument: json["instrument"]?.stringValue.flatMap { InstrumentID($0) }, field: field, left: left,
      right: right, cause: cause, context: json["context"]?.arrayValue?.compactMap(\.stringValue) ?? [])
  }
}

extension MetricComparison {
  package var json: JSONValue {
    guard case .object(var members) = metric.json else { return .null }
    members["delta"] = .optional(delta)
    members["tolerance"] = .optional(tolerance)
    return .object(members)
  }

  init?(_ json: JSONValue) {
    guard let metric = MetricValue(json) else { return nil }
    self.init(metric: metric, delta: json["delta"]?.doubleValue, tolerance: json["tolerance"]?.doubleValue)
  }
}
