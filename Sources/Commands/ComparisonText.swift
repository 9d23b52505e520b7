import Primitives
import Records

/// A comparison as lines for a terminal.
struct ComparisonText {
  let language: Language

  func lines(_ comparison: Comparison) -> [String] {
    var lines = ["\(comparison.verdict.rawValue)  \(comparison.migration)", comparison.summary[language], ""]
    for rung in comparison.rungs {
      lines.append("\(rung.id.rawValue): \(rung.state.rawValue)")
      if let reason = rung.reason { lines.append("  " + reason[language]) }
      if let divergence = rung.firstDivergence { lines += self.lines(divergence).map { "  " + $0 } }
    }
    if !comparison.findings.isEmpty { lines.append("") }
    for finding in comparison.findings {
      let title = "\(finding.severity.rawValue) \(finding.id): \(finding.title[language])"
      lines += [title] + [finding.evidence, finding.consequence, finding.remedy].map { "  " + $0[language] }
    }
    return lines
  }

  private func lines(_ divergence: Divergence) -> [String] {
    let place = [divergence.day?.description, divergence.instrument?.name, divergence.field].compactMap { $0 }
    let values = [divergence.left, divergence.right].map { $0.isEmpty ? Figures.missing(language) : $0 }
    let first = Message(
      "comparison.first-divergence",
      ["place": .text(place.joined(separator: " ")), "left": .text(values[0]), "right": .text(values[1])],
      en: "First divergence: {place}, {left} against {right}.", zh: "首个分歧：{place}，{left} 对 {right}。")
    return [first, divergence.cause.statement].map { $0[language] }
      + (divergence.cause.evidence + divergence.context).map { "  " + $0[language] }
  }
}
