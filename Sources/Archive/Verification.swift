package import Primitives
package import Records

extension SnapshotArchive {
  package typealias Problem = ArchiveProblem

  /// Compares every snapshot with its manifest and every link with the manifest before it.
  ///
  /// - Parameter known: nights and objects that were found sound and have not been touched since are not read
  ///   again; without it every byte is.
  package func verify(known: StampedFacts = StampedFacts()) throws -> [Problem] {
    var problems: [Problem] = []
    var sound: Set<String> = []
    var before: (day: TradingDay, sha256: String)?
    var nights: [(day: TradingDay, snapshot: Snapshot)] = []
    for day in try days() {
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
    return problems + headProblems(nights)
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

  /// - Parameter sound: digests of objects that were found to be as they should: many nights share them.
  private func problems(
    _ snapshot: Snapshot, in day: TradingDay, known: StampedFacts, sound: inout Set<String>
  ) throws -> [Problem] {
    let root = Path.join(folder, day.description)
    let stamp = try FileStamp.of(folder: root) + " " + snapshot.sha256
    var problems: [Problem] = []
    _ = try known.fact("night " + root, stamp: stamp) {
      problems = try filesProblems(snapshot.manifest, in: day, root: root)
      return problems.isEmpty ? "sound" : nil
    }
    for entry in snapshot.manifest.objects where !sound.contains(entry.sha256) {
      let found = try objectProblems(entry, in: day, known)
      if found.isEmpty { sound.insert(entry.sha256) }
      problems += found
    }
    return problems
  }

  /// What of the night's own folder is not as its manifest says.
  private func filesProblems(_ manifest: Manifest, in day: TradingDay, root: String) throws -> [Problem] {
    var problems: [Problem] = []
    if manifest.day != day {
      problems.append(
        Problem(day: day, kind: .changed, path: Manifest.name, detail: .otherDay(manifest.day)))
    }
    for entry in manifest.files {
      let path = Path.join(root, entry.path)
      guard FileReader.exists(path) else {
        problems.append(Problem(day: day, kind: .missing, path: entry.path, detail: .fileGone))
        continue
      }
      do {
        problems += check(try FileReader.bytes(path), entry, entry.path, day)
      } catch let diagnostic as Diagnostic {
        problems.append(Problem(day: day, kind: .changed, path: entry.path, detail: diagnostic.summary))
      }
    }
    let known = Set(manifest.files.map(\.path) + [Manifest.name])
    for path in try Self.files(below: root) where !known.contains(path) {
      problems.append(Problem(day: day, kind: .added, path: path, detail: .unknownFile))
    }
    return problems
  }

  private func objectProblems(_ entry: Manifest.Entry, in day: TradingDay, _ known: StampedFacts) throws -> [Problem] {
    let path = objectPath(entry.sha256)
    let name = "\(entry.path) (object \(entry.sha256.prefix(12)))"
    guard FileReader.exists(path) else {
      return [Problem(day: day, kind: .missing, path: name, detail: .objectGone)]
    }
    let wanted = "\(entry.size) \(entry.sha256)"
    var problems: [Problem] = []
    let found = try known.fact("object " + path, stamp: FileStamp.of(path)) {
      do {
        problems = check(try FileReader.unpacked(path), entry, name, day)
      } catch let diagnostic as Diagnostic {
        problems = [Problem(day: day, kind: .changed, path: name, detail: diagnostic.summary)]
      }
      return problems.isEmpty ? wanted : nil
    }
    // Another manifest may ask for another size of the same object.
    if problems.isEmpty, found != wanted { return check(try FileReader.unpacked(path), entry, name, day) }
    return problems
  }

  private func check(_ bytes: [UInt8], _ entry: Manifest.Entry, _ path: String, _ day: TradingDay) -> [Problem] {
    let digest = SHA256Digest(hashing: bytes).hex
    guard bytes.count != entry.size || digest != entry.sha256 else { return [] }
    return [Problem(day: day, kind: .changed, path: path, detail: .otherBytes(bytes.count, digest, entry))]
  }

  /// Paths of all files below a folder, relative to it, sorted.
  static func files(below root: String) throws -> [String] { try FolderWalk(root).paths }
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

  fileprivate static var fileGone: Message { Message("archive.file-gone", en: "The file is gone.", zh: "文件已不在。") }

  fileprivate static var objectGone: Message {
    Message("archive.object-gone", en: "The object is gone.", zh: "对象已不在。")
  }

  fileprivate static var unknownFile: Message {
    Message("archive.unknown-file", en: "The manifest does not know the file.", zh: "清单中没有该文件。")
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
