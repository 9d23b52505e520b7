import Primitives
import TestSupport
import Testing

@Suite("preview")
struct PreviewTests {
  let program: Program

  init() throws { program = try Program() }

  private func create(_ more: String...) throws -> Program.Result {
    let demo = Program.demo("demo-faithful")
    return try program.run(
      [
        "preview", "create", "--id", "first", "--conf", demo + "/conf.yaml", "--pred",
        demo + "/pred.csv.gz",
      ] + more)
  }

  private func list() throws -> [JSONValue] {
    try program.run("preview", "list", "--json").json?.arrayValue ?? []
  }

  @Test("created, settled and listed; settling again changes nothing")
  func roundTrip() throws {
    #expect(
      try create("--capital", "500000", "--start", "2024-12-02", "--json").json?["start"]
        == "2024-12-02")
    #expect(try list().first?["total_value"] == JSONValue.null, "nothing is settled yet")
    let settled = try program.run(
      "preview", "settle", "--market", "demo", "--date", "2024-12-10", "--json")
    #expect(settled.exit == 0, "\(settled.err)")
    let outcome = settled.json?.arrayValue?.first
    #expect(outcome?["from"] == "2024-12-02")
    #expect(outcome?["through"] == "2024-12-10")
    // Two working weeks without the last three days: 2 to 6 and 9 to 10 December.
    #expect(outcome?["days"] == 7)
    let row = try #require(try list().first)
    #expect(row["trading_day"] == "2024-12-10")
    #expect(row["initial_capital"]?.stringValue?.hasPrefix("500000") == true)
    #expect(
      try program.run("preview", "settle", "--market", "demo", "--date", "2024-12-10", "--json")
        .json?
        .arrayValue?.first?["days"] == 0)
    #expect(try list().first == row)
    let more = try program.run(
      "preview", "settle", "--market", "demo", "--date", "2024-12-11", "--json")
    #expect(more.json?.arrayValue?.first?["days"] == 1)
  }

  @Test("the same preview twice is refused, and the first stays")
  func twice() throws {
    #expect(try create().exit == 0)
    let second = try create("--capital", "1")
    #expect(second.exit == 2)
    #expect(second.diagnostics == ["preview.exists"])
    #expect(try list().count == 1)
  }

  @Test(
    "a preview that cannot be is refused, and nothing is stored",
    arguments: [
      (["--capital", "0"], "preview.capital"), (["--capital=-5"], "preview.capital"),
      (["--capital", "9223372036854775807"], "preview.capital"),
      (["--capital", "100000000001"], "preview.capital"),
    ])
  func refused(_ more: [String], _ id: String) throws {
    let demo = Program.demo("demo-faithful")
    let result = try program.run(
      [
        "preview", "create", "--id", "a", "--conf", demo + "/conf.yaml", "--pred",
        demo + "/pred.csv.gz",
      ] + more)
    #expect(result.exit == 2, "\(result.exit) \(result.err)")
    #expect(result.diagnostics == [id])
    #expect(try list().isEmpty)
  }

  @Test(
    "an identifier that is a path or empty is refused",
    arguments: ["../a", "a b", "ä", String(repeating: "a", count: 65)])
  func identifier(_ id: String) throws {
    let demo = Program.demo("demo-faithful")
    let result = try program.run(
      "preview", "create", "--id=" + id, "--conf", demo + "/conf.yaml", "--pred",
      demo + "/pred.csv.gz")
    #expect(result.exit == 2)
    #expect(result.diagnostics == ["preview.id"])
  }

  @Test("predictions that are not there are exit 3, and settling without previews says so")
  func absent() throws {
    let missing = try program.run(
      "preview", "create", "--id", "a", "--conf", Program.demo("demo-faithful") + "/conf.yaml",
      "--pred", "gone.csv")
    #expect(missing.exit == 3)
    #expect(missing.diagnostics == ["file.missing"])
    #expect(try program.run("preview", "settle").out.contains("No preview is running."))
    #expect(try program.run("preview", "list").out.contains("There is no preview."))
    #expect(
      try program.run("preview", "settle", "--id", "ghost").diagnostics == ["preview.missing"])
  }

  @Test("a state file that is no database is exit 3 and stays as it is")
  func damagedState() throws {
    try program.temporary.write(
      "this is no database, and it is longer than a header of one hundred bytes would be: so it is read",
      to: ".aistock/state.sqlite")
    let before = try FileReader.bytes(program.path(".aistock/state.sqlite"))
    let result = try program.run("preview", "list")
    #expect(result.exit == 3)
    #expect(result.diagnostics == ["store.damaged"])
    #expect(try FileReader.bytes(program.path(".aistock/state.sqlite")) == before)
  }
}
