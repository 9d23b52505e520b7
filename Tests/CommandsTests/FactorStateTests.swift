import MarketData
import Primitives
import TestSupport
import Testing

/// `factors compute --state FILE` through the program: a longer market gives the new days alone.
@Suite("State of computed factors")
struct FactorStateTests {
  private let program: Program

  init() throws { program = try Program() }

  /// Two stocks on the first days of a market of ten.
  private func market(_ days: Int, restated: Bool = false) throws -> String {
    let closes = (0..<days).map { day in 10 + Double(day * day % 7) + (restated ? 1 : 0) }
    let market = RawMarket.make(
      RawMarket.days(from: "2024-01-01", count: days),
      [.init("SH600000", closes), .init("SZ000001", closes.map { 30 - $0 })])
    let sink = MemorySink()
    try market.write(to: sink)
    for (path, bytes) in sink.files { try program.temporary.write(bytes, to: "market/" + path) }
    return program.path("market")
  }

  private func compute(_ market: String, _ more: [String], state: String? = "state") throws
    -> Program.Result
  {
    try program.run(
      ["factors", "compute", "--market", market, "--universe", "all", "--expr", "M=Mean($close,3)"]
        + (state.map { ["--state", program.path($0)] } ?? []) + more)
  }

  @Test func aLongerMarketGivesTheNewDaysAlone() throws {
    #expect(try compute(market(7), ["--output", "first.csv"]).exit == 0)
    let longer = try market(9)
    let second = try compute(longer, ["--output", "second.csv", "--json"])
    #expect(second.exit == 0, "\(second.err)")
    #expect(second.json?["rows"]?.intValue == 4)
    #expect(second.json?["continued_behind"]?.stringValue == "2024-01-09")
    #expect(try compute(longer, ["--output", "whole.csv"], state: nil).exit == 0)
    let text = { (name: String) in
      try FileReader.text(program.path(name)).split(separator: "\n").dropFirst()
    }
    #expect(try (text("first.csv") + text("second.csv")).sorted() == text("whole.csv").sorted())
    // Once more: no new day.
    let third = try compute(longer, ["--output", "none", "--json"])
    #expect(third.exit == 0)
    #expect(third.json?["rows"]?.intValue == 0)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    #expect(try compute(market(7), ["--output", "none"]).exit == 0)
    let before = try FileReader.bytes(program.path("state"))
    let other = try program.run(
      "factors", "compute", "--market", try market(7), "--universe", "all", "--expr",
      "M=Mean($close,4)",
      "--state", program.path("state"), "--output", "none")
    #expect(other.exit == 3)
    #expect(other.diagnostics == ["factor.state-other"])
    let restated = try compute(market(9, restated: true), ["--output", "none"])
    #expect(restated.exit == 3)
    #expect(restated.diagnostics == ["factor.state-data"])
    let shorter = try compute(market(6), ["--output", "none"])
    #expect(shorter.diagnostics == ["factor.state-calendar"])
    #expect(try FileReader.bytes(program.path("state")) == before)
    try program.temporary.write("M=1\n", to: "notes.txt")
    #expect(
      try compute(market(7), ["--output", "none"], state: "notes.txt").diagnostics == [
        "factor.state-form"
      ])
    #expect(try FileReader.text(program.path("notes.txt")) == "M=1\n")
  }

  @Test func aLabelCannotBeContinued() throws {
    let result = try program.run(
      "factors", "compute", "--market", try market(7), "--universe", "all", "--expr",
      "L=Ref($close,-1)/$close-1",
      "--label", "--state", program.path("state"), "--output", "none")
    #expect(result.exit == 3)
    #expect(result.diagnostics == ["factor.future"])
  }
}
