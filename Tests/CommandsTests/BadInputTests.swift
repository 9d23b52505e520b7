import Primitives
import TestSupport
import Testing

/// Bad input of every kind ends with its own name, exit 3 and nothing half-written.
@Suite("Bad input")
struct BadInputTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var id: String
    var what: String
    var damage: @Sendable (SmallWorld) throws -> Void

    var testDescription: String { "\(what): \(id)" }
  }

  private static let close = "market/features/sh600000/close.day.bin"

  static let cases = [
    Case(id: "market.bin-length", what: "a bin of 13 bytes") {
      try $0.write([UInt8](repeating: 0, count: 13), close)
    },
    Case(id: "market.bin-length", what: "an empty bin") { try $0.write([UInt8](), close) },
    // 9.0 as a little-endian float32: a start behind the last of five days.
    Case(id: "market.bin-start", what: "a start outside the calendar") {
      try $0.write([0, 0, 0x10, 0x41, 0, 0, 0, 0], close)
    },
    Case(id: "market.calendar-order", what: "a calendar out of order") {
      try $0.write(
        "2024-01-01\n2024-01-03\n2024-01-02\n2024-01-04\n2024-01-05\n", "market/calendars/day.txt")
    },
    Case(id: "market.calendar-date", what: "a calendar with a wrong date") {
      try $0.write("2024-01-01\n2024-02-30\n", "market/calendars/day.txt")
    },
    Case(id: "market.universe-line", what: "a universe without tabs") {
      try $0.write("SH600000 2024-01-01 2024-01-05\n", "market/instruments/all.txt")
    },
    Case(id: "qlib-res.misparsed", what: "results read back without their first row") {
      try $0.write(
        "Unnamed: 0,0\n1day.excess_return_without_cost.annualized_return,0.9\n", "ws/qlib_res.csv")
    },
    Case(id: "qlib-res.misparsed", what: "results with the index as a metric") {
      try $0.write(",0\n0,0.9\n", "ws/qlib_res.csv")
    },
    Case(id: "config.not-a-template", what: "YAML that is no template") {
      try $0.write("a: 1\nb: [2]\n", "ws/conf.yaml")
    },
    Case(id: "yaml.syntax", what: "a configuration that is no YAML") {
      try $0.write("a: [1\n", "ws/conf.yaml")
    },
    Case(id: "benchmark.missing", what: "a benchmark that does not exist") {
      try $0.write(SmallWorld.configuration(benchmark: "SH000999"), "ws/conf.yaml")
    },
    Case(
      id: "predictions.unknown-stock", what: "predictions for stocks that the market does not know"
    ) {
      try $0.write(
        "datetime,instrument,score\n2024-01-01,SH688888,1\n2024-01-02,SH688889,1\n", "ws/pred.csv")
    },
    Case(id: "predictions.unknown-day", what: "predictions for days that the market does not know") {
      try $0.write(
        "datetime,instrument,score\n1999-01-04,SH600000,1\n1999-01-05,SH600000,1\n", "ws/pred.csv")
    },
    Case(id: "csv.day", what: "a prediction without a date") {
      try $0.write(SmallWorld.pred + "yesterday,SH600000,0.1\n", "ws/pred.csv")
    },
    Case(id: "report.duplicate", what: "a curve with a day twice") {
      let lines = try FileReader.text($0.program.path("ws/report_normal_1day.csv")).split(
        separator: "\n")
      try $0.write(
        [lines[0], lines[1], lines[1]].joined(separator: "\n") + "\n", "ws/report_normal_1day.csv")
    },
    Case(id: "gzip.damaged", what: "predictions cut off in the middle") {
      try $0.write(Array(try Gzip.pack(Array(SmallWorld.pred.utf8)).dropLast(9)), "ws/pred.csv")
    },
  ]

  @Test("reconcile stops by name, writes nothing and says what to do", arguments: cases)
  func reconcile(_ bad: Case) throws {
    let world = try SmallWorld()
    try bad.damage(world)
    let before = try world.program.bytes()
    let result = try world.reconcile("--json")
    #expect(result.exit == 3, "\(result.err)")
    #expect(result.diagnostics == [bad.id])
    #expect(result.err.contains("remedy: "))
    #expect(result.json?["error"]?["id"]?.stringValue == bad.id)
    #expect(result.json?["error"]?["exit"] == 3)
    #expect(
      differing(before, try world.program.bytes()).isEmpty, "nothing is written, nothing is changed"
    )
    #expect(!FileReader.exists(world.program.path("out")))
  }

  @Test("the same world undamaged is compared")
  func sound() throws {
    let world = try SmallWorld()
    let result = try world.reconcile("--json")
    #expect([0, 1].contains(result.exit), "\(result.err)")
    #expect(result.json?["schema"] == 1)
    #expect(FileReader.exists(world.program.path("out/comparison.json")))
  }

  @Test(
    "a workspace without a curve is compared as far as it goes: exit 1, and the rung is not available"
  )
  func noCurve() throws {
    let world = try SmallWorld()
    for name in ["ws/report_normal_1day.csv", "ws/pred.csv"] { try world.remove(name) }
    let result = try world.reconcile("--json")
    #expect(result.exit == 1)
    #expect(result.json?["verdict"] == "NOT COMPARABLE")
    let rungs = try #require(result.json?["rungs"]?.arrayValue)
    #expect(rungs.count == 6)
    #expect(rungs[1]["state"] == "not available")
    #expect(rungs[1]["reason"]?.english?.contains("aistock rdagent exporter") == true)
  }

  @Test(
    "a setting that is not understood is refused with place and nearest name",
    arguments: [
      ("markets: {provider: demo}\n", "config.unknown-key", "Did you mean 'market'?"),
      ("market: {providr: demo}\n", "config.unknown-key", "Did you mean 'provider'?"),
      ("states: {keep: 9}\n", "config.unknown-key", "Did you mean 'state'?"),
      ("state: {foldr: x}\n", "config.unknown-key", "Did you mean 'folder'?"),
      ("health: {prometeus: x}\n", "config.unknown-key", "Did you mean 'prometheus'?"),
      ("archive: {level: 7}\n", "config.value", "0, 1 or 2"),
      ("migrations: [{id: a}]\n", "config.missing", "workspace"),
      ("migrations: [{id: a, workspace: w}, {id: a, workspace: w}]\n", "config.value", "once"),
      ("migrations: [{id: ../up, workspace: w}]\n", "config.value", "letters"),
      (
        "migrations: [{id: a, workspace: w, tolerances: {replayed.nav: -1}}]\n", "config.tolerance",
        "at least 0"
      ),
      ("- a\n", "config.value", "mapping"),
      ("rdagent: {api: '${NO_SUCH_VARIABLE_HERE}'}\n", "config.variable", "NO_SUCH_VARIABLE_HERE"),
    ])
  func configuration(_ text: String, _ id: String, _ words: String) throws {
    let program = try Program()
    try program.temporary.write(text, to: "aistock.yaml")
    let result = try program.run("nightly")
    #expect(result.exit == 3, "\(result.err)")
    #expect(result.diagnostics == [id])
    #expect(result.err.contains(words), "\(result.err)")
    #expect(result.err.contains("aistock.yaml:1"), "\(result.err)")
    #expect(try program.bytes().keys.sorted() == ["aistock.yaml"])
  }

  @Test("an output folder that holds something else is refused and left as it is")
  func occupied() throws {
    let world = try SmallWorld()
    try world.write("mine", "out/letter.txt")
    let result = try world.reconcile()
    #expect(result.exit == 2)
    #expect(result.diagnostics == ["output.not-ours"])
    #expect(try world.program.bytes(below: "out").keys.sorted() == ["out/letter.txt"])
  }
}
