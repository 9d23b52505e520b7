import Execution
import Foundation
import Night
import Primitives
import Records
import Store
import TestSupport
import Testing

/// The kill switch beside a run that works with parts over the day, measured at the broker's own book.
@Suite(
  "a switch that is turned in a live run",
  .enabled(if: BridgeProcess.hasPython, Comment(rawValue: BridgeProcess.absence)),
  .serialized)
struct LiveKillTests {
  /// A run in its own thread, as `trade run` follows it, with one order lying open and more to come.
  private struct Following {
    let thread: Thread

    init(_ world: LiveWorld) throws {
      let clock = world.bridge.clock
      let configuration = try world.configuration
      let database = try Database(path: configuration.state)
      let gateway = QMTGateway(
        account: "main", number: "10001234", bridge: world.bridge.address, token: BridgeProcess.token, clock: clock)
      let run = TradingRun.following("main", through: gateway, in: database, configuration, clock: clock)
      thread = Thread { _ = try? TradingFollower(clock: clock, seconds: 20).follow(run) }
      thread.start()
    }
  }

  /// A world with one open order at the broker, and parts that wait for their minute.
  private func opened() throws -> LiveWorld {
    let world = try LiveWorld(minute: 571, schedule: "twap")
    try world.bridge.script(["steps": ["default": ["receive", "reply", "report"]], "cancel": ["close", "report"]])
    try world.sign()
    _ = try world.trade()
    #expect(try world.received().count == 1 && world.acts("closed").isEmpty)
    return world
  }

  @Test("the kill file cancels open orders within a second while a run follows them, and no further part is sent")
  func file() throws {
    let world = try opened()
    let following = try Following(world)
    usleep(300_000)
    try world.write("", ".aistock/kill")
    let seconds = try #require(try world.seconds { try !world.acts("closed").isEmpty })
    #expect(seconds < 1, "\(seconds) s")
    try world.bridge.advance(3600)
    try world.quote()
    usleep(400_000)
    #expect(try world.received().count == 1)
    try FileManager.default.removeItem(atPath: world.path(".aistock/kill"))
    try KillSwitch(
      account: "main", database: world.database(), file: world.path(".aistock/kill"), clock: world.bridge.clock
    ).turn(.killed, by: "li", reason: "the end of the test")
    try TradingRun.following(
      "main",
      through: QMTGateway(
        account: "main", number: "10001234", bridge: world.bridge.address, token: BridgeProcess.token,
        clock: world.bridge.clock), in: world.database(), world.configuration, clock: world.bridge.clock
    ).cancelAll(because: .verbatim("end"), code: "end")
    #expect(try world.seconds { following.thread.isFinished } != nil, "a run whose orders are at their end ends")
    #expect(try world.database().intents(of: "main", on: LiveWorld.day).allSatisfy { $0.state == .canceled })
  }

  @Test("the command stops a run of another process within a second, also without a market")
  func command() throws {
    let world = try opened()
    let following = try Following(world)
    usleep(300_000)
    try FileManager.default.removeItem(atPath: world.path("market"))
    // The command's own clock is of another day, so that the run itself has to see the switch.
    let begin = ContinuousClock.now
    let process = try world.program.start(
      ["trade", "kill", "--account", "main", "--reason", "drill", "--quiet"], out: ".test/out", err: ".test/err")
    _ = try #require(try world.seconds { try world.database().tradingSwitch(of: "main")?.position == .killed })
    let turned = ContinuousClock.now
    _ = try #require(try world.seconds { try !world.acts("closed").isEmpty })
    let seconds = (ContinuousClock.now - turned) / .seconds(1)
    #expect(seconds < 1, "\(seconds) s behind the switch, \((ContinuousClock.now - begin) / .seconds(1)) s in all")
    process.waitUntilExit()
    #expect(!(try FileReader.text(world.path(".test/err"))).contains("market"))
    #expect(try world.received().count == 1)
    following.thread.cancel()
    try world.bridge.advance(9 * 3600)
    #expect(try world.seconds { following.thread.isFinished } != nil)
  }

  @Test("the watch cancels within a second while one of its steps hangs")
  func watch() throws {
    let world = try opened()
    let desk = try world.desk()
    let guards = try desk.guards()
    defer { guards.forEach { $0.end() } }
    // This thread is the step that hangs.
    try world.write("", ".aistock/kill")
    let seconds = try #require(try world.seconds { try !world.acts("closed").isEmpty })
    #expect(seconds < 1, "\(seconds) s")
    #expect(
      try world.seconds {
        try world.database().intents(of: "main", on: LiveWorld.day).contains { $0.state == .canceled }
      } != nil)
    #expect(try world.received().count == 1)
  }
}
