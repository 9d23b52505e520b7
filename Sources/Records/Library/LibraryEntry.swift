package import Primitives

/// One thing that RD-Agent told, exactly as it was told, with the place that told it (`Contracts.md`, registry).
///
/// Nothing of a document is dropped, unknown members least of all. What a reader must mend is named in `repairs`; the
/// document stays as it came.
package struct LibraryEntry: Equatable, Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    case task, loop, workspace, factor, strategy, model, artifact, file, feedback, performance, curve, code
  }

  /// Why a document is not read as it stands.
  package enum Repair: String, Sendable, CaseIterable {
    /// `qlib_res.csv` was read as a table: its first metric is a pair under `Unnamed: 0` or an empty name, and `0`.
    case misparsedMetric = "misparsed-metric"
    /// A metric's name with blanks around it.
    case paddedName = "padded-name"
    /// A factor's name as a printed tuple or behind `feature_`.
    case printedName = "printed-name"
    /// A positive drawdown.
    case drawdownSign = "drawdown-sign"
    /// A time without a zone: read as UTC.
    case zonelessTime = "zoneless-time"
    /// A JSON object as text that is no JSON.
    case brokenObject = "broken-object"
    /// Another row of its key takes its place: the one that was updated later, else the one that comes later.
    case superseded
  }

  package var kind: Kind
  /// One of its kind and origin.
  package var key: String
  /// A file, a table or a route: `loop_catalog.json`, `registry.sqlite: loops`, `/catalog/incremental`.
  package var origin: String
  /// `TASK/LOOP`; nil where it belongs to no loop.
  package var loop: String?
  package var document: JSONValue
  package var repairs: [Repair]

  package init(
    kind: Kind, key: String, origin: String, loop: String?, document: JSONValue, repairs: [Repair] = []
  ) {
    self.kind = kind
    self.key = key
    self.origin = origin
    self.loop = loop
    self.document = document
    self.repairs = repairs
  }

  /// SHA-256 of the canonical document.
  package var digest: String { SHA256Digest(hashing: document.canonical).hex }
}

/// What became of the rows of one file, table or route: they add up.
package struct SyncTally: Equatable, Sendable {
  /// A row that cannot be kept, and why.
  package struct Refusal: Equatable, Sendable {
    /// The row's place in its list, from 1.
    package var row: Int
    package var reason: Message

    package init(row: Int, reason: Message) {
      self.row = row
      self.reason = reason
    }
  }

  package var origin: String
  package var received: Int
  /// New, changed, and as they were; together with `repeated` and `refused` all that was received.
  package var added = 0
  package var changed = 0
  package var same = 0
  /// Rows that stand twice, member for member.
  package var repeated = 0
  package var refusals: [Refusal] = []
  /// Of the rows that were kept, those that a reader must mend.
  package var repaired = 0
  /// Keys of rows that were kept and do not count: another row of the part has the key and takes their place.
  package var superseded: [String] = []

  package init(origin: String, received: Int) {
    self.origin = origin
    self.received = received
  }

  package var kept: Int { added + changed + same }

  /// The same rows once more: what was kept is as it was.
  package var again: SyncTally {
    var tally = self
    (tally.added, tally.changed, tally.same) = (0, 0, kept)
    return tally
  }

  package var json: JSONValue {
    [
      "origin": .string(origin), "received": .integer(received), "added": .integer(added),
      "changed": .integer(changed), "same": .integer(same), "repeated": .integer(repeated),
      "repaired": .integer(repaired), "superseded": .array(superseded.map { .string($0) }),
      "refused": .array(refusals.map { ["row": .integer($0.row), "reason": $0.reason.json] }),
    ]
  }
}

extension SyncTally {
  /// Nil where a part of it is missing.
  package init?(_ json: JSONValue) {
    guard let origin = json["origin"]?.stringValue, let received = json["received"]?.intValue else { return nil }
    self.init(origin: origin, received: received)
    func count(_ name: String) -> Int? { json[name]?.intValue }
    guard let added = count("added"), let changed = count("changed"), let same = count("same"),
      let repeated = count("repeated"), let repaired = count("repaired"), let refused = json["refused"]?.arrayValue
    else { return nil }
    (self.added, self.changed, self.same) = (added, changed, same)
    (self.repeated, self.repaired) = (repeated, repaired)
    // Versions before did not count them.
    superseded = json["superseded"]?.arrayValue?.compactMap(\.stringValue) ?? []
    refusals = refused.compactMap { row in
      row["row"]?.intValue.flatMap { place in
        row["reason"].flatMap { Message($0) }.map { Refusal(row: place, reason: $0) }
      }
    }
  }
}
