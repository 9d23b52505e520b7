package import Primitives

/// What stands beside a verdict wherever it is shown: how much of the ladder it rests on, and what is serious.
extension Comparison {
  /// Rungs that ran.
  package var ranCount: Int { rungs.count { $0.state != .notAvailable } }

  /// `2 of 6 rungs ran.`
  package var coverage: Message { .coverage(ranCount) }

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

extension Comparison.Verdict {
  /// The word of an archived verdict with how much of the ladder it rests on: `FAIL (6 of 6 rungs ran)`.
  ///
  /// - Parameters:
  ///   - text: as it stands on disk; a night's word for damaged input is none of this type.
  ///   - ran: nil where it is not known.
  package static func phrase(_ text: String, ran: Int?) -> Message {
    let word = Comparison.Verdict(rawValue: text)?.word ?? .verbatim(text)
    return ran.map { .covered(word, $0) } ?? word
  }

  /// The same with the verdict as it is typed and signed: the word that an exception must name.
  package static func phrase(raw text: String, ran: Int?) -> Message {
    ran.map { .covered(.verbatim(text), $0) } ?? .verbatim(text)
  }

  /// Where a verdict stands in a list: the worst first, and damaged input behind what fails.
  package static func place(_ text: String) -> Int {
    switch Comparison.Verdict(rawValue: text) {
    case .fail: 0
    case nil: 1
    case .notComparable: 2
    case .passWithExceptions: 3
    case .pass: 4
    }
  }
}

extension Sequence {
  /// The worst verdict first; those of one verdict in their order.
  package func worstFirst(_ verdict: (Element) -> String) -> [Element] {
    enumerated().sorted {
      (Comparison.Verdict.place(verdict($0.element)), $0.offset) < (
        Comparison.Verdict.place(verdict($1.element)), $1.offset
      )
    }.map(\.element)
  }
}

extension Message {
  /// `2 of 6 rungs ran.`
  package static func coverage(_ ran: Int) -> Message {
    Message(
      "verdict.coverage", ["ran": .count(ran), "all": .count(Rung.allCases.count)], en: "{ran} of {all} rungs ran.",
      zh: "{all} 级中运行了 {ran} 级。")
  }

  fileprivate static func covered(_ verdict: Message, _ ran: Int) -> Message {
    Message(
      "verdict.covered-name",
      ["verdict": .message(verdict), "ran": .count(ran), "all": .count(Rung.allCases.count)],
      en: "{verdict} ({ran} of {all} rungs ran)", zh: "{verdict}（{all} 级中运行了 {ran} 级）")
  }

  fileprivate static func serious(_ count: Int, _ title: Message) -> Message {
    Message(
      "verdict.serious-findings", ["count": .count(count), "title": .message(title)],
      en: "{count} serious {count:finding|findings}. The first: {title}.", zh: "严重发现 {count} 项，首项：{title}。")
  }
}
