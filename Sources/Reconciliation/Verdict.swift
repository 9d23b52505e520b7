import Primitives
import Records

/// The verdict over the rungs (`README`, verdicts).
enum Verdict {
  static func of(_ rungs: [RungResult]) -> Comparison.Verdict {
    let judged = rungs.filter { [.recomputed, .replayed, .reinferred].contains($0.id) && $0.state != .notAvailable }
    let retrained = rungs.filter { $0.id == .retrained && $0.state == .fail }
    if judged.isEmpty { return .notComparable }
    if judged.contains(where: { $0.state == .fail }) || !retrained.isEmpty { return .fail }
    if judged.contains(where: { $0.state == .exceptions }) { return .passWithExceptions }
    return .pass
  }

  static func summary(_ verdict: Comparison.Verdict, _ rungs: [RungResult]) -> String {
    let ran = rungs.filter { $0.state != .notAvailable && $0.id != .realistic }
      .map(\.id.rawValue).joined(separator: ", ")
    switch verdict {
    case .pass: return "Every rung that ran (\(ran)) agrees with the one before within its tolerances."
    case .passWithExceptions:
      let why = rungs.first { $0.state == .exceptions }?.reason ?? ""
      return "The rungs that ran (\(ran)) agree but for a harmless cause. \(why)"
    case .notComparable:
      let why = rungs.first { $0.id == .recomputed }?.reason ?? "there is no evidence"
      return "Nothing beyond the recorded numbers could run: \(why)."
    case .fail:
      guard let rung = rungs.first(where: { $0.state == .fail }), let divergence = rung.firstDivergence else {
        return "A rung exceeds its tolerance."
      }
      let place = [divergence.day.map { "on \($0)" }, divergence.instrument.map { "at \($0)" }]
        .compactMap { $0 }.joined(separator: " ")
      return
        "They part at rung '\(rung.id.rawValue)'\(place.isEmpty ? "" : " " + place) in \(divergence.field): \(divergence.cause.sentence)"
    }
  }
}
