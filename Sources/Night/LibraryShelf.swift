import Primitives
import RDAgent
import Records
import Store

/// Reads of the library what the pages of a night hold.
struct LibraryShelf {
  let database: Database

  /// Nil where nobody ever synced and nothing failed tonight.
  ///
  /// - Parameter notice: why tonight's sync told nothing.
  func library(_ notice: Message?) throws -> LibraryNight? {
    var library = LibraryNight()
    library.sources = try database.librarySyncs().map(LibraryShelf.source)
    library.notice = notice
    guard notice != nil || !library.sources.isEmpty else { return nil }
    library.counts = try database.libraryCounts()
    library.candidates = try database.candidates()
    library.loops = try loops()
    for loop in library.loops { library.selections[loop.id] = try database.selection(of: loop.id) }
    library.factors = try factors(of: library.loops)
    library.lists = LibraryLists(
      digest: try database.libraryListDigest(), sources: try database.libraryFactorSources()
    ) { [database] in
      try database.libraryLoopLines()
    } factors: { [database] in
      try database.libraryFactorLines()
    }
    library.strategies = StrategyAssembly.strategies(from: try database.libraryEntries(.strategy))
    library.models = StrategyAssembly.models(from: try database.libraryEntries(.model))
    return library
  }

  /// Those that have a page.
  func factors() throws -> [LibraryFactor] { try factors(of: loops()) }

  private func factors(of loops: [LibraryLoop]) throws -> [LibraryFactor] {
    try database.factors(ofLoops: loops.map(\.id), limit: LibraryNight.shownMax)
  }

  /// The marked ones, then the newest.
  private func loops() throws -> [LibraryLoop] {
    var marked = LibraryFilter()
    marked.candidatesOnly = true
    var newest = LibraryFilter()
    newest.limit = LibraryNight.shownMax
    let first = try database.loops(marked)
    let known = Set(first.map(\.id))
    let others = try database.loops(newest).filter { !known.contains($0.id) }
    return first + others.prefix(max(0, LibraryNight.shownMax - first.count))
  }

  private static func source(_ sync: (source: String, at: String, outcome: JSONValue)) -> LibraryNight.Source {
    let tallies = (sync.outcome["parts"]?.arrayValue ?? []).compactMap { SyncTally($0) }
    return LibraryNight.Source(
      id: sync.source, syncedAt: sync.at, received: tallies.reduce(0) { $0 + $1.received },
      refused: tallies.reduce(0) { $0 + $1.refusals.count },
      absent: (sync.outcome["absent"]?.arrayValue ?? []).compactMap { absence in
        guard let origin = absence["origin"]?.stringValue, let reason = absence["reason"].flatMap({ Message($0) })
        else { return nil }
        return .init(origin: origin, reason: reason)
      }, damaged: sync.outcome["damaged"]?.arrayValue?.count ?? 0)
  }
}
