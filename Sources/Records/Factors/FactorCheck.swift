package import Primitives

/// The figures of one factor in a document of `aistock factors verify --json`.
package struct FactorCheck: Equatable, Sendable {
  package struct Cell: Equatable, Sendable {
    package var day: String
    package var instrument: String
    /// Nil where it is missing.
    package var ours: String?
    package var reference: String?
    /// Fields that it was made from, `close 10.5` each.
    package var inputs: [String]

    /// Ours less the reference's; nil where one is missing.
    package var difference: Double? {
      guard let here = ours.flatMap({ NumberReader.double($0) }),
        let there = reference.flatMap({ NumberReader.double($0) })
      else { return nil }
      return here - there
    }

    /// `difference` by the size of the reference; nil where that is 0.
    package var relative: Double? {
      guard let difference, let there = reference.flatMap({ NumberReader.double($0) }), there != 0 else { return nil }
      return difference / there.magnitude
    }
  }

  package var verdict: String
  package var count: Int
  package var identical: Int?
  /// Cells with a value here, there and on both sides.
  package var presentHere: Int?
  package var presentThere: Int?
  package var presentBoth: Int?
  package var missingMismatches: Int?
  package var outside: Int?
  /// Cells that differ: outside of the tolerance, or missing on one side; nil where one of the two is not told.
  package var differing: Int? { outside.flatMap { outside in missingMismatches.map { outside + $0 } } }
  package var maxAbsolute: Double?
  package var maxRelative: Double?
  package var maxUlp: Int?
  package var rankCorrelation: Double?
  package var rankCorrelationMin: Double?
  package var rankCorrelationMinDay: String?
  package var worst: [Cell]
  package var firstDivergence: Cell?
  /// The innermost part of the expression that differs from its reference.
  package var part: String?
  /// Why the two differ, where something is known.
  package var cause: Message?
  /// What "statistically equal" means, where it is the verdict.
  package var criterion: Message?
  /// What is to be known of the reference that it was compared with.
  package var findings: [Finding] = []

  /// Nil where the member is no result of a verification.
  package init?(_ json: JSONValue) {
    guard let verdict = json["verdict"]?.stringValue, let count = json["n"]?.intValue else { return nil }
    self.verdict = verdict
    self.count = count
    identical = json["identical"]?.intValue
    presentHere = json["coverage"]?["ours"]?.intValue
    presentThere = json["coverage"]?["reference"]?.intValue
    presentBoth = json["coverage"]?["both"]?.intValue
    missingMismatches = json["missing_mismatches"]?.intValue
    outside = json["outside_tolerance"]?.intValue
    maxAbsolute = json["max_abs"]?.doubleValue
    maxRelative = json["max_rel"]?.doubleValue
    maxUlp = json["max_ulp"]?.intValue
    rankCorrelation = json["rank_correlation"]?.doubleValue
    rankCorrelationMin = json["rank_correlation_min"]?.doubleValue
    rankCorrelationMinDay = json["rank_correlation_min_day"]?.stringValue
    worst = (json["worst"]?.arrayValue ?? []).compactMap(FactorCheck.cell)
    firstDivergence = json["first_divergence"].flatMap(FactorCheck.cell)
    part = json["diverging_subexpression"]?["text"]?.stringValue
    cause = json["cause"].flatMap { Message($0) }
    criterion = json["criterion"].flatMap { Message($0) }
  }

  private static func cell(_ json: JSONValue) -> Cell? {
    guard let day = json["day"]?.stringValue, let instrument = json["instrument"]?.stringValue else { return nil }
    return Cell(
      day: day, instrument: instrument, ours: number(json["ours"]), reference: number(json["reference"]),
      inputs: (json["inputs"]?["fields"]?.arrayValue ?? []).compactMap { field in
        field["name"]?.stringValue.map { "\($0) \(number(field["value"]) ?? "–")" }
      })
  }

  /// The text of a number; nil where it is missing.
  private static func number(_ json: JSONValue?) -> String? {
    switch json {
    case .number(let value): value.description
    case .integer(let value): String(value)
    case .string(let text): text
    default: nil
    }
  }
}
