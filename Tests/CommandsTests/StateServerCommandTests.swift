import Foundation
import Primitives
import TestSupport
import Testing

/// The state on a server from outside: a night, a push, another machine.
@Suite("the state on a server", .enabled(if: PostgreSQLServer.isPresent, "\(PostgreSQLServer.absence)"))
struct StateServerCommandTests {
  private static func world(_ schema: String) throws -> SmallWorld {
    let world = try SmallWorld()
    try world.write(
      """
      market: {provider: market, index: SH000300}
      migrations: [{id: small, workspace: ws}]
      state: {folder: var/state, server: "\(PostgreSQLServer.shared().address(schema: "public"))", schema: \(schema)}

      """, "aistock.yaml")
    return world
  }

  @Test("a night pushes, another machine takes over, and the first one is refused")
  func takeover() throws {
    let program = try Self.world("takeover").program
    let early = try program.run("state", "push")
    #expect(early.exit == 3 && early.diagnostics == ["store.absent"])
    #expect(try program.run("state", "restore", "--server", "configured").diagnostics == ["state.server-empty"])
    let night = try program.run("nightly", "--date", "2024-01-04")
    #expect(night.exit == 0 && night.out.contains("Pushed generation 1 to postgresql://aistock@"), "\(night.err)")
    let check = try program.run("state", "check", "--json")
    #expect(check.exit == 0 && check.json?["server"]?["generation"] == 1 && check.json?["server"]?["changed"] == [])
    #expect(try program.run("state", "check").out.hasSuffix("every table is equal.\n"))
    let doctor = try program.run("doctor")
    #expect(doctor.out.contains("ok     state on its server: The server has generation 1"))
    #expect(doctor.out.contains("Digests noted at that push are those of the file"))
    _ = try PostgreSQLServer.shared().run("DELETE FROM takeover.night", in: nil)
    #expect(try program.run("state", "check").diagnostics == ["state.server-digest"])
    let repair = try program.run("state", "push", "--json")
    #expect(repair.exit == 0 && repair.json?["written"] == ["night"] && repair.json?["rows"] == 1)
    #expect(try program.run("state", "check").exit == 0)
    let push = try program.run("state", "push", "--json")
    #expect(push.exit == 0 && push.json?["generation"] == 3 && push.json?["rows"] == 0)

    let other = try Self.world("takeover").program
    let taken = try other.run("state", "restore", "--server", "configured", "--json")
    #expect(taken.exit == 0 && taken.json?["generation"] == 3 && taken.json?["last_night"] == "2024-01-04")
    #expect(try other.run("state", "check", "--json").json?["server"]?["changed"] == [])
    #expect(try other.run("nightly", "--date", "2024-01-05", "--quiet").exit == 0)

    let refused = try program.run("state", "push")
    #expect(refused.exit == 3 && refused.diagnostics == ["state.server-newer"])
    #expect(try program.run("state", "check").diagnostics == ["state.server-newer"])
    let night2 = try program.run("nightly", "--date", "2024-01-05", "--json", "--quiet")
    #expect(night2.exit == 0 && night2.json?["unpushed"]?["id"] == "night.unpushed")
    #expect(night2.err.contains("warning[night.unpushed]") && night2.err.contains("The server has generation 4"))
    #expect(try program.run("doctor").out.contains("wrong  state on its server"))
  }

  @Test("a source is a file or a server, and only a server has a schema")
  func usage() throws {
    let program = try SmallWorld().program
    for arguments in [
      [], ["copy", "--server", "configured"], ["copy", "--schema", "a"],
      ["--server", "configured", "--schema", "pg_a"],
    ] {
      #expect(try program.run(["state", "restore"] + arguments).exit == 2, "\(arguments)")
    }
    #expect(try program.run("state", "push").diagnostics == ["state.no-server"])
    #expect(try program.run("state", "restore", "--server", "configured").exit == 2)
    #expect(!FileReader.exists(program.temporary.path(".aistock")), "no lock is made")
    let wrong = try program.run("state", "restore", "--server", "postgresql://u:sec/ret@h/db")
    #expect(wrong.diagnostics == ["postgresql.address"] && !wrong.err.contains("ret@"))
  }
}
