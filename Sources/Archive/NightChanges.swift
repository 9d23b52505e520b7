package import Primitives
package import Records

extension SnapshotArchive {
  /// What a reader wants to know of two nights, and what is the same in both.
  ///
  /// - Parameter stages: the history of each migration, oldest first; the archive does not keep it.
  /// - Throws: `archive.day` for a day without a snapshot, `archive.manifest` for a damaged one.
  package func change(
    _ left: TradingDay, _ right: TradingDay, stages: [String: [MigrationStep]] = [:]
  ) throws -> NightChange {
    let days = try self.days()
    for day in [left, right] where !days.contains(day) { throw Diagnostic.noNight(of: day, in: folder) }
    var pair = try NightPair(self, try snapshot(left), try snapshot(right))
    return try pair.change().with(stages: stages)
  }
}

extension NightChange {
  /// The same with what is known of the stages now.
  package func with(stages: [String: [MigrationStep]]) -> NightChange {
    func stage(_ id: String, on day: TradingDay) -> MigrationStage? {
      stages[id]?.last { $0.tradingDay <= day }?.stage
    }
    let migrations = self.migrations.map {
      var migration = $0
      migration.stages = Sides(stage($0.id, on: left.day), stage($0.id, on: right.day))
      return migration
    }
    return NightChange(
      left: left, right: right, migrations: migrations, previews: previews, factors: factors, factorCount: factorCount,
      versions: versions, files: files, notes: notes)
  }
}

/// Two archived nights, read so that what is in both is read once.
private struct NightPair {
  private var left: NightFacts
  private var right: NightFacts
  /// Migrations whose files are the same.
  private let same: Set<String>

  init(
    _ archive: SnapshotArchive, _ left: SnapshotArchive.Snapshot, _ right: SnapshotArchive.Snapshot
  ) throws {
    let sides = [left, right].map { NightPair.files($0.manifest) }
    same = Set(sides[0].keys.filter { sides[0][$0] == sides[1][$0] })
    self.left = try NightFacts(archive, left, same: same)
    self.right = try NightFacts(archive, right, same: same)
  }

  /// Digests of the files of each migration, by path.
  private static func files(_ manifest: Manifest) -> [String: [String: String]] {
    var found: [String: [String: String]] = [:]
    for entry in manifest.files + manifest.objects {
      let migration = NightFacts.migration(of: entry.path)
      if !migration.isEmpty { found[migration, default: [:]][entry.path] = entry.sha256 }
    }
    return found
  }

  mutating func change() throws -> NightChange {
    let entries = Dictionary(grouping: left.differences(to: right), by: \.migration)
    let (old, new) = (left.snapshot.manifest, right.snapshot.manifest)
    var ids = new.verdicts.map(\.migration)
    ids += old.verdicts.map(\.migration).filter { !ids.contains($0) }
    var migrations: [NightChange.Migration] = []
    for id in ids { migrations.append(try migration(id, entries[id] ?? [])) }
    let (factors, count) = try self.factors()
    let ofTheNight = entries[""] ?? []
    return NightChange(
      left: .init(day: old.day, sha256: left.snapshot.sha256),
      right: .init(day: new.day, sha256: right.snapshot.sha256), migrations: migrations, previews: try previews(),
      factors: factors, factorCount: count, versions: .init(old.toolVersion, new.toolVersion),
      files: .init(
        counts: .init(old.files.count + old.objects.count, new.files.count + new.objects.count),
        changed: entries.values.reduce(0) { $0 + $1.count { $0.kind == .file } },
        ofTheNight: ofTheNight.filter { $0.kind == .file }.map(\.name)),
      notes: left.notes + right.notes.filter { !left.notes.contains($0) })
  }

  // MARK: - Migrations

  private mutating func migration(_ id: String, _ entries: [ArchiveDiff.Entry]) throws -> NightChange.Migration {
    func verdict(_ facts: NightFacts) -> String? {
      facts.snapshot.manifest.verdicts.first { $0.migration == id }?.verdict
    }
    let new = try NightSide(&right, id)
    let old = same.contains(id) ? new : try NightSide(&left, id)
    let told = entries.filter { NightPair.isTold($0, among: entries) }
    let folder = "migrations/\(id)/"
    var change = NightChange.Migration(
      id: id, verdicts: .init(verdict(left), verdict(right)), rungs: .init(old.rungs, new.rungs),
      causes: .init(old.cause, new.cause), inputs: old.inputs(beside: new), figures: .init(old.figures, new.figures),
      differences: Array(told.prefix(NightChange.Migration.differencesMax)), differenceCount: told.count,
      files: entries.filter { $0.kind == .file }.map {
        $0.name.hasPrefix(folder) ? String($0.name.dropFirst(folder.count)) : $0.name
      })
    change.explanation = new.explanation
    return change
  }

  /// Files are counted by themselves and verdicts stand above. A market that only grew is no difference of a run
  /// whose own days are as they were.
  private static func isTold(_ entry: ArchiveDiff.Entry, among entries: [ArchiveDiff.Entry]) -> Bool {
    switch entry.kind {
    case .file, .verdict, .migration: return false
    case .digest:
      guard entry.name.hasSuffix(RunDocument.Digest.data.rawValue) else { return true }
      let run = entry.name.prefix { $0 != " " }
      return entries.contains { $0.kind == .digest && $0.name == "\(run) \(RunDocument.Digest.window.rawValue)" }
    case .version, .rung, .finding, .metric, .holding: return true
    }
  }

  // MARK: - Previews and factors

  private mutating func previews() throws -> [NightChange.Preview] {
    let old = try left.document("previews.json")?.arrayValue ?? []
    let new = try right.document("previews.json")?.arrayValue ?? []
    func id(_ json: JSONValue) -> String { json["id"]?.stringValue ?? "" }
    func money(_ json: JSONValue?, _ name: String) -> Double? {
      json?[name]?.stringValue.flatMap { NumberReader.double($0) }
    }
    var ids = new.map(id)
    ids += old.map(id).filter { !ids.contains($0) }
    return ids.map { name in
      let (before, after) = (old.first { id($0) == name }, new.first { id($0) == name })
      return NightChange.Preview(
        id: name, values: .init(money(before, "total_value"), money(after, "total_value")),
        days: .init(before?["days"]?.intValue, after?["days"]?.intValue), profit: money(after, "daily_pnl"))
    }
  }

  private mutating func factors() throws -> (changed: [NightChange.Factor], count: Int?) {
    guard let old = try left.document(FactorVerdict.file).map(FactorVerdict.read),
      let new = try right.document(FactorVerdict.file).map(FactorVerdict.read)
    else { return ([], nil) }
    let (before, after) = (
      Dictionary(old.map { ($0.id, $0) }) { first, _ in first },
      Dictionary(new.map { ($0.id, $0) }) { first, _ in first }
    )
    let ids = Set(before.keys).union(after.keys).sorted()
    let changed = ids.compactMap { id -> NightChange.Factor? in
      let verdicts = NightChange.Sides(before[id]?.verdict, after[id]?.verdict)
      guard !verdicts.isSame, let name = (after[id] ?? before[id])?.name else { return nil }
      return NightChange.Factor(id: id, name: name, verdicts: verdicts)
    }
    return (changed, Set(before.keys).intersection(after.keys).count)
  }
}

/// What one night says of one migration.
private struct NightSide {
  var rungs: [Rung: RungResult.State]?
  var cause: Cause?
  var explanation: Message?
  var figures: MigrationFigures?
  private var run: JSONValue?
  private var definition: JSONValue?
  private var record: String?

  init(_ night: inout NightFacts, _ id: String) throws {
    let folder = "migrations/\(id)/"
    let json = try night.document(folder + "comparison.json")
    rungs = json?["rungs"]?.arrayValue.map { list in
      Dictionary(
        list.compactMap { item in
          item["id"]?.stringValue.flatMap(Rung.init).flatMap { rung in
            item["state"]?.stringValue.flatMap(RungResult.State.init).map { (rung, $0) }
          }
        }
      ) { first, _ in first }
    }
    let comparison = json.flatMap { Comparison($0) }
    cause = comparison?.leadingCause?.cause
    explanation = comparison?.leadingCause?.statement ?? comparison?.summary
    // Up to version 0.3 they were not kept.
    figures =
      try night.document(folder + MigrationFigures.file).map { MigrationFigures($0) }
      ?? comparison.map {
        MigrationFigures(
          $0, recordedEnd: night.number(id, "recorded end_value"), localEnd: night.number(id, "replayed end_value"))
      }
    run = try night.document(folder + "recorded/run.json") ?? night.document(folder + "replayed/run.json")
    definition = try night.document(folder + "definition.json")
    record = night.snapshot.manifest.files.first { $0.path == folder + "recorded/qlib_res.csv" }?.sha256
  }

  /// Fields that are other, then what is the same too: digests and the record.
  func inputs(beside other: NightSide) -> [NightChange.Input] {
    let (old, new) = (fields, other.fields)
    let fields = Set(old.keys).union(new.keys).sorted().filter { old[$0] != new[$0] }
      .map { NightChange.Input(.field, $0, old[$0], new[$0]) }
    let (before, after) = (versions, other.versions)
    let versions = Set(before.keys).union(after.keys).sorted().filter { before[$0] != after[$0] }
      .map { NightChange.Input(.version, $0, before[$0], after[$0]) }
    let digests: [(NightChange.Input.Kind, RunDocument.Digest)] = [
      (.configuration, .configuration), (.predictions, .predictions), (.model, .model),
    ]
    let known =
      digests.map { NightChange.Input($0, "", $1.value(in: run), $1.value(in: other.run)) }
      + [NightChange.Input(.record, "", record, other.record)]
    return fields + versions + known.filter { $0.values.left != nil || $0.values.right != nil }
  }

  private var versions: [String: String] { (run?["versions"]?.objectValue ?? [:]).compactMapValues(\.stringValue) }

  /// Every field of strategy, backtest and model by its path, as it is written.
  private var fields: [String: String] {
    var found: [String: String] = [:]
    func walk(_ json: JSONValue, _ path: String) {
      guard let members = json.objectValue, !members.isEmpty else {
        found[path] = json.stringValue ?? String(decoding: json.canonical, as: UTF8.self)
        return
      }
      for (name, value) in members { walk(value, path.isEmpty ? name : path + "." + name) }
    }
    for part in ["strategy", "backtest"] {
      if let json = run?[part] { walk(json, part) }
    }
    for field in definition?["fields"]?.arrayValue ?? [] {
      guard let name = field["field"]?.stringValue,
        let value = field["asked"]?.stringValue ?? field["built"]?.stringValue
      else { continue }
      found["model." + name] = value
    }
    return found
  }
}
