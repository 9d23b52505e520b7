package import Primitives
package import Records

extension Comparison {
  /// The comparison as lines for a terminal.
  package func lines(_ language: Language) -> [String] {
    var lines = ["\(verdict.rawValue)  \(migration)", summary[language]]
    lines += [beside.map { $0[language] }.joined(separator: language == .english ? " " : ""), ""]
    for rung in rungs {
      // The last rung follows other rules than the record: it agrees with nothing.
      let isShown = rung.id == .realistic && rung.state != .notAvailable
      lines.append("\(rung.id.rawValue): \(isShown ? "shown" : rung.state.rawValue)")
      if let reason = rung.reason { lines.append("  " + reason[language]) }
      if let divergence = rung.firstDivergence { lines += divergence.lines(language).map { "  " + $0 } }
    }
    if !findings.isEmpty { lines.append("") }
    for finding in findings {
      let title = "\(finding.severity.rawValue) \(finding.id): \(finding.title[language])"
      lines += [title] + [finding.evidence, finding.consequence, finding.remedy].map { "  " + $0[language] }
    }
    return lines
  }
}

extension Divergence {
  fileprivate func lines(_ language: Language) -> [String] {
    let place = [day?.description, instrument?.name, field].compactMap { $0 }
    let values = [left, right].map { $0.isEmpty ? Figures.missing(language) : $0 }
    let first = Message(
      "comparison.first-divergence",
      ["place": .text(place.joined(separator: " ")), "left": .text(values[0]), "right": .text(values[1])],
      en: "First divergence: {place}, {left} against {right}.", zh: "首个分歧：{place}，{left} 对 {right}。")
    return ([first, cause.statement] + effectMessages).map { $0[language] }
      + (cause.evidence + context).map { "  " + $0[language] }
  }
}
