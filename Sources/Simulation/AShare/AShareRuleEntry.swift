package import Primitives
package import Records

/// One dated rule of the exchanges, of the tax office or of this program, with where it stands written.
package struct AShareRuleEntry: Equatable, Sendable {
  /// What the rule says, in the unit of its kind.
  package enum Value: Equatable, Sendable {
    /// Percent above and below the reference price.
    case percent(Int)
    /// Trading days from the first one on that have no price limit.
    case freeDays(Int)
    /// On the first day, percent above and below the issue price.
    case ofIssuePrice(up: Int, down: Int)
    /// Shares.
    case lot(minimum: Int64, step: Int64)
    /// Ten-millionths of the traded value.
    case ofValue(perTenMillion: Int64, sides: Sides)
    /// Ten-millionths of the face value, one yuan a share.
    case ofFaceValue(perTenMillion: Int64, sides: Sides)
    /// Yuan an order, at least.
    case yuanAtLeast(Int64)
    /// Percent of the shares that changed hands on the day.
    case ofVolume(percent: Int64)
    /// Trading days after a purchase from which on its shares can be sold.
    case tradingDays(Int)
    /// A rule without a number.
    case stated
  }

  package enum Sides: String, Sendable { case both, sales }

  /// Where a rule was found.
  package enum Source: Equatable, Sendable {
    /// The document, and the public page that was read.
    case read(Message, at: String)
    /// The document as it is known; it was not looked up.
    case recalled(Message)
    /// A convention of this program, not a rule of the market.
    case convention(Message)
  }

  /// The rule's name; entries of one name follow each other by date.
  package var id: String
  /// First day of validity, `YYYY-MM-DD`.
  package var from: TradingDay
  package var value: Value
  /// What it says, in a sentence.
  package var text: Message
  package var source: Source
  /// Why nothing is done with it; nil where it acts.
  package var notApplied: Message?

  init(_ id: String, _ from: String, _ value: Value, _ text: Message, _ source: Source, notApplied: Message? = nil) {
    guard let day = TradingDay(from) else { preconditionFailure("\(id): no such date: \(from)") }
    self.id = id
    self.from = day
    self.value = value
    self.text = text
    self.source = source
    self.notApplied = notApplied
  }

  /// The same for pages, which know no simulation.
  package var record: ExchangeRule {
    var rule = ExchangeRule(id: id, from: from, text: text, basis: .convention, source: text, notApplied: notApplied)
    switch source {
    case .read(let document, let page): (rule.basis, rule.source, rule.page) = (.read, document, page)
    case .recalled(let document): (rule.basis, rule.source) = (.recalled, document)
    case .convention(let reason): (rule.basis, rule.source) = (.convention, reason)
    }
    return rule
  }

  package var json: JSONValue {
    var members: [String: JSONValue] = [
      "id": .string(id), "from": .string(from.description), "rule": .string(text.english),
      "state": .string(notApplied == nil ? "applied" : "not applied"),
    ]
    if let notApplied { members["reason"] = notApplied.json }
    switch source {
    case .read(let document, let page):
      members["source"] = .string(document.english)
      members["read_at"] = .string(page)
    case .recalled(let document): members["source"] = .string(document.english + " (not looked up)")
    case .convention(let reason): members["source"] = .string("convention of this program: " + reason.english)
    }
    return .object(members)
  }
}

/// The entries of one rule, by date.
struct AShareSchedule: Sendable {
  private let entries: [(from: TradingDay, value: AShareRuleEntry.Value)]

  /// A name that the table does not have would be a slip of the pen.
  init(_ id: String) {
    entries = AShareRuleTable.entries.filter { $0.id == id }.map { ($0.from, $0.value) }
    precondition(!entries.isEmpty, "there is no rule '\(id)'")
  }

  /// What holds on a day; on days before the first entry that one stands in.
  subscript(day: TradingDay) -> AShareRuleEntry.Value {
    var place = entries.count - 1
    while place > 0, entries[place].from > day { place -= 1 }
    return entries[place].value
  }
}
