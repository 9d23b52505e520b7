import FactorEngine
import Foundation
import Primitives
import Records

/// A verification as one document, and as lines for people.
enum VerificationText {
  static func json(
    _ verification: FactorVerification, _ offer: FactorOffer, _ findings: [Finding]
  ) -> JSONValue {
    [
      "schema": 1, "tolerance": .number(Alignment.tolerance),
      "factors": .array(verification.results.map(\.json)),
      "failures": .array(
        verification.failures.map {
          [
            "factor": .string($0.name), "instrument": .string($0.instrument.name),
            "reason": .string($0.reason),
          ]
        }),
      "without_column": .array(offer.missing.map { .string($0) }),
      "unused_columns": .array(verification.unusedColumns.map { .string($0) }),
      "findings": .array(findings.map(\.json)),
    ]
  }

  static func summary(_ verification: FactorVerification) -> [String] {
    var counts: [String: Int] = [:]
    for result in verification.results {
      counts[result.alignment.verdict.rawValue, default: 0] += 1
    }
    return [
      "\(verification.results.count) factors: "
        + counts.keys.sorted().map { "\(counts[$0] ?? 0) \($0)" }.joined(separator: ", ")
    ]
  }

  static func lines(_ result: FactorVerification.Result) -> [String] {
    let alignment = result.alignment
    func shown(_ value: Double?) -> String { value.map { String(format: "%.6f", $0) } ?? "n/a" }
    let coverage =
      alignment.count == 0 ? 0 : 100 * Double(alignment.presentBoth) / Double(alignment.count)
    var lines = [
      "\(result.column.name): \(alignment.verdict.rawValue); n \(alignment.count), "
        + "covered \(String(format: "%.2f", coverage)) %, identical \(alignment.identicalCount), "
        + "missing mismatches \(alignment.missingMismatches), outside \(alignment.outsideCount), "
        + "max abs \(alignment.maxAbsolute), rel \(alignment.maxRelative), ulp \(alignment.maxUlp), "
        + "rank correlation \(shown(alignment.rank.mean)), least \(shown(alignment.rank.min))"
        + (alignment.rank.minDay.map { " on \($0)" } ?? "")
    ]
    if let cause = alignment.cause { lines.append("  cause: \(cause)") }
    if alignment.verdict == .statisticallyEqual {
      lines.append("  criterion: \(StatisticalCriterion.text)")
    }
    if let first = alignment.firstDivergence { lines.append("  first divergence " + text(first)) }
    if let part = result.part {
      lines.append(
        "  innermost diverging part (\(part.evidence.rawValue)): \(part.text), \(text(part.cell))")
    }
    for (cell, inputs) in zip(alignment.worst, result.inputs) {
      lines.append("  " + text(cell))
      if let inputs { lines.append("    " + text(inputs)) }
    }
    return lines
  }

  private static func text(_ cell: Alignment.Cell) -> String {
    "\(cell.day) \(cell.instrument): \(cell.ours) here, \(cell.reference) in the reference"
  }

  private static func text(_ inputs: CellInputs) -> String {
    let fields = inputs.fields.map { field in
      "\(field.name) \(field.value) (\(field.first) to \(field.last)"
        + (field.missing > 0 ? ", \(field.missing) days missing)" : ")")
    }
    return "from \(inputs.firstDay) to \(inputs.lastDay): \(fields.joined(separator: ", "))"
  }
}
