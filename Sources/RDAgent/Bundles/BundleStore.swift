import Foundation
import Primitives

/// Where bundles stand: a folder each beside the state file, with `received.json`.
///
/// 1. A bundle appears whole or not at all: it is unpacked beside its place, brought to the disk and moved there by one
///    rename. Nothing that stands is written over but `received.json`, whole.
/// 2. What a killed process left beside a place is removed by the next one that looks.
/// 3. Nothing of a bundle is run or unpickled.
package struct BundleStore: Sendable {
  package let folder: String

  /// - Parameter state: the path of the state file.
  package init(besideState state: String) { folder = Path.join(Path.folder(of: state), "bundles") }

  package func place(of id: BundleID) -> String { Path.join(folder, id.text) }

  /// The bundles that stand, by identifier.
  package func all() throws -> [BundleID] {
    guard FileReader.isFolder(folder) else { return [] }
    return try FileReader.names(in: folder).compactMap { BundleID($0) }.sorted()
  }

  /// What is known of a bundle; nil where none stands.
  ///
  /// - Parameter thoroughly: whether the digest of every file is compared, and not only its size.
  /// - Throws: `bundle.standing-damaged` (exit 3) where something stands there and is not what was received.
  package func standing(_ id: BundleID, thoroughly: Bool = false) throws -> ReceivedBundle? {
    let place = place(of: id)
    guard FileReader.exists(place) else { return nil }
    let path = Path.join(place, ReceivedBundle.fileName)
    guard let json = try? JSONReader.read(FileReader.bytes(path, as: .document)), let bundle = ReceivedBundle(json),
      bundle.id == id
    else { throw Diagnostic.standingDamaged(path) }
    for member in bundle.members {
      let file = Path.join(place, member.path)
      var status = stat()
      guard lstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, Int(status.st_size) == member.size,
        try !thoroughly || SHA256Digest(hashing: FileReader.bytes(file, as: .model)).hex == member.sha256
      else { throw Diagnostic.standingDamaged(file) }
    }
    return bundle
  }

  /// Unpacks a bundle to its place.
  ///
  /// - Parameters:
  ///   - archive: the checked members.
  ///   - describe: what to note of it, from its members and its manifest.
  /// - Throws: `BundleRefusal` where a member is damaged, `file.unwritable` (exit 4); nothing stands there then.
  package func keep(
    _ id: BundleID, _ archive: BundleArchive,
    describe: (_ members: [ReceivedBundle.Member], _ manifest: [UInt8]?) throws -> ReceivedBundle
  ) throws -> ReceivedBundle {
    let place = place(of: id)
    let staging = Path.join(folder, ".\(id.text).receiving-\(getpid())")
    try DurableFile.makeFolder(folder)
    if FileReader.exists(staging) { try FileManager.default.removeItem(atPath: staging) }
    do {
      try DurableFile.makeFolder(staging)
      var folders = Set(archive.folders.flatMap(BundleStore.prefixes))
      for member in archive.members { folders.formUnion(BundleStore.prefixes(of: member.path).dropLast()) }
      for path in folders.sorted() { try DurableFile.makeFolder(Path.join(staging, path)) }
      var members: [ReceivedBundle.Member] = []
      var manifest: [UInt8]?
      try archive.unpack { member, content in
        try DurableFile.write(content, to: Path.join(staging, member.path))
        members.append(.init(path: member.path, size: member.size, sha256: SHA256Digest(hashing: content).hex))
        if member.path == BundleManifest.fileName { manifest = content }
      }
      let bundle = try describe(members, manifest)
      try DurableFile.write(bundle.json.pretty, to: Path.join(staging, ReceivedBundle.fileName))
      for path in folders.sorted().reversed() { try DurableFile.settle(Path.join(staging, path)) }
      try DurableFile.settle(staging)
      guard rename(staging, place) == 0 else { throw FileWriter.unwritable(place) }
      try DurableFile.settle(folder)
      return bundle
    } catch {
      // Whatever stays is removed by `recover`.
      try? FileManager.default.removeItem(atPath: staging)
      throw error
    }
  }

  /// Notes that a service took the confirmation.
  package func note(_ bundle: ReceivedBundle, confirmedBy source: String, at time: String) throws -> ReceivedBundle {
    var bundle = bundle
    bundle.confirmed[source] = time
    let place = place(of: bundle.id)
    let (path, new) = (Path.join(place, ReceivedBundle.fileName), Path.join(place, ".received.\(getpid())"))
    if FileReader.exists(new) { try FileWriter.remove(new) }
    try DurableFile.write(bundle.json.pretty, to: new)
    guard rename(new, path) == 0 else { throw FileWriter.unwritable(path) }
    try DurableFile.settle(place)
    return bundle
  }

  /// Removes what killed processes left unfinished; a folder that only looks like theirs is left alone.
  package func recover() throws {
    guard FileReader.isFolder(folder) else { return }
    for name in try FileReader.names(in: folder) where name.hasPrefix(".") {
      let parts = name.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count == 2, BundleID(String(parts[0])) != nil, parts[1].hasPrefix("receiving-"),
        let process = pid_t(parts[1].dropFirst("receiving-".count)), process != getpid(), process > 0,
        kill(process, 0) != 0, errno == ESRCH
      else { continue }
      let path = Path.join(folder, name)
      do { try FileManager.default.removeItem(atPath: path) } catch { throw FileWriter.unwritable(path) }
    }
  }

  /// `a/b/c` is `a`, `a/b` and `a/b/c`.
  private static func prefixes(of path: String) -> [String] {
    var (found, whole): ([String], String) = ([], "")
    for component in path.utf8.split(separator: UInt8(ascii: "/")) {
      whole += (whole.isEmpty ? "" : "/") + String(decoding: component, as: UTF8.self)
      found.append(whole)
    }
    return found
  }
}

/// Files and folders that are on the disk when a call returns.
enum DurableFile {
  /// Makes a folder whose parent stands, unless it is there.
  static func makeFolder(_ path: String) throws {
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw FileWriter.unwritable(path) }
  }

  /// Writes a new file; what stands there already is no place for it.
  static func write(_ bytes: [UInt8], to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileWriter.unwritable(path) }
    var written = 0
    let isComplete = bytes.withUnsafeBytes { buffer in
      while written < buffer.count {
        let count = Foundation.write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
        if count <= 0 { return false }
        written += count
      }
      return fsync(descriptor) == 0
    }
    let failure = errno
    let isClosed = close(descriptor) == 0
    if !isComplete { errno = failure }
    guard isComplete, isClosed else { throw FileWriter.unwritable(path) }
  }

  /// Brings the names in a folder to the disk.
  static func settle(_ folder: String) throws {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileWriter.unwritable(folder) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw FileWriter.unwritable(folder) }
  }
}

extension Diagnostic {
  fileprivate static func standingDamaged(_ path: String) -> Diagnostic {
    Diagnostic(
      "bundle.standing-damaged", .damaged, at: .init(path),
      (en: "The file is missing or is not what was received.", zh: "该文件缺失，或与收到时不同。"),
      remedy: (
        en: "Move the bundle's folder away and sync again. It is not confirmed as it is.",
        zh: "请移走该包的目录后重新同步；在此之前不会确认。"
      ))
  }
}
