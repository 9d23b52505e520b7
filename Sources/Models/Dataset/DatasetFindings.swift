import Primitives
import Records

/// What a dataset's configuration does that its author may not have meant. qlib runs all of it.
enum DatasetFindings {
  static func of(_ config: DatasetConfig) -> [Finding] {
    overlaps(config) + outside(config) + unfitted(config) + unlabelled(config)
  }

  private static func overlaps(_ config: DatasetConfig) -> [Finding] {
    let ordered = config.segments.sorted { ($0.start, $0.name) < ($1.start, $1.name) }
    return zip(ordered, ordered.dropFirst()).compactMap { earlier, later in
      guard later.start <= earlier.end else { return nil }
      return Finding(
        id: "dataset.segments-overlap", severity: .serious,
        evidence: "'\(earlier.name)' ends on \(earlier.end), '\(later.name)' starts on \(later.start)",
        consequence: "the model is judged on days it has seen",
        remedy: "Let each segment start after the end of the one before.")
    }
  }

  private static func outside(_ config: DatasetConfig) -> [Finding] {
    config.segments.compactMap { segment in
      let isBefore = config.start.map { segment.end < $0 } ?? false
      let isAfter = config.end.map { segment.start > $0 } ?? false
      guard isBefore || isAfter else { return nil }
      return Finding(
        id: "dataset.segment-outside", severity: .serious,
        evidence: "the segment '\(segment.name)' (\(segment.start)..\(segment.end)) lies outside the loaded days",
        consequence: "it has no rows", remedy: "Correct the segment, or the handler's start_time and end_time.")
    }
  }

  private static func unfitted(_ config: DatasetConfig) -> [Finding] {
    var findings: [Finding] = []
    for processor in config.sharedProcessors + config.inferProcessors + config.learnProcessors {
      guard let range = processor.fitRange else { continue }
      if let end = range.end, let start = config.start, end < start {
        findings.append(
          Finding(
            id: "dataset.fit-empty", severity: .serious,
            evidence: "\(processor.name) learns from days up to \(end); the data begin on \(start)",
            consequence: "its statistics are missing: every value it touches becomes missing, and 0 behind Fillna",
            remedy: "Give it a fit range inside the train segment."))
      }
      if let end = range.end, let test = config.segment("test"), end >= test.start {
        findings.append(
          Finding(
            id: "dataset.fit-in-test", severity: .warning,
            evidence: "\(processor.name) learns from days up to \(end); the test segment begins on \(test.start)",
            consequence: "the features of the test know its future",
            remedy: "End the fit range with the train segment."))
      }
    }
    return findings
  }

  private static func unlabelled(_ config: DatasetConfig) -> [Finding] {
    guard !config.learnProcessors.contains(where: { $0.name == "DropnaLabel" || $0.name == "DropnaProcessor" })
    else { return [] }
    return [
      Finding(
        id: "dataset.labels-missing", severity: .warning,
        evidence: "no learn processor drops rows without a label",
        consequence: "LightGBM refuses missing labels",
        remedy: "Add DropnaLabel to learn_processors.")
    ]
  }
}
