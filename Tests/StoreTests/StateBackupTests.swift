import Foundation
import GRDB
import Primitives
import Records
import Store
import TestSupport
import Testing

/// Copies of the state file, and the way back.
@Suite("Backups of the state file") struct StateBackupTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path("state.sqlite") }
  private var copy: String { folder.path("backups/state.backup") }
  private static let now = "2026-11-23T08:41:33+00:00"

  init() throws { folder = try TemporaryFolder() }

  private func save(_ days: String...) throws {
    let database = try Store.Database(path: path)
    for name in days { try database.save(NightRecord(tradingDay: day(name), startedAt: "a", state: .done)) }
  }

  private func nights(_ path: String) throws -> [TradingDay] {
    try Store.Database(path: path).nights().map(\.tradingDay)
  }

  /// Everything in the folder, with the digests of its files. Whoever reads a file in write-ahead mode leaves two beside it.
  private func tree() throws -> [String: String] {
    var found: [String: String] = [:]
    for name in try folder.contents()
    where !FileReader.isFolder(folder.path(name)) && !["-wal", "-shm"].contains(name.suffix(4)) {
      found[name] = SHA256Digest(hashing: try FileReader.bytes(folder.path(name))).hex
    }
    return found
  }

  private func refusal(_ body: () throws -> Void) throws -> Diagnostic? {
    let before = try tree()
    let diagnostic = #expect(throws: Diagnostic.self) { try body() }
    #expect(try tree() == before, "nothing changed")
    return diagnostic
  }

  @Test("a copy is one moment of a file that is being written, alone and with its digest")
  func moment() throws {
    try save("2024-01-02")
    let writer = try DatabasePool(path: path)
    let made = try writer.writeWithoutTransaction { database in
      try database.execute(sql: "BEGIN IMMEDIATE; DELETE FROM night")
      defer { try? database.execute(sql: "ROLLBACK") }
      return try Store.Database(copying: path).backup(to: copy)
    }
    #expect(made.lastNight == day("2024-01-02"))
    #expect(try FileReader.names(in: folder.path("backups")) == ["state.backup", "state.backup.sha256"])
    let bytes = try FileReader.bytes(copy)
    #expect(made.byteCount == bytes.count && made.sha256 == SHA256Digest(hashing: bytes).hex)
    #expect(try FileReader.text(copy + ".sha256") == "\(made.sha256)  state.backup\n")
    // SQLite's file format, 1.3.3: 1 for a rollback journal, 2 for a write-ahead log.
    #expect(Array(bytes[18..<20]) == [1, 1])
    #expect(try nights(copy) == [day("2024-01-02")])
  }

  @Test("a copy of an older version stays of that version")
  func older() throws {
    let old = try OldProject()
    let made = try Store.Database(copying: old.path(".aistock/state.sqlite")).backup(to: copy)
    #expect(made.lastNight == day("2024-12-20"))
    #expect(
      try StateReport(copy).steps == ["v1", "migration stages", "v2 live previews", "v3 live scores", "model pool"])
  }

  @Test("an empty file, as a killed first run leaves it, has nothing to copy")
  func empty() throws {
    try folder.write("", to: "state.sqlite")
    #expect(try refusal { _ = try Store.Database(copying: path) }?.id == "store.absent")
  }

  @Test("only a copy is overwritten")
  func overwrites() throws {
    try save("2024-01-02")
    let database = try Store.Database(copying: path)
    _ = try database.backup(to: copy)
    try save("2024-01-03")
    #expect(try database.backup(to: copy).lastNight == day("2024-01-03"))
    for name in ["notes.txt", "empty", "other.sqlite", "theirs.sqlite"] {
      let target = folder.path(name)
      switch name {
      case "other.sqlite": _ = try Store.Database(path: target)
      case "theirs.sqlite": try DatabaseQueue(path: target).write { try $0.execute(sql: "CREATE TABLE theirs (a)") }
      default: try folder.write(name == "empty" ? "" : "notes", to: name)
      }
      let refused = try refusal { _ = try database.backup(to: target) }
      #expect(refused?.id == "store.no-backup" && refused?.exit == .usage, "\(name)")
    }
  }

  @Test("a copy comes back, and what was there is kept whole under a dated name")
  func comesBack() throws {
    try save("2024-01-02")
    _ = try Store.Database(copying: path).backup(to: copy)
    try save("2024-01-03", "2024-01-04")
    let restored = try StateBackup.restore(copy, to: path, at: Self.now)
    #expect(restored.backup.lastNight == day("2024-01-02"))
    let kept = try #require(restored.kept)
    #expect(kept == folder.path("state-20261123T084133.sqlite"))
    #expect(try nights(path) == [day("2024-01-02")])
    #expect(try nights(kept) == [day("2024-01-02"), day("2024-01-03"), day("2024-01-04")])
    // A second one within the second keeps both.
    #expect(try StateBackup.restore(copy, to: path, at: Self.now).kept == folder.path("state-20261123T084133-2.sqlite"))
    let left = try FileReader.names(in: folder.path).filter { $0.hasPrefix("state.sqlite.") }
    #expect(left.isEmpty, "\(left)")
  }

  @Test("a copy without its file comes back into an empty folder")
  func moved() throws {
    try save("2024-01-02")
    _ = try Store.Database(copying: path).backup(to: copy)
    let place = folder.path("new/machine/state.sqlite")
    #expect(try StateBackup.restore(copy, to: place, at: Self.now).kept == nil)
    #expect(try nights(place) == [day("2024-01-02")])
  }

  @Test("a copy of an older version is brought forward, and the copy stays as it is")
  func broughtForward() throws {
    let old = try OldProject()
    _ = try Store.Database(copying: old.path(".aistock/state.sqlite")).backup(to: copy)
    let bytes = try FileReader.bytes(copy)
    _ = try StateBackup.restore(copy, to: path, at: Self.now)
    #expect(try StateReport(path).pending.isEmpty)
    #expect(try Store.Database(reading: path).previews().map(\.id) == ["small", "stopped"])
    #expect(try FileReader.bytes(copy) == bytes)
  }

  @Test("a changed, undigested, foreign or newer copy is refused, and nothing changes")
  func refused() throws {
    try save("2024-01-02")
    _ = try Store.Database(copying: path).backup(to: copy)
    func restore() throws { _ = try StateBackup.restore(copy, to: path, at: Self.now) }
    func digest() throws {
      let hex = SHA256Digest(hashing: try FileReader.bytes(copy)).hex
      try folder.write("\(hex)  state.backup\n", to: "backups/state.backup.sha256")
    }
    let sound = try FileReader.bytes(copy)
    var bytes = sound
    bytes[bytes.count / 2] ^= 1
    try folder.write(bytes, to: "backups/state.backup")
    #expect(try refusal(restore)?.id == "store.backup-digest")
    // With a digest that fits, SQLite finds what is cut.
    try folder.write(Array(sound.prefix(sound.count / 2)), to: "backups/state.backup")
    try digest()
    #expect(try refusal(restore)?.id == "store.damaged")
    try folder.write(sound, to: "backups/state.backup")
    try FileManager.default.removeItem(atPath: copy + ".sha256")
    #expect(try refusal(restore)?.id == "store.backup-digest")
    let queue = try DatabaseQueue(path: copy)
    try queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('v999')") }
    try queue.close()
    try digest()
    let newer = try refusal(restore)
    #expect(newer?.id == "store.newer" && newer?.exit == .input)
    #expect(newer?.summary.english.contains("v999") == true)
    #expect(try refusal { _ = try StateBackup.restore(path, to: path, at: Self.now) }?.exit == .usage)
  }

  @Test("a file that another process has open is not taken away from it")
  func open() throws {
    try save("2024-01-02")
    _ = try Store.Database(copying: path).backup(to: copy)
    let other = try DatabasePool(path: path)
    let refused = try other.read { database in
      _ = try Int.fetchOne(database, sql: "SELECT count(*) FROM night")
      return #expect(throws: Diagnostic.self) { try StateBackup.restore(copy, to: path, at: Self.now) }
    }
    #expect(refused?.id == "store.locked" && refused?.exit == .locked)
    #expect(try nights(path) == [day("2024-01-02")])
  }

  @Test("a damaged file is replaced, and kept byte for byte")
  func damaged() throws {
    try save("2024-01-02")
    _ = try Store.Database(copying: path).backup(to: copy)
    let cut = Array(try FileReader.bytes(copy).prefix(5000))
    for ending in ["-wal", "-shm"] { try FileWriter.remove(path + ending) }
    try folder.write(cut, to: "state.sqlite")
    #expect(throws: Diagnostic.self) { try Store.Database(path: path) }
    let kept = try #require(try StateBackup.restore(copy, to: path, at: Self.now).kept)
    #expect(try FileReader.bytes(kept) == cut)
    #expect(try nights(path) == [day("2024-01-02")])
  }

  @Test("a look through the file says sizes, rows and what is damaged")
  func look() throws {
    try save("2024-01-02", "2024-01-03")
    let report = try StateReport(path)
    #expect(report.problems.isEmpty && report.pending.isEmpty)
    #expect(report.tables.first { $0.name == "night" }?.rows == 2)
    #expect(report.byteCount + report.logByteCount > 0)
    // A step without its night.
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA foreign_keys = OFF")
      try database.execute(
        sql: "INSERT INTO night_step VALUES ('2024-02-02', 'archive', 0, 'done', NULL, 1, 'x')")
    }
    try queue.close()
    let problems = try StateReport(path).problems
    #expect(problems.contains { $0.contains("night_step") && $0.contains("night") }, "\(problems)")
  }
}
