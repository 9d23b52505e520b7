import Foundation
import GRDB
package import Primitives
import Records

/// A copy of the state file, with its digest beside it in `sha256sum`'s form: `FILE.sha256`.
///
/// 1. A copy is one moment of the file, also while a night writes, and is one file without a log.
/// 2. Only a copy is overwritten: a state file with a digest beside it.
/// 3. What is restored was compared with its digest, read through and brought to this program's schema before anything of
///    the present file changes.
/// 4. The present file is kept under a dated name. There is no moment without a state file, where the file system gives a
///    file two names.
package struct StateBackup: Equatable, Sendable {
  package var path: String
  package var byteCount: Int
  package var sha256: String
  /// The newest night in it; nil: none.
  package var lastNight: TradingDay?

  fileprivate static func digestFile(_ path: String) -> String { path + ".sha256" }
}

extension Database {
  /// Writes a copy, whole or not at all, with its digest.
  ///
  /// A process that is killed between the two leaves a copy that its digest does not fit; `restore` then refuses it.
  /// - Throws: `store.no-backup` (exit 2) where anything but a copy stands at the path; `store.unwritable` (exit 4).
  package func backup(to target: String) throws -> StateBackup {
    try StateBackup.refuseOther(at: target)
    let folder = Path.folder(of: target)
    let partial = Path.join(folder, ".\(Path.lastComponent(target)).\(getpid()).partial")
    defer { for ending in ["", "-wal", "-shm", "-journal"] { unlink(partial + ending) } }
    unlink(partial)
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch { throw StoreFailure.unwritable(target, String(cString: strerror(errno))) }
    let queue = try StoreFailure.translate(target) { try DatabaseQueue(path: partial) }
    try copyPages(to: queue)
    let lastNight = try StoreFailure.translate(target) {
      try queue.read { try String.fetchOne($0, sql: "SELECT max(trading_day) FROM night") }
    }
    try StateBackup.seal(queue, as: target)
    let copy = StateBackup(
      path: target, byteCount: StateBackup.size(partial), sha256: try StateBackup.digest(partial),
      lastNight: lastNight.flatMap { TradingDay($0) })
    guard rename(partial, target) == 0 else { throw FileWriter.unwritable(target) }
    try FileWriter.write(
      Array("\(copy.sha256)  \(Path.lastComponent(target))\n".utf8), to: StateBackup.digestFile(target))
    return copy
  }
}

extension StateBackup {
  /// What a restoration did.
  package struct Restored: Equatable, Sendable {
    package var backup: StateBackup
    /// Where the file that was there is kept; nil: there was none.
    package var kept: String?
  }

  /// Puts a copy in the place of the state file. The caller holds the locks of night and watch.
  ///
  /// - Parameter timestamp: names the file that is kept, as `2026-11-23T08:41:33+00:00`.
  /// - Throws: `store.backup-digest`, `store.damaged`, `store.newer`, `store.foreign` (exit 3); `store.locked` (exit 75)
  ///   where another process has the present file open. Nothing has changed then.
  package static func restore(_ file: String, to path: String, at timestamp: String) throws -> Restored {
    guard OutputPlace.resolved(file) != OutputPlace.resolved(path) else { throw Diagnostic.restoresItself(path) }
    let digest = try verified(file)
    let staged = path + ".restoring"
    func clean() { for ending in ["", "-wal", "-shm", "-journal"] { unlink(staged + ending) } }
    clean()
    defer { clean() }
    do {
      try FileManager.default.createDirectory(atPath: Path.folder(of: path), withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: file, toPath: staged)
    } catch { throw FileWriter.unwritable(staged) }
    // A copy may be kept read-only; the state file is written to.
    chmod(staged, 0o644)
    guard try self.digest(staged) == digest else { throw Diagnostic.otherDigest(file) }
    let lastNight = try examined(staged)
    let kept = try keep(path, at: timestamp)
    guard rename(staged, path) == 0 else { throw FileWriter.unwritable(path) }
    return Restored(
      backup: StateBackup(path: file, byteCount: size(path), sha256: digest, lastNight: lastNight), kept: kept)
  }

  /// The digest of a copy that is as it was written.
  private static func verified(_ file: String) throws -> String {
    guard FileReader.exists(file) else { throw StoreFailure.absent(file) }
    let beside = digestFile(file)
    guard FileReader.exists(beside) else { throw Diagnostic.noDigest(file) }
    let wanted = try FileReader.text(beside, as: .signature).prefix { $0 != " " && $0 != "\n" }.lowercased()
    guard try digest(file) == wanted else { throw Diagnostic.otherDigest(file) }
    return wanted
  }

  /// Reads a copy through and brings it to the present schema; gives its newest night.
  static func examined(_ staged: String) throws -> TradingDay? {
    let lastNight: TradingDay?
    do {
      let database = try Database(path: staged)
      try database.check()
      lastNight = try database.nights().last?.tradingDay
    }
    let queue = try StoreFailure.translate(staged) { try DatabaseQueue(path: staged) }
    try seal(queue, as: staged)
    return lastNight
  }

  /// Gives the present file a second, dated name. A sound one is brought into one file first, which nobody may have open.
  static func keep(_ path: String, at timestamp: String) throws -> String? {
    guard FileReader.exists(path) else { return nil }
    try FileReader.refuseIrregular(path)
    var isSound = true
    do { try StateFile.inspect(path) } catch let error as Diagnostic where error.kind == .damaged {
      isSound = false
    }
    if isSound {
      do {
        let queue = try StoreFailure.translate(path) { try DatabaseQueue(path: path) }
        try seal(queue, as: path)
      } catch let error as Diagnostic where error.kind == .damaged {
        // That is what a copy is restored for: the file is kept as it is, with its log.
      }
    }
    let name = Path.lastComponent(path)
    let stem = name.hasSuffix(".sqlite") ? String(name.dropLast(7)) : name
    let moment = timestamp.prefix(19).filter { $0.isNumber || $0 == "T" }
    let base = Path.join(Path.folder(of: path), "\(stem)-\(moment)")
    var kept = base + ".sqlite"
    var count = 1
    while FileReader.exists(kept) {
      count += 1
      kept = "\(base)-\(count).sqlite"
    }
    // Without second names on this file system the file is moved.
    guard link(path, kept) == 0 || rename(path, kept) == 0 else { throw FileWriter.unwritable(kept) }
    for ending in ["-wal", "-shm"] where FileReader.exists(path + ending) {
      guard rename(path + ending, kept + ending) == 0 else { throw FileWriter.unwritable(kept + ending) }
    }
    return kept
  }

  /// Takes the log into the file, reads it through, and closes it; `store.locked` where another process has it open.
  fileprivate static func seal(_ queue: DatabaseQueue, as path: String) throws {
    try StoreFailure.translate(path) {
      let found = try queue.inDatabase { database in
        // It stays as it was where another process reads the file.
        let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = DELETE")
        guard mode == "delete" else { throw StoreFailure.locked(path) }
        return try String.fetchAll(database, sql: "PRAGMA integrity_check(3)")
      }
      try queue.close()
      guard found == ["ok"] else { throw StoreFailure.damaged(path, .sqlite(found.joined(separator: "; "))) }
    }
  }

  fileprivate static func refuseOther(at target: String) throws {
    guard FileReader.exists(target) else { return }
    do { try StateFile.inspect(target) } catch is Diagnostic { throw Diagnostic.noBackup(target) }
    guard FileReader.exists(digestFile(target)) else { throw Diagnostic.noBackup(target) }
  }

  static func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Piece by piece: a state file may be larger than memory.
  fileprivate static func digest(_ path: String) throws -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw StoreFailure.unwritable(path, String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var hasher = SHA256Hasher()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = read(descriptor, buffer.baseAddress, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw StoreFailure.unwritable(path, String(cString: strerror(errno))) }
      if count == 0 { return hasher.finish().hex }
      hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }
}

extension Diagnostic {
  fileprivate static func noBackup(_ path: String) -> Diagnostic {
    Diagnostic(
      "store.no-backup", .usage, at: .init(path),
      (en: "The file is no backup: only a backup is overwritten.", zh: "该文件不是备份；只有备份可以被覆盖。"),
      remedy: (en: "Name another file. Nothing was written.", zh: "请指定另一个文件。未写入任何内容。"))
  }

  fileprivate static func restoresItself(_ path: String) -> Diagnostic {
    Diagnostic(
      "store.restores-itself", .usage, at: .init(path),
      (en: "The backup is the state file itself.", zh: "该备份就是状态文件本身。"),
      remedy: (en: "Name the file that `aistock state backup` wrote.", zh: "请指定 `aistock state backup` 写出的文件。"))
  }

  fileprivate static func noDigest(_ path: String) -> Diagnostic {
    Diagnostic(
      "store.backup-digest", .damaged, at: .init(path),
      (en: "The backup has no digest beside it.", zh: "备份旁没有摘要文件。"),
      remedy: (
        en: "If you trust the file, write its digest: `sha256sum FILE > FILE.sha256`.",
        zh: "若确信该文件无误，请写出其摘要：`sha256sum 文件 > 文件.sha256`。"
      ))
  }

  fileprivate static func otherDigest(_ path: String) -> Diagnostic {
    Diagnostic(
      "store.backup-digest", .damaged, at: .init(path),
      (en: "The backup is not what was written: its digest differs.", zh: "备份已非当初写出的内容：摘要不符。"),
      remedy: (en: "Name another backup. Nothing was changed.", zh: "请指定另一个备份。未作任何改动。"))
  }
}
