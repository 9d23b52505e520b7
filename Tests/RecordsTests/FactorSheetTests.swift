import Primitives
import Records
import TestSupport
import Testing

@Suite("The sheet of factors")
struct FactorSheetTests {
  @Test("a library's factor of the same name and expression joins the migration's, another one stands beside it")
  func joining() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      """
      {"schema":1,"factors":[
       {"name":"A","expression":"Ref( $close,1 )","lookback":1,"looks_ahead":2,"input_schema":{"fields":["close"]},"impl_module":"m",
        "impl_func":"f","impl_version":"2","state":{"name":"verified","by":"x","at":"t","against":{"n":5,"reference":"r"}}},
       {"name":"A","expression":"$open"},{"expression":"$open"},{"name":"B","implementation":"B10D"}]}
      """, to: "library.json")
    var sheet = FactorSheet(entries: [FactorEntry(name: "A", expression: "Ref($close,1)", usedBy: ["m1"])])
    sheet.join([FactorEntry(name: "A", expression: "Ref($close,1)", usedBy: ["m2"])])
    sheet.join(try FactorDocuments.library(path))
    #expect(sheet.entries.map(\.name) == ["A", "A", "B"])
    let first = try #require(sheet.entries.last { $0.usedBy == ["m1", "m2"] })
    #expect(first.state?.name == "verified" && first.reference == "m f 2" && first.fields == ["close"])
    #expect(first.looksAhead && sheet.entries.count { $0.looksAhead } == 1)
    #expect(first.state?.against == [.init(name: "n", value: "5"), .init(name: "reference", value: "r")])
  }

  @Test("figures of a verification go to the factor of their name")
  func checks() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      #"{"factors":[{"name":"A","verdict":"identical","n":7},{"name":"odd"}]}"#, to: "v.json")
    var sheet = FactorSheet(entries: [FactorEntry(name: "A"), FactorEntry(name: "B")])
    sheet.add(try FactorDocuments.checks(path))
    #expect(sheet.entries[0].check?.count == 7 && sheet.entries[1].check == nil)
    let bad = try folder.write("{}", to: "bad.json")
    #expect(diagnostic { _ = try FactorDocuments.checks(bad) }?.id == "factor.verification")
    #expect(diagnostic { _ = try FactorDocuments.library(folder.path("none.json")) } != nil)
  }

  @Test("cells that differ are counted where both kinds are told, and nowhere else")
  func differing() throws {
    func differing(_ more: [String: JSONValue]) -> Int? {
      FactorCheck(.object(["verdict": "failed", "n": 7].merging(more) { $1 }))?.differing
    }
    #expect(differing(["outside_tolerance": 2, "missing_mismatches": 1]) == 3)
    #expect(differing(["outside_tolerance": 2]) == nil && differing(["missing_mismatches": 1]) == nil)
  }

  @Test("a reference that was made without a sandbox is a finding of each factor that rests on it, said once")
  func unsandboxed() throws {
    let folder = try TemporaryFolder()
    let record = try #require(SandboxRecord(["kind": "none", "unsandboxed": true, "why": "bwrap is not installed"]))
    let finding = try #require(record.finding("reference.json"))
    let verification: JSONValue = [
      "factors": [["name": "A", "verdict": "identical", "n": 7]], "reference": ["findings": [finding.json]],
    ]
    let verified = try folder.write(verification.canonical, to: "v.json")
    let library = try folder.write(
      #"{"factors":[{"name":"A","state":{"name":"verified","against":{"n":5,"unsandboxed":true}}},"#
        + #"{"name":"B","state":{"name":"verified","against":{"n":5}}}]}"#, to: "library.json")
    var sheet = FactorSheet()
    sheet.join(try FactorDocuments.library(library))
    #expect(sheet.entries.map { $0.findings.count } == [1, 0])
    #expect(sheet.entries[0].findings[0].evidence.english.contains("`library.json`"))
    sheet.add(try FactorDocuments.checks(verified))
    #expect(sheet.entries[0].findings.count == 2, "two records that say so: the library and the verification")
    #expect(sheet.entries[0].findings[0].evidence.chinese.contains("bwrap is not installed"))
  }

  @Test(
    "only a record that names a wall has one, and without a record nothing is said",
    arguments: [
      (#"{"kind":"bwrap","unsandboxed":false}"#, false), (#"{"kind":"none","unsandboxed":false}"#, true),
      (#"{"kind":"bwrap","unsandboxed":true}"#, true), (#"{"kind":"bwrap"}"#, true), ("{}", true),
      (#"{"kind":"bwrap","unsandboxed":"no"}"#, true), ("[]", true),
    ])
  func sandboxRecord(_ json: String, _ isUnsandboxed: Bool) throws {
    let record = try #require(SandboxRecord(try JSONReader.read(Array(json.utf8))))
    #expect(record.isUnsandboxed == isUnsandboxed)
    #expect((record.finding("f") != nil) == isUnsandboxed)
    #expect(SandboxRecord(nil) == nil && SandboxRecord(.null) == nil)
  }

  @Test("a profile comes back from its document, gaps included")
  func profile() throws {
    let days = FactorDays(
      days: [day("2024-01-02"), day("2024-01-03")], rows: [3, 0], present: [1, 0], low: [0.5, .nan], median: [1, .nan],
      high: [2, .nan])
    let read = try #require(FactorDays(try JSONReader.read(days.json.canonical)))
    #expect(read.days == days.days && read.rows == days.rows && read.low[0] == 0.5 && read.low[1].isNaN)
    #expect(days.coverage == 1.0 / 3 && FactorDays().coverage == nil)
    #expect(FactorDays(["days": ["2024-01-02"], "rows": []]) == nil)
  }
}
