import CPQ
import Foundation

/// The address of a database in PostgreSQL, `postgresql://USER:PASSWORD@HOST:PORT/DATABASE?…`, as libpq reads it.
package struct PostgreSQLAddress: Equatable, Sendable {
  /// With the password, for libpq alone.
  let text: String
  /// User, host, port and database: what messages, documents and pages show.
  package let redacted: String

  /// Whether a name is such an address.
  package static func isAddress(_ name: String) -> Bool {
    name.hasPrefix("postgresql://") || name.hasPrefix("postgres://")
  }

  /// Any name as it may be shown.
  ///
  /// An address that cannot be read shows nothing behind its scheme: where its password ends is not known.
  package static func shown(_ name: String) -> String {
    guard isAddress(name) else { return name }
    return (try? PostgreSQLAddress(name))?.redacted ?? PostgreSQLAddress.hidden
  }

  private static let hidden = "postgresql://…"

  /// - Throws: `postgresql.address` (exit 2), which does not repeat the address.
  package init(_ text: String) throws {
    guard PostgreSQLAddress.isAddress(text), !text.utf8.contains(0), let parts = PostgreSQLAddress.parts(text),
      // A sign that was not escaped has moved a piece of the password to another place.
      PostgreSQLAddress.isPort(parts["port"]),
      ![parts["host"], parts["dbname"]].contains(where: { $0?.contains("@") == true })
    else {
      throw Diagnostic(
        "postgresql.address", .usage, at: .init(PostgreSQLAddress.hidden),
        (
          en: "The address is not of the form `postgresql://USER:PASSWORD@HOST:PORT/DATABASE`.",
          zh: "地址不是 `postgresql://USER:PASSWORD@HOST:PORT/DATABASE` 的形式。"
        ),
        remedy: (
          en: "Write `@`, `/` and `:` in a password as `%40`, `%2F` and `%3A`, or keep it in `~/.pgpass`.",
          zh: "密码中的 `@`、`/`、`:` 请写成 `%40`、`%2F`、`%3A`，或放入 `~/.pgpass`。"
        ))
    }
    self.text = text
    func escaped(_ part: String) -> String {
      part.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(.init(charactersIn: "._-,:[]*"))) ?? ""
    }
    var shown = "postgresql://"
    if let user = parts["user"] { shown += escaped(user) + "@" }
    let host = parts["host"] ?? parts["hostaddr"] ?? ""
    let isSocket = host.hasPrefix("/")
    if !isSocket { shown += host.contains(":") ? "[\(escaped(host))]" : escaped(host) }
    if let port = parts["port"], !port.isEmpty { shown += ":" + port }
    shown += "/" + escaped(parts["dbname"] ?? "")
    redacted = isSocket ? shown + "?host=" + host : shown
  }

  private static func isPort(_ text: String?) -> Bool {
    (text ?? "").utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2C }
  }

  /// What the address says of each of libpq's parameters; nil where libpq cannot read it.
  private static func parts(_ text: String) -> [String: String]? {
    // Its message would repeat the address.
    guard let options = PQconninfoParse(text, nil) else { return nil }
    defer { PQconninfoFree(options) }
    var found: [String: String] = [:]
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val { found[String(cString: keyword)] = String(cString: value) }
      option += 1
    }
    return found
  }
}
