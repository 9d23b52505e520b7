package import Primitives

/// The library as the pages of a night show it: what RD-Agent had found up to then.
///
/// A library may hold ten thousand loops; pages hold the marked ones and the newest, and say how many there are.
package struct LibraryNight: Equatable, Sendable {
  /// As many loops, and as many factors, as pages hold at most.
  package static let shownMax = 300

  /// What a source told when it was last asked.
  package struct Source: Equatable, Sendable {
    /// An address without secrets, or a folder.
    package var id: String
    /// ISO 8601, UTC.
    package var syncedAt: String
    package var received: Int
    package var refused: Int
    /// Parts that it did not offer, with the reason.
    package var absent: [Absence]
    /// Parts that could not be read.
    package var damaged: Int

    package init(id: String, syncedAt: String, received: Int, refused: Int, absent: [Absence], damaged: Int) {
      self.id = id
      self.syncedAt = syncedAt
      self.received = received
      self.refused = refused
      self.absent = absent
      self.damaged = damaged
    }
  }

  package struct Absence: Equatable, Sendable {
    package var origin: String
    package var reason: Message

    package init(origin: String, reason: Message) {
      self.origin = origin
      self.reason = reason
    }
  }

  /// How much there is, shown or not.
  package struct Counts: Equatable, Sendable {
    package var loops = 0
    package var accepted = 0
    package var rejected = 0
    package var factors = 0

    package init() {}

    /// Loops without a recorded decision, which are no refusals.
    package var undecided: Int { loops - accepted - rejected }
  }

  package var sources: [Source] = []
  /// Why tonight's sync told nothing; nil where it did, and where nothing is configured.
  package var notice: Message?
  package var counts = Counts()
  /// What factors of the library tell beside those that the migrations are given, by identity.
  package var marginals: [String: FactorEntry.Marginal] = [:]
  /// The marked ones, then the newest.
  package var loops: [LibraryLoop] = []
  /// Those that the loops name, then others by name.
  package var factors: [LibraryFactor] = []
  package var strategies: [LibraryStrategy] = []
  package var models: [LibraryModel] = []
  package var candidates: [LibraryCandidate] = []
  /// What the shown loops are worth among all that were tried, by loop; a loop without a result has none.
  package var selections: [String: LibrarySelection] = [:]
  /// Everything, for the filters of pages; nil where only what is shown is known.
  package var lists: LibraryLists?

  package init() {}

  /// When a source last told something; nil where none ever did.
  package var syncedAt: String? { sources.map(\.syncedAt).max() }

  /// Everything that pages show.
  package var json: JSONValue {
    [
      "sources": .array(
        sources.map { source in
          [
            "id": .string(source.id), "synced_at": .string(source.syncedAt), "received": .integer(source.received),
            "refused": .integer(source.refused), "damaged": .integer(source.damaged),
            "absent": .array(source.absent.map { ["origin": .string($0.origin), "reason": $0.reason.json] }),
          ]
        }),
      "notice": notice?.json ?? .null,
      "counts": [
        "loops": .integer(counts.loops), "accepted": .integer(counts.accepted), "rejected": .integer(counts.rejected),
        "factors": .integer(counts.factors),
      ],
      "loops": .array(loops.map(\.json)), "factors": .array(factors.map(\.json)),
      "strategies": .array(strategies.map(\.json)), "models": .array(models.map(\.json)),
      "candidates": .array(candidates.map(\.json)), "selections": .object(selections.mapValues(\.json)),
      "lists": lists.map { .string($0.digest) } ?? .null, "marginals": .object(marginals.mapValues(\.json)),
    ]
  }
}
