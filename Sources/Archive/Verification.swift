package import Primitives
package import Records

extension SnapshotArchive {
  package typealias Problem = ArchiveProblem

  /// Compares every snapshot with its manifest, every link with the manifest before it, the head with the newest
  /// night and the statements, and the folder with what belongs there.
  ///
  /// - Parameters:
  ///   - known: nights and objects that were found sound and have not been touched since are not read again; without
  ///     it every byte is. Links, and what was added, are looked for in any case.
  ///   - others: files of the configuration that lie inside the folder.
  package func verify(known: StampedFacts = StampedFacts(), others: Set<String> = []) throws -> [Problem] {
    var problems: [Problem] = []
    var sound: Set<String> = []
    var before: (day: TradingDay, sha256: String)?
    var nights: [(day: TradingDay, snapshot: Snapshot)] = []
    let days = try self.days()
    for day in days {
      do {
        let snapshot = try self.snapshot(day)
        problems += try self.problems(snapshot, in: day, known: known, sound: &sound)
        problems += link(snapshot.manifest, before, day)
        before = (day, snapshot.sha256)
        nights.append((day, snapshot))
      } catch let diagnostic as Diagnostic {
        problems.append(Problem(day: day, kind: .unreadable, path: Manifest.name, detail: diagnostic.summary))
        before = nil
      }
    }
    problems += headProblems(nights)
    guard let newest = days.last else { return problems }
    let manifests = nights.count == days.count ? nights.map(\.snapshot.manifest) : nil
    return problems + (try objectsProblems(manifests, newest)) + (try statementStrangers(newest))
      + (try strangers(newest, others))
  }

  private func link(_ manifest: Manifest, _ before: (day: TradingDay, sha256: String)?, _ day: TradingDay) -> [Problem]
  {
    func broken(_ detail: Message) -> [Problem] {
      [Problem(day: day, kind: .brokenLink, path: Manifest.name, detail: detail)]
    }
    switch (manifest.parent, before) {
    case (nil, nil): return []
    case (nil, let before?): return broken(.noParent(before.day))
    case (let parent?, nil): return broken(.parentGone(parent.day))
    case (let parent?, let before?):
      if parent.day != before.day { return broken(.otherParent(parent.day, before.day)) }
      return parent.sha256 == before.sha256
        ? [] : broken(.otherChain(parent.day))
    }
  }

  func problems(_ snapshot: Snapshot, known: StampedFacts) throws -> [Problem] {
    var sound: Set<String> = []
    return try problems(snapshot, in: snapshot.manifest.day, known: known, sound: &sound)
  }

  /// - Parameter sound: objects that were found to be as they should: many nights share them.
  private func problems(
    _ snapshot: Snapshot, in day: TradingDay, known: StampedFacts, sound: inout Set<String>
  ) throws -> [Problem] {
    let root = Path.join(folder, day.description)
    var (problems, whole): ([Problem], [Manifest.Entry]) = try structureProblems(snapshot.manifest, in: day, root: root)
    func content() throws -> [Problem] { try whole.flatMap { try contentProblems($0, in: day, root: root) } }
    if problems.isEmpty {
      let stamp = try FileStamp.of(folder: root) + " " + snapshot.sha256
      _ = try known.fact("night " + root, stamp: stamp) {
        problems += try content()
        return problems.isEmpty ? "sound" : nil
      }
    } else {
      // A stamp follows links; what is known of the folder does not count any more.
      problems += try content()
    }
    for entry in snapshot.manifest.objects where !sound.contains(entry.sha256 + (entry.packed ?? "")) {
      let found = try objectProblems(entry, in: day, known)
      if found.isEmpty { sound.insert(entry.sha256 + (entry.packed ?? "")) }
      problems += found
    }
    return problems
  }

  /// What of the night's own folder stands there otherwise than its manifest says, and the files that can be read.
  private func structureProblems(
    _ manifest: Manifest, in day: TradingDay, root: String
  ) throws -> ([Problem], [Manifest.Entry]) {
    var problems: [Problem] = []
    func add(_ kind: Problem.Kind, _ path: String, _ detail: Message) {
      problems.append(Problem(day: day, kind: kind, path: path, detail: detail))
    }
    if manifest.day != day { add(.changed, Manifest.name, .otherDay(manifest.day)) }
    if FolderTree.kind(root) == .link { add(.changed, ".", FolderTree.Difference.link.message) }
    for entry in manifest.files + manifest.objects where !entry.isInside {
      add(.changed, Manifest.name, .leavesFolder(entry.path))
    }
    let entries = manifest.files.filter(\.isInside)
    let differences = try FolderTree(root).differences(from: entries.map(\.path) + [Manifest.name])
    for (path, difference) in differences { add(difference.kind, path, difference.message) }
    let unreadable = Set(differences.filter { ![.shared, .added, .addedFolder].contains($0.difference) }.map(\.path))
    return (problems, entries.filter { !unreadable.contains($0.path) })
  }

  private func contentProblems(_ entry: Manifest.Entry, in day: TradingDay, root: String) throws -> [Problem] {
    do {
      return check(try FileReader.bytes(Path.join(root, entry.path)), entry, entry.path, day)
    } catch let diagnostic as Diagnostic {
      return [Problem(day: day, kind: .changed, path: entry.path, detail: diagnostic.summary)]
    }
  }

  private func objectProblems(_ entry: Manifest.Entry, in day: TradingDay, _ known: StampedFacts) throws -> [Problem] {
    let path = objectPath(entry.sha256)
    let name = "\(entry.path) (object \(entry.sha256.prefix(12)))"
    func problem(_ kind: Problem.Kind, _ detail: Message) -> [Problem] {
      [Problem(day: day, kind: kind, path: name, detail: detail)]
    }
    guard entry.sha256.utf8.allSatisfy(\.isHexDigit), let kind = FolderTree.kind(path) else {
      return problem(.missing, .objectGone)
    }
    if kind == .link { return problem(.changed, FolderTree.Difference.link.message) }
    if kind != .file { return problem(.changed, FolderTree.Difference.noFile.message) }
    let wanted = "\(entry.size) \(entry.sha256) \(entry.packed ?? "")"
    var problems: [Problem] = []
    let found = try known.fact("object " + path, stamp: FileStamp.of(path)) {
      do { problems = try packingProblems(path, entry, name, day) } catch let diagnostic as Diagnostic {
        problems = problem(.changed, diagnostic.summary)
      }
      return problems.isEmpty ? wanted : nil
    }
    // Another manifest may ask for another size of the same object.
    if problems.isEmpty, found != wanted { return try packingProblems(path, entry, name, day) }
    return problems
  }

  /// Holds an object to its content, and to the bytes that were archived where the manifest names them.
  private func packingProblems(
    _ path: String, _ entry: Manifest.Entry, _ name: String, _ day: TradingDay
  ) throws -> [Problem] {
    let packed = try FileReader.bytes(path)
    let content = try FileReader.unpacked(path)
    let problems = check(content, entry, name, day)
    guard problems.isEmpty else { return problems }
    if let digest = entry.packed {
      guard SHA256Digest(hashing: packed).hex != digest else { return [] }
    } else {
      guard !PackedObject.isPlain(packed, of: content.count) else { return [] }
    }
    return [Problem(day: day, kind: .changed, path: name, detail: .packedAgain)]
  }

  private func check(_ bytes: [UInt8], _ entry: Manifest.Entry, _ path: String, _ day: TradingDay) -> [Problem] {
    let digest = SHA256Digest(hashing: bytes).hex
    guard bytes.count != entry.size || digest != entry.sha256 else { return [] }
    return [Problem(day: day, kind: .changed, path: path, detail: .otherBytes(bytes.count, digest, entry))]
  }

  /// Objects that no night needs, that have a second name, and whatever else lies among them.
  ///
  /// - Parameter manifests: nil where one cannot be read: what is needed is not known then.
  private func objectsProblems(_ manifests: [Manifest]?, _ newest: TradingDay) throws -> [Problem] {
    let root = Path.join(folder, SnapshotArchive.objectsFolder)
    guard let kind = FolderTree.kind(root) else { return [] }
    let prefix = SnapshotArchive.objectsFolder + "/"
    guard kind == .folder else {
      return [Problem(day: newest, kind: .changed, path: prefix, detail: FolderTree.Difference.link.message)]
    }
    let needed = (manifests ?? []).flatMap(\.objects).map(\.sha256)
    let waiting = pendingHead().map(\.objects) ?? []
    return try FolderTree(root).nodes.compactMap { node in
      func problem(_ kind: Problem.Kind, _ detail: Message) -> Problem {
        Problem(day: newest, kind: kind, path: prefix + node.path, detail: detail)
      }
      let parts = node.path.split(separator: "/").map(String.init)
      if node.kind == .folder {
        return parts.count == 1 && parts[0].utf8.count == 2 && parts[0].utf8.allSatisfy(\.isHexDigit)
          ? nil : problem(.added, FolderTree.Difference.addedFolder.message)
      }
      let name = parts.last ?? ""
      if SnapshotArchive.isUnfinished(name) { return nil }
      guard parts.count == 2, name.hasSuffix(".gz"), name.hasPrefix(parts[0]) else {
        return problem(.added, FolderTree.Difference.added.message)
      }
      let sha256 = String(name.dropLast(3))
      if manifests != nil, !needed.contains(sha256), !waiting.contains(sha256) { return problem(.added, .notNeeded) }
      return node.kind == .file && node.nameCount > 1
        ? problem(.changed, FolderTree.Difference.shared.message) : nil
    }
  }

  /// What lies among the statements and is none, and statements that are links or have a second name.
  private func statementStrangers(_ newest: TradingDay) throws -> [Problem] {
    let root = Path.join(folder, ReviewLedger.folderName)
    guard FolderTree.kind(root) == .folder else { return [] }
    let tree = try FolderTree(root)
    let statements = tree.nodes.filter { node in
      let name = Path.lastComponent(node.path)
      return node.kind != .folder && node.path.split(separator: "/").count == 2
        && (name.hasSuffix(".json") || name.hasSuffix(".json.sig") || name.hasSuffix(".json.sig.new"))
    }
    return tree.differences(from: statements.map(\.path)).compactMap { path, difference in
      if SnapshotArchive.isUnfinished(Path.lastComponent(path)) { return nil }
      let isAdded = difference == .added || difference == .addedFolder
      return Problem(
        day: newest, kind: difference.kind, path: ReviewLedger.folderName + "/" + path,
        detail: isAdded ? .stranger : difference.message)
    }
  }

  /// What stands beside the nights and does not belong there.
  private func strangers(_ newest: TradingDay, _ others: Set<String>) throws -> [Problem] {
    let own: Set<String> = [
      ArchiveHead.name, SnapshotArchive.headLog, SnapshotArchive.headSignature,
      PendingHead.name, PendingHead.signature, SnapshotArchive.objectsFolder, ReviewLedger.folderName, "bundles",
      "allowed_signers",
      "README.md", ".git", ".gitignore", ".gitattributes",
    ]
    return try FileReader.names(in: folder).compactMap { name in
      if own.contains(name) || others.contains(name) || SnapshotArchive.isUnfinished(name) { return nil }
      let kind = FolderTree.kind(Path.join(folder, name))
      if kind == .folder, TradingDay(name)?.description == name { return nil }
      return Problem(day: newest, kind: .added, path: name, detail: .stranger)
    }
  }

  /// Names that a killed process of this program leaves: hidden, with its number.
  static func isUnfinished(_ name: String) -> Bool {
    guard name.hasPrefix(".") else { return false }
    let parts = name.split(separator: ".")
    if parts.last == "partial" { return parts.count > 2 && parts[parts.count - 2].allSatisfy(\.isNumber) }
    guard parts.count > 1, TradingDay(String(parts[0])) != nil else { return false }
    return parts[1].hasPrefix("staging-") && parts[1].dropFirst("staging-".count).allSatisfy(\.isNumber)
  }
}

/// The gzip form in which objects of nights lie that do not name their packed bytes.
enum PackedObject {
  /// One member as `Gzip.pack` writes it: no name, no time, no extreme level, and the length of the whole content at its end.
  static func isPlain(_ packed: [UInt8], of count: Int) -> Bool {
    guard packed.starts(with: [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]), packed.count >= 18 else { return false }
    let length = packed.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    // An empty member before or behind the content is 20 bytes; without content nothing but one may stand there.
    if count == 0 { return packed.count == 20 }
    return length == count & 0xFFFF_FFFF && !packed.starts(with: emptyMember)
  }

  private static let emptyMember: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]
}

extension Message {
  fileprivate static func noParent(_ before: TradingDay) -> Message {
    Message(
      "archive.no-parent", ["before": .day(before)], en: "The manifest names no parent, but {before} stands before it.",
      zh: "清单没有指明上一夜，而之前有 {before}。")
  }

  fileprivate static func parentGone(_ parent: TradingDay) -> Message {
    Message(
      "archive.parent-gone", ["parent": .day(parent)],
      en: "The parent {parent} is not in the archive, or cannot be read.", zh: "上一夜 {parent} 不在归档中，或无法读取。")
  }

  fileprivate static func otherParent(_ parent: TradingDay, _ before: TradingDay) -> Message {
    Message(
      "archive.other-parent", ["parent": .day(parent), "before": .day(before)],
      en: "The manifest names {parent} as its parent, but {before} stands before it.",
      zh: "清单指明的上一夜是 {parent}，而之前的是 {before}。")
  }

  fileprivate static func otherChain(_ parent: TradingDay) -> Message {
    Message(
      "archive.other-chain", ["parent": .day(parent)],
      en: "The manifest of {parent} is not the one that this night was chained to.",
      zh: "{parent} 的清单不是这一夜所链接的那一份。")
  }

  fileprivate static func otherDay(_ day: TradingDay) -> Message {
    Message("archive.other-day", ["day": .day(day)], en: "The manifest belongs to {day}.", zh: "该清单属于 {day}。")
  }

  fileprivate static func leavesFolder(_ path: String) -> Message {
    Message(
      "archive.leaves-folder", ["path": .text(path)], en: "The manifest lists `{path}`, which leaves its folder.",
      zh: "清单列出的 `{path}` 指向文件夹之外。")
  }

  fileprivate static var objectGone: Message {
    Message("archive.object-gone", en: "The object is gone.", zh: "对象已不在。")
  }

  fileprivate static var packedAgain: Message {
    Message(
      "archive.packed-again", en: "The content is right, but its packed bytes are not those that were archived.",
      zh: "内容无误，但压缩后的字节不是归档时的那一份。")
  }

  fileprivate static var notNeeded: Message {
    Message("archive.not-needed", en: "No night refers to the object.", zh: "没有任何一夜引用该对象。")
  }

  fileprivate static var stranger: Message {
    Message(
      "archive.stranger", en: "It does not belong to the archive. Move it to another folder.",
      zh: "它不属于归档，请移至其他文件夹。")
  }

  fileprivate static func otherBytes(_ size: Int, _ sha256: String, _ entry: Manifest.Entry) -> Message {
    Message(
      "archive.other-bytes",
      [
        "size": .count(size), "digest": .text(String(sha256.prefix(12))), "expectedSize": .count(entry.size),
        "expected": .text(String(entry.sha256.prefix(12))),
      ],
      en:
        "The file has {size} {size:byte|bytes} with digest {digest}. The manifest says {expectedSize} with {expected}.",
      zh: "文件有 {size} 字节，摘要 {digest}；清单为 {expectedSize} 字节，摘要 {expected}。")
  }
}
