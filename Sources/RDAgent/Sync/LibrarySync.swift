package import Primitives
package import Records
package import Store

/// Fills the library from a source: what changed since the last time, and nothing twice.
///
/// A part that comes with the same bytes as before is not looked into. A part that cannot be read stops no other one, and
/// what was stored of it before stays.
package struct LibrarySync {
  package struct Outcome: Equatable, Sendable {
    package var source: String
    package var tallies: [SyncTally] = []
    /// Parts that the source does not offer now.
    package var absent: [Absence] = []
    /// Parts that are there and cannot be read.
    package var damaged: [Diagnostic] = []
    /// Loops and factors that were put together anew.
    package var loops = 0
    package var factors = 0

    package struct Absence: Equatable, Sendable {
      package var origin: String
      package var reason: Message
    }

    package var json: JSONValue {
      [
        "source": .string(source), "parts": .array(tallies.map(\.json)), "loops": .integer(loops),
        "factors": .integer(factors),
        "absent": .array(absent.map { ["origin": .string($0.origin), "reason": $0.reason.json] }),
        "damaged": .array(damaged.map(\.stored)),
      ]
    }
  }

  private let database: Database
  private let clock: Clock

  package init(database: Database, clock: Clock) {
    self.database = database
    self.clock = clock
  }

  /// - Parameters:
  ///   - isAfresh: everything is asked for and looked into, as if there had been no sync.
  ///   - detail: the loops that the source is asked about one by one.
  /// - Throws: what the source says where nothing can be had; the library is as it was then.
  package func run(
    _ source: some LibrarySource, isAfresh: Bool = false, detail: LibraryDetail = .none
  ) throws -> Outcome {
    let state = try database.libraryState(of: source.id)
    let offered = try source.parts(since: isAfresh ? nil : state.cursor)
    let time = clock.timestamp
    var outcome = Outcome(source: source.id)
    try keep(offered, of: source.id, knowing: isAfresh ? nil : state.parts, at: time, in: &outcome)
    var assembled = try assemble(&outcome)
    let loops = try database.loops(detail)
    if !loops.isEmpty {
      try keep(source.details(of: loops), of: source.id, knowing: [:], at: time, in: &outcome)
      assembled.formUnion(try assemble(&outcome))
    }
    outcome.loops = assembled.count
    try database.save(cursor: offered.cursor ?? state.cursor, outcome: outcome.json, of: source.id, at: time)
    return outcome
  }

  /// Looks into the bundles that stand, for the code of factors.
  ///
  /// - Parameter outcome: of the sync before; what was found is added to it.
  package func run(_ bundles: BundleStore, isAfresh: Bool = false, addingTo outcome: inout Outcome) throws {
    let known = isAfresh ? nil : try database.libraryState(of: BundleStore.source).parts
    var offered = LibraryParts()
    if let part = try bundles.code() { offered.parts.append(part) }
    try keep(offered, of: BundleStore.source, knowing: known, at: clock.timestamp, in: &outcome)
    outcome.loops += try assemble(&outcome).count
  }

  /// - Parameter known: of the last time; nil: everything is looked into.
  private func keep(
    _ offered: LibraryParts, of source: String, knowing known: [String: Database.LibraryState.Part]?, at time: String,
    in outcome: inout Outcome
  ) throws {
    outcome.absent += offered.absent.map { .init(origin: $0.origin, reason: $0.reason) }
    outcome.damaged += offered.damaged
    for part in offered.parts {
      if let digest = part.digest, let known = known?[part.origin], known.digest == digest {
        outcome.tallies.append(known.tally.again)
        continue
      }
      do {
        let rows =
          if let renewed = part.renewed, known != nil {
            try renewed(try database.libraryDocuments(ofPart: part.origin, of: source))
          } else {
            try part.rows()
          }
        let (entries, counted) = SourceRows(origin: part.origin, table: part.table, rows: rows).entries()
        var tally = counted
        try database.keep(entries, of: &tally, from: source, digest: part.digest, at: time)
        outcome.tallies.append(tally)
      } catch let error as any DiagnosableError {
        // The tables of one file say the same of it.
        if !outcome.damaged.contains(error.diagnostic) { outcome.damaged.append(error.diagnostic) }
      }
    }
  }

  private static let loopsOneByOne = 500

  /// The loops that it put together.
  private func assemble(_ outcome: inout Outcome) throws -> Set<String> {
    var assembled: Set<String> = []
    let (loops, hasFactors) = try database.libraryPending()
    if !loops.isEmpty {
      let groups = try database.libraryEntries(ofLoops: loops.count > LibrarySync.loopsOneByOne ? nil : loops)
      let made = groups.filter { loops.contains($0.key) }.sorted { $0.key < $1.key }
        .compactMap { LoopAssembly.loop($0.key, from: $0.value) }
      try database.save(made)
      assembled = Set(made.map(\.id))
    }
    if hasFactors {
      let made = FactorAssembly.factors(
        from: try database.libraryEntries(.factor), codes: try database.libraryEntries(.code),
        workspaces: try database.libraryWorkspaces())
      try database.replace(made)
      outcome.factors = made.count
    }
    return assembled
  }
}

extension Database {
  /// The loops of a choice that has bundles, by their identity.
  package func loops(_ detail: LibraryDetail) throws -> [LibraryLoop] {
    var filter = LibraryFilter()
    switch detail {
    case .none: return []
    case .candidates: filter.candidatesOnly = true
    case .all: break
    }
    return try loops(filter).filter { detail == .candidates || $0.bundle != nil }.sorted { $0.id < $1.id }
  }
}
