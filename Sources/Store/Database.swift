import Foundation
import GRDB
import Primitives

/// The one state file: previews and nights in SQLite, in write-ahead mode, so that pages read while a
/// settlement writes.
///
/// Money is stored as INTEGER ten-thousandths of a yuan (`Money.units`), days as `YYYY-MM-DD`. Every
/// write is one transaction: a killed process leaves the old state or the new one.
package struct Database: Sendable {
  /// For messages.
  package let path: String
  private let file: StateFile.Connection

  private var connection: any DatabaseWriter { file.writer }

  /// Opens or makes the file, its folder too, and brings its schema up to date.
  ///
  /// - Throws: `store.damaged`, `store.newer`, `store.foreign`, `store.no-file` (exit 3), `store.unwritable`
  ///   (exit 4), `store.locked` (exit 75). Nothing is changed before the file is known to be this program's.
  package init(path: String) throws {
    self.path = path
    let folder = Path.folder(of: path)
    do {
      if !FileReader.isFolder(folder) {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      }
    } catch {
      throw Diagnostic(
        "store.unwritable", .environment, at: .init(path),
        (en: "The folder of the state file cannot be made.", zh: "无法建立状态文件所在的文件夹。"),
        remedy: (en: "Check your right to write there.", zh: "请检查写入权限。"))
    }
    // SQLite would wait for the writer of a pipe.
    for ending in ["-wal", "-shm"] { try FileReader.refuseIrregular(path + ending) }
    file = try StateFile.connect(path) {
      do {
        return try DatabasePool(path: path, configuration: Database.configuration)
      } catch let error as CocoaError {
        // The files beside it cannot be named: bytes of the path are not UTF-8.
        throw StoreFailure.unwritable(path, error.localizedDescription)
      }
    }
    try migrate()
  }

  /// Opens the file for reading alone: nothing of it changes, its schema neither.
  ///
  /// - Throws: `store.absent` where there is none, `store.older` (exit 3) where a schema step is still to come, and what
  ///   `init(path:)` throws.
  package init(reading path: String) throws {
    try self.init(copying: path)
    let applied = try schemaVersions()
    let missing = Schema.migrator.migrations.filter { !applied.contains($0) }
    guard missing.isEmpty else { throw StoreFailure.older(path, missing) }
  }

  /// Opens the file for a copy of it: as `init(reading:)`, and one of an older version as it is.
  package init(copying path: String) throws {
    self.path = path
    guard FileReader.exists(path) else { throw StoreFailure.absent(path) }
    file = try StateFile.connect(path) {
      try DatabaseQueue(path: path, configuration: Database.readingConfiguration)
    }
    try refuseNewer()
    // A killed first run may leave an empty file.
    guard try !schemaVersions().isEmpty else { throw StoreFailure.absent(path) }
  }

  /// A state that ends with the process: for the demo and for tests.
  package static func inMemory() throws -> Database { try Database() }

  private init() throws {
    path = ":memory:"
    file = StateFile.Connection(
      try StoreFailure.translate(path) { try DatabaseQueue(configuration: Database.configuration) })
    try migrate()
  }

  /// Reads in one consistent state.
  func read<T>(_ body: (GRDB.Database) throws -> T) throws -> T {
    try StoreFailure.translate(path) { try connection.read(body) }
  }

  /// Writes in one transaction, undone if `body` throws.
  func write<T>(_ body: (GRDB.Database) throws -> T) throws -> T {
    try StoreFailure.translate(path) { try connection.write(body) }
  }

  /// Writes a consistent copy to a new file, in the place of an older copy.
  package func copy(to target: String) throws {
    for ending in ["", "-wal", "-shm"] where FileReader.exists(target + ending) {
      do {
        try FileManager.default.removeItem(atPath: target + ending)
      } catch {
        throw Diagnostic(
          "store.unwritable", .environment, at: .init(target + ending),
          (en: "The older copy cannot be removed.", zh: "无法删除旧的副本。"),
          remedy: (en: "Check your right to write there.", zh: "请检查写入权限。"))
      }
    }
    try StoreFailure.translate(target) {
      try connection.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [target]) }
    }
  }

  /// Reads every page and index; throws `store.damaged` with what SQLite found.
  package func check() throws {
    let found = try read { try String.fetchAll($0, sql: "PRAGMA integrity_check(3)") }
    guard found == ["ok"] else { throw StoreFailure.damaged(path, .sqlite(found.joined(separator: "; "))) }
  }

  /// Files up to this size are read through each night: 31 MiB of rows took 0.2 s on a loaded core.
  private static let quickCheckMax: Int64 = 32 << 20

  /// Reads every page of a file of common size, without its indexes' order; throws `store.damaged`.
  package func quickCheck() throws {
    let found: [String] = try read { database in
      let bytes = try Int64.fetchOne(
        database, sql: "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
      guard let bytes, bytes <= Database.quickCheckMax else { return ["ok"] }
      return try String.fetchAll(database, sql: "PRAGMA quick_check(3)")
    }
    guard found == ["ok"] else { throw StoreFailure.damaged(path, .sqlite(found.joined(separator: "; "))) }
  }

  /// Names of the schema's versions that the file has, oldest first.
  package func schemaVersions() throws -> [String] {
    try read { try Schema.migrator.appliedMigrations($0) }
  }

  /// Copies every page in one step, as one moment of them, into an empty database.
  func copyPages(to target: DatabaseQueue) throws {
    try StoreFailure.translate(target.path) { try connection.backup(to: target) }
  }

  private func refuseNewer() throws {
    let unknown = try read { try Schema.unknownSteps($0) }
    guard unknown.isEmpty else { throw StoreFailure.newer(path, unknown) }
  }

  private func migrate() throws {
    try refuseNewer()
    try StoreFailure.translate(path) {
      do {
        try Schema.migrator.migrate(connection)
      } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
        // A step that does not fit what is there: tables are missing or others.
        throw StoreFailure.damaged(path, .sqlite(error.message ?? "\(error.resultCode.rawValue)"))
      }
    }
    let missing = Schema.missing(from: try read { try Schema.columns($0) })
    if !missing.isEmpty { throw StoreFailure.damaged(path, .withoutTables(missing)) }
  }

  static var readingConfiguration: Configuration {
    var configuration = Database.configuration
    configuration.readonly = true
    return configuration
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = true
    // Two nights at once are refused by a lock; a page that reads meanwhile waits at most this long.
    configuration.busyMode = .timeout(5)
    configuration.label = "aistock"
    return configuration
  }
}

extension Message {
  fileprivate static func withoutTables(_ names: [String]) -> Message {
    Message(
      "store.without-tables", ["count": .count(names.count), "names": .names(names.prefix(5))],
      en: "{count} {count:table or column is|tables or columns are} missing: {names}.", zh: "缺 {count} 个表或列：{names}。")
  }
}
