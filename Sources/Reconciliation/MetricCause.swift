import Metrics
import Primitives
import Records

/// Why a recorded metric differs from the same formula over the recorded curve.
enum MetricCause {
  /// Relative closeness at which another convention counts as the explanation.
  static let match = 1e-9

  static func explain(_ metric: MetricValue, reported: Double, all: [MetricValue], report: [ReportRow]) -> Explanation {
    guard let value = metric.value else {
      return Explanation(
        cause: .unknown,
        sentence: "The record has a number where the evidence gives none: \(metric.reason ?? "no reason").")
    }
    let field = metric.name.split(separator: ".").last.map(String.init) ?? metric.name
    for (factor, text) in conventions(field) where isClose(reported, value * factor) {
      return Explanation(cause: .convention, sentence: "The recorded number follows from the same curve \(text).")
    }
    if let convention = inGrid(metric.name, reported, report) {
      return Explanation(
        cause: .convention, sentence: "The recorded number follows from the same curve in the convention \(convention)."
      )
    }
    if let other = all.first(where: {
      $0.name != metric.name && $0.name.hasSuffix("." + field) && ($0.value.map { isClose(reported, $0) } ?? false)
    }) {
      return Explanation(cause: .basis, sentence: "The recorded number is that of \(other.name) over the same curve.")
    }
    if !report.isEmpty, metric.name.hasPrefix("1day.") {
      let days = "\(report[0].day) to \(report[report.count - 1].day)"
      return Explanation(
        cause: .anotherRun,
        sentence: "The recorded number follows from no series of the recorded curve (\(days)): it is of another run, "
          + "or was taken before the curve was made again.")
    }
    return Explanation(
      cause: .anotherRun, sentence: "The recorded number does not follow from the recorded predictions and labels.")
  }

  /// The convention of the grid that gives the number and is compounded: the others are told by name.
  private static func inGrid(_ name: String, _ reported: Double, _ report: [ReportRow]) -> String? {
    let fit = ConventionGrid(report, reported: QlibResults(values: [name: reported])).fits.first
    return fit?.conventions.first { $0.contains("compounded") }
  }

  private static func conventions(_ field: String) -> [(Double, String)] {
    switch field {
    case "annualized_return":
      [(252.0 / 238, "with 252 instead of 238 days a year"), (250.0 / 238, "with 250 instead of 238 days a year")]
    case "information_ratio":
      [
        ((252.0 / 238).squareRoot(), "with 252 instead of 238 days a year"),
        ((250.0 / 238).squareRoot(), "with 250 instead of 238 days a year"),
      ]
    case "max_drawdown": [(-1, "with the opposite sign")]
    default: []
    }
  }

  private static func isClose(_ left: Double, _ right: Double) -> Bool {
    (left - right).magnitude <= match * max(left.magnitude, right.magnitude)
  }
}
