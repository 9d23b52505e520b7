package import Primitives
package import Records

/// What a run must say about the data it stood on: absence that qlib passes over in silence.
package enum MarketFindings {
  /// Listed codes without any data, and missing or shorter fields, each with its consequence.
  ///
  /// - Parameters:
  ///   - instruments: the codes a run looks at, sorted.
  ///   - fields: the fields it reads, without `$`; `close` is the one the others are measured by.
  package static func absence(
    in market: any Market, instruments: [InstrumentID], fields: [String]
  ) throws -> [Finding] {
    var findings: [Finding] = []
    let absent = instruments.filter { !market.hasData($0) }
    if !absent.isEmpty {
      findings.append(
        Finding(
          id: "market.instrument-without-data", severity: .warning,
          evidence: "\(absent.count) of \(instruments.count) listed codes have no data: \(sample(absent))",
          consequence: "They are never tradable, as in qlib.", remedy: "Load them, or take them off the list."))
    }
    let present = instruments.filter { market.hasData($0) }
    for field in fields {
      var missing: [InstrumentID] = []
      var shorter: [InstrumentID] = []
      for instrument in present {
        guard let series = try market.series(field, of: instrument) else {
          missing.append(instrument)
          continue
        }
        guard field != "close", let close = try market.series("close", of: instrument) else { continue }
        if series.range.lowerBound > close.range.lowerBound || series.range.upperBound < close.range.upperBound {
          shorter.append(instrument)
        }
      }
      if !missing.isEmpty {
        findings.append(
          Finding(
            id: "market.field-missing", severity: missing.count == present.count ? .serious : .warning,
            evidence: "'\(field)' is missing for \(missing.count) of \(present.count) stocks: \(sample(missing))",
            consequence: consequence(of: field), remedy: "Dump the field '\(field)'."))
      }
      if !shorter.isEmpty {
        findings.append(
          Finding(
            id: "market.field-shorter", severity: .warning,
            evidence: "'\(field)' covers fewer days than 'close' for \(shorter.count) stocks: \(sample(shorter))",
            consequence: "It is missing on those days. " + consequence(of: field),
            remedy: "Dump the field '\(field)' again."))
      }
    }
    return findings
  }

  private static func consequence(of field: String) -> String {
    switch field {
    case "factor": "One stock without a factor turns rounding to lots off for the whole run, as in qlib."
    case "change": "The price limit never fires there: stocks locked at the limit are traded, as in qlib."
    case "close": "The stock counts as suspended."
    case "volume": "Volume limits and impact cost do not apply there."
    default: "It evaluates as missing, as in qlib."
    }
  }

  private static func sample(_ names: [InstrumentID]) -> String {
    names.prefix(5).map(\.name).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
  }
}
