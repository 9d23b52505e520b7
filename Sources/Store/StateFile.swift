import Foundation
import GRDB
import Primitives
import Synchronization

/// What stands at the path of a state file, looked at before SQLite may change anything there.
///
/// 1. A folder, a pipe or a device is no state file.
/// 2. A file that is not SQLite's, or shorter than its header says, is damaged.
/// 3. A database that this program did not make is left as it is.
/// 4. A file that this process has open is not opened beside SQLite: whoever closes a file gives up every lock that his
///    process has on it (POSIX; "How To Corrupt An SQLite Database File", 2.2).
enum StateFile {
  private static let headerSize = 100
  /// How many connections of this process are open, by file.
  private static let opened = Mutex<[String: Int]>([:])

  /// A connection to a state file, known as such until it is closed.
  final class Connection: Sendable {
    // Changed by `deinit` alone.
    nonisolated(unsafe) private var kept: (any DatabaseWriter)?
    private let key: String?

    /// - Parameter key: of the file; nil where there is none.
    init(_ writer: any DatabaseWriter, key: String? = nil) {
      kept = writer
      self.key = key
    }

    var writer: any DatabaseWriter {
      guard let kept else { preconditionFailure("a connection ends with its last user") }
      return kept
    }

    deinit {
      // A pool that goes closes its readers first, so that its writer brings the log into the file; `close()` would not.
      kept = nil
      if let key { StateFile.release(key) }
    }
  }

  /// Looks at a file and connects to it.
  static func connect(_ path: String, _ connect: () throws -> any DatabaseWriter) throws -> Connection {
    let key = key(path)
    try opened.withLock { opened in
      if opened[key] == nil { try inspectBytes(path) }
      opened[key, default: 0] += 1
    }
    do {
      try refuseForeign(path)
      return Connection(try StoreFailure.translate(path, connect), key: key)
    } catch {
      release(key)
      throw error
    }
  }

  private static func release(_ key: String) {
    opened.withLock { opened in
      let others = (opened[key] ?? 1) - 1
      opened[key] = others > 0 ? others : nil
    }
  }

  /// The same for each spelling of the folder.
  private static func key(_ path: String) -> String {
    guard let folder = realpath(Path.folder(of: path), nil) else { return path }
    defer { free(folder) }
    return Path.join(String(cString: folder), Path.lastComponent(path))
  }

  /// Nothing is wrong with a path where nothing stands, nor with an empty file: a killed run may leave one.
  static func inspect(_ path: String) throws {
    try opened.withLock { opened in if opened[key(path)] == nil { try inspectBytes(path) } }
    try refuseForeign(path)
  }

  private static func inspectBytes(_ path: String) throws {
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    guard (status.st_mode & S_IFMT) == S_IFREG else { throw Diagnostic.noFile(path) }
    let size = Int(status.st_size)
    guard size > 0 else { return }
    // A file that may not be read is SQLite's matter, which says why.
    guard let header = header(of: path) else { return }
    guard header.starts(with: Array("SQLite format 3\0".utf8)), header.count == headerSize else {
      throw StoreFailure.damaged(path, .noDatabase)
    }
    if let wanted = sizeStated(header), size < wanted, !hasLog(path) {
      throw StoreFailure.damaged(path, .cut(size, of: wanted))
    }
  }

  private static func header(of path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return [UInt8](unsafeUninitializedCapacity: headerSize) { buffer, count in
      count = max(0, read(descriptor, buffer.baseAddress, headerSize))
    }
  }

  /// Pages times their size, where the header vouches for the count (SQLite's file format, 1.3.7).
  private static func sizeStated(_ header: [UInt8]) -> Int? {
    func number(_ range: Range<Int>) -> Int { header[range].reduce(0) { $0 << 8 | Int($1) } }
    guard number(24..<28) == number(92..<96) else { return nil }
    let page = number(16..<18)
    return number(28..<32) * (page == 1 ? 65_536 : page)
  }

  /// Pages may still stand in the write-ahead log only.
  private static func hasLog(_ path: String) -> Bool {
    var status = stat()
    return stat(path + "-wal", &status) == 0 && status.st_size > 0
  }

  private static func refuseForeign(_ path: String) throws {
    var status = stat()
    guard stat(path, &status) == 0, status.st_size > 0, access(path, R_OK) == 0 else { return }
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(5)
    let (tables, steps) = try StoreFailure.translate(path) {
      try DatabaseQueue(path: path, configuration: configuration).read { database in
        let tables = try String.fetchAll(
          database, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        let hasSteps = tables.contains("grdb_migrations")
        return (
          tables, hasSteps ? try String.fetchAll(database, sql: "SELECT identifier FROM grdb_migrations") : []
        )
      }
    }
    guard !tables.isEmpty else { return }
    let own = Set(Schema.migrator.migrations)
    guard steps.contains(where: own.contains) || tables == ["grdb_migrations"] else {
      throw Diagnostic.foreign(path, tables.sorted())
    }
  }
}

extension Diagnostic {
  fileprivate static func noFile(_ path: String) -> Diagnostic {
    Diagnostic(
      "store.no-file", .damaged, at: .init(path),
      (en: "The state file is a folder, a pipe or a device.", zh: "状态文件的位置是文件夹、管道或设备。"),
      remedy: (en: "Move it away, or name another state file.", zh: "请将其移走，或指定另一个状态文件。"))
  }

  fileprivate static func foreign(_ path: String, _ tables: [String]) -> Diagnostic {
    Diagnostic(
      "store.foreign", .unsupported, at: .init(path), ["tables": .names(tables.prefix(5))],
      (
        en: "The file is another program's database; its tables are {tables}.",
        zh: "该文件是其他程序的数据库，表为 {tables}。"
      ),
      remedy: (en: "Name another state file; this one is left as it is.", zh: "请指定另一个状态文件；该文件未被改动。"))
  }
}

extension Message {
  fileprivate static let noDatabase = Message("store.no-database", en: "It is not a database.", zh: "它不是数据库。")

  fileprivate static func cut(_ size: Int, of wanted: Int) -> Message {
    Message(
      "store.cut", ["size": .count(size), "wanted": .count(wanted)], en: "It has {size} of {wanted} bytes.",
      zh: "应有 {wanted} 字节，实有 {size} 字节。")
  }
}
