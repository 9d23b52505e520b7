import Primitives
import RDAgent
import Records
import Store
import TestSupport
import Testing

/// Factors known by their code, through a whole sync of a folder.
struct FactorCodeTests {
  private let folder: TemporaryFolder
  private let database: Store.Database

  init() throws {
    folder = try TemporaryFolder()
    database = try Store.Database.inMemory()
  }

  private var sync: LibrarySync { LibrarySync(database: database, clock: .fixed(1_795_000_000)) }

  private func factors(_ rows: String) throws -> [LibraryFactor] {
    try folder.write(
      Array("{\"version\":\"v1\",\"factors\":[\(rows)]}".utf8), to: "RDagentDB/aistock/factor_catalog.json")
    _ = try sync.run(FolderSource(root: folder.path))
    return try database.factors(LibraryFilter())
  }

  private func write(_ code: String, _ workspace: String, file: String = "factor.py") throws {
    try folder.write(Array(code.utf8), to: "git_ignore_folder/RD-Agent_workspace/\(workspace)/\(file)")
  }

  /// Says of each workspace, `w0` and on, which loop of task `a` it is of.
  private func assign(_ loops: [Int]) throws {
    let rows = loops.enumerated().map { #"{"task_run_id":"a","loop_id":\#($1),"workspace_id":"w\#($0)"}"# }
    try folder.write(
      Array("{\"loops\":[\(rows.joined(separator: ","))]}".utf8), to: "RDagentDB/aistock/loop_catalog.json")
  }

  private static func code(_ name: String, window: Int = 20) -> String {
    """
    import pandas as pd


    def calculate_\(name)():
        df = pd.read_hdf("daily_pv.h5", key="data").sort_index()
        factor = df["$close"].groupby(level="instrument").shift(\(window))
        result = factor.to_frame("\(name)").astype("float32")
        result.to_hdf("result.h5", key="data", mode="w")


    if __name__ == "__main__":
        calculate_\(name)()
    """
  }

  private static func row(_ name: String, _ expression: String?, loop: Int?) -> String {
    var members = [#""name":"\#(name)""#, #""source":"rdagent_generated""#]
    if let expression { members.append(#""expression":"\#(expression)""#) }
    if let loop { members.append(#""experiment_id":"a/\#(loop)""#) }
    return "{" + members.joined(separator: ",") + "}"
  }

  @Test("equal code under two names and two expressions is one factor, and says where the code is")
  func equalCode() throws {
    try assign([0, 1])
    try write(FactorCodeTests.code("One"), "w0")
    try write(FactorCodeTests.code("Two"), "w1", file: "two_factor.py")
    let found = try factors(
      [FactorCodeTests.row("One", "x", loop: 0), FactorCodeTests.row("Two", "y", loop: 1)].joined(separator: ","))
    #expect(found.map(\.names) == [["One", "Two"]])
    #expect(
      found[0].code?.places == [
        "git_ignore_folder/RD-Agent_workspace/w0/factor.py", "git_ignore_folder/RD-Agent_workspace/w1/two_factor.py",
      ])
    #expect(found[0].loops == ["a/0", "a/1"] && found[0].code?.digest.count == 64)
    #expect(LibraryFactor(found[0].json) == found[0])
  }

  @Test("equal LaTeX with different code stays two, and each names the other")
  func clash() throws {
    try assign([0, 1])
    try write(FactorCodeTests.code("Same", window: 5), "w0")
    try write(FactorCodeTests.code("Same", window: 6), "w1")
    let found = try factors(
      [
        FactorCodeTests.row("Same", "s_t", loop: 0), FactorCodeTests.row("Same", "s_ t", loop: 1),
        // Without code, and name and expression agree with two: it joins neither.
        FactorCodeTests.row("Same", "s_t", loop: nil).replacing("rdagent_generated", with: "sota"),
      ].joined(separator: ","))
    #expect(found.count == 3 && found.count { $0.code != nil } == 2)
    for factor in found {
      let others = found.map(\.id).filter { $0 != factor.id }.sorted()
      #expect(factor.sameExpression == others && factor.sameName == others && factor.clashNotes.count == 2)
    }
  }

  @Test("an entry without code joins one with code only where name and expression agree")
  func joining() throws {
    try assign([0])
    try write(FactorCodeTests.code("One"), "w0")
    let found = try factors(
      [
        FactorCodeTests.row("One", "x", loop: 0), FactorCodeTests.row("One", "x ", loop: 7),
        FactorCodeTests.row("Other", "x", loop: nil), FactorCodeTests.row("One", nil, loop: nil),
        FactorCodeTests.row("One", "z", loop: nil),
      ].joined(separator: ","))
    #expect(found.map(\.names) == [["One"], ["One"], ["One"], ["Other"]])
    let own = try #require(found.first { $0.code != nil })
    let other = try #require(found.first { $0.name == "Other" })
    #expect(own.loops == ["a/0", "a/7"])
    #expect(own.sameExpression == [other.id] && other.sameExpression == [own.id] && other.sameName == [])
    #expect(own.sameName.count == 2)
  }

  @Test("code is linked where its loop is proven and its column has the factor's name, and nowhere else")
  func proof() throws {
    // w0 is of loop 0; w1 is named by two loops; nobody tells of w2; w3 and w4 differ and are of one loop.
    try folder.write(
      Array(
        #"""
        {"loops":[{"task_run_id":"a","loop_id":0,"workspace_id":"w0"},{"task_run_id":"a","loop_id":1,"workspace_id":"w1"},
        {"task_run_id":"a","loop_id":2,"workspace_id":"w1"},{"task_run_id":"a","loop_id":3,"workspace_id":"w3"},
        {"task_run_id":"a","loop_id":3,"workspace_id":"w4"}]}
        """#.utf8), to: "RDagentDB/aistock/loop_catalog.json")
    for (place, name) in ["Other", "B", "C", "D", "D"].enumerated() {
      try write(FactorCodeTests.code(name, window: place + 1), "w\(place)")
    }
    let found = try factors(
      [("A", 0), ("B", 1), ("C", 9), ("D", 3)].map { FactorCodeTests.row($0.0, "e\($0.1)", loop: $0.1) }
        .joined(separator: ","))
    #expect(found.map(\.name) == ["A", "B", "C", "D"] && found.allSatisfy { $0.code == nil })
    // The catalog comes to tell of w2 later: its code is not read again, and is linked.
    try assign([0, 1, 9])
    _ = try sync.run(FolderSource(root: folder.path))
    #expect(try database.factors(LibraryFilter()).filter { $0.code != nil }.map(\.name) == ["C"])
  }

  /// Two texts of code, and whether they are the same factor under the names `A` and `B`.
  private static let pairs: [(a: String, b: String, isSame: Bool)] = [
    ("x = f(1)\nx.to_frame(\"A\")", "# other\n\nx=f( 1 ) # two\nx.to_frame('B')\n", true),
    ("\"\"\"A.\"\"\"\nx.to_frame(\"A\")", "'''Of B,\n\nlong.'''\nx.to_frame(name=\"B\")", false),
    ("\"\"\"A.\"\"\"\nx.to_frame(\"A\")", "'''Of B,\n\nlong.'''\nx.to_frame(\"B\")", true),
    ("def g():\n  \"Doc.\"\n  return x.rename(\"A\")", "def g():\n\treturn x.rename(\"B\")", true),
    ("x.to_frame(\"A\")\ny = 1.0", "x.to_frame(\"B\")\ny = 1.00", false),
    ("x[\"A\"] = x[\"$close\"] * 2\nx[[\"A\"]].to_hdf(p)", "x[\"B\"] = x[\"$close\"] * 2\nx[[\"B\"]].to_hdf(p)", true),
    // The name is a column of the data before it is the factor's.
    ("y = x[\"A\"] * 2\ny.to_frame(\"A\")", "y = x[\"B\"] * 2\ny.to_frame(\"B\")", false),
    // The name is an argument too.
    ("x.transform(\"A\").to_frame(\"A\")", "x.transform(\"B\").to_frame(\"B\")", false),
    ("y = x.A()\ny.to_frame(\"A\")", "y = x.B()\ny.to_frame(\"B\")", false),
    ("pd.DataFrame({\"A\": y})", "pd.DataFrame({\"B\": y})", true),
    ("x.columns = [\"A\"]", "x.columns = [\"B\"]", true),
    ("x.rename(columns={0: \"A\"})", "x.rename(columns={0: \"B\"})", true),
    ("FACTOR_NAME = \"A\"\nf(FACTOR_NAME)", "FACTOR_NAME = \"B\"\nf(FACTOR_NAME)", true),
    ("x.to_frame(\"A\")\nf\"{y:.2f}\"\n", "x.to_frame(\"B\")\nf\"{y:.3f}\"\n", false),
    ("x.to_frame(\"A\")\ny = \"\\f\"", "x.to_frame(\"B\")\ny = \"\\v\"", false),
    ("x.to_frame(\"A\")\nif y:\n  z()\nw()", "x.to_frame(\"B\")\nif y:\n  z()\n  w()", false),
    ("x.to_frame(\"A\")\ny = b\"1\"", "x.to_frame(\"B\")\ny = \"1\"", false),
    ("x.to_frame(\"A\")\ny = \"12\"", "x.to_frame(\"B\")\ny = 12", false),
  ]

  @Test("comments, blanks, docstrings and the own name do not count, and everything else does", arguments: pairs)
  func digests(a: String, b: String, isSame: Bool) throws {
    try assign([0, 1])
    try write(a, "w0")
    try write(b, "w1")
    let found = try factors(
      FactorCodeTests.row("A", "x", loop: 0) + "," + FactorCodeTests.row("B", "y", loop: 1))
    #expect(found.allSatisfy { $0.code != nil })
    #expect(found.count == (isSame ? 1 : 2), "\(a)\n--\n\(b)")
  }

  @Test("a file is read again only where its size or time changed, and one that is no Python is refused by name")
  func rereading() throws {
    try assign([0, 1])
    try write(FactorCodeTests.code("One"), "w0")
    try write("x = (", "w1")
    _ = try factors(FactorCodeTests.row("One", "x", loop: 0))
    let source = FolderSource(root: folder.path)
    let second = try sync.run(source)
    let tally = try #require(second.tallies.first { $0.origin == "workspaces: code" })
    #expect(tally.received == 2 && tally.same == 1 && second.factors == 0)
    #expect(
      tally.refusals.map { $0.reason[.english] } == [
        "git_ignore_folder/RD-Agent_workspace/w1/factor.py cannot be read as Python."
      ])
    try write(FactorCodeTests.code("Uno"), "w1")
    let third = try #require(try sync.run(source).tallies.first { $0.origin == "workspaces: code" })
    #expect(third.added == 1 && third.same == 1 && third.refusals == [])
  }

  @Test("code in bundles is found through their manifest")
  func bundles() throws {
    let id = "90edfd67-aac2-43ce-aeae-25930e7f96d8"
    try folder.write(Array(#"{"task_run_id":"a","loop_id":4}"#.utf8), to: "bundles/\(id)/manifest.json")
    try folder.write(Array(FactorCodeTests.code("One").utf8), to: "bundles/\(id)/workspaces/w/factor.py")
    try folder.write(
      Array("{\"factors\":[\(FactorCodeTests.row("One", "x", loop: 4))]}".utf8),
      to: "RDagentDB/aistock/factor_catalog.json")
    let store = BundleStore(besideState: folder.path("state.sqlite"))
    var outcome = try sync.run(FolderSource(root: folder.path))
    #expect(try database.factors(LibraryFilter())[0].code == nil)
    try sync.run(store, addingTo: &outcome)
    #expect(outcome.tallies.last?.added == 1)
    #expect(
      try database.factors(LibraryFilter())[0].code?.places == ["bundles/\(id)/workspaces/w/factor.py"])
    try sync.run(store, addingTo: &outcome)
    #expect(outcome.tallies.last?.same == 1)
  }
}

/// RD-Agent's real workspaces.
@Suite(.enabled(if: SharedMaterial.isPresent, Comment(rawValue: SharedMaterial.absence)))
struct RealFactorCodeTests {
  @Test("the three factors of loop 0 have the code of its workspaces, under the printed name too")
  func seeded() throws {
    let database = try Store.Database.inMemory()
    _ = try LibrarySync(database: database, clock: .fixed(1_795_000_000))
      .run(FolderSource(root: SharedMaterial.path("rdagent")))
    let coded = try database.factors(LibraryFilter()).filter { $0.code != nil }
    // INDEX.json tells the workspaces of loop 0; the registry does not have those of the other loops.
    #expect(
      coded.map { [$0.name] + ($0.code?.places ?? []) } == [
        ["RangeMean_10D", "workspaces/00fb8528f3b046dd80ed6ad0300c0891/factor.py"],
        ["Reversal_20D", "workspaces/0d4883b4363c4630bf1efdb2f2c1e459/factor.py"],
        ["VolumeRatio_5D_20D", "workspaces/ec214c4a50174ccc8c17a06d3b12fcc2/factor.py"],
      ])
    #expect(coded.allSatisfy { $0.names.count == 1 && $0.loops.contains("786b1f1cd5d54be497c1007768685479/0") })
    // Entries of the same name that a table made, without an expression, are the same factor now.
    #expect(coded.allSatisfy { $0.origins.contains("registry.sqlite: factor_registry") })
  }
}
