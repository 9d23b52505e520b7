import Foundation
import Primitives
import TestSupport
import Testing

/// The two results of the demo, which qlib itself made, through the real program.
@Suite("reconcile", .enabled(if: RepositoryRoot.folder != nil))
struct ReconcileTests {
  let program: Program

  init() throws { program = try Program() }

  private func reconcile(_ name: String, _ more: String...) throws -> Program.Result {
    try program.run(
      ["reconcile", "--workspace", Program.demo(name), "--market", "demo", "--output", "out"] + more
    )
  }

  @Test("the faithful result passes: exit 0, one document, no word on standard error with --quiet")
  func faithful() throws {
    let result = try reconcile("demo-faithful", "--json", "--quiet")
    #expect(result.exit == 0, "\(result.out)")
    #expect(result.err.isEmpty)
    #expect(result.json?["verdict"] == "PASS")
    #expect(result.json?["migration"] == "demo-faithful")
    #expect(
      result.json == (try JSONReader.read(file: program.path("out/comparison.json"), id: "x")))
    let names = try program.bytes(below: "out").keys
    for name in [
      "comparison.json", "recorded/run.json", "recorded/report.csv", "replayed/run.json",
      "replayed/trades.csv",
    ] {
      #expect(names.contains("out/" + name), "\(name)")
    }
  }

  @Test("the result under other fees fails: exit 1, with the day, the rates and both values")
  func wrongFees() throws {
    let result = try reconcile("demo-wrong-fees", "--json")
    #expect(result.exit == 1)
    #expect(result.json?["verdict"] == "FAIL")
    let divergence = result.json?["rungs"]?.arrayValue?[2]["first_divergence"]
    #expect(divergence?["field"] == "report.cost")
    #expect(divergence?["cause"]?["id"] == "fees")
    #expect(divergence?["cause"]?["message"] == "cause.fees-fitted")
    let arguments = divergence?["cause"]?["arguments"]
    #expect(arguments?["open"]?["rate"] == .number(0.0001) && arguments?["closeAsked"]?["rate"] == .number(0.0015))
    #expect(
      result.json?["summary"]?["en"]?.stringValue?.hasPrefix(
        "First divergence: 2023-07-04, `cost`, rung Replayed. The recorded run charged 0.01%/0.01%; its configuration "
          + "says 0.05%/0.15%. That overstates the annual excess return by ") == true)
    #expect(
      result.json?["summary"]?["zh"]?.stringValue?.hasPrefix(
        "首个分歧：2023-07-04，费用，回放级。记录按 0.01%/0.01% 收费，配置为 0.05%/0.15%。年化超额收益因此虚高 ") == true)
  }

  @Test("without --json people get lines: verdict first, and progress stays on standard error")
  func lines() throws {
    let result = try reconcile("demo-faithful")
    #expect(result.out.hasPrefix("PASS  demo-faithful\n"))
    #expect(result.err.contains("replaying"))
    #expect(!result.out.contains("replaying"))
  }

  @Test("twice gives the same bytes")
  func twice() throws {
    _ = try reconcile("demo-wrong-fees")
    let first = try program.bytes(below: "out")
    _ = try reconcile("demo-wrong-fees")
    #expect(differing(first, try program.bytes(below: "out")).isEmpty)
  }

  @Test("a tolerance wide enough lets the wrong fees pass, and says so in the document")
  func tolerances() throws {
    let names = ["nav", "return", "cost", "turnover", "orders", "positions", "metrics"]
    let result = try program.run(
      [
        "reconcile", "--workspace", Program.demo("demo-wrong-fees"), "--market", "demo", "--output",
        "out", "--json",
      ]
        + names.flatMap { ["--tolerance", "replayed.\($0)=10"] })
    #expect(result.exit == 0, "\(result.out.prefix(300))")
    #expect(result.json?["rungs"]?.arrayValue?[2]["tolerances"]?["replayed.nav"]?.doubleValue == 10)
  }

  @Test("rungs that were not asked for are not run")
  func rungs() throws {
    let result = try reconcile("demo-wrong-fees", "--rungs", "recomputed", "--json")
    #expect(result.json?["rungs"]?.arrayValue?[2]["reason"]?["id"] == "rung.not-asked-for")
    #expect(result.json?["rungs"]?.arrayValue?[1]["state"] == "pass")
    // Arithmetic over a record proves no migration.
    #expect(result.json?["verdict"] == "NOT COMPARABLE")
    #expect(result.exit == 1)
  }

  @Test("a workspace and a market that are not there are exit 3")
  func absent() throws {
    #expect(
      try program.run("reconcile", "--workspace", "gone", "--market", "demo", "--output", "out")
        .diagnostics
        == ["workspace.missing"])
    let market = try program.run(
      "reconcile", "--workspace", Program.demo("demo-faithful"), "--market", "gone", "--output",
      "out")
    #expect(market.exit == 3)
    #expect(market.diagnostics == ["market.missing"])
    #expect(try program.bytes().isEmpty)
  }
}
