import Foundation

/// Size, times and path of a file: a cheap sign that its content is as it was, and a key of caches only.
///
/// A file that was changed and kept its size and its times is not noticed; what rests on it is made anew by
/// `nightly --afresh`, and `archive verify` reads every byte.
package enum FileStamp {
  /// Throws `file.missing` where there is no such file.
  package static func of(_ path: String) throws -> String {
    guard let status = status(path) else { throw Diagnostic.missing(path) }
    return "\(path) \(text(status))"
  }

  /// Of all files below a folder: their names, sizes and times.
  ///
  /// - Parameters:
  ///   - names: files and folders directly inside that do not count.
  ///   - links: a link to a folder counts by where it leads, or with all that it leads to.
  package static func of(
    folder: String, without names: Set<String> = [], links: FolderWalk.Links = .stay
  ) throws -> String {
    let walk = try FolderWalk(folder, links: links) { names.contains($0) }
    var hasher = SHA256Hasher()
    for entry in walk.entries { hasher.update(Array("\(entry.path) \(text(entry.status))\n".utf8)) }
    for path in walk.unfollowed { hasher.update(Array("\(path) -> \(destination(Path.join(folder, path)))\n".utf8)) }
    return hasher.finish().hex
  }

  /// What a link says; empty where it is gone.
  private static func destination(_ link: String) -> String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) ?? ""
  }

  private static func status(_ path: String) -> stat? {
    var status = stat()
    return stat(path, &status) == 0 ? status : nil
  }

  private static func text(_ status: stat) -> String {
    "\(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
  }
}

/// What was found out about files and folders, each with the stamp under which it was found: kept in one file,
/// so that the next run need not read again what nobody has touched.
///
/// It is a cache. A file of it that cannot be read is the same as none, and what a run does not ask for is
/// forgotten.
package final class StampedFacts {
  private var known: [String: Fact] = [:]
  private var used: Set<String> = []
  private var isChanged = false

  private struct Fact: Equatable {
    var stamp: String
    var value: String
  }

  /// Nothing is known.
  package init() {}

  /// What a file of `save` holds.
  package init(reading path: String) {
    guard let bytes = try? FileReader.bytes(path) else { return }
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let cells = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
      guard cells.count == 3 else { continue }
      let texts = cells.map { String(decoding: $0, as: UTF8.self) }
      known[texts[0]] = Fact(stamp: texts[1], value: texts[2])
    }
  }

  /// The fact of a subject where it was found under this stamp, else what `find` finds now; nil is not kept.
  package func fact(_ subject: String, stamp: String, find: () throws -> String?) rethrows -> String? {
    if let fact = known[subject], fact.stamp == stamp {
      used.insert(subject)
      return fact.value
    }
    guard let value = try find() else { return nil }
    set(subject, stamp: stamp, value)
    return value
  }

  /// Asks for every subject of a kind, so that it is not forgotten.
  package func keep(where isKept: (_ subject: String) -> Bool) {
    used.formUnion(known.keys.filter(isKept))
  }

  package func set(_ subject: String, stamp: String, _ value: String) {
    let fact = Fact(stamp: stamp, value: value)
    used.insert(subject)
    guard known[subject] != fact else { return }
    // A name with one of the two signs of the file's form is asked for again each time.
    guard ![subject, stamp, value].contains(where: { $0.utf8.contains { $0 == 9 || $0 == 10 } }) else { return }
    known[subject] = fact
    isChanged = true
  }

  /// Keeps what this run found.
  ///
  /// - Parameter forgetting: what it did not ask for is dropped.
  package func save(to path: String, forgetting: Bool) throws {
    let kept = forgetting ? known.filter { used.contains($0.key) } : known
    guard isChanged || kept.count != known.count else { return }
    let lines = kept.map { "\($0.key)\t\($0.value.stamp)\t\($0.value.value)\n" }.sorted()
    try FileWriter.write(Array(lines.joined().utf8), to: path)
  }
}
