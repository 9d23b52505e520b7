import Foundation
import GRDB
import Primitives
import TestSupport
import Testing

/// A real account's commands beside a real bridge process: what the broker has is told, and nothing is sent.
@Suite(
  "an account at a bridge", .enabled(if: BridgeProcess.hasPython, Comment(rawValue: BridgeProcess.absence)), .serialized
)
struct TradeBridgeTests {
  private let world: SmallWorld
  private let bridge: BridgeProcess
  private var program: Program { world.program }

  init() throws {
    world = try SmallWorld()
    bridge = try BridgeProcess(accounts: ["10001234"])
    try bridge.script(["positions": ["600000.SH": [1000, 800, .number(9.5)]], "cash": 50_000])
    try bridge.market([InstrumentID(canonical: "SH600000"): 10])
    try bridge.start()
    try world.write(BridgeProcess.token + "\n", "token")
    try configure(number: "10001234")
  }

  private func configure(number: String) throws {
    try world.write(
      """
      market: {provider: market}
      execution:
        accounts:
          - {id: main, gateway: qmt, bridge: "\(bridge.address)", token_file: token, number: "\(number)"}

      """, "aistock.yaml")
  }

  private func trade(_ command: String, _ more: String...) throws -> Program.Result {
    let result = try program.run(["trade", command, "--account", "main", "--json", "--quiet"] + more)
    #expect(!result.out.contains(BridgeProcess.token) && !result.err.contains(BridgeProcess.token))
    return result
  }

  @Test("positions, status and cash are the broker's, and stay known with a warning when the bridge is gone")
  func told() throws {
    let positions = try trade("positions")
    #expect(positions.exit == 0, "\(positions.err)")
    let held = positions.json?["positions"]?.arrayValue?.first
    #expect(held?["instrument"] == "SH600000" && held?["volume"] == 1000 && held?["available"] == 800)
    // In ten-thousandths of a yuan: 50,000 and 1,000 shares at 10.
    #expect(positions.json?["cash"] == 500_000_000 && positions.json?["equity"] == 600_000_000)
    bridge.stop()
    let away = try trade("positions")
    #expect((away.exit, away.diagnostics) == (4, ["account.away"]) && away.json?["positions"] == nil)
    let known = try trade("status")
    #expect(known.exit == 4)
    #expect(known.json?["account"]?["positions"] == positions.json?["positions"])
    #expect(known.json?["warning"]?["id"] == "account.away", "\(known.out)")
  }

  @Test("an account number that the bridge does not have, and a wrong token, are no account")
  func refused() throws {
    try configure(number: "10001235")
    let other = try trade("positions")
    #expect((other.exit, other.diagnostics) == (4, ["account.away"]) && other.err.contains("account.unknown"))
    try configure(number: "10001234")
    try world.write("another-token-of-the-tests\n", "token")
    let wrong = try trade("positions")
    #expect((wrong.exit, wrong.diagnostics) == (4, ["account.away"]) && wrong.err.contains("token.wrong"))
    #expect(!wrong.err.contains("another-token"))
  }

  @Test("a kill holds here also where the bridge is gone")
  func kill() throws {
    bridge.stop()
    let killed = try trade("kill", "--reason", "drill")
    #expect([0, 4].contains(killed.exit), "\(killed.err)")
    let rows = try DatabaseQueue(path: program.path(".aistock/state.sqlite")).read {
      try String.fetchAll($0, sql: "SELECT account || ' ' || position FROM execution_switch")
    }
    #expect(rows == ["main killed"])
    #expect(try bridge.book().isEmpty)
  }
}
