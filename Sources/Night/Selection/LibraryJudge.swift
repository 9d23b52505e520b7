package import Primitives
import RDAgent
import Records
package import Store

/// Keeps the selections of the library true: computed over all of it when something changed, never at a look.
package struct LibraryJudge {
  /// Another way to compute is another version: what an older one computed is computed anew.
  private static let version = "selection/1"

  private let database: Database
  private let migrations: [AistockConfiguration.Migration]
  private let clock: Clock

  package init(database: Database, configuration: AistockConfiguration, clock: Clock) {
    self.database = database
    migrations = configuration.migrations
    self.clock = clock
  }

  /// Computes the selections where the library or the curves of the migrations changed since the last time.
  ///
  /// Cheap where no sync and no export took place since: two small queries and a look at the stamps of the migrations'
  /// curves.
  ///
  /// - Returns: whether they were computed.
  @discardableResult
  package func refresh() throws -> Bool {
    let stamps = migrations.map { migration in
      let path = RecordedCurve.path(in: migration.workspace)
      return migration.id + "\t" + (path.flatMap { try? FileStamp.of($0) } ?? "")
    }
    let basis = ([LibraryJudge.version, try database.librarySyncSign()] + stamps).joined(separator: "\n")
    let known = try database.libraryJudgement()
    guard known?.basis != basis else { return false }
    let running = curves()
    var hasher = SHA256Hasher()
    hasher.update(Array(LibraryJudge.version.utf8))
    for line in try database.libraryDigests() { hasher.update(Array(line.utf8)) }
    for curve in running { hasher.update(JSONValue.of(curve).canonical) }
    let digest = hasher.finish().hex
    let state = Database.LibraryJudgementState(basis: basis, digest: digest)
    guard known?.digest != digest else {
      try database.save(nil, state, at: clock.timestamp)
      return false
    }
    let trials = LibraryTrials(
      loops: try database.loops(LibraryFilter()), curves: try database.libraryCurves(),
      catalogRanges: try catalogRanges(), running: running)
    try database.save(trials.selections(), state, at: clock.timestamp)
    return true
  }

  /// Curves of the migrations that hold one; one that cannot be read is that migration's own trouble.
  private func curves() -> [LibraryTrials.Running] {
    migrations.compactMap { migration in
      (try? RecordedCurve(in: migration.workspace)).flatMap { curve in
        curve.days.isEmpty ? nil : .init(id: migration.id, days: curve.days, returns: curve.returns)
      }
    }
  }

  /// A strategy's backtest first, then its test segment, then that of a model.
  private func catalogRanges() throws -> [String: LibraryCurve.Range] {
    func segment(_ document: JSONValue) -> LibraryCurve.Range? {
      pair(document["dataset_config"]?["kwargs"]?["segments"]?["test"]?.arrayValue)
    }
    var ofStrategies: [String: LibraryCurve.Range] = [:]
    for entry in try database.libraryEntries(.strategy) {
      let test = entry.document["backtest_config"]
      ofStrategies[entry.key] =
        pair([test?["start_time"] ?? .null, test?["end_time"] ?? .null]) ?? segment(entry.document)
    }
    var ranges: [String: LibraryCurve.Range] = [:]
    for (loop, strategies) in try database.libraryStrategies() {
      ranges[loop] = strategies.lazy.compactMap { ofStrategies[$0] }.first
    }
    for entry in try database.libraryEntries(.model) {
      if let loop = entry.loop, ranges[loop] == nil { ranges[loop] = segment(entry.document) }
    }
    return ranges
  }

  private func pair(_ items: [JSONValue]?) -> LibraryCurve.Range? {
    guard let items, items.count == 2 else { return nil }
    return LibraryCurve.Range(["start": items[0], "end": items[1]])
  }
}

extension JSONValue {
  fileprivate static func of(_ curve: LibraryTrials.Running) -> JSONValue {
    [
      "id": .string(curve.id), "days": .array(curve.days.map { .integer(Int($0.daysSince1970)) }),
      "returns": .array(curve.returns.map { .number($0) }),
    ]
  }
}
