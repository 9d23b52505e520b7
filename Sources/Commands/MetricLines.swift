import Primitives
import Records

/// Metrics and findings as lines for people.
enum MetricLines {
  /// `NAME,value`, or why there is none.
  static func of(_ metrics: [MetricValue]) -> [String] {
    metrics.map { "\($0.name),\($0.value.map { $0.description } ?? "n/a: \($0.reason?.english ?? "")")" }
  }
}

extension Console {
  func findings(_ findings: [Finding]) {
    for finding in findings { progress("finding \(finding.id): \(finding.evidence)") }
  }
}
