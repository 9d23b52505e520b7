package import Primitives

/// What is said of a model beside its scores (`evaluation.json`): its segments side by side, what it
/// rests on, and whether it could have seen what it is judged by.
package struct ModelEvaluation: Equatable, Sendable {
  package static let file = "evaluation.json"

  /// One segment of the dataset, scored by the same model.
  package struct Segment: Equatable, Sendable {
    /// `train`, `valid`, `test`, or another name of the configuration.
    package var name: String
    package var start: TradingDay
    package var end: TradingDay
    package var figures: [QualityFigure]

    package init(name: String, start: TradingDay, end: TradingDay, figures: [QualityFigure]) {
      self.name = name
      self.start = start
      self.end = end
      self.figures = figures
    }
  }

  /// How much a model uses a feature.
  package struct Importance: Equatable, Sendable {
    package var feature: String
    /// Sum of the loss that splits on the feature took off.
    package var gain: Double
    /// Splits on the feature.
    package var splits: Int

    package init(feature: String, gain: Double, splits: Int) {
      self.feature = feature
      self.gain = gain
      self.splits = splits
    }
  }

  /// One way in which a result could know its own future.
  package struct LeakCheck: Equatable, Sendable {
    package enum Name: String, Sendable, CaseIterable {
      /// Features of a day, computed on a market that ends with the day.
      case futureCutoff = "future-cutoff"
      /// Labels of one segment that read prices of the next.
      case labelOverlap = "label-overlap"
      /// Processors that learned from days outside the train segment.
      case fitRange = "fit-range"
      /// Test days among those that stopped the training.
      case selection
    }

    package enum State: String, Sendable {
      case clean, leak
      case notChecked = "not checked"
    }

    package var name: Name
    package var state: State
    /// Days that are touched; nil is not counted.
    package var days: Int?
    /// What was looked at and found.
    package var evidence: Message
    /// What it does to the numbers, and what to do; nil where nothing is wrong.
    package var consequence: Message?
    package var remedy: Message?

    package init(
      _ name: Name, _ state: State, days: Int? = nil, evidence: Message, consequence: Message? = nil,
      remedy: Message? = nil
    ) {
      self.name = name
      self.state = state
      self.days = days
      self.evidence = evidence
      self.consequence = consequence
      self.remedy = remedy
    }
  }

  package var segments: [Segment]
  /// Why segments are missing; nil where they are not.
  package var segmentNote: Message?
  /// By falling gain, then by name; empty for a model without trees.
  package var importance: [Importance]
  package var leaks: [LeakCheck]

  package init(segments: [Segment], segmentNote: Message?, importance: [Importance], leaks: [LeakCheck]) {
    self.segments = segments
    self.segmentNote = segmentNote
    self.importance = importance
    self.leaks = leaks
  }

  package var json: JSONValue {
    [
      "schema": 1,
      "segments": .array(
        segments.map {
          [
            "name": .string($0.name), "start": .optional($0.start), "end": .optional($0.end),
            "figures": .array($0.figures.map(\.json)),
          ]
        }),
      "segment_note": .optional(segmentNote),
      "importance": .array(
        importance.map { ["feature": .string($0.feature), "gain": .number($0.gain), "splits": .integer($0.splits)] }),
      "leaks": .array(
        leaks.map {
          [
            "check": .string($0.name.rawValue), "state": .string($0.state.rawValue),
            "days": $0.days.map { .integer($0) } ?? .null, "evidence": $0.evidence.json,
            "consequence": .optional($0.consequence), "remedy": .optional($0.remedy),
          ]
        }),
    ]
  }

  /// Nil for a form that is not known.
  package init?(_ json: JSONValue) {
    guard json["schema"]?.intValue == 1, let segments = json["segments"]?.arrayValue,
      let importance = json["importance"]?.arrayValue, let leaks = json["leaks"]?.arrayValue
    else { return nil }
    self.init(
      segments: segments.compactMap { item in
        guard let name = item["name"]?.stringValue, let start = item["start"]?.stringValue.flatMap({ TradingDay($0) }),
          let end = item["end"]?.stringValue.flatMap({ TradingDay($0) })
        else { return nil }
        return Segment(
          name: name, start: start, end: end,
          figures: (item["figures"]?.arrayValue ?? []).compactMap { QualityFigure($0) })
      }, segmentNote: ModelEvaluation.message(json["segment_note"]),
      importance: importance.compactMap { item in
        guard let feature = item["feature"]?.stringValue, let gain = item["gain"]?.doubleValue,
          let splits = item["splits"]?.intValue
        else { return nil }
        return Importance(feature: feature, gain: gain, splits: splits)
      },
      leaks: leaks.compactMap { item in
        guard let name = item["check"]?.stringValue.flatMap({ LeakCheck.Name(rawValue: $0) }),
          let state = item["state"]?.stringValue.flatMap({ LeakCheck.State(rawValue: $0) })
        else { return nil }
        return LeakCheck(
          name, state, days: item["days"]?.intValue,
          evidence: ModelEvaluation.message(item["evidence"]) ?? .verbatim(""),
          consequence: ModelEvaluation.message(item["consequence"]), remedy: ModelEvaluation.message(item["remedy"]))
      })
  }

  /// Version 0.1.0 wrote plain texts, empty where there was nothing to say.
  private static func message(_ json: JSONValue?) -> Message? {
    json?.stringValue == "" ? nil : json.flatMap { Message($0) }
  }
}
