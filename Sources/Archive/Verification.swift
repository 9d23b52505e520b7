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
    case (nil, let before?): return broken("it names no parent, but \(before.day) stands before it")
    case (let parent?, nil): return broken("its parent \(parent.day) is not in the archive or cannot be read")
    case (let parent?, let before?):
      if parent.day != before.day { return broken("its parent is \(parent.day), but \(before.day) stands before it") }
      return parent.sha256 == before.sha256
        ? [] : broken("the manifest of \(parent.day) is not the one it was chained to")
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
        Problem(day: day, kind: .changed, path: Manifest.name, detail: "the manifest is that of \(manifest.day)"))
    }
    for entry in manifest.files {
      let path = Path.join(root, entry.path)
      guard FileReader.exists(path) else {
        problems.append(Problem(day: day, kind: .missing, path: entry.path, detail: "the file is gone"))
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
      problems.append(Problem(day: day, kind: .added, path: path, detail: "the manifest does not know the file"))
    }
    return problems
  }

  private func objectProblems(_ entry: Manifest.Entry, in day: TradingDay, _ known: StampedFacts) throws -> [Problem] {
    let path = objectPath(entry.sha256)
    let name = "\(entry.path) (object \(entry.sha256.prefix(12)))"
    guard FileReader.exists(path) else {
      return [Problem(day: day, kind: .missing, path: name, detail: "the object is gone")]
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
    let hash = SHA256Digest(hashing: bytes).hex
    guard bytes.count != entry.size || hash != entry.sha256 else { return [] }
    return [
      Problem(
        day: day, kind: .changed, path: path,
        detail:
          "\(bytes.count) bytes, SHA-256 \(hash.prefix(12)); the manifest says \(entry.size) bytes, \(entry.sha256.prefix(12))"
      )
    ]
  }

  /// Paths of all files below a folder, relative to it, sorted.
  static func files(below root: String, prefix: String = "") throws -> [String] {
    var found: [String] = []
    for name in try FileReader.names(in: root) {
      let path = Path.join(root, name)
      let relative = prefix.isEmpty ? name : prefix + "/" + name
      if FileReader.isFolder(path) {
        found += try files(below: path, prefix: relative)
      } else {
        found.append(relative)
      }
    }
    return found.sorted()
  }
}
