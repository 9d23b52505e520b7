import Foundation
import Primitives
import TestSupport
import Testing

@Suite("data, backtest, site")
struct DataTests {
  let program: Program

  init() throws { program = try Program() }

  @Test("a healthy market is exit 0, one that lacks fields is exit 1 and names them")
  func check() throws {
    let sound = try program.run("data", "check", "--market", "demo", "--json")
    #expect(sound.exit == 0, "\(sound.out)")
    #expect(sound.json?["findings"] == [])
    let world = try SmallWorld()
    let lacking = try world.program.run("data", "check", "--market", "market", "--json")
    #expect(lacking.exit == 1, "it has neither high nor low")
    #expect(lacking.json?["instruments"] == 2)
    #expect(lacking.json?["start"] == "2024-01-01" && lacking.json?["end"] == "2024-01-05")
    let named =
      lacking.json?["findings"]?.arrayValue?.filter { $0["id"] == "market.field-missing" } ?? []
    for field in ["high", "low"] {
      #expect(named.contains { $0["evidence"]?.english?.contains(field) == true }, "\(field)")
    }
  }

  @Test("a backtest is a run folder, and the same one twice")
  func backtest() throws {
    let world = try SmallWorld()
    let arguments = [
      "backtest", "--market", "market", "--conf", "ws/conf.yaml", "--pred", "ws/pred.csv",
      "--output", "run",
    ]
    let result = try world.program.run(arguments + ["--json", "--quiet"])
    #expect(result.exit == 0, "\(result.err)")
    #expect(result.json?["origin"] == "local-qlib")
    #expect(result.err.isEmpty)
    let first = try world.program.bytes(below: "run")
    for name in [
      "run.json", "report.csv", "positions.csv", "trades.csv", "predictions.csv", "qlib_res.csv",
      "metrics.json",
    ] {
      #expect(first["run/" + name]?.isEmpty == false, "\(name)")
    }
    // 95 % of a million buys 95,000 shares at 10 yuan; 0.0005 of that value is 475 yuan.
    let trades = String(decoding: first["run/trades.csv"] ?? [], as: UTF8.self)
    #expect(
      trades.contains("2024-01-02,SH600000,buy,95000.0,95000.0,10.0,950000.0,475.0,filled,"),
      "\(trades)")
    _ = try world.program.run(arguments)
    #expect(differing(first, try world.program.bytes(below: "run")).isEmpty)
  }

  @Test("the site check finds a link that leads nowhere: exit 1")
  func site() throws {
    try program.temporary.write(
      "<html lang=\"en\"><head><title>t</title></head><body><main><h1>t</h1><a href=\"gone.html\">x</a></main></body></html>",
      to: "site/index.html")
    let result = try program.run("site", "check", "--json")
    #expect(result.exit == 1)
    let problems = (result.json?["problems"]?.arrayValue ?? []).map { String(decoding: $0.canonical, as: UTF8.self) }
    #expect(problems.count { $0.contains("gone.html") } == 1)
    #expect(result.json?["pages"] == 1)
  }

  @Test("doctor says of every check how it stands, in one document")
  func doctor() throws {
    let result = try program.run("doctor", "--json")
    #expect([0, 4].contains(result.exit), "4 where the machine has no Chinese font")
    let checks = try #require(result.json?.arrayValue)
    #expect(checks.contains { $0["check"] == "market" && $0["state"] == "good" })
    #expect(
      checks.allSatisfy { $0["state"] == "good" || $0["remedy"]?.stringValue?.isEmpty == false })
  }

  @Test("doctor names a migration whose workspace is gone: exit 3")
  func doctorMigration() throws {
    try program.temporary.write("migrations: [{id: lost, workspace: gone}]\n", to: "aistock.yaml")
    let result = try program.run("doctor", "--json")
    #expect([3, 4].contains(result.exit))
    let checks = try #require(result.json?.arrayValue)
    #expect(checks.contains { $0["check"] == "migration lost" && $0["state"] == "wrong" })
  }

  @Test(
    "doctor asks for a Python where a workspace holds PyTorch's weights alone",
    arguments: [
      ("net.pt", "", "stale", "no Python is set"), ("model.pth", "", "stale", "no Python is set"),
      ("model.safetensors", "rdagent: {python: /nowhere/python}\n", "wrong", "'/nowhere/python'"),
    ])
  func doctorConversion(_ file: String, _ settings: String, _ state: String, _ words: String) throws {
    try program.temporary.write("weights", to: "ws/" + file)
    try program.temporary.write(settings + "migrations: [{id: net, workspace: ws}]\n", to: "aistock.yaml")
    func check() throws -> JSONValue {
      let checks = try program.run("doctor", "--json").json?.arrayValue ?? []
      return try #require(checks.first { $0["check"] == "migration net" })
    }
    let needy = try check()
    #expect(needy["state"]?.stringValue == state && needy["detail"]?.stringValue?.contains(words) == true, "\(needy)")
    #expect(needy["remedy"]?.stringValue?.contains("rdagent.python") == true)
    // A model that is read as it is needs no conversion.
    try program.temporary.write("tree", to: "ws/model.txt")
    #expect(try check()["detail"]?.stringValue?.contains(words) == false)
  }
}
