package import Primitives

extension Comparison {
  package static let schema = 1

  package var json: JSONValue {
    [
      "schema": .integer(Comparison.schema), "migration": .string(migration), "verdict": .string(verdict.rawValue),
      "summary": summary.json, "beside": besideJSON, "findings": .array(findings.map(\.json)),
      "rungs": .array(rungs.map(\.json)), "evidence": ["versions": .array(versions.map(\.json))],
    ]
  }

  package init?(_ json: JSONValue) {
    guard json["schema"]?.intValue == Comparison.schema, let migration = json["migration"]?.stringValue,
      let verdict = json["verdict"]?.stringValue.flatMap(Verdict.init),
      let summary = json["summary"].flatMap({ Message($0) }),
      let findings = json["findings"]?.arrayValue, let rungs = json["rungs"]?.arrayValue
    else { return nil }
    self.init(
      migration: migration, verdict: verdict, summary: summary, findings: findings.compactMap(Finding.init),
      rungs: rungs.compactMap(RungResult.init))
    versions = (json["evidence"]?["versions"]?.arrayValue ?? []).compactMap(LibraryVersion.init)
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
      id: id, state: state, reason: json["reason"].flatMap { Message($0) },
      tolerances: tolerances.compactMapValues(\.doubleValue),
      firstDivergence: json["first_divergence"].flatMap(Divergence.init),
      metrics: metrics.compactMap(MetricComparison.init))
  }
}

extension Divergence {
  package var json: JSONValue {
    [
      "day": .optional(day), "instrument": .optional(instrument?.name), "field": .string(field),
      "left": .string(left), "right": .string(right), "cause": cause.json,
      "context": .array(context.map(\.json)), "effect": effect?.json ?? .null,
    ]
  }

  init?(_ json: JSONValue) {
    guard let field = json["field"]?.stringValue, let left = json["left"]?.stringValue,
      let right = json["right"]?.stringValue, let cause = CauseStatement(divergence: json)
    else { return nil }
    self.init(
      day: json["day"]?.stringValue.flatMap { TradingDay($0) },
      instrument: json["instrument"]?.stringValue.flatMap { InstrumentID($0) }, field: field, left: left,
      right: right, cause: cause,
      context: CauseStatement.withoutCause(json["context"]?.arrayValue ?? []).compactMap { Message($0) },
      effect: json["effect"].flatMap(DivergenceEffect.init))
  }
}

extension CauseStatement {
  /// The identifier is that of the catalogue; `message` names the statement.
  package var json: JSONValue {
    var members = statement.members
    members["id"] = .string(cause.rawValue)
    members["message"] = .string(statement.id)
    members["proof"] = .string(proof.rawValue)
    members["evidence"] = .array(evidence.map(\.json))
    return .object(members)
  }

  /// The cause of a divergence. Up to version 0.1 it was a plain sentence, and a line of the context named the
  /// catalogue's entry.
  init?(divergence json: JSONValue) {
    guard let value = json["cause"] else { return nil }
    if let text = value.stringValue {
      let lines = (json["context"]?.arrayValue ?? []).compactMap(\.stringValue)
      let name = lines.first { $0.hasPrefix(CauseStatement.oldMark) }?.dropFirst(CauseStatement.oldMark.count)
      self.init(name.flatMap { Cause(rawValue: String($0)) } ?? .unknown, .verbatim(text))
      return
    }
    guard case .object(var members) = value, let cause = members["id"]?.stringValue.flatMap(Cause.init) else {
      return nil
    }
    members["id"] = members["message"]
    guard let statement = Message(.object(members)) else { return nil }
    let proof = members["proof"]?.stringValue.flatMap(Proof.init) ?? .none
    self.init(
      cause, statement, proof: proof, evidence: (members["evidence"]?.arrayValue ?? []).compactMap { Message($0) })
  }

  static func withoutCause(_ context: [JSONValue]) -> [JSONValue] {
    context.filter { $0.stringValue?.hasPrefix(oldMark) != true }
  }

  private static let oldMark = "cause: "
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
