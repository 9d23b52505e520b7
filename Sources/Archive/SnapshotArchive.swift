package import Primitives
import Records

/// The folder of snapshots: one folder a trading day, each chained to the one before.
package struct SnapshotArchive: Sendable {
  package let folder: String

  /// Signs and verifies the head; nil where nobody asks for that.
  package let headKey: HeadKey?

  package init(folder: String, headKey: HeadKey? = nil) {
    self.folder = folder
    self.headKey = headKey
  }

  package struct Snapshot: Equatable, Sendable {
    package var manifest: Manifest
    /// Of the manifest's bytes as they are on disk.
    package var sha256: String
  }

  static let objectsFolder = "objects"

  /// Days that have a folder, ascending.
  package func days() throws -> [TradingDay] {
    guard FileReader.isFolder(folder) else { return [] }
    return try FileReader.names(in: folder).compactMap { name in
      TradingDay(name).flatMap { $0.description == name ? $0 : nil }
    }.filter { FileReader.isFolder(Path.join(folder, $0.description)) }.sorted()
  }

  /// Whether there is anything of an archive: a night, a head, or a statement.
  package func isThere() throws -> Bool {
    try !days().isEmpty
      || [ArchiveHead.name, SnapshotArchive.headLog, ReviewLedger.folderName].contains {
        FileReader.exists(Path.join(folder, $0))
      }
  }

  /// Throws `archive.manifest` where a day's manifest is missing or damaged.
  package func snapshot(_ day: TradingDay) throws -> Snapshot {
    let path = Path.join(Path.join(folder, day.description), Manifest.name)
    let bytes = try FileReader.bytes(path)
    return Snapshot(manifest: try Manifest(file: path), sha256: SHA256Digest(hashing: bytes).hex)
  }

  package func list() throws -> [Snapshot] { try days().map(snapshot) }

  /// Without the nights whose manifest is damaged; `verify` names those.
  package func readable() throws -> [Snapshot] {
    try days().compactMap { day in
      do { return try snapshot(day) } catch is Diagnostic { return nil }
    }
  }

  /// Writes a night's snapshot, whole or not at all.
  ///
  /// A day that is there with the same content is left as it is. With other content it is replaced
  /// only while no later snapshot rests on it, and the new manifest names the one it replaced.
  /// - Parameter known: what earlier runs found out about files; what they did not is read.
  /// - Throws: `archive.sealed` for a day that later snapshots rest on, or that would come between two.
  package func write(_ content: SnapshotContent, known: StampedFacts = StampedFacts()) throws -> Snapshot {
    // A head that a kill left aside is put back first: the new manifest must name it.
    if FileReader.isFolder(folder) {
      try StagedFolder.recover(Path.join(folder, content.day.description), as: .night)
      try recoverHead()
    }
    let days = try self.days()
    let parent = try days.last { $0 < content.day }.map { day in
      Manifest.Reference(day: day, sha256: try snapshot(day).sha256)
    }
    let own = try days.contains(content.day) ? snapshot(content.day) : nil
    var manifest = Manifest(
      day: content.day, toolVersion: content.toolVersion, level: content.level, parent: parent,
      replaces: own?.manifest.replaces ?? [], verdicts: content.verdicts,
      files: try entries(content, shared: false, known),
      objects: try entries(content, shared: true, known))
    if let own, own.manifest.content == manifest, try problems(own, known: known).isEmpty {
      if days.last == content.day { try advance(to: own) {} }
      return own
    }
    if let last = days.last, last > content.day {
      throw own == nil
        ? Diagnostic.sealedOut(content.day, last, in: folder) : Diagnostic.sealed(content.day, in: folder)
    }
    if let own { manifest.replaces.append(own.sha256) }
    let objects = try packed(content, known)
    for index in manifest.objects.indices {
      manifest.objects[index].packed = objects[manifest.objects[index].sha256]?.packed
    }
    let staged = try StagedFolder(replacing: Path.join(folder, content.day.description), as: .night)
    for file in content.files where !file.isShared { try staged.write(file.bytes(), to: file.path) }
    try staged.write(manifest.bytes, to: Manifest.name)
    let written = Snapshot(manifest: manifest, sha256: manifest.sha256)
    let touched = (own?.manifest.objects ?? []).map(\.sha256) + objects.keys
    try advance(to: written, objects: touched) {
      for (sha256, object) in objects {
        guard let bytes = object.bytes else { continue }
        let path = objectPath(sha256)
        try FileWriter.write(bytes, to: path)
        known.set("object " + path, stamp: try FileStamp.of(path), object.fact)
      }
      try staged.commit()
    }
    return written
  }

  /// A new head that names a night; what it records of statements stays.
  private func advance(to snapshot: Snapshot, objects: [String] = [], commit: () throws -> Void) throws {
    let night = Manifest.Reference(day: snapshot.manifest.day, sha256: snapshot.sha256)
    try advance(objects: objects, to: { (night, $0?.signOffs ?? [:]) }, commit: commit)
  }

  private func entries(
    _ content: SnapshotContent, shared: Bool, _ known: StampedFacts
  ) throws -> [Manifest.Entry] {
    try content.files.filter { $0.isShared == shared }.map { try $0.entry(known) }
  }

  func objectPath(_ sha256: String) -> String {
    Path.join(Path.join(Path.join(folder, SnapshotArchive.objectsFolder), String(sha256.prefix(2))), sha256 + ".gz")
  }

  /// An object of a night: how its content is packed, and the bytes where they are to be written.
  private struct Object: Sendable {
    var content: Manifest.Entry
    var packed: String
    var bytes: [UInt8]?

    /// What is known of the file (`StampedFacts`).
    var fact: String { Object.fact(content, packed: packed) }

    static func fact(_ content: Manifest.Entry, packed: String) -> String {
      "\(content.size) \(content.sha256) \(packed)"
    }
  }

  /// zlib's level: a third of the time of its usual one for a tenth more bytes.
  private static let packingLevel: Int32 = 2

  /// The objects of a night by the digest of their content; those that are not there are packed on all cores.
  private func packed(_ content: SnapshotContent, _ known: StampedFacts) throws -> [String: Object] {
    var objects: [String: Object] = [:]
    var waiting: [(entry: Manifest.Entry, file: SnapshotContent.File)] = []
    var seen: Set<String> = []
    for file in content.files where file.isShared {
      let entry = try file.entry(known)
      // Several migrations may share one.
      guard seen.insert(entry.sha256).inserted else { continue }
      if let packed = try standing(entry, known) {
        objects[entry.sha256] = Object(content: entry, packed: packed)
      } else {
        waiting.append((entry, file))
      }
    }
    let made = try waiting.concurrentMap { entry, file in
      let packed = try Gzip.pack(try file.bytes(), level: SnapshotArchive.packingLevel)
      return Object(content: entry, packed: SHA256Digest(hashing: packed).hex, bytes: packed)
    }
    for object in made { objects[object.content.sha256] = object }
    return objects
  }

  /// SHA-256 of the packed bytes of an object that stands there whole; nil where it is to be written: one that cannot be
  /// unpacked is damaged.
  private func standing(_ entry: Manifest.Entry, _ known: StampedFacts) throws -> String? {
    let path = objectPath(entry.sha256)
    guard FileReader.exists(path) else { return nil }
    let fact = try known.fact("object " + path, stamp: FileStamp.of(path)) {
      guard let content = try? FileReader.unpacked(path), SHA256Digest(hashing: content).hex == entry.sha256 else {
        return nil
      }
      return Object.fact(entry, packed: SHA256Digest(hashing: try FileReader.bytes(path)).hex)
    }
    guard let parts = fact?.split(separator: " ", omittingEmptySubsequences: false), parts.count == 3,
      parts[1] == entry.sha256
    else { return nil }
    // A night of before version 0.3 names no packed bytes.
    return parts[2].isEmpty ? SHA256Digest(hashing: try FileReader.bytes(path)).hex : String(parts[2])
  }
}

extension Diagnostic {
  fileprivate static func sealedOut(_ day: TradingDay, _ last: TradingDay, in folder: String) -> Diagnostic {
    Diagnostic(
      "archive.sealed", .damaged, at: .init(Path.join(folder, day.description)),
      ["day": .day(day), "last": .day(last)],
      (
        en: "The archive has no night of {day}, and its chain goes on to {last} without it.",
        zh: "归档中没有 {day} 之夜，而链条已越过它延续至 {last}。"
      ),
      remedy: (
        en: "Run the night for a later day. A sealed day is not rewritten.", zh: "请为更晚的日期运行；已封存的日期不再改写。"
      ))
  }

  fileprivate static func sealed(_ day: TradingDay, in folder: String) -> Diagnostic {
    Diagnostic(
      "archive.sealed", .damaged, at: .init(Path.join(folder, day.description)), ["day": .day(day)],
      (
        en: "The night of {day} differs from what would be written now, and later nights rest on it.",
        zh: "{day} 之夜与现在要写入的内容不同，且其后的夜以它为基础。"
      ),
      remedy: (
        en: "Run the night for a later day. A sealed day is not rewritten.", zh: "请为更晚的日期运行；已封存的日期不再改写。"
      ))
  }
}
