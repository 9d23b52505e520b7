import Foundation
import GRDB
import Primitives
import Records
import Store
import TestSupport
import Testing

/// What may stand in the place of a state file, and that nothing of it is changed.
@Suite("State files that are none") struct StateFileTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path("state.sqlite") }

  init() throws { folder = try TemporaryFolder() }

  private func refusal() -> Diagnostic? {
    #expect(throws: Diagnostic.self) { try Store.Database(path: path) }
  }

  /// Pages without a write-ahead log behind them.
  private func made() throws {
    _ = try Store.Database(path: path)
    let queue = try DatabaseQueue(path: path)
    try queue.inDatabase { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
    try queue.close()
  }

  @Test("a folder and a pipe are no file")
  func noFile() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    #expect(refusal()?.id == "store.no-file" && refusal()?.exit == .input)
    try FileManager.default.removeItem(atPath: path)
    #expect(mkfifo(path, 0o600) == 0)
    #expect(refusal()?.id == "store.no-file")
  }

  @Test("a file that was cut is damaged before anything is read of it", arguments: [0.3, 0.6, 0.99])
  func cut(_ part: Double) throws {
    try made()
    let bytes = try FileReader.bytes(path)
    let left = Array(bytes.prefix(Int(Double(bytes.count) * part)))
    try FileWriter.write(left, to: path)
    #expect(refusal()?.id == "store.damaged" && refusal()?.exit == .input)
    #expect(try FileReader.bytes(path) == left)
  }

  @Test("a dropped table or column is damage, not a fault", arguments: ["preview_account", "night_step", "live_score"])
  func dropped(_ table: String) throws {
    try made()
    try DatabaseQueue(path: path).write { try $0.execute(sql: "DROP TABLE \(table)") }
    let refusal = refusal()
    #expect(refusal?.id == "store.damaged" && refusal?.exit == .input)
    #expect(refusal?.summary.english.contains(table) == true, "\(String(describing: refusal))")
  }

  @Test("another program's database is left as it is")
  func foreign() throws {
    try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE theirs (a INTEGER)") }
    let bytes = try FileReader.bytes(path)
    #expect(refusal()?.id == "store.foreign" && refusal()?.exit == .input)
    #expect(try FileReader.bytes(path) == bytes)
    #expect(!FileReader.exists(path + "-wal"))
  }

  @Test("an empty file, as a killed first run leaves it, becomes a state")
  func empty() throws {
    try FileWriter.write([UInt8](), to: path)
    #expect(try Store.Database(path: path).previews().isEmpty)
  }

  @Test("another process that writes is waited for, then named")
  func busy() throws {
    try made()
    let other = try DatabaseQueue(path: path)
    let refusal = try other.inDatabase { database in
      try database.execute(sql: "BEGIN EXCLUSIVE")
      defer { try? database.execute(sql: "ROLLBACK") }
      return self.refusal()
    }
    #expect(refusal?.id == "store.locked" && refusal?.exit == .locked)
  }

  @Test("a page overwritten inside is found by the nightly look through the file")
  func overwritten() throws {
    try made()
    var bytes = try FileReader.bytes(path)
    // The third page: behind the header and the schema.
    for place in 8192..<min(12_288, bytes.count) { bytes[place] = 0x5A }
    try FileWriter.write(bytes, to: path)
    let error = #expect(throws: Diagnostic.self) { try Store.Database(path: path).quickCheck() }
    #expect(error?.id == "store.damaged")
  }
}
