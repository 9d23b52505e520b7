import Foundation
import Primitives
import TestSupport
import Testing

/// The present program in a project of version 0.1.0, as its user calls it after the update.
@Suite("a project of version 0.1.0")
struct OldProjectTests {
  let program: Program

  init() throws {
    program = try Program()
    try OldProject.unpack(into: program.temporary)
  }

  private func said(_ name: String) throws -> JSONValue {
    try JSONReader.read(file: program.path("said/" + name), id: "test.said")
  }

  @Test("archive, bundle and previews are what they were")
  func asItWas() throws {
    #expect(try program.run("archive", "verify").exit == 0)
    #expect(try program.run("review", "bundle", "--verify", "reports/bundles/faithful").exit == 0)
    #expect(try program.run("preview", "list", "--json").json == said("previews.json"))
    let status = try program.run("review", "status", "--json").json
    let old = try #require(try said("review.json").objectValue)
    for (name, value) in old {
      #expect(status?[name]?["state"] == value["state"] && status?[name]?["statements"] == value["statements"])
      let approval = status?[name]?["approval"]?.objectValue ?? [:]
      for (key, member) in value["approval"]?.objectValue ?? [:] { #expect(approval[key] == member, "\(key)") }
    }
  }

  @Test("amounts of a list end under their heading, with their thousands apart")
  func amounts() throws {
    let lines = try program.run("preview", "list").out.split(separator: "\n")
    let heading = try #require(lines.first?.range(of: "Value CNY")).upperBound
    let values = (try said("previews.json").arrayValue ?? []).compactMap {
      Double($0["total_value"]?.stringValue ?? "")
    }
    try #require(!values.isEmpty && lines.count > values.count)
    for value in values {
      let text = try #require(Figures.fixed(value, 2))
      #expect(text.contains(","))
      let row = try #require(lines.first { $0.contains(text) }, "\(text)")
      let end = try #require(row.range(of: text)).upperBound
      let place = row.distance(from: row.startIndex, to: end)
      #expect(place == lines[0].distance(from: lines[0].startIndex, to: heading), "\(row)")
    }
  }

  @Test("a night goes on in it: the chain holds, judgements and digests are the same")
  func goesOn() throws {
    // `unreadable` is damaged, as it was.
    #expect(try program.run("nightly", "--date", "2024-12-23", "--quiet").exit == 3)
    #expect(try program.run("archive", "verify").exit == 0)
    let diff = try program.run("archive", "diff", "2024-12-20", "2024-12-23", "--json")
    let entries = diff.json?["differences"]?.arrayValue ?? []
    func kinds(_ kind: String) -> [String] {
      entries.filter { $0["kind"]?.stringValue == kind }.compactMap { $0["name"]?.stringValue }
    }
    #expect(kinds("verdict") == [] && kinds("digest") == [] && kinds("holding") == [])
    // Without LightGBM's library two rungs do not run here. The old night lacks metrics that the realistic run has now.
    let known = entries.filter { $0["kind"] == "metric" && $0["left"] != .null }.compactMap { $0["name"]?.stringValue }
    if Program.hasLightGBM { #expect(kinds("rung") == [] && known.allSatisfy { $0.hasPrefix("preview ") }, "\(known)") }
    #expect(try program.run("preview", "list").exit == 0)
    #expect(try program.run("site", "check").exit == 0)
  }
}
