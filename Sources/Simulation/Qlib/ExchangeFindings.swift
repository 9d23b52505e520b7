import Records

/// What a run must say about the exchange it was asked for.
enum ExchangeFindings {
  /// Throws `factor.…` where an expression is none.
  static func of(_ exchange: ExchangeConfig) throws -> [Finding] {
    var findings: [Finding] = []
    let tuples = exchange.tupleSettings
    if !tuples.isEmpty {
      findings.append(
        Finding(
          id: "config.tuple-as-list", severity: .note,
          evidence: "\(tuples.joined(separator: " and ")) holds expressions, which qlib takes as a Python tuple only",
          consequence: "This run reads the list that a YAML file has in its place; qlib's qrun raises on it.",
          remedy: "Call qlib from Python to run the same there."))
    }
    let ahead = try QuoteExpressions.lookingAhead(exchange.expressions)
    if let first = ahead.first {
      findings.append(
        Finding(
          id: "exchange.looks-ahead", severity: .serious,
          evidence: "'\(first)' decides a price, a limit or a volume of a day by later days",
          consequence: "Orders deal by what nobody knew on their day.",
          remedy: "Use positive shifts only."))
    }
    return findings
  }
}
