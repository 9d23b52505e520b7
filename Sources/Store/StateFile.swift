import Foundation
import GRDB
import Primitives

/// What stands at the path of a state file, looked at before SQLite may change anything there.
///
/// 1. A folder, a pipe or a device is no state file.
/// 2. A file that is not SQLite's, or shorter than its header says, is damaged.
/// 3. A database that this program did not make is left as it is.
enum StateFile {
  private static let headerSize = 100

  /// Nothing is wrong with a path where nothing stands, nor with an empty file: a killed run may leave one.
  static func inspect(_ path: String) throws {
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
    try refuseForeign(path)
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
