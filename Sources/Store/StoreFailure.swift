import GRDB
package import Primitives

/// What SQLite's errors mean for the user, in one place.
package enum StoreFailure {
  static func translate<T>(_ path: String, _ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw diagnostic(path, error)
    }
  }

  /// - Parameter problem: a sentence.
  package static func damaged(_ path: String, _ problem: Message) -> Diagnostic {
    Diagnostic(
      "store.damaged", .damaged, at: .init(path), ["problem": .message(problem)],
      (en: "The state file is damaged. {problem}", zh: "状态文件已损坏。{problem}"),
      remedy: (
        en: "Restore it from a copy, or move it away. Previews are then created and settled anew.",
        zh: "请从副本恢复，或将其移走；之后模拟预览将重新建立并结算。"
      ))
  }

  /// - Parameter reason: the system's or SQLite's words.
  static func unwritable(_ path: String, _ reason: String) -> Diagnostic {
    Diagnostic(
      "store.unwritable", .environment, at: .init(path), ["reason": .text(reason)],
      (en: "The state file cannot be used: {reason}", zh: "无法使用状态文件：{reason}"),
      remedy: (
        en: "Check the free space, your right to write there, and that the path is UTF-8.",
        zh: "请检查剩余空间、写入权限，以及路径是否为 UTF-8。"
      ))
  }

  /// - Parameter steps: of the schema that this program does not know.
  static func newer(_ path: String, _ steps: [String]) -> Diagnostic {
    Diagnostic(
      "store.newer", .unsupported, at: .init(path), ["steps": .names(steps)],
      (
        en: "A newer version of this program wrote the state file. Unknown schema steps: {steps}.",
        zh: "状态文件由本程序的更新版本写成，未知的结构步骤：{steps}。"
      ),
      remedy: (en: "Use that version, or name another state file.", zh: "请使用该版本，或指定另一个状态文件。"))
  }

  /// - Parameter steps: of the schema that are still to come.
  static func older(_ path: String, _ steps: [String]) -> Diagnostic {
    Diagnostic(
      "store.older", .unsupported, at: .init(path), ["steps": .names(steps)],
      (
        en: "An older version of this program wrote the state file. Schema steps to come: {steps}.",
        zh: "状态文件由本程序的较旧版本写成，尚待执行的结构步骤：{steps}。"
      ),
      remedy: (en: "Run `aistock nightly`: it brings the file forward.", zh: "请运行 `aistock nightly`，它会升级该文件。"))
  }

  static func absent(_ path: String) -> Diagnostic {
    Diagnostic(
      "store.absent", .absent, at: .init(path),
      (en: "There is no state file.", zh: "没有状态文件。"),
      remedy: (
        en: "Name the configuration with `--config FILE`, or run the first night.",
        zh: "请用 `--config FILE` 指定配置，或运行第一夜。"
      ))
  }

  static func locked(_ path: String) -> Diagnostic {
    Diagnostic(
      "store.locked", .locked, at: .init(path),
      (en: "Another process is writing the state file.", zh: "另一个进程正在写状态文件。"),
      remedy: (en: "Wait until it has ended, then start again.", zh: "请等其结束后再运行。"))
  }

  private static func diagnostic(_ path: String, _ error: DatabaseError) -> Diagnostic {
    let message = error.message ?? "SQLite error \(error.resultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_NOTADB, .SQLITE_CORRUPT: return damaged(path, .sqlite(message))
    case .SQLITE_BUSY, .SQLITE_LOCKED: return locked(path)
    case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_PERM:
      return unwritable(path, message)
    case .SQLITE_CONSTRAINT:
      return Diagnostic(
        "store.conflict", .damaged, at: .init(path), ["reason": .text(message)],
        (en: "The state file refuses the rows: {reason}.", zh: "状态文件拒绝写入这些行：{reason}。"),
        remedy: (en: "Use another identifier, or remove the older rows.", zh: "请换一个标识，或删除旧的行。"))
    default:
      return Diagnostic(
        "store.failed", .fault, at: .init(path), ["reason": .text(message)],
        (en: "SQLite stopped: {reason}.", zh: "SQLite 中止：{reason}。"),
        remedy: (en: "Report this message.", zh: "请报告此信息。"))
    }
  }
}

extension Message {
  /// - Parameter text: SQLite's own words.
  static func sqlite(_ text: String) -> Message {
    Message("store.sqlite", ["text": .text(text)], en: "SQLite says: {text}.", zh: "SQLite 报告：{text}。")
  }
}
