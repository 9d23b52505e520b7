import Foundation
import Primitives
import TestSupport

/// Seven migrations over a market of five days: what a night leaves of them, and their shards.
struct ShardWorld {
  let world: SmallWorld
  var program: Program { world.program }

  /// Where the night keeps its work on migrations.
  static let work = Path.join(".aistock", "work") + "/"

  /// Names that are files of a shard or options of a command too.
  static let identifiers = ["--shard", "Z", "a", "a..b", "b", "lock", "shard.json"]

  init() throws {
    world = try SmallWorld()
    for place in ShardWorld.identifiers.indices {
      for name in ["pred.csv", "qlib_res.csv", "report_normal_1day.csv"] {
        try world.write(try FileReader.text(program.path("ws/" + name)), "ws-\(place)/" + name)
      }
      // Every second record was made under other fees than its configuration says.
      let fee = place % 2 == 0 ? "0.0005" : "0.000\(place + 5)"
      try world.write(
        SmallWorld.configuration().replacing("open_cost: 0.0005", with: "open_cost: \(fee)"), "ws-\(place)/conf.yaml")
    }
    try configure("aistock.yaml", market: "market")
  }

  func configure(_ file: String, market: String) throws {
    let entries = ShardWorld.identifiers.enumerated().map { "  - {id: \"\($0.element)\", workspace: ws-\($0.offset)}" }
    try world.write(
      (["market: {provider: \(market), index: SH000300}", "migrations:"] + entries + [""]).joined(separator: "\n"), file
    )
  }

  func night() throws -> Program.Result {
    try program.run("nightly", "--date", "2024-01-04", "--json", "--quiet")
  }

  func replay(_ shard: String, _ output: String, _ more: String...) throws -> Program.Result {
    try program.run(["replay", "--shard", shard, "--output", output, "--json", "--quiet"] + more)
  }

  func collect(_ folders: [String]) throws -> Program.Result {
    try program.run(["collect", "--json", "--quiet"] + folders)
  }

  /// Archive, site and the work on each migration; what tells how the work came here apart.
  func outcome() throws -> [String: [UInt8]] {
    try program.bytes().filter { path, _ in
      let name = Path.lastComponent(path)
      return path.hasPrefix("reports/") || path.hasPrefix("site/")
        || (path.hasPrefix(ShardWorld.work) && name != "inputs.sha256" && name != OutputList.name)
    }
  }

  /// Takes away all that nights left.
  func clear() throws {
    for name in [".aistock", "reports", "site"] where FileReader.exists(program.path(name)) {
      try FileManager.default.removeItem(atPath: program.path(name))
    }
  }

  /// What one night leaves that makes everything by itself, in a world of its own.
  static let undisturbed = Result {
    let world = try ShardWorld()
    _ = try world.night()
    return try world.outcome()
  }
}

extension Program.Result {
  /// The names of a list of the document.
  func names(_ key: String) -> [String] { (json?[key]?.arrayValue ?? []).compactMap(\.stringValue) }

  /// The states of the night's reconciliations.
  var reconciled: [String] {
    (json?["steps"]?.arrayValue ?? []).filter { $0["name"]?.stringValue?.hasPrefix("reconcile ") == true }
      .compactMap { $0["state"]?.stringValue }
  }

  /// Commands that make what is missing.
  var commands: [String] { (json?["missing"]?.arrayValue ?? []).compactMap { $0["command"]?.stringValue } }
}
