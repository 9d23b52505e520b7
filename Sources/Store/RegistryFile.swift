import GRDB
package import Primitives

/// RD-Agent's `registry.sqlite`, opened for reading only; columns are addressed by name, because their
/// order differs between files (`Contracts.md`, registry).
package struct RegistryFile: Sendable {
  private let queue: DatabaseQueue
  private let path: String

  /// Throws `registry.missing` or `registry.damaged`; a missing file is never made.
  package init(path: String) throws {
    guard FileReader.exists(path) else {
      throw Diagnostic(
        "registry.missing", .absent, at: .init(path), (en: "There is no registry.", zh: "没有登记库。"),
        remedy: (
          en: "Name RD-Agent's RDagentDB/registry.sqlite.", zh: "请指定 RD-Agent 的 RDagentDB/registry.sqlite。"
        ))
    }
    var configuration = Configuration()
    configuration.readonly = true
    // A writer of RD-Agent's holds the file for moments only.
    configuration.busyMode = .timeout(1)
    do {
      queue = try DatabaseQueue(path: path, configuration: configuration)
      // Opening alone reads nothing of the file.
      _ = try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_master") }
    } catch {
      throw RegistryFile.damaged(path, error)
    }
    self.path = path
  }

  /// All rows of a table by column, in the order of the file; none where there is no such table.
  package func rows(of table: String) throws -> [[String: JSONValue]] {
    do {
      return try queue.read { database in
        guard try database.tableExists(table) else { return [] }
        let name = table.filter { $0.isLetter || $0 == "_" }
        return try Row.fetchAll(database, sql: "SELECT * FROM \(name) ORDER BY rowid").map { row in
          Dictionary(row.map { ($0.0, RegistryFile.value($0.1)) }) { first, _ in first }
        }
      }
    } catch { throw RegistryFile.damaged(path, error) }
  }

  private static func value(_ value: DatabaseValue) -> JSONValue {
    switch value.storage {
    case .null, .blob: .null
    case .int64(let number): .integer(Int(number))
    case .double(let number): .number(number)
    case .string(let text): .string(text)
    }
  }

  private static func damaged(_ path: String, _ error: any Error) -> Diagnostic {
    Diagnostic(
      "registry.damaged", .damaged, at: .init(path), ["reason": .text("\(error)")],
      (en: "The registry cannot be read: {reason}.", zh: "无法读取登记库：{reason}。"),
      remedy: (
        en: "Copy the file again with its -wal and -shm neighbours, while no task runs.",
        zh: "请在没有任务运行时，连同 -wal 与 -shm 文件重新复制。"
      ))
  }
}
