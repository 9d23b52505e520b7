import CPQ
import Foundation

/// One connection to a PostgreSQL server, for one thread, closed when it goes.
///
/// No call waits for ever: connecting ends by libpq's `connect_timeout`, a statement by the server's own limit, and a
/// server that says nothing at all by `silenceMax`. Values travel as parameters or in `COPY`, never inside of a statement.
package final class PostgreSQLConnection {
  /// Seconds.
  private static let connectionMax = "10"
  private static let statementMax = 600
  private static let silenceMax: Int32 = 660

  private let handle: OpaquePointer
  /// For messages: without the password.
  package let location: String

  /// - Throws: `postgresql.unreachable`, `postgresql.old` (exit 4).
  package init(_ address: PostgreSQLAddress) throws {
    location = address.redacted
    // What the address says itself comes behind, and holds.
    let parameters = [
      ("connect_timeout", PostgreSQLConnection.connectionMax), ("client_encoding", "UTF8"),
      ("fallback_application_name", "aistock"), ("tcp_user_timeout", "60000"), ("dbname", address.text),
    ]
    var keywords = parameters.map { UnsafePointer(strdup($0.0)) } + [nil]
    var values = parameters.map { UnsafePointer(strdup($0.1)) } + [nil]
    defer { for pointer in keywords + values { free(UnsafeMutableRawPointer(mutating: pointer)) } }
    guard let handle = PQconnectdbParams(&keywords, &values, 1) else {
      preconditionFailure("libpq has no memory for a connection")
    }
    self.handle = handle
    PQsetNoticeProcessor(handle, { _, _ in }, nil)
    guard PQstatus(handle) == CONNECTION_OK else {
      throw Diagnostic.unreachable(location, reason: PostgreSQLConnection.line(PQerrorMessage(handle)))
    }
    guard PQserverVersion(handle) >= 140_000 else {
      throw Diagnostic.oldServer(location, version: PQserverVersion(handle) / 10_000)
    }
    try run("SET datestyle TO ISO; SET statement_timeout TO '\(PostgreSQLConnection.statementMax)s'")
  }

  deinit { PQfinish(handle) }

  /// A name as it may stand in a statement.
  package func quoted(_ name: String) throws -> String {
    guard let text = PQescapeIdentifier(handle, name, name.utf8.count) else {
      throw Diagnostic.stopped(location, reason: PostgreSQLConnection.line(PQerrorMessage(handle)))
    }
    defer { PQfreemem(text) }
    return String(cString: text)
  }

  /// Statements without values.
  package func run(_ sql: String) throws {
    try sent(PQsendQuery(handle, sql))
    _ = try results(until: nil)
  }

  /// The rows of a statement as texts, nil for NULL.
  ///
  /// - Parameter parameters: values of `$1`, `$2`, …
  package func texts(_ sql: String, _ parameters: [String] = []) throws -> [[String?]] {
    var values = parameters.map { UnsafePointer(strdup($0)) }
    defer { for value in values { free(UnsafeMutableRawPointer(mutating: value)) } }
    try sent(PQsendQueryParams(handle, sql, Int32(values.count), nil, &values, nil, nil, 0))
    let result = try results(until: nil)
    return (0..<PQntuples(result.pointer)).map { row in
      (0..<PQnfields(result.pointer)).map { column in
        PQgetisnull(result.pointer, row, column) == 1 ? nil : String(cString: PQgetvalue(result.pointer, row, column))
      }
    }
  }

  /// Hands over the pieces of a `COPY … TO STDOUT`, each valid during the call only.
  package func copyOut(_ sql: String, _ piece: (UnsafeRawBufferPointer) throws -> Void) throws {
    try sent(PQsendQuery(handle, sql))
    _ = try results(until: PGRES_COPY_OUT)
    while true {
      var buffer: UnsafeMutablePointer<CChar>?
      let size = PQgetCopyData(handle, &buffer, 1)
      if size > 0, let buffer {
        defer { PQfreemem(buffer) }
        try piece(UnsafeRawBufferPointer(start: buffer, count: Int(size)))
      } else if size == 0 {
        try wait()
      } else {
        if size < -1 { throw failure(nil) }
        _ = try results(until: nil)
        return
      }
    }
  }

  /// Begins a `COPY … FROM STDIN`; `copyIn` sends its bytes, `endCopyIn` ends it.
  package func beginCopyIn(_ sql: String) throws {
    try sent(PQsendQuery(handle, sql))
    _ = try results(until: PGRES_COPY_IN)
  }

  package func copyIn(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try copyIn($0) } }

  package func copyIn(_ bytes: UnsafeRawBufferPointer) throws {
    guard PQputCopyData(handle, bytes.bindMemory(to: CChar.self).baseAddress, Int32(bytes.count)) == 1 else {
      throw failure(nil)
    }
  }

  package func endCopyIn() throws {
    guard PQputCopyEnd(handle, nil) == 1 else { throw failure(nil) }
    _ = try results(until: nil)
  }

  private func sent(_ status: Int32) throws {
    if status != 1 { throw failure(nil) }
  }

  /// The last result, or the one that begins a copy; throws what any of them says.
  private func results(until wanted: ExecStatusType?) throws -> PostgreSQLResult {
    var last: PostgreSQLResult?
    while true {
      while PQisBusy(handle) == 1 { try wait() }
      guard let pointer = PQgetResult(handle) else {
        guard let last, wanted == nil else { throw failure(nil) }
        return last
      }
      let result = PostgreSQLResult(pointer)
      let status = PQresultStatus(pointer)
      if status == wanted { return result }
      guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK else { throw failure(result) }
      last = result
    }
  }

  private func wait() throws {
    var entry = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
    var ready: Int32
    repeat { ready = poll(&entry, 1, PostgreSQLConnection.silenceMax * 1000) } while ready < 0 && errno == EINTR
    guard ready > 0 else { throw Diagnostic.silent(location, seconds: Int(PostgreSQLConnection.silenceMax)) }
    if PQconsumeInput(handle) != 1 { throw failure(nil) }
  }

  /// What an error means for the user: PostgreSQL's classes of SQLSTATE tell (its manual, appendix A).
  private func failure(_ result: PostgreSQLResult?) -> Diagnostic {
    let words = result.map { PQresultErrorField($0.pointer, Int32(UInt8(ascii: "M"))) }.flatMap(\.self)
    let reason = PostgreSQLConnection.line(words ?? PQerrorMessage(handle))
    let state = result.flatMap { PQresultErrorField($0.pointer, Int32(UInt8(ascii: "C"))) }.map { String(cString: $0) }
    if PQstatus(handle) == CONNECTION_BAD || state?.hasPrefix("57P") == true || state?.hasPrefix("08") == true {
      return .dropped(location, reason: reason)
    }
    // A table or a column that was there a moment ago.
    if state == "42P01" || state == "42703" { return .changed(at: location) }
    if state == "55P03" { return .locked(location) }
    return state?.hasPrefix("22") == true ? .valueRefused(location, reason: reason) : .stopped(location, reason: reason)
  }

  /// libpq's words in one line, without what it asks behind them and the stop that a message of ours has.
  private static func line(_ words: UnsafePointer<CChar>?) -> String {
    let text = words.map { String(cString: $0) } ?? ""
    let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
    let said = lines.filter { !$0.hasSuffix("?") }
    let line = (said.isEmpty ? lines : said).joined(separator: "; ")
    return line.last.map(".?!".contains) == true ? String(line.dropLast()) : line
  }
}

/// An answer of the server, freed when it goes.
private final class PostgreSQLResult {
  let pointer: OpaquePointer

  init(_ pointer: OpaquePointer) { self.pointer = pointer }

  deinit { PQclear(pointer) }
}

extension Diagnostic {
  fileprivate static func unreachable(_ location: String, reason: String) -> Diagnostic {
    Diagnostic(
      "postgresql.unreachable", .environment, at: .init(location), ["reason": .text(reason)],
      (en: "PostgreSQL cannot be reached: {reason}.", zh: "无法连接 PostgreSQL：{reason}。"),
      remedy: (
        en: "Check the server, the address and the password. `psql` with the same address must connect.",
        zh: "请检查服务器、地址与密码；用相同地址运行 `psql` 应能连接。"
      ))
  }

  fileprivate static func oldServer(_ location: String, version: Int32) -> Diagnostic {
    Diagnostic(
      "postgresql.old", .environment, at: .init(location), ["version": .count(Int(version))],
      (
        en: "The server is PostgreSQL {version}; 14 is the oldest that is read.",
        zh: "服务器为 PostgreSQL {version}，最低需要 14。"
      ),
      remedy: (en: "Use a server of PostgreSQL 14 or newer.", zh: "请使用 PostgreSQL 14 或更新版本。"))
  }

  fileprivate static func silent(_ location: String, seconds: Int) -> Diagnostic {
    Diagnostic(
      "postgresql.silent", .environment, at: .init(location), ["seconds": .count(seconds)],
      (en: "The server has said nothing for {seconds} s.", zh: "服务器已 {seconds} 秒无响应。"),
      remedy: (en: "Check server and network, then start again.", zh: "请检查服务器与网络后重试。"))
  }

  fileprivate static func dropped(_ location: String, reason: String) -> Diagnostic {
    Diagnostic(
      "postgresql.dropped", .environment, at: .init(location), ["reason": .text(reason)],
      (en: "The connection to PostgreSQL ended: {reason}.", zh: "与 PostgreSQL 的连接中断：{reason}。"),
      remedy: (en: "Look into the server's log, then start again.", zh: "请查看服务器日志后重试。"))
  }

  fileprivate static func locked(_ location: String) -> Diagnostic {
    Diagnostic(
      "postgresql.locked", .locked, at: .init(location),
      (en: "Another process holds these tables.", zh: "另一个进程正占用这些表。"),
      remedy: (en: "Wait until it has ended, then start again.", zh: "请等其结束后再运行。"))
  }

  fileprivate static func changed(at location: String) -> Diagnostic {
    Diagnostic(
      "postgresql.changed", .damaged, at: .init(location),
      (en: "A table or a column of the database is missing.", zh: "数据库缺少某个表或列。"),
      remedy: (en: "Look who changes its tables, then start again.", zh: "请检查是谁在改动其中的表，然后重试。"))
  }

  fileprivate static func valueRefused(_ location: String, reason: String) -> Diagnostic {
    Diagnostic(
      "postgresql.value", .damaged, at: .init(location), ["reason": .text(reason)],
      (en: "A value of the database cannot be used: {reason}.", zh: "数据库中的值无法使用：{reason}。"),
      remedy: (en: "Correct the value.", zh: "请更正该值。"))
  }

  fileprivate static func stopped(_ location: String, reason: String) -> Diagnostic {
    Diagnostic(
      "postgresql.stopped", .environment, at: .init(location), ["reason": .text(reason)],
      (en: "PostgreSQL refused a statement: {reason}.", zh: "PostgreSQL 拒绝执行语句：{reason}。"),
      remedy: (en: "Check the rights of this user, and the server's log.", zh: "请检查该用户的权限与服务器日志。"))
  }
}
