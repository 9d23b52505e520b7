import FactorEngine
import MarketData
import Primitives
import TestSupport
import Testing

/// The library file: what catalogs become in it, and when a state stands or falls.
@Suite struct LibraryTests {
  private let folder: TemporaryFolder
  private let clock = Clock.fixed(1_700_000_000)

  init() throws { folder = try TemporaryFolder() }

  private func imported(_ catalogs: String..., into library: FactorLibrary = .init()) throws
    -> CatalogImport
  {
    var reader = CatalogImport(into: library, by: "tester", clock: clock)
    for (number, text) in catalogs.enumerated() {
      try reader.read(folder.write("{\"factors\":[\(text)]}", to: "catalog\(number).json"))
    }
    return reader
  }

  @Test(
    "printed tuples and prefixes are taken off names",
    arguments: [
      ("('feature', 'X')", "X"), ("(\"feature\", \"X\")", "X"), ("feature_X", "X"), (" X ", "X"),
      ("X_5D", "X_5D"), ("feature_", "feature_"), ("()", "()"),
      ("('feature', '')", "('feature', '')"),
    ])
  func names(raw: String, name: String) {
    #expect(FactorName.normalised(raw) == name)
  }

  @Test("one factor of several spellings is one entry that keeps the raw name")
  func merged() throws {
    let reader = try imported(
      #"{"name":"('feature', 'X')","expression":"","impl_version":"1"}"#,
      #"{"name":"X","expression":"Mean($close, 5)","formula_hint":"Mean($close, 5)","impl_version":"2"}"#,
      #"{"name":"X","expression":"Mean($close,5)"}"#)
    #expect(reader.added == 1 && reader.library.factors.count == 1)
    let factor = try #require(reader.library.factors.first)
    #expect(factor.rawNames == ["('feature', 'X')"])
    #expect(factor.state == FactorState(.migrated, by: "tester", at: "2023-11-14T22:13:20+00:00"))
    #expect(factor.code?.fields == ["close"] && factor.code?.lookback == 4)
    #expect(factor.implVersion == "2")
    #expect(reader.library.clashes.isEmpty)
  }

  @Test("LaTeX is no expression, a class is no factor, and the reason says so")
  func notMigrated() throws {
    let library = try imported(
      #"{"name":"L","expression":"\\frac{MA(volume,5)}{MA(volume,20)}"}"#,
      #"{"name":"H","formula_hint":"\\log(x)"}"#,
      #"{"name":"M","expression":"","interface_info":{"type":"class"}}"#,
      #"{"name":"B","expression":"Mean($close,)"}"#,
      #"{"name":"N"}"#
    ).library
    let reasons = Dictionary(
      uniqueKeysWithValues: library.factors.map { ($0.name, $0.state.reason?.id ?? "") })
    #expect(library.factors.allSatisfy { $0.state.name == .notMigrated && $0.code == nil })
    #expect(reasons["L"] == "catalog.latex")
    #expect(reasons["H"] == "catalog.formula-only")
    #expect(reasons["M"] == "catalog.model-class")
    #expect(reasons["B"] == "library.expression-refused")
    #expect(reasons["N"] == "catalog.nothing")
    #expect(library.factors.first { $0.name == "L" }?.formulaHint?.hasPrefix("\\frac") == true)
  }

  @Test("different code under one name is two factors, told by their digests")
  func clash() throws {
    let library = try imported(
      #"{"name":"X","expression":"Mean($close,5)","source":"a"}"#,
      #"{"name":"feature_X","expression":"Mean($close,6)","source":"b"}"#
    ).library
    #expect(library.factors.count == 2 && library.clashes.map(\.name) == ["X"])
    let refusal = diagnostic { _ = try library.place(of: "X", path: "L") }
    #expect(refusal?.id == "library.clash")
    let label = library.factors[1].label
    #expect(label.hasPrefix("X@") && refusal?.remedy.english.contains(label) == true)
    #expect(try library.place(of: label, path: "L") == 1)
  }

  @Test("what is written is read back, members that are not known included")
  func roundTrip() throws {
    let path = try folder.write(
      """
      {"schema":1,"factors":[{"name":"X","expression":"Ref($close,3)/$open","owner":"me",
      "state":{"name":"verified","by":"a","at":"t","against":{"reference":"r","implementation":"other",
      "market":"m","verdict":"identical","n":3}}},{"name":"P","implementation":"PriceVolumeCorr_10D"}]}
      """, to: "library.json")
    let library = try FactorLibrary.read(path)
    try library.write(to: folder.path("again.json"))
    let again = try FactorLibrary.read(folder.path("again.json"))
    #expect(again.json == library.json)
    let factor = try #require(library.factors.last)
    #expect(factor.json["owner"] == "me" && factor.json["lookback"] == 3)
    #expect(factor.json["input_schema"]?["fields"] == ["close", "open"])
    #expect(factor.state.name == .migrated)
    #expect(factor.state.reason?.english == "No longer verified (t). The code here has changed.")
    #expect(library.factors[0].code?.fields == ["close", "volume"])
    #expect(library.factors[0].state.name == .migrated)
  }

  private func verified(_ expression: String, version: String?) -> LibraryFactor {
    var factor = LibraryFactor(name: "X", expression: expression)
    factor.implVersion = version
    factor.setState(
      FactorState(
        .verified, by: "a", at: "t",
        against: .init(
          reference: "r", implementation: factor.code?.digest ?? "", market: "m",
          implVersion: version, verdict: "identical", count: 3)))
    return factor
  }

  @Test("verified falls with the expression and with the reference's version, and only then")
  func dropped() throws {
    var factor = verified("Mean($close,5)", version: "1")
    #expect(factor.state.name == .verified)
    factor.setCode(expression: "Mean( $close, 5 )", implementation: nil)
    #expect(factor.state.name == .verified, "the same expression, written otherwise")
    factor.setCode(expression: "Mean($close,6)", implementation: nil)
    #expect(factor.state.name == .migrated)
    var library = FactorLibrary()
    library.add(verified("Mean($close,5)", version: "1"))
    let same = #"{"name":"X","expression":"Mean($close,5)","impl_version":"1"}"#
    #expect(try imported(same, into: library).library.factors[0].state.name == .verified)
    let newer = same.replacing("\"1\"", with: "\"2\"")
    let state = try imported(newer, into: library).library.factors[0].state
    #expect(state.name == .migrated)
    #expect(
      state.reason?.english
        == "No longer verified (t). The reference's `impl_version` has changed from 1 to 2.")
  }

  @Test(
    "damaged libraries are refused by name",
    arguments: [
      ("[]", "library.damaged"), (#"{"schema":2,"factors":[]}"#, "library.schema"),
      (#"{"schema":1,"factors":[{}]}"#, "library.damaged"),
      (#"{"schema":1,"factors":[3]}"#, "library.damaged"),
      (#"{"schema":1,"factors":[{"name":"X","expression":5}]}"#, "library.damaged"),
      (
        #"{"schema":1,"factors":[{"name":"X","expression":"$close","implementation":"Y"}]}"#,
        "library.damaged"
      ),
      (#"{"schema":1,"factors":[{"name":"X","state":{"name":"great"}}]}"#, "library.state"),
      (
        #"{"schema":1,"factors":[{"name":"X","expression":"$close"},{"name":"X","expression":"$close"}]}"#,
        "library.duplicate"
      ),
    ])
  func damaged(text: String, id: String) throws {
    let path = try folder.write(text, to: "library.json")
    let refusal = diagnostic { _ = try FactorLibrary.read(path) }
    #expect(refusal?.id == id)
  }

  @Test(
    "the catalogs of real tasks by state",
    .enabled(if: SharedMaterial.isPresent, Comment(rawValue: SharedMaterial.absence)))
  func realCatalogs() throws {
    func states(_ names: String...) throws -> [FactorState.Name: Int] {
      var reader = CatalogImport(into: .init(), by: "tester", clock: clock)
      for name in names { try reader.read(SharedMaterial.path("rdagent/" + name)) }
      #expect(reader.skipped.isEmpty)
      return Dictionary(grouping: reader.library.factors, by: \.state.name).mapValues(\.count)
    }
    #expect(try states("real-catalogs/factor_catalog.json") == [.migrated: 20, .notMigrated: 8])
    #expect(try states("catalogs/factor_catalog.json") == [.migrated: 511, .notMigrated: 3])
    #expect(try states("catalogs/alpha_all_meta.json") == [.migrated: 514])
  }

  private func diagnostic(_ body: () throws -> Void) -> Diagnostic? {
    TestSupport.diagnostic(of: body)
  }
}
