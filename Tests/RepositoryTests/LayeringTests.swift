import Foundation
import TestSupport
import Testing

/// The house as it stands keeps to its table.
struct LayeringTests {
  @Test func everyImportIsPermitted() throws {
    let lines = try SourceLine.sources.get()
    try #require(lines.count > 3000)
    let forbidden = lines.filter { line in
      line.importedModules.contains { !HouseTable.permits(line.room, $0) }
    }
    #expect(forbidden.map(\.description) == [])
  }

  @Test func everyFolderOfSourcesIsARoom() throws {
    let root = try #require(RepositoryRoot.folder)
    let folders = try FileManager.default.contentsOfDirectory(atPath: root + "/Sources").sorted()
    let unknown = folders.filter {
      HouseTable.rooms[$0] == nil && $0 != HouseTable.oneThatSeesAll && $0 != "README.md"
    }
    #expect(unknown == [])
  }

  /// Imports as they are written, followed to their end: trading runs with RD-Agent's folder gone.
  @Test("no import leads from execution to research, into a composition room, or from a preview to a gateway")
  func importsKeepTheLaw() throws {
    let edges = try LayeringTests.edges()
    try #require(edges["Simulation"]?.contains("StrategyEngine") == true)
    try #require(edges["Night"]?.contains("Ladder") == true)
    #expect(HouseTable.violations(in: edges) == [])
  }

  @Test("the table itself keeps the law: what it permits leads nowhere that is forbidden")
  func tableKeepsTheLaw() {
    var edges = HouseTable.rooms
    edges[HouseTable.oneThatSeesAll] = Set(HouseTable.rooms.keys).subtracting(["aistock"])
    #expect(HouseTable.violations(in: edges) == [])
  }

  @Test(
    "a path that breaks the law is found, however long it is",
    arguments: [
      (["Preview": ["Records"], "Records": ["RDAgent"]], "Preview reaches RDAgent"),
      (["Simulation": ["Metrics"], "Metrics": ["Ladder"]], "Metrics reaches Ladder"),
      (["Report": ["Night"]], "Report reaches Night"), (["RDAgent": ["Commands"]], "RDAgent reaches Commands"),
      (["Preview": ["Store"], "Store": ["Execution"]], "Preview reaches Execution"),
      (["Preview": ["Archive"]], "Preview reaches Archive"),
      (["Execution": ["LiveFeedback"], "LiveFeedback": ["RDAgent"]], "Execution reaches RDAgent"),
    ] as [([String: Set<String>], String)])
  func violationsAreFound(edges: [String: Set<String>], violation: String) {
    #expect(HouseTable.violations(in: edges).contains(violation))
  }

  /// The package description declares no dependency that the table forbids.
  @Test func declaredDependenciesArePermitted() throws {
    let root = try #require(RepositoryRoot.folder)
    let text = try String(contentsOfFile: root + "/Package.swift", encoding: .utf8)
    var rooms: [String] = []
    for match in text.matches(of: /room\(\s*"(\w+)",\s*\[([^\]]*)\]/) {
      let room = String(match.1)
      rooms.append(room)
      let names = match.2.matches(of: /"(\w+)"/).map { String($0.1) }
      let forbidden = names.filter { !HouseTable.permits(room, $0) }
      #expect(forbidden == [], "\(room) declares \(forbidden)")
    }
    #expect(rooms.contains("Simulation") && rooms.contains("Commands"))
  }

  /// The scanner sees an import in every dress, and none in a comment.
  @Test(arguments: [
    ("import Records", ["Records"]), ("package import Records", ["Records"]),
    ("@_exported import RDAgent", ["RDAgent"]), ("@testable internal import RDAgent", ["RDAgent"]),
    ("@preconcurrency import struct RDAgent.Catalog", ["RDAgent"]),
    ("import Foundation; import RDAgent", ["Foundation", "RDAgent"]),
    ("#if canImport(RDAgent)", ["RDAgent"]), ("  // import RDAgent", []),
    ("let text = \"import\"", []), ("  \"import.benchmark-empty\": Texts(", []),
    ("  important(Records)", []), ("@_spi(Testing) import RDAgent", ["RDAgent"]),
  ])
  func theScannerReadsImportsInEveryDress(line: String, modules: [String]) {
    let code = SourceLine.withoutComment(line[...])
    #expect(
      SourceLine(file: "Sources/Preview/X.swift", number: 1, code: code).importedModules == modules)
  }

  @Test(arguments: [
    ("Preview", "RDAgent"), ("Simulation", "Preview"), ("Preview", "Execution"),
    ("Records", "GRDB"),
    ("Metrics", "MarketData"), ("Archive", "CCrypto"), ("Report", "Commands"),
    ("Simulation", "Ladder"), ("Report", "Night"),
  ])
  func theTableForbidsTheImport(room: String, module: String) {
    #expect(!HouseTable.permits(room, module))
  }

  @Test(arguments: [
    ("Simulation", "Primitives"), ("Preview", "MarketData"), ("Report", "Metrics"),
    ("Commands", "RDAgent"),
    ("Charts", "Foundation"),
  ])
  func theTablePermitsTheImport(room: String, module: String) {
    #expect(HouseTable.permits(room, module))
  }

  private static func edges() throws -> [String: Set<String>] {
    var edges: [String: Set<String>] = [:]
    for line in try SourceLine.sources.get() {
      for module in line.importedModules { edges[line.room, default: []].insert(module) }
    }
    return edges
  }
}
