import Foundation
package import Primitives
package import Store

/// Gives the state to the server that the configuration names.
///
/// The file is what execution writes and rests on; a server that is away or refuses costs nothing but its own rows, and
/// the next push brings all of them.
package struct StatePushing {
  private let server: StateServer
  private let database: Database
  private let clock: Clock

  /// Nil where the configuration names no server.
  package init?(_ configuration: AistockConfiguration, _ database: Database, clock: Clock) {
    guard let server = configuration.stateServer else { return nil }
    (self.server, self.database, self.clock) = (server, database, clock)
  }

  /// - Parameter isThorough: compares the rows on the server too, and repairs those that somebody touched.
  /// - Throws: what `Database.push` throws.
  package func run(isThorough: Bool = false) throws -> StatePush {
    try database.push(to: server, clock: clock, machine: StatePushing.machine, isThorough: isThorough)
  }

  /// The name that this machine has in its network.
  private static var machine: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

extension StatePush {
  package var json: JSONValue {
    [
      "generation": .integer(generation), "tables": .integer(tables),
      "written": .array(written.map { .string($0) }), "rows": .integer(rows), "digest": .string(digest),
    ]
  }

  package var message: Message { .pushed(self) }
}

extension Message {
  fileprivate static func pushed(_ push: StatePush) -> Message {
    Message(
      "state.pushed",
      [
        "number": .count(push.generation), "server": .text(push.server), "rows": .count(push.rows),
        "written": .count(push.written.count), "tables": .count(push.tables),
      ],
      en: "Pushed generation {number} to {server}: {rows} {rows:row|rows}, {written} of {tables} tables had changed.",
      zh: "已向 {server} 推送第 {number} 代：{rows} 行，{tables} 个表中 {written} 个有变化。")
  }
}
