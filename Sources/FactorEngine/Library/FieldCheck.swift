package import MarketData
package import Primitives
package import Records

/// Whether the fields that factors read exist.
///
/// An instrument without a field's file has an empty series there, as in qlib. A field that no
/// instrument has is a mistake of the factor, or a panel that was not named; the fields of qlib's own
/// handlers are the exception (`$vwap` of Alpha158): they evaluate as missing, and a finding says so.
package enum FieldCheck {
  /// Fields that qlib's own factor sets and exchange expect of a market.
  static let standard: Set<String> = [
    "open", "high", "low", "close", "vwap", "volume", "amount", "factor", "change",
  ]

  package static func findings(
    _ columns: [FactorColumn], in market: any Market, of instruments: [InstrumentID]
  ) throws -> [Finding] {
    var readers: [String: [FactorColumn]] = [:]
    for column in columns {
      for field in column.code.fields { readers[field, default: []].append(column) }
    }
    var findings: [Finding] = []
    for field in readers.keys.sorted() {
      let users = readers[field] ?? []
      if try instruments.contains(where: { try market.series(field, of: $0) != nil }) { continue }
      let names = try market.fieldNames()
      if let names, !names.contains(field), !standard.contains(field) {
        throw unknown(field, users[0], names)
      }
      let shown = users.prefix(5).map(\.name).joined(separator: ", ")
      findings.append(
        Finding(
          id: "factor.field-missing", severity: .warning,
          evidence: "No instrument asked for has the field '\(field)', read by \(users.count) "
            + "factors: \(shown)" + (users.count > 5 ? ", …" : ""),
          consequence: "It evaluates as missing, as in qlib.",
          remedy: "Dump the field '\(field)', or name its panel with --panel."))
    }
    return findings
  }

  private static func unknown(_ field: String, _ column: FactorColumn, _ names: [String])
    -> Diagnostic
  {
    let summary =
      "the field '$\(field)' is in neither the market nor a panel"
      + Spelling.hint(field, among: names)
    let remedy =
      "Fields are: \(names.prefix(40).joined(separator: " ")); others come with --panel FILE."
    switch column.code {
    case .implementation:
      return Diagnostic("factor.field", "\(column.name): \(summary)", remedy: remedy)
    case .expression(let factor):
      let fault = ExpressionFault(
        .field, at: offset(of: field, in: factor.text), of: factor.text, summary, remedy: remedy)
      var diagnostic = fault.diagnostic
      diagnostic.summary = "\(column.name), \(diagnostic.summary)"
      return diagnostic
    }
  }

  /// Characters before the field's first use.
  private static func offset(of field: String, in text: String) -> Int {
    do {
      for token in try Lexer.tokens(text) {
        if case .field(let name) = token.kind, name.lowercased() == field { return token.offset }
      }
      return 0
    } catch { return error.offset }
  }
}
