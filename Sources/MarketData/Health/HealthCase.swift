package import Primitives
package import Records

/// One place at which a rule of `MarketCheck` found something.
package struct HealthCase: Sendable {
  /// Nil where the place is no instrument: a day, a universe, a file.
  package var instrument: InstrumentID?
  /// The universe or the file; nil elsewhere.
  package var subject: String?
  /// First and last day; nil where the place has no day.
  package var days: ClosedRange<TradingDay>?
  /// Trading days, lines or files that the case stands for.
  package var count: Int
  /// By which cases are ordered, the worst one first.
  package var weight: Double
  /// What was seen there, a few words.
  package var detail: Message

  init(
    _ instrument: InstrumentID? = nil, subject: String? = nil, days: ClosedRange<TradingDay>? = nil, count: Int = 1,
    weight: Double = 1, _ detail: Message
  ) {
    self.instrument = instrument
    self.subject = subject
    self.days = days
    self.count = count
    self.weight = weight
    self.detail = detail
  }

  /// The place and what was seen there, as one piece of a sentence.
  var label: Message {
    let detail = MessageArgument.message(detail)
    guard let place = subject.map(MessageArgument.text) ?? instrument.map(MessageArgument.instrument) else {
      guard let days else { return self.detail }
      return .onDays(days, detail)
    }
    guard let days else { return .at(place, detail) }
    return days.lowerBound == days.upperBound
      ? .at(place, on: days.lowerBound, detail) : .at(place, from: days.lowerBound, to: days.upperBound, detail)
  }

  package var json: JSONValue {
    [
      "instrument": .optional(instrument?.name), "subject": .optional(subject), "start": .optional(days?.lowerBound),
      "end": .optional(days?.upperBound), "count": .integer(count), "detail": detail.json,
    ]
  }
}

/// A finding of `MarketCheck` with every place that it stands on.
package struct HealthFinding: Sendable {
  /// More cases are counted, not kept.
  package static let casesMax = 1000
  /// How many cases a finding's own text names.
  static let namedMax = 3

  package var finding: Finding
  /// The worst one first, at most `casesMax`.
  package var cases: [HealthCase]
  /// Of all cases.
  package var caseCount: Int

  init(_ finding: Finding, cases: [HealthCase] = [], caseCount: Int? = nil) {
    self.finding = finding
    self.cases = Array(cases.prefix(HealthFinding.casesMax))
    self.caseCount = caseCount ?? cases.count
  }

  /// The finding as everywhere, with its cases.
  package var json: JSONValue {
    guard case .object(var members) = finding.json else { return .null }
    members["cases"] = .array(cases.map(\.json))
    members["case_count"] = .integer(caseCount)
    return .object(members)
  }
}

/// What one rule has seen so far: bounded, whatever the market is like.
struct Tally: Sendable {
  /// The worst ones, at most twice `HealthFinding.casesMax`.
  private(set) var cases: [HealthCase] = []
  private(set) var caseCount = 0
  /// Sum of the cases' counts.
  private(set) var total = 0
  /// Instruments that have a case.
  private(set) var instruments = 0
  private(set) var worst = 0.0

  var isEmpty: Bool { caseCount == 0 }

  /// The cases of one instrument, or of no instrument.
  mutating func add(_ found: [HealthCase]) {
    guard !found.isEmpty else { return }
    cases += found
    caseCount += found.count
    instruments += 1
    for one in found {
      total += one.count
      worst = max(worst, one.weight)
    }
    if cases.count > 2 * HealthFinding.casesMax { cases = Array(ordered.prefix(HealthFinding.casesMax)) }
  }

  mutating func join(_ other: Tally) {
    cases += other.cases
    caseCount += other.caseCount
    total += other.total
    instruments += other.instruments
    worst = max(worst, other.worst)
    if cases.count > 2 * HealthFinding.casesMax { cases = Array(ordered.prefix(HealthFinding.casesMax)) }
  }

  /// The worst instrument first, the cases of one instrument together and by day.
  var ordered: [HealthCase] {
    func name(_ one: HealthCase) -> String { one.instrument?.name ?? one.subject ?? "" }
    var worst: [String: Double] = [:]
    for one in cases { worst[name(one)] = max(worst[name(one)] ?? 0, one.weight) }
    return cases.sorted { left, right in
      let (first, second) = (name(left), name(right))
      if first != second {
        let weights = (worst[first] ?? 0, worst[second] ?? 0)
        return weights.0 == weights.1 ? first < second : weights.0 > weights.1
      }
      guard let a = left.days?.lowerBound, let b = right.days?.lowerBound else { return left.weight > right.weight }
      return a == b ? left.weight > right.weight : a < b
    }
  }

  /// The first cases, as a finding's text names them.
  var named: MessageArgument {
    let first = ordered.prefix(HealthFinding.namedMax).map { MessageArgument.message($0.label) }
    return .list(first + (caseCount > first.count ? [.text("…")] : []))
  }

  func finding(_ finding: Finding) -> HealthFinding {
    HealthFinding(finding, cases: ordered, caseCount: caseCount)
  }
}

extension Message {
  fileprivate static func onDays(_ days: ClosedRange<TradingDay>, _ detail: MessageArgument) -> Message {
    let (first, last) = (MessageArgument.day(days.lowerBound), MessageArgument.day(days.upperBound))
    if days.lowerBound == days.upperBound {
      return Message(
        "market.on-day-label", ["first": first, "detail": detail], en: "{first} ({detail})", zh: "{first}（{detail}）")
    }
    return Message(
      "market.on-days-label", ["first": first, "last": last, "detail": detail], en: "{first} to {last} ({detail})",
      zh: "{first} 至 {last}（{detail}）")
  }

  fileprivate static func at(_ place: MessageArgument, _ detail: MessageArgument) -> Message {
    Message(
      "market.place-label", ["place": place, "detail": detail], en: "{place} ({detail})", zh: "{place}（{detail}）")
  }

  fileprivate static func at(_ place: MessageArgument, on day: TradingDay, _ detail: MessageArgument) -> Message {
    Message(
      "market.place-day-label", ["place": place, "day": .day(day), "detail": detail], en: "{place} {day} ({detail})",
      zh: "{place} {day}（{detail}）")
  }

  fileprivate static func at(
    _ place: MessageArgument, from first: TradingDay, to last: TradingDay, _ detail: MessageArgument
  ) -> Message {
    Message(
      "market.place-days-label", ["place": place, "first": .day(first), "last": .day(last), "detail": detail],
      en: "{place} {first} to {last} ({detail})", zh: "{place} {first} 至 {last}（{detail}）")
  }
}
