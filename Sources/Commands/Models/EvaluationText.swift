import Primitives
import Records

/// Predictions and model for people at a terminal.
enum EvaluationText {
  static func lines(_ signal: PredictionQuality, _ evaluation: ModelEvaluation?) -> [String] {
    var lines = ["label: \(signal.label.english)"]
    lines += signal.figures.map { figure in
      "\(figure.name): \(number(figure.value)) (\(figure.count) days, \(figure.missing) missing\(figure.reason.map { "; " + $0.english } ?? ""))"
    }
    lines += signal.groups.map { "group \($0.group): \(number($0.mean)) (\($0.count) days, \($0.missing) missing)" }
    lines += signal.decay.map {
      "decay \($0.days): IC \(number($0.ic)), Rank IC \(number($0.rankIC)), t \(number($0.t)) (\($0.count) days, \($0.missing) missing)"
    }
    guard let evaluation else { return lines }
    for segment in evaluation.segments {
      let figures = segment.figures.map { "\($0.name) \(number($0.value))" }.joined(separator: ", ")
      lines.append("segment \(segment.name) \(segment.start) to \(segment.end): \(figures)")
    }
    if let note = evaluation.segmentNote { lines.append("segments: \(note.english)") }
    lines += evaluation.leaks.map { "leak check \($0.name.rawValue): \($0.state.rawValue): \($0.evidence.english)" }
    return lines
  }

  private static func number(_ value: Double?) -> String { value.map { $0.description } ?? "n/a" }
}
