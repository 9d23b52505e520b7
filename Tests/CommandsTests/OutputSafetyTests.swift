import Foundation
import Primitives
import TestSupport
import Testing

/// No command that writes destroys what it did not write.
@Suite("Outputs beside a user's files")
struct OutputSafetyTests {
  /// A command, where its output option stands, and what it reads. `OUT` is the output.
  struct Writer: Sendable, CustomTestStringConvertible {
    var arguments: [String]
    var inputs: [String]
    var isFile = false

    var testDescription: String { arguments.prefix(2).joined(separator: " ") }

    func with(_ output: String) -> [String] { arguments.map { $0 == "OUT" ? output : $0 } }
  }

  static let folderWriters = [
    Writer(
      arguments: ["reconcile", "--workspace", "ws", "--market", "market", "--output", "OUT", "--rungs", "reported"],
      inputs: ["ws", "market"]),
    Writer(
      arguments: [
        "backtest", "--market", "market", "--conf", "in/conf.yaml", "--pred", "in/pred.csv", "--output", "OUT",
      ],
      inputs: ["market", "in/conf.yaml", "in/pred.csv"]),
    Writer(
      arguments: [
        "backtest", "--market", "market", "--conf", "in/conf.yaml", "--pred", "in/pred.csv", "--sweep", "topk=1",
        "--output", "OUT",
      ], inputs: ["market", "in/conf.yaml", "in/pred.csv"]),
    Writer(arguments: ["data", "export", "--market", "demo", "--output", "OUT"], inputs: []),
    Writer(
      arguments: ["models", "train", "--conf", "in/conf.yaml", "--market", "market", "--output", "OUT"],
      inputs: ["market", "in/conf.yaml"]),
    Writer(
      arguments: ["models", "roll", "--conf", "in/conf.yaml", "--market", "market", "--output", "OUT"],
      inputs: ["market", "in/conf.yaml"]),
    Writer(
      arguments: [
        "models", "grid", "--conf", "in/conf.yaml", "--market", "market", "--sets", "alpha158", "--output", "OUT",
      ], inputs: ["market", "in/conf.yaml"]),
    Writer(
      arguments: [
        "models", "predict", "--conf", "in/conf.yaml", "--market", "market", "--model", "in/model.txt", "--output",
        "OUT",
      ], inputs: ["market", "in/conf.yaml", "in/model.txt"]),
    Writer(
      arguments: [
        "models", "evaluate", "--pred", "in/pred.csv", "--conf", "in/conf.yaml", "--market", "market", "--output",
        "OUT",
      ], inputs: ["market", "in/conf.yaml", "in/pred.csv"]),
    Writer(
      arguments: ["archive", "restore", "--date", "2024-01-03", "--migration", "m", "--output", "OUT"],
      inputs: ["reports"]),
    Writer(arguments: ["review", "bundle", "--migration", "m", "--output", "OUT"], inputs: ["reports"]),
  ]

  static let fileWriters = [
    Writer(
      arguments: ["factors", "compute", "--market", "market", "--exprs", "in/f.tsv", "--output", "OUT"],
      inputs: ["market", "in/f.tsv"], isFile: true),
    Writer(
      arguments: [
        "factors", "compute", "--market", "market", "--exprs", "in/f.tsv", "--output", "none", "--state", "OUT",
      ], inputs: ["market", "in/f.tsv"], isFile: true),
    Writer(
      arguments: ["factors", "library", "import", "--catalog", "in/catalog.json", "--library", "OUT"],
      inputs: ["in/catalog.json"], isFile: true),
  ]

  /// Everything that a folder was recognised by up to version 0.2, each with words of a user.
  private static let names = [
    "calendars/day.txt", "index.html", "conf.yaml", "comparison.json", "run.json", "sweep.json", "model.json",
    "predictions.csv", "prediction_quality.json", "grid.json", "rolling.json", "bundle.json", "manifest.json",
  ]

  private func world() throws -> SmallWorld {
    let world = try SmallWorld()
    for name in Self.names { try world.write("mine", "mine/" + name) }
    try world.write(SmallWorld.configuration(), "in/conf.yaml")
    try world.write(SmallWorld.pred, "in/pred.csv")
    try world.write("tree\n", "in/model.txt")
    try world.write("A\t$close\n", "in/f.tsv")
    try world.write(#"{"factors": []}"#, "in/catalog.json")
    try world.write("kept", "reports/2024-01-03/a.txt")
    try world.write("archive: {folder: reports}\nmarket: {provider: market, index: SH000300}\n", "aistock.yaml")
    return world
  }

  @Test("a folder of the user's files is refused, and nothing changes on disk", arguments: folderWriters)
  func commonNames(_ writer: Writer) throws {
    let world = try world()
    let before = try world.program.bytes()
    let result = try world.program.run(writer.with("mine"))
    #expect(result.exit == 2, "\(result.err)")
    #expect(result.diagnostics == ["output.not-ours"])
    #expect(differing(try world.program.bytes(), before).isEmpty)
  }

  @Test(
    "an output onto, into or around an input is refused, and nothing changes on disk",
    arguments: folderWriters + fileWriters)
  func inputs(_ writer: Writer) throws {
    let world = try world()
    try FileManager.default.createSymbolicLink(
      atPath: world.program.path("link"), withDestinationPath: world.program.path("."))
    let before = try world.program.bytes()
    for input in writer.inputs + ["aistock.yaml", "market", "reports"] {
      for output in [input, "link/" + input, input + "/new"] {
        // A file has no inside.
        if output.hasSuffix("/new"), input.contains(".") { continue }
        let result = try world.program.run(writer.with(output))
        #expect(result.exit == 2, "\(output): \(result.err)")
        #expect(result.diagnostics.first?.hasPrefix("output.") == true, "\(output): \(result.err)")
      }
    }
    if !writer.isFile {
      let result = try world.program.run(writer.with("."))
      #expect(result.diagnostics == ["output.around-input"], "\(result.err)")
    }
    #expect(differing(try world.program.bytes(), before).isEmpty)
  }

  @Test(
    "nothing is written while the configuration that says what is kept cannot be read",
    arguments: folderWriters.filter { $0.inputs != ["reports"] } + fileWriters)
  func unreadableConfiguration(_ writer: Writer) throws {
    let world = try world()
    try world.write("archive: {foldr: reports}\n", "aistock.yaml")
    let before = try world.program.bytes()
    let result = try world.program.run(writer.with("new"))
    #expect(result.exit == 2, "\(result.err)")
    #expect(result.diagnostics == ["output.settings-unreadable"])
    #expect(result.err.contains("aistock.yaml:1") && result.err.contains("foldr"), "\(result.err)")
    #expect(differing(try world.program.bytes(), before).isEmpty)
  }

  @Test("an unset secret of an address does not keep a command from writing, and the places are kept")
  func unsetSecret() throws {
    let world = try world()
    try world.write(
      "market: {provider: market, index: SH000300}\nrdagent: {api: \"http://x/${NO_SUCH_VARIABLE}\"}\n", "aistock.yaml")
    let export = ["data", "export", "--market", "demo", "--output"]
    #expect(try world.program.run(export + ["market"]).diagnostics == ["output.is-input"])
    #expect(try world.program.run(export + ["new"]).exit == 0)
  }

  @Test("a file is not written over a folder or a device", arguments: fileWriters)
  func noFile(_ writer: Writer) throws {
    let world = try world()
    let before = try world.program.bytes()
    for output in ["mine", "/dev/null"] {
      let result = try world.program.run(writer.with(output))
      #expect(result.exit == 2)
      #expect(result.diagnostics == ["output.not-a-file"], "\(result.err)")
    }
    var status = stat()
    #expect(stat("/dev/null", &status) == 0 && (status.st_mode & S_IFMT) == S_IFCHR)
    #expect(differing(try world.program.bytes(), before).isEmpty)
  }

  @Test(
    "a configuration whose places touch each other is refused",
    arguments: [
      ("site: {output: market}", "output.is-input"), ("site: {output: ws/site}", "output.inside-input"),
      ("site: {output: .}", "output.around-input"), ("site: {output: reports/site}", "output.inside-input"),
      ("site: {output: s}\narchive: {folder: s/reports}", "output.around-input"),
      ("archive: {folder: market}", "output.is-input"), ("archive: {folder: ws/../ws/}", "output.is-input"),
      ("site: {output: .aistock}", "output.is-input"), ("site: {output: .aistock/work}", "output.inside-input"),
      ("rdagent: {root: rd}\nsite: {output: rd/site}", "output.inside-input"),
      ("factors: {library: pages/library.json}\nsite: {output: pages}", "output.around-input"),
    ])
  func configuration(_ settings: String, _ id: String) throws {
    let world = try SmallWorld()
    try world.write(
      "market: {provider: market, index: SH000300}\nmigrations: [{id: m, workspace: ws}]\n\(settings)\n", "aistock.yaml"
    )
    let before = try world.program.bytes()
    let result = try world.program.run("nightly")
    #expect(result.exit == 2, "\(result.err)")
    #expect(result.diagnostics == [id])
    #expect(differing(try world.program.bytes(), before).isEmpty)
    #expect(!FileReader.exists(world.program.path(".aistock")))
  }

  @Test("a site over the user's pages is refused, and the night says so")
  func siteOfOthers() throws {
    let world = try world()
    try world.write(
      """
      market: {provider: market, index: SH000300}
      migrations: [{id: m, workspace: ws, rungs: [reported]}]
      site: {output: mine}
      archive: {folder: nights}

      """, "aistock.yaml")
    let before = try world.program.bytes(below: "mine")
    let result = try world.program.run("nightly")
    #expect(result.diagnostics.contains("output.not-ours"), "\(result.err)")
    #expect(result.exit != 0)
    #expect(differing(try world.program.bytes(below: "mine"), before).isEmpty)
  }

  @Test("what a person adds to the site and a site without a list survive the next night")
  func siteOfAnOlderVersion() throws {
    let world = try SmallWorld()
    try world.write(
      "market: {provider: market, index: SH000300}\nmigrations: [{id: m, workspace: ws, rungs: [reported]}]\n",
      "aistock.yaml")
    #expect(try world.program.run("nightly").exit == 0)
    for name in ["README.md", "CNAME", ".git/HEAD"] { try world.write("mine", "site/" + name) }
    // As versions up to 0.2 left it.
    try world.remove("site/" + OutputList.name)
    let result = try world.program.run("nightly", "--afresh")
    #expect(result.exit == 0, "\(result.err)")
    for name in ["README.md", "CNAME", ".git/HEAD"] {
      #expect(try FileReader.text(world.program.path("site/" + name)) == "mine")
    }
    #expect(OutputList.paths(in: world.program.path("site"), of: .site)?.contains("index.html") == true)
  }

  @Test("a workspace with links onto itself and into the system is reconciled, and the links are named")
  func linksInAWorkspace() throws {
    let world = try SmallWorld()
    for (name, target) in [("a", "."), ("b", "."), ("usr", "/usr"), ("self", "self")] {
      try FileManager.default.createSymbolicLink(
        atPath: world.program.path("ws/" + name), withDestinationPath: target)
    }
    let result = try world.reconcile("--json")
    #expect([0, 1].contains(result.exit), "\(result.err)")
    let ids = result.json?["findings"]?.arrayValue?.compactMap { $0["id"]?.stringValue } ?? []
    #expect(ids.contains("import.link-not-followed"))
  }

  @Test(
    "a pipe in the place of any input ends the run at once",
    arguments: [
      "ws/conf.yaml", "ws/pred.csv", "ws/qlib_res.csv", "ws/report_normal_1day.csv", "market/calendars/day.txt",
      "market/features/sh600000/close.day.bin",
    ])
  func pipes(_ name: String) throws {
    let world = try SmallWorld()
    try world.remove(name)
    try #require(mkfifo(world.program.path(name), 0o644) == 0)
    let result = try world.reconcile()
    #expect(result.exit == 3, "\(result.err)")
    #expect(result.diagnostics == ["file.unreadable"])
  }

  @Test(
    "a pipe in the place of the state or the lock ends the night at once", arguments: ["state.sqlite", "night.lock"])
  func stateIsAPipe(_ name: String) throws {
    let world = try SmallWorld()
    try world.write("market: {provider: market, index: SH000300}\n", "aistock.yaml")
    try world.write("", ".aistock/" + name)
    try world.remove(".aistock/" + name)
    try #require(mkfifo(world.program.path(".aistock/" + name), 0o644) == 0)
    let result = try world.program.run("nightly")
    #expect(result.exit == 3, "\(result.err)")
    #expect(result.diagnostics == [name == "state.sqlite" ? "store.no-file" : "file.unreadable"])
  }
}
