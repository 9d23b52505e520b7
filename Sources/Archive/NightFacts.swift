import Primitives
import Records

/// The facts of one archived night under keys, so that two nights are compared key by key.
struct NightFacts {
  struct Key: Hashable, Comparable {
    var migration: String
    var kind: ArchiveDiff.Entry.Kind
    var name: String

    static func < (left: Key, right: Key) -> Bool {
      (left.migration, left.order, left.name) < (right.migration, right.order, right.name)
    }
    private var order: Int { ArchiveDiff.Entry.Kind.allCases.firstIndex(of: kind) ?? 0 }
  }

  let snapshot: SnapshotArchive.Snapshot
  /// Of the manifest's plain files.
  private let paths: Set<String>
  private let archive: SnapshotArchive
  private var facts: [Key: ArchivedValue] = [:]
  /// How many rungs ran, by migration.
  private var rungsRan: [String: Int] = [:]
  private(set) var notes: [Message] = []
  /// The documents of migrations as they were read, by path.
  private var documents: [String: JSONValue] = [:]

  /// - Parameter same: migrations whose files are the same in the night beside this one: nothing of them is read.
  init(_ archive: SnapshotArchive, _ snapshot: SnapshotArchive.Snapshot, same: Set<String> = []) throws {
    self.archive = archive
    self.snapshot = snapshot
    paths = Set(snapshot.manifest.files.map(\.path))
    let manifest = snapshot.manifest
    put(.version, "", "aistock", .text(manifest.toolVersion))
    put(.version, "", "level", .number(Double(manifest.level)))
    for entry in manifest.files + manifest.objects {
      put(.file, NightFacts.migration(of: entry.path), entry.path, .file(size: entry.size, sha256: entry.sha256))
    }
    for verdict in manifest.verdicts {
      put(.migration, verdict.migration, verdict.migration, .present)
      put(.verdict, verdict.migration, "verdict", .text(verdict.verdict))
      if same.contains(verdict.migration) { continue }
      try readComparison(verdict.migration)
      try readRuns(verdict.migration)
      try readEndValues(verdict.migration)
      try readHoldings(verdict.migration)
    }
    if manifest.level < 1, !manifest.verdicts.isEmpty { notes.append(.noHoldings(manifest.day)) }
    try readPreviews()
  }

  func differences(to other: NightFacts) -> [ArchiveDiff.Entry] {
    Set(facts.keys).union(other.facts.keys).sorted().compactMap { key in
      let (left, right) = (facts[key], other.facts[key])
      if let left, let right, left.isSame(as: right) { return nil }
      var entry = ArchiveDiff.Entry(key.kind, key.migration, key.name, left, right)
      if key.kind == .verdict {
        entry.rungsRan = .init(left: rungsRan[key.migration], right: other.rungsRan[key.migration])
      }
      return entry
    }
  }

  private mutating func put(
    _ kind: ArchiveDiff.Entry.Kind, _ migration: String, _ name: String, _ value: ArchivedValue?
  ) {
    facts[Key(migration: migration, kind: kind, name: name)] = value
  }

  static func migration(of path: String) -> String {
    let parts = path.split(separator: "/")
    return parts.count > 2 && parts[0] == "migrations" ? String(parts[1]) : ""
  }

  private mutating func readComparison(_ migration: String) throws {
    guard let json = try document("migrations/\(migration)/comparison.json") else { return }
    rungsRan[migration] = RungResult.ranCount(in: json)
    for finding in (json["findings"]?.arrayValue ?? []).compactMap(Finding.init) {
      put(.finding, migration, finding.id, .finding(finding.severity, evidence: finding.evidence))
    }
    for rung in json["rungs"]?.arrayValue ?? [] {
      guard let id = rung["id"]?.stringValue else { continue }
      put(.rung, migration, id, rung["state"]?.stringValue.map { .text($0) })
      for metric in rung["metrics"]?.arrayValue ?? [] {
        guard let name = metric["name"]?.stringValue, let value = metric["value"]?.doubleValue
        else { continue }
        put(.metric, migration, "\(id) \(name)", .number(value))
      }
    }
  }

  private mutating func readRuns(_ migration: String) throws {
    for run in ["recorded", "replayed"] {
      guard let json = try document("migrations/\(migration)/\(run)/run.json") else { continue }
      for digest in RunDocument.Digest.allCases {
        guard let value = digest.value(in: json) else { continue }
        put(.digest, migration, "\(run) \(digest.rawValue)", .text(value))
      }
      for (name, version) in json["versions"]?.objectValue ?? [:] {
        put(.version, migration, "\(run) \(name)", version.stringValue.map { .text($0) })
      }
    }
  }

  /// What each run is worth at its end, where the level keeps its curve.
  private mutating func readEndValues(_ migration: String) throws {
    for run in ["recorded", "replayed"] {
      let path = "migrations/\(migration)/\(run)/report.csv"
      guard paths.contains(path) else { continue }
      let file = Path.join(Path.join(archive.folder, snapshot.manifest.day.description), path)
      let table = try CSVTable(try FileReader.bytes(file), path: file)
      guard table.rowCount > 0, let column = try? table.column("account"),
        let value = NumberReader.double(table.text(row: table.rowCount - 1, column: column))
      else { continue }
      put(.metric, migration, "\(run) end_value", .number(value))
    }
  }

  /// What each preview is worth at its last close.
  private mutating func readPreviews() throws {
    for preview in try document("previews.json")?.arrayValue ?? [] {
      guard let id = preview["id"]?.stringValue,
        let value = preview["total_value"]?.stringValue.flatMap({ NumberReader.double($0) })
      else { continue }
      put(.metric, "", "preview \(id) total_value", .number(value))
    }
  }

  /// Amounts on the last day of each run, where the level keeps positions.
  private mutating func readHoldings(_ migration: String) throws {
    guard snapshot.manifest.level >= 1 else { return }
    for run in ["recorded", "replayed"] {
      let path = "migrations/\(migration)/\(run)/positions.csv"
      guard let entry = snapshot.manifest.objects.first(where: { $0.path == path }) else {
        continue
      }
      let file = archive.objectPath(entry.sha256)
      let table = try CSVTable(try FileReader.unpacked(file), path: file)
      for holding in try NightFacts.lastDay(table) {
        put(.holding, migration, "\(run) \(holding.instrument)", .text(holding.amount))
      }
    }
  }

  private static func lastDay(_ table: CSVTable) throws -> [(instrument: String, amount: String)] {
    let (days, names, amounts) = (
      try table.column("datetime"), try table.column("instrument"), try table.column("amount")
    )
    let last = (0..<table.rowCount).map { table.text(row: $0, column: days) }.max()
    return (0..<table.rowCount).filter { table.text(row: $0, column: days) == last }.map {
      (table.text(row: $0, column: names), table.text(row: $0, column: amounts))
    }
  }

  /// A document of the night; nil where the manifest does not list it.
  mutating func document(_ path: String) throws -> JSONValue? {
    if let read = documents[path] { return read }
    guard paths.contains(path) else { return nil }
    let file = Path.join(Path.join(archive.folder, snapshot.manifest.day.description), path)
    let read = try JSONReader.read(file: file, id: "archive.damaged")
    documents[path] = read
    return read
  }

  /// A number that was read of a migration.
  func number(_ migration: String, _ name: String) -> Double? {
    if case .number(let value)? = facts[Key(migration: migration, kind: .metric, name: name)] { value } else { nil }
  }
}

extension Message {
  fileprivate static func noHoldings(_ day: TradingDay) -> Message {
    Message(
      "archive.no-holdings", ["day": .day(day)], en: "{day} is archived at level 0, which keeps no holdings.",
      zh: "{day} 以 0 级归档，不保存持仓。")
  }
}
