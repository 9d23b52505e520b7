import Foundation
import Primitives
import TestSupport
import Testing

/// The day by the clock from outside: an approved migration on a paper account, and what a reviewer signs.
@Suite("the watch and what a reviewer signs") struct WatchCommandTests {
  let signing: SigningWorld

  init() throws {
    signing = try SigningWorld()
    try configure()
  }

  /// - Parameter limits: more of them, behind those that let the small world's five days trade.
  private func configure(limits: String = "order_value: 1000000") throws {
    try signing.world.write(
      """
      market: {provider: market, index: SH000300}
      migrations:
        - {id: small, workspace: ws}
      execution:
        accounts:
          - {id: paper, gateway: sim, capital: 1000000}
          - {id: main, gateway: qmt, bridge: "http://127.0.0.1:9", token: 0123456789abcdef}
        limits: {stock_weight: 1, participation: 1, listing_days: 0, cash_ratio: 0, gross_weight: 1, \(limits)}
        watch:
          accounts: [{id: paper, bundles: [{folder: reports/bundles/small}]}]

      """, "aistock.yaml")
  }

  private func watch(_ moment: String) throws -> Program.Result {
    try signing.run("watch", "--once", "--at", moment, "--json", "--quiet")
  }

  private func steps(_ result: Program.Result) -> [String] {
    (result.json?.arrayValue ?? []).map {
      "\($0["step"]?.stringValue ?? "?") \($0["day"]?.stringValue ?? "?") \($0["state"]?.stringValue ?? "?")"
    }
  }

  @Test("a day is done in its order, once, and the next one begins where it ended")
  func days() throws {
    try signing.approved()
    let first = try watch("2024-01-04 18:30")
    #expect(
      steps(first) == [
        "settle 2024-01-04 done", "trade paper 2024-01-04 done", "close paper 2024-01-04 done",
        "signal paper 2024-01-04 done", "feedback 2024-01-04 done", "nightly 2024-01-04 done",
      ], "\(first.err) \(first.out)")
    #expect(steps(try watch("2024-01-04 18:31")).isEmpty)
    let status = try FileReader.text(signing.world.program.path("site/en/status.html"))
    #expect(status.contains("Account paper, paper") && status.contains("scripts/reload.js"))
    #expect(try signing.run("site", "check", "--quiet").exit == 0)
    // The next evening; nothing of the day before is done again.
    let second = steps(try watch("2024-01-05 19:00"))
    #expect(second.first == "settle 2024-01-05 done")
    #expect(second.contains("trade paper 2024-01-05 done") && second.allSatisfy { $0.contains("2024-01-05") })
  }

  @Test("limits are signed with the bundle: stricter ones pass, looser ones are refused by name")
  func signedLimits() throws {
    try configure(limits: "order_value: 500000")
    try signing.approved()
    let path = signing.world.program.path("reports/bundles/small/limits.json")
    #expect(try JSONReader.read(FileReader.bytes(path))["order_value"]?.stringValue == "500000.0000")
    func plan() throws -> Program.Result {
      try signing.run(
        "trade", "plan", "--bundle", "reports/bundles/small", "--account", "paper", "--date", "2024-01-03", "--json",
        "--quiet")
    }
    #expect(try plan().exit == 0)
    try configure(limits: "order_value: 400000")
    #expect(try plan().exit == 0)
    try configure(limits: "order_value: 500001, daily_loss: 0.5")
    let refused = try plan()
    #expect((refused.exit, refused.diagnostics) == (1, ["trade.limits-looser"]))
    #expect(refused.err.contains("order_value") && refused.err.contains("daily_loss"))
    // The bundle that was signed is written again, whatever the limits are now.
    let again = try signing.run("review", "bundle", "--migration", "small", "--quiet")
    #expect(again.exit == 0, "\(again.err)")
    #expect(try JSONReader.read(FileReader.bytes(path))["order_value"]?.stringValue == "500000.0000")
  }

  @Test("a ticket is signed for an account with real money, for today or later, by an allowed signer")
  func tickets() throws {
    try signing.approved()
    func sign(_ account: String, _ more: String...) throws -> Program.Result {
      try signing.world.program.run(
        [
          "trade", "ticket", "--account", account, "--bundle", "reports/bundles/small", "--buy-max", "100000",
          "--reviewer", SigningWorld.reviewer, "--key", "key", "--json", "--quiet",
        ] + more)
    }
    let today = Clock.system.dayInChina
    let made = try sign("main")
    #expect(made.exit == 0, "\(made.err)")
    #expect(made.json?["limits"]?.stringValue?.count == 64 && made.json?["day"]?.stringValue == today.description)
    let path = signing.world.program.path(".aistock/tickets/main-\(today).json")
    #expect(FileReader.exists(path) && FileReader.exists(path + ".sig"))
    // The broker is away: what is wrong with a ticket is said before it is asked, and a good one comes to it.
    func run(_ ticket: String) throws -> Program.Result {
      try signing.run(
        "trade", "run", "--bundle", "reports/bundles/small", "--account", "main", "--env", "live", "--ticket", ticket,
        "--quiet")
    }
    #expect(try run(path).diagnostics == ["account.away"])
    try signing.world.write(FileReader.text(path).replacing("100000.", with: "900000."), "forged.json")
    try signing.world.write(FileReader.text(path + ".sig"), "forged.json.sig")
    let forged = try run("forged.json")
    #expect((forged.exit, forged.diagnostics) == (1, ["ticket.signature"]))
    #expect(try run("none.json").diagnostics == ["ticket.missing"])
    #expect(try sign("paper").diagnostics == ["trade.ticket-paper"])
    #expect(try sign("main", "--day", today.advanced(byDays: -1).description).diagnostics == ["trade.ticket-past"])
    try signing.makeKey("stranger")
    let stranger = try sign("main", "--key", "stranger", "--output", "t.json")
    #expect((stranger.exit, stranger.diagnostics) == (1, ["ticket.signature"]))
    #expect(!FileReader.exists(signing.world.program.path("t.json")))
  }

  @Test("an account that was never configured, a bundle without its weight and a wrong hour are refused")
  func wrongAccounts() throws {
    for text in [
      "accounts: [{id: other, bundles: [{folder: x}]}]", "accounts: [{id: paper, bundles: [{folder: x}, {folder: y}]}]",
      "accounts: [{id: paper, bundles: []}]", "nightly: \"25:00\"", "account: []",
      "accounts: [{id: paper, bundles: [{folder: x, weight: 0.6}, {folder: y, weight: 0.6}]}]",
    ] {
      try signing.world.write(
        """
        market: {provider: market, index: SH000300}
        execution:
          accounts: [{id: paper, gateway: sim}]
          watch: {\(text)}

        """, "aistock.yaml")
      let result = try watch("2024-01-03 18:30")
      #expect(result.exit != 0 && result.err.contains("execution.watch"), "\(text): \(result.err)")
    }
  }

  @Test("units and the cron line name program, folder and configuration, and systemd takes them")
  func units() throws {
    let folder = try TemporaryFolder()
    for (unit, name) in [
      ("service", "aistock-watch.service"), ("once", "aistock-watch-once.service"),
      ("timer", "aistock-watch-once.timer"),
    ] {
      let result = try signing.run("watch", "--print", unit, "--config", "/srv/my files/aistock.yaml")
      #expect(result.exit == 0 && result.out.contains("[Unit]"))
      try folder.write(result.out, to: name)
    }
    let service = try FileReader.text(folder.path("aistock-watch.service"))
    #expect(service.contains("ExecStart=") && service.contains("watch --config \"/srv/my files/aistock.yaml\""))
    let cron = try signing.run("watch", "--print", "cron", "--config", "/srv/my files/aistock.yaml").out
    #expect(cron.contains("*/5 9-22 * * 1-5 cd '/srv/my files' && ") && cron.contains("watch --once --quiet --config"))
    guard FileReader.exists("/usr/bin/systemd-analyze") else { return }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/systemd-analyze")
    process.arguments = ["verify", "--man=no"] + (try FileReader.names(in: folder.path)).map(folder.path)
    let pipe = Pipe()
    (process.standardOutput, process.standardError) = (pipe, pipe)
    try process.run()
    let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    // The folder of the configuration does not exist here; everything else is held.
    let own = said.split(separator: "\n").filter { $0.contains("aistock-watch") }
    #expect(own.isEmpty, "\(said)")
  }
}
