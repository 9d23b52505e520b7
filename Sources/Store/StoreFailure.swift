import GRDB
import Primitives

/// What SQLite's errors mean for the user, in one place.
enum StoreFailure {
  static func translate<T>(_ path: String, _ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw diagnostic(path, error)
    }
  }

  static func damaged(_ path: String, _ what: String) -> Diagnostic {
    Diagnostic(
      "store.damaged", "the state file is damaged: \(what)", at: .init(path),
      remedy: "Restore it from a copy, or move it away: previews are then created and settled anew."
    )
  }

  private static func diagnostic(_ path: String, _ error: DatabaseError) -> Diagnostic {
    let message = error.message ?? "SQLite error \(error.resultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_NOTADB, .SQLITE_CORRUPT: return damaged(path, message)
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      return Diagnostic(
        "store.locked", "another process is writing the state file", at: .init(path),
        remedy: "Wait until it has ended, then start again.", exit: .locked)
    case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_PERM:
      return Diagnostic(
        "store.unwritable", "the state file cannot be used: \(message)", at: .init(path),
        remedy: "Check free space and that you may write there.", exit: .environment)
    case .SQLITE_CONSTRAINT:
      return Diagnostic(
        "store.conflict", "the state file refuses the rows: \(message)", at: .init(path),
        remedy: "Use another identifier, or remove the older rows.")
    default:
      return Diagnostic(
        "store.failed", "SQLite: \(message)", at: .init(path),
        remedy: "Report this with the message.", exit: .fault)
    }
  }
}
