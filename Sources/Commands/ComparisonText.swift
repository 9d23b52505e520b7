import Primitives
import Records

/// A comparison as lines for a terminal.
enum ComparisonText {
  static func lines(_ comparison: Comparison) -> [String] {
    var lines = ["\(comparison.verdict.rawValue)  \(comparison.migration)", comparison.summary.english, ""]
    for rung in comparison.rungs {
      lines.append("\(rung.id.rawValue): \(rung.state.rawValue)\(rung.reason.map { " (\($0))" } ?? "")")
      if let divergence = rung.firstDivergence { lines += self.lines(divergence) }
    }
    if !comparison.findings.isEmpty { lines.append("") }
    for finding in comparison.findings {
      lines.append("\(finding.severity.rawValue) \(finding.id): \(finding.evidence) \(finding.consequence)")
    }
    return lines
  }

  private static func lines(_ divergence: Divergence) -> [String] {
    let place = [divergence.day?.description, divergence.instrument?.name].compactMap { $0 }.joined(separator: " ")
    func shown(_ text: String) -> String { text.isEmpty ? "missing" : text }
    return [
      "  first divergence: \(place.isEmpty ? "" : place + " ")\(divergence.field): \(shown(divergence.left)) against \(shown(divergence.right))",
      "  \(divergence.cause.statement)",
    ] + (divergence.cause.evidence + divergence.context).map { "    " + $0.english }
  }
}
