package import Primitives

/// One thing of a night that waits for a person.
package struct AttentionItem: Equatable, Sendable {
  package enum Severity: String, Sendable, CaseIterable, Comparable {
    case fail, review, incomplete, note

    /// The most severe first.
    package static func < (left: Severity, right: Severity) -> Bool { left.order < right.order }
    private var order: Int { Severity.allCases.firstIndex(of: self) ?? 0 }
  }

  /// What kind of thing it is; of one severity and one amount the earlier stands first.
  package enum Kind: String, Sendable, CaseIterable {
    /// An approval stands, and the verdict says otherwise.
    case contradicted
    /// Another verdict than the night before.
    case flip
    /// A verdict that does not pass, as the night before or for the first time.
    case verdict
    /// An approval that expired, was reopened or cannot be verified.
    case approval
    case damagedInput = "damaged-input"
    case failedStep = "failed-step"
    case factor
    case finding
    /// A PASS of few rungs.
    case fewRungs = "few-rungs"
    case staleData = "stale-data"
    case archive
  }

  package struct Subject: Equatable, Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable { case migration, factor, preview, market, archive, step }

    package var kind: Kind
    /// The migration's, the preview's or the factor's id; the step's name.
    package var id: String
    /// What a reader is shown.
    package var name: Message

    package init(_ kind: Kind, _ id: String, name: Message? = nil) {
      self.kind = kind
      self.id = id
      self.name = name ?? .verbatim(id)
    }
  }

  /// How much is at stake.
  package enum Amount: Equatable, Sendable {
    /// Yuan by which the record differs at its end, above 0.
    case money(Double)
    case cells(Int, of: Int?)
  }

  package var severity: Severity
  package var kind: Kind
  package var subject: Subject
  /// Further ones of which all the rest holds too; the amount is that of all together.
  package var others: [Subject] = []
  /// A few words: what happened.
  package var title: Message
  /// Why, in one sentence.
  package var cause: Message
  package var amount: Amount?
  /// What the amount is, or why there is none.
  package var amountNote: Message
  /// Who made it or signed it; nil where nobody is named.
  package var owner: String?
  /// An instruction that can be typed or followed.
  package var remedy: Message

  package init(
    _ severity: Severity, _ kind: Kind, _ subject: Subject, title: Message, cause: Message, amount: Amount? = nil,
    amountNote: Message, owner: String? = nil, remedy: Message
  ) {
    self.severity = severity
    self.kind = kind
    self.subject = subject
    self.title = title
    self.cause = cause
    self.amount = amount
    self.amountNote = amountNote
    self.owner = owner
    self.remedy = remedy
  }

  /// Yuan; 0 where the amount is none of money.
  package var money: Double { if case .money(let yuan) = amount { yuan } else { 0 } }

  package var json: JSONValue {
    [
      "severity": .string(severity.rawValue), "kind": .string(kind.rawValue),
      "subject": ["kind": .string(subject.kind.rawValue), "id": .string(subject.id), "name": subject.name.json],
      "others": .array(others.map { .string($0.id) }), "title": title.json, "cause": cause.json, "amount": amountJSON,
      "amount_note": amountNote.json,
      "owner": .optional(owner), "remedy": remedy.json,
    ]
  }

  private var amountJSON: JSONValue {
    switch amount {
    case .money(let yuan): ["yuan": .number(yuan)]
    case .cells(let count, let all): ["cells": .integer(count), "of": all.map { .integer($0) } ?? .null]
    case nil: .null
    }
  }
}

extension [AttentionItem] {
  /// A verdict that contradicts an approval first, then by severity, then by money, then by kind and name.
  package func mostUrgentFirst() -> [AttentionItem] {
    enumerated().sorted { left, right in
      let (one, other) = (left.element, right.element)
      if (one.kind == .contradicted) != (other.kind == .contradicted) { return one.kind == .contradicted }
      if one.severity != other.severity { return one.severity < other.severity }
      if one.money != other.money { return one.money > other.money }
      if one.kind != other.kind { return AttentionItem.place(one.kind) < AttentionItem.place(other.kind) }
      return left.offset < right.offset
    }.map(\.element)
  }
}

extension [AttentionItem] {
  /// Things of one kind with one title, one cause and one owner in one item, at the place of the first.
  package func joined() -> [AttentionItem] {
    var places: [AttentionKey: Int] = [:]
    var joined: [AttentionItem] = []
    for item in self {
      let key = AttentionKey(
        severity: item.severity, kind: item.kind, subject: item.subject.kind, title: item.title, cause: item.cause,
        owner: item.owner)
      // A signature is looked at by itself.
      guard item.kind != .contradicted, let place = places[key] else {
        places[key] = joined.count
        joined.append(item)
        continue
      }
      joined[place].others.append(item.subject)
      joined[place].amount = joined[place].amount + item.amount
    }
    return joined
  }
}

/// What items must have in common to be one.
private struct AttentionKey: Hashable {
  var severity: AttentionItem.Severity
  var kind: AttentionItem.Kind
  var subject: AttentionItem.Subject.Kind
  var title: Message
  var cause: Message
  var owner: String?
}

extension AttentionItem.Amount? {
  /// Nil where they are not of one kind.
  fileprivate static func + (left: AttentionItem.Amount?, right: AttentionItem.Amount?) -> AttentionItem.Amount? {
    switch (left, right) {
    case (.money(let one), .money(let other)): .money(one + other)
    case (.cells(let one, let all), .cells(let other, let others)):
      .cells(one + other, of: all.flatMap { all in others.map { all + $0 } })
    default: nil
    }
  }
}

extension AttentionItem {
  fileprivate static func place(_ kind: Kind) -> Int { Kind.allCases.firstIndex(of: kind) ?? 0 }
}
