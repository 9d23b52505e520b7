import FactorEngine
package import MarketData
import Primitives
package import Records

/// The ways in which a configuration lets a result know its own future.
package enum LeakChecks {
  typealias Check = ModelEvaluation.LeakCheck

  /// What the configuration alone tells; `FutureCutoff` computes the rest.
  package static func of(_ config: DatasetConfig, calendar: TradingCalendar) throws -> [ModelEvaluation.LeakCheck] {
    [try labelOverlap(config, calendar), fitRange(config), selection(config, calendar)]
  }

  /// A label reads prices of later days: the last days of a segment read those of the next.
  private static func labelOverlap(_ config: DatasetConfig, _ calendar: TradingCalendar) throws -> Check {
    let ahead = try config.labels.map { try Factor(name: $0.name, text: $0.expression).expression.future }.max() ?? 0
    guard ahead > 0 else {
      return Check(.labelOverlap, .clean, days: 0, evidence: "no label reads a later day")
    }
    let ordered = config.segments.sorted { ($0.start, $0.name) < ($1.start, $1.name) }
    var total = 0
    var parts: [String] = []
    for (earlier, later) in zip(ordered, ordered.dropFirst()) {
      guard let last = calendar.lastIndex(onOrBefore: earlier.end),
        let next = calendar.firstIndex(onOrAfter: later.start)
      else { continue }
      // Day d reads closes up to d + ahead.
      let days = max(0, min(last + ahead - next + 1, ahead))
      if days > 0 {
        total += days
        parts.append("the last \(days) days of '\(earlier.name)' (to \(earlier.end)) read closes of '\(later.name)'")
      }
    }
    guard total > 0 else {
      return Check(
        .labelOverlap, .clean, days: 0, evidence: "labels reach \(ahead) days ahead, and the segments lie further apart"
      )
    }
    return Check(
      .labelOverlap, .leak, days: total,
      evidence: .verbatim("labels reach \(ahead) days ahead: " + parts.joined(separator: "; ")),
      consequence: "outcomes of a segment's first days are among the targets of the one before",
      remedy: "Purge \(ahead) trading days: end each segment \(ahead) trading days before the next begins.")
  }

  /// Statistics learned outside the train segment, or on no day at all.
  private static func fitRange(_ config: DatasetConfig) -> Check {
    let learning = (config.sharedProcessors + config.inferProcessors + config.learnProcessors).filter {
      $0.fitRange != nil
    }
    guard !learning.isEmpty else {
      return Check(.fitRange, .clean, days: 0, evidence: "no processor learns from a range of days")
    }
    guard let train = config.segment("train") else {
      return Check(.fitRange, .notChecked, evidence: "the dataset has no train segment to hold the ranges against")
    }
    var wrong: [String] = []
    var empty: [String] = []
    for processor in learning {
      guard let range = processor.fitRange else { continue }
      let shown =
        "\(processor.name) learns from \(range.start?.description ?? "the beginning") to \(range.end?.description ?? "the end")"
      if let end = range.end, let start = config.start, end < start {
        empty.append("\(shown), and the data begin on \(start)")
      } else if range.end.map({ $0 > train.end }) ?? true {
        wrong.append("\(shown), and 'train' ends on \(train.end)")
      }
    }
    if let first = empty.first {
      return Check(
        .fitRange, .leak, evidence: .verbatim(first),
        consequence:
          "nothing is learned: every feature becomes missing, and 0 behind Fillna, so the model sees constants",
        remedy: "Give the processor a fit range inside the train segment.")
    }
    if !wrong.isEmpty {
      return Check(
        .fitRange, .leak, evidence: .verbatim(wrong.joined(separator: "; ")),
        consequence: "features of the days that judge the model are scaled by what was learned on them",
        remedy: "End the fit range with the train segment.")
    }
    return Check(
      .fitRange, .clean, days: 0, evidence: "what processors learn ends with the train segment, \(train.end)")
  }

  /// Whether days of the test segment decided when training stopped.
  private static func selection(_ config: DatasetConfig, _ calendar: TradingCalendar) -> Check {
    guard let test = config.segment("test") else {
      return Check(.selection, .notChecked, evidence: "the dataset has no test segment")
    }
    func shared(_ name: String) -> Int {
      guard let other = config.segment(name) else { return 0 }
      return calendar.days.count { $0 >= max(other.start, test.start) && $0 <= min(other.end, test.end) }
    }
    let (valid, train) = (shared("valid"), shared("train"))
    guard valid + train == 0 else {
      let parts = [(train, "'train'"), (valid, "'valid', which stops the training,")].filter { $0.0 > 0 }
      return Check(
        .selection, .leak, days: valid + train,
        evidence: .verbatim(parts.map { "\($0.1) and 'test' share \($0.0) days" }.joined(separator: "; ")),
        consequence: "the model is judged on days it was chosen by",
        remedy: "Let 'test' begin after the end of 'train' and 'valid'.")
    }
    let stops = config.segment("valid") == nil ? "nothing stops the training" : "training is stopped by 'valid'"
    return Check(
      .selection, .clean, days: 0,
      evidence:
        "\(stops), which shares no day with 'test'; how many strategies were tried on the test days is not recorded")
  }
}
