package import Primitives

/// A model of the pool, with how far it has come and what that rests on.
package struct ModelCandidate: Equatable, Sendable {
  /// In the order in which a model gets there; a withdrawn one never comes back.
  package enum State: String, Sendable, CaseIterable {
    case candidate, verified
    case inPreview = "in preview"
    case approved, withdrawn
  }

  /// One change of state.
  package struct Step: Equatable, Sendable {
    package var at: String
    package var state: State
    /// One sentence.
    package var reason: String

    package init(at: String, state: State, reason: String) {
      self.at = at
      self.state = state
      self.reason = reason
    }
  }

  /// What a reconciliation said of the model; nil is not known.
  package struct Evidence: Equatable, Sendable {
    /// SHA-256 of its `comparison.json`.
    package var comparison: String?
    package var verdict: String?
    /// How many rungs of that reconciliation ran.
    package var rungsRan: Int?
    /// State of the rung on which the model was applied to features computed here.
    package var reinferred: String?
    package var ic: Double?
    package var t: Double?
    /// Days behind the IC.
    package var count: Int?
    /// The place of the recorded value among other seeds, in words.
    package var band: String?

    package init(
      comparison: String? = nil, verdict: String? = nil, rungsRan: Int? = nil, reinferred: String? = nil,
      ic: Double? = nil, t: Double? = nil, count: Int? = nil, band: String? = nil
    ) {
      self.comparison = comparison
      self.verdict = verdict
      self.rungsRan = rungsRan
      self.reinferred = reinferred
      self.ic = ic
      self.t = t
      self.count = count
      self.band = band
    }

    package var json: JSONValue {
      [
        "comparison_sha256": .optional(comparison), "verdict": .optional(verdict),
        "rungs_ran": rungsRan.map { .integer($0) } ?? .null, "reinferred": .optional(reinferred),
        "ic": .optional(ic), "t": .optional(t), "n": count.map { .integer($0) } ?? .null, "seed_band": .optional(band),
      ]
    }

    package init(_ json: JSONValue) {
      self.init(
        comparison: json["comparison_sha256"]?.stringValue, verdict: json["verdict"]?.stringValue,
        rungsRan: json["rungs_ran"]?.intValue,
        reinferred: json["reinferred"]?.stringValue, ic: json["ic"]?.doubleValue, t: json["t"]?.doubleValue,
        count: json["n"]?.intValue, band: json["seed_band"]?.stringValue)
    }
  }

  package var id: String
  /// A model folder, or the text of the weights.
  package var path: String
  package var className: String
  package var weightsDigest: String
  package var migration: String?
  package var evidence: Evidence
  /// Oldest first; never empty.
  package var history: [Step]

  package init(
    id: String, path: String, className: String, weightsDigest: String, migration: String?, evidence: Evidence,
    history: [Step]
  ) {
    self.id = id
    self.path = path
    self.className = className
    self.weightsDigest = weightsDigest
    self.migration = migration
    self.evidence = evidence
    self.history = history
  }

  package var state: State { history.last?.state ?? .candidate }

  package var json: JSONValue {
    [
      "id": .string(id), "path": .string(path), "class": .string(className), "weights_sha256": .string(weightsDigest),
      "migration": .optional(migration), "state": .string(state.rawValue), "evidence": evidence.json,
      "history": .array(
        history.map { ["at": .string($0.at), "state": .string($0.state.rawValue), "reason": .string($0.reason)] }),
    ]
  }
}
