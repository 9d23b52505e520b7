import Foundation
import Primitives
import TestSupport
import Testing

@Suite("A night's pages of factors", .serialized)
struct FactorPagesTests {
  let program: Program

  init() throws { program = try Program() }

  @Test("the factors of a migration and of the library are listed, drawn, and shown with their verification")
  func pages() throws {
    try program.temporary.write(
      #"{"schema":1,"factors":[{"name":"Own","expression":"Ref($close,3)/$close-1","state":{"name":"failed","reason":"differs","by":"x"}},{"name":"Odd","expression":"Nope($close)"}]}"#,
      to: "library.json")
    try program.temporary.write(
      #"{"schema":1,"factors":[{"name":"Own","verdict":"differs","n":321,"worst":[{"day":"2024-12-30","instrument":"SH600000","ours":1.0,"reference":2.0}]}]}"#,
      to: "verified.json")
    try program.temporary.write(
      """
      migrations:
        - {id: good, workspace: "\(Program.demo("demo-faithful"))", rungs: [reported]}
      factors: {library: library.json, verified: [verified.json]}
      """, to: "aistock.yaml")
    let night = try program.run("nightly", "--date", "2024-12-31", "--json")
    #expect(night.exit == 0, "\(night.err)")
    let list = try FileReader.text(program.path("site/en/factors.html"))
    // Twenty columns that FilterCol keeps of Alpha158, and two of the library.
    #expect(list.contains("22 factors") && list.contains("RESI5") && !list.contains("KMID"))
    #expect(list.contains("Nope($close): "), "what cannot be read is told")
    let page = try #require(
      try program.bytes(below: "site/en/factors/").first { $0.key.contains("/own-") }.map {
        String(decoding: $0.value, as: UTF8.self)
      })
    #expect(page.contains("321") && page.contains("2024-12-30") && page.contains("<svg"))
    #expect(try program.run("site", "check").exit == 0)
    let again = try program.run("nightly", "--date", "2024-12-31", "--json")
    #expect(again.json?["steps"]?.arrayValue?.first { $0["name"] == "factors" }?["state"] == "skipped")
  }

  @Test("a damaged library fails its step with exit 3, and the rest of the night is published")
  func damaged() throws {
    try program.temporary.write("{", to: "library.json")
    try program.temporary.write("factors: {library: library.json}\n", to: "aistock.yaml")
    let night = try program.run("nightly", "--date", "2024-12-31", "--json")
    #expect(night.exit == 3 && night.diagnostics == ["factor.library"])
    #expect(FileReader.exists(program.path("site/index.html")) && !FileReader.exists(program.path("site/factors.html")))
    try program.temporary.write("factors: {verfied: []}\n", to: "aistock.yaml")
    #expect(try program.run("nightly").diagnostics == ["config.unknown-key"])
  }
}
