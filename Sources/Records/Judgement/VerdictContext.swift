package import Primitives

/// What stands beside a verdict wherever it is shown: how much of the ladder it rests on, and what is serious.
extension Comparison {
  /// Rungs that ran.
  package var ranCount: Int { rungs.count { $0.state != .notAvailable } }

  /// `2 of 6 rungs ran.`
  package var coverage: Message { .coverage(ranCount, of: Rung.allCases.count) }

  package var seriousFindings: [Finding] { findings.filter { $0.severity == .serious } }

  /// How many findings are serious, with the title of the first; nil where none is.
  package var seriousness: Message? {
    let serious = seriousFindings
    return serious.first.map { .serious(serious.count, $0.title) }
  }

  /// The sentences for one line beside the verdict.
  package var beside: [Message] { [coverage] + (seriousness.map { [$0] } ?? []) }

  /// The same as fields of a document.
  package var besideJSON: JSONValue {
    [
      "ran": .integer(ranCount), "of": .integer(Rung.allCases.count), "message": coverage.json,
      "serious": .integer(seriousFindings.count), "first_serious": .optional(seriousness),
    ]
  }
}

extension Message {
  fileprivate static func coverage(_ ran: Int, of all: Int) -> Message {
    Message(
      "verdict.coverage", ["ran": .count(ran), "all": .count(all)], en: "{ran} of {all} rungs ran.",
      zh: "{all} 级中运行了 {ran} 级。")
  }

  fileprivate static func serious(_ count: Int, _ title: Message) -> Message {
    Message(
      "verdict.serious-findings", ["count": .count(count), "title": .message(title)],
      en: "{count} serious {count:finding|findings}. The first: {title}.", zh: "严重发现 {count} 项，首项：{title}。")
  }
}
