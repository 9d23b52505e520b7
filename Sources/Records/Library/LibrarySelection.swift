package import Primitives

/// What a loop's result is worth, seen that it was chosen among many: each figure, or the reason why it is missing.
package struct LibrarySelection: Equatable, Sendable {
  /// A figure with what must be known of it: why it is missing, or on what assumption it stands.
  package struct Value: Equatable, Sendable {
    package var number: Double?
    /// Nil for a missing figure whose formula was not reached.
    package var formula: String?
    package var reason: Message?

    package init(_ number: Double?, formula: String? = nil, reason: Message? = nil) {
      self.number = number
      self.formula = formula
      self.reason = reason
    }

    package var json: JSONValue {
      ["value": .optional(number), "formula": .optional(formula), "reason": reason?.json ?? .null]
    }

    package init(_ json: JSONValue?) {
      self.init(
        json?["value"]?.doubleValue, formula: json?["formula"]?.stringValue,
        reason: json?["reason"].flatMap { $0 == .null ? nil : Message($0) })
    }
  }

  /// What told the range.
  package enum RangeBasis: String, Sendable, CaseIterable {
    /// The days of the daily curve.
    case curve
    /// The configuration that ran.
    case configuration
    /// A catalog: the first configuration of the workspace, which need not be the one that ran.
    case catalog
  }

  package var loop: String
  package var range: LibraryCurve.Range?
  package var rangeBasis: RangeBasis?
  /// Distinct results on this test range, this one among them; loops with identical metrics are one.
  package var trials: Int
  /// Loops that these are of.
  package var loops: Int
  /// Loops with a result whose range is not known.
  package var unranged: Int
  /// Other loops whose metrics are the same to 1e-9, sorted.
  package var identical: [String]
  /// Days of the backtest; nil where nothing tells them.
  package var days: Int?
  /// Mean excess return after costs over its deviation, per day.
  package var informationRatio: Value
  package var deflatedSharpe: Value
  /// Of the whole set of trials on the range, not of this loop.
  package var overfitting: Value
  package var degradation: Value
  /// Trials with a curve in that set, and its splits.
  package var curves: Int
  package var splits: Int?
  /// The greatest with a migration that already runs, and which.
  package var correlation: Value
  package var correlatedWith: String?
  /// What else must be known.
  package var notes: [Message]

  package init(
    loop: String, range: LibraryCurve.Range? = nil, rangeBasis: RangeBasis? = nil, trials: Int, loops: Int,
    unranged: Int = 0, identical: [String] = [], days: Int? = nil, informationRatio: Value, deflatedSharpe: Value,
    overfitting: Value, degradation: Value, curves: Int = 0, splits: Int? = nil, correlation: Value,
    correlatedWith: String? = nil, notes: [Message] = []
  ) {
    self.loop = loop
    self.range = range
    self.rangeBasis = rangeBasis
    self.trials = trials
    self.loops = loops
    self.unranged = unranged
    self.identical = identical
    self.days = days
    self.informationRatio = informationRatio
    self.deflatedSharpe = deflatedSharpe
    self.overfitting = overfitting
    self.degradation = degradation
    self.curves = curves
    self.splits = splits
    self.correlation = correlation
    self.correlatedWith = correlatedWith
    self.notes = notes
  }

  package var json: JSONValue {
    [
      "loop": .string(loop), "range": range?.json ?? .null, "range_basis": .optional(rangeBasis?.rawValue),
      "trials": .integer(trials), "loops": .integer(loops), "loops_without_range": .integer(unranged),
      "identical": .array(identical.map { .string($0) }), "days": days.map { .integer($0) } ?? .null,
      "daily_information_ratio": informationRatio.json, "deflated_sharpe": deflatedSharpe.json,
      "overfitting_probability": overfitting.json, "performance_degradation": degradation.json,
      "curves": .integer(curves), "splits": splits.map { .integer($0) } ?? .null, "correlation": correlation.json,
      "correlated_with": .optional(correlatedWith), "notes": .array(notes.map(\.json)),
    ]
  }

  /// Nil where it has no identity.
  package init?(_ json: JSONValue) {
    guard let loop = json["loop"]?.stringValue, let trials = json["trials"]?.intValue,
      let loops = json["loops"]?.intValue
    else { return nil }
    self.init(
      loop: loop, range: LibraryCurve.Range(json["range"]),
      rangeBasis: json["range_basis"]?.stringValue.flatMap { RangeBasis(rawValue: $0) }, trials: trials, loops: loops,
      unranged: json["loops_without_range"]?.intValue ?? 0,
      identical: json["identical"]?.arrayValue?.compactMap(\.stringValue) ?? [], days: json["days"]?.intValue,
      informationRatio: Value(json["daily_information_ratio"]), deflatedSharpe: Value(json["deflated_sharpe"]),
      overfitting: Value(json["overfitting_probability"]), degradation: Value(json["performance_degradation"]),
      curves: json["curves"]?.intValue ?? 0, splits: json["splits"]?.intValue, correlation: Value(json["correlation"]),
      correlatedWith: json["correlated_with"]?.stringValue,
      notes: json["notes"]?.arrayValue?.compactMap { Message($0) } ?? [])
  }
}
