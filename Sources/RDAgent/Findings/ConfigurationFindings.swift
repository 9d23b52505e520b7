import Primitives
import Records

/// What the configuration that ran says against its own result.
enum ConfigurationFindings {
  static func all(of evidence: WorkspaceEvidence) -> [Finding] {
    guard let used = evidence.used else { return [] }
    let reading = Reading(root: used.configuration.document.root)
    return normaliser(reading)
      + [segments(reading), factorUnused(evidence, reading)].compactMap { $0 }
  }

  /// The dates and names of a `qrun` configuration that findings look at.
  struct Reading {
    let root: YAMLValue

    var handler: YAMLValue? { root["task"]?["dataset"]?["kwargs"]?["handler"]?["kwargs"] }

    func span(_ segment: String) -> (start: TradingDay, end: TradingDay)? {
      guard let pair = root["task"]?["dataset"]?["kwargs"]?["segments"]?[segment]?.items,
        pair.count == 2,
        let start = Reading.day(pair[0]), let end = Reading.day(pair[1])
      else { return nil }
      return (start, end)
    }

    static func day(_ value: YAMLValue?) -> TradingDay? {
      value?.text.flatMap { TradingDay(String($0.prefix(10))) }
    }

    /// Processors that learn from a window of their own, with it.
    var fitted: [(name: String, start: TradingDay?, end: TradingDay?)] {
      ["infer_processors", "learn_processors"].flatMap { handler?[$0]?.items ?? [] }.compactMap {
        item in
        guard let name = item["class"]?.text, let kwargs = item["kwargs"] else { return nil }
        let (start, end) = (
          Reading.day(kwargs["fit_start_time"]), Reading.day(kwargs["fit_end_time"])
        )
        return start == nil && end == nil ? nil : (name, start, end)
      }
    }
  }

  private static func normaliser(_ reading: Reading) -> [Finding] {
    let data = (
      start: Reading.day(reading.handler?["start_time"]),
      end: Reading.day(reading.handler?["end_time"])
    )
    let test = reading.span("test")
    return reading.fitted.flatMap { processor -> [Finding] in
      var found: [Finding] = []
      let window =
        "\(processor.start.map { "\($0)" } ?? "the first day") to \(processor.end.map { "\($0)" } ?? "the last")"
      let startsBefore = processor.start.flatMap { fit in data.start.map { fit < $0 } } ?? false
      let endsBehind = processor.end.flatMap { fit in data.end.map { fit > $0 } } ?? false
      if startsBefore || endsBehind {
        found.append(
          Finding(
            id: "import.normaliser-outside-data", severity: .warning,
            evidence: "\(processor.name) is fitted from \(window), the data from "
              + "\(data.start.map { "\($0)" } ?? "?") to \(data.end.map { "\($0)" } ?? "?").",
            consequence: "It is fitted on fewer days than the configuration says.",
            remedy: "Set fit_start_time and fit_end_time inside the handler's dates."))
      }
      if let end = processor.end, let test, end >= test.start {
        found.append(
          Finding(
            id: "import.normaliser-sees-test", severity: .serious,
            evidence:
              "\(processor.name) is fitted from \(window), the test begins on \(test.start).",
            consequence: "Features of the test know its own distribution: the result looks ahead.",
            remedy: "End fit_end_time before the test segment."))
      }
      return found
    }
  }

  private static func segments(_ reading: Reading) -> Finding? {
    let known = ["train", "valid", "test"].compactMap { name in
      reading.span(name).map { (name: name, span: $0) }
    }
    for (first, second) in zip(known, known.dropFirst()) where first.span.end >= second.span.start {
      return Finding(
        id: "import.segments-overlap", severity: .serious,
        evidence:
          "Segment \(first.name) ends on \(first.span.end), \(second.name) begins on \(second.span.start).",
        consequence: "The model has seen days that it is judged on.",
        remedy: "Separate the segments and train again.")
    }
    return nil
  }

  /// RD-Agent keeps generated factors in `combined_factors_df.parquet`; a baseline configuration
  /// beside it shows a result in which no factor of the loop took part.
  private static func factorUnused(_ evidence: WorkspaceEvidence, _ reading: Reading) -> Finding? {
    guard let file = evidence.names.first(where: { $0.hasPrefix("combined_factors_df") }),
      let used = evidence.used
    else {
      return nil
    }
    let text = String(decoding: reading.root.json.canonical, as: UTF8.self)
    guard !text.contains("combined_factors_df") else { return nil }
    return Finding(
      id: "import.factor-not-used", severity: .serious,
      evidence:
        "\(file) lies in the workspace; \(Path.lastComponent(used.path)), which ran, does not read it.",
      consequence: "The result is that of the baseline: the loop's factor took no part in it.",
      remedy: "Run the loop again with the configuration that reads the factors.")
  }
}
