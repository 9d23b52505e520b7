import Foundation
import GRDB
import Primitives
import RDAgent
import Records
import Store
import TestSupport
import Testing

/// Syncs from a folder and from a service into the library.
struct LibrarySyncTests {
  private let folder: TemporaryFolder
  private let database: Store.Database

  init() throws {
    folder = try TemporaryFolder()
    database = try Store.Database.inMemory()
  }

  private func sync(isAfresh: Bool = false) throws -> LibrarySync.Outcome {
    try LibrarySync(database: database, clock: .fixed(1_795_000_000))
      .run(FolderSource(root: folder.path), isAfresh: isAfresh)
  }

  private func write(_ rows: String, to name: String, list: String) throws {
    try folder.write(Array("{\"version\":\"v1\",\"\(list)\":[\(rows)]}".utf8), to: "RDagentDB/aistock/" + name)
  }

  private func tally(_ origin: String, in outcome: LibrarySync.Outcome) throws -> SyncTally {
    try #require(outcome.tallies.first { $0.origin == origin })
  }

  @Test("each row is kept, met before or refused with a reason, and the counts add up")
  func counts() throws {
    try write(
      """
      {"task_run_id":"a","loop_id":0,"workspace_id":"w","metrics":{"ICIR":9}},
      {"task_run_id":"a","loop_id":0,"workspace_id":"w","own":{"kept":[1]},"metrics":{"Unnamed: 0":"IC ","0":0.03}},
      {"task_run_id":"a","loop_id":0,"workspace_id":"w","own":{"kept":[1]},"metrics":{"Unnamed: 0":"IC ","0":0.03}},
      {"task_run_id":"a","loop_id":"1"}, {"loop_id":2}, 7
      """, to: "loop_catalog.json", list: "loops")
    let outcome = try sync()
    let tally = try tally("loop_catalog.json", in: outcome)
    #expect(tally.received == 6 && tally.added == 2 && tally.repeated == 1 && tally.repaired == 1)
    #expect(tally.refusals.map(\.row) == [4, 5, 6] && tally.superseded == ["a/0/w"])
    #expect(tally.received == tally.kept + tally.repeated + tally.refusals.count)
    let entries = try database.libraryEntries(.loop)
    // What nobody knows is kept as it came.
    #expect(entries.contains { $0.document["own"] == ["kept": [1]] })
    let loop = try #require(try database.loop("a/0"))
    #expect(loop.metrics["IC"] == .init(0.03, origin: "loop_catalog.json", isRepaired: true))
    #expect(loop.decision == nil && loop[.annualReturn] == nil)
    // The row that gave way is kept and tells nothing.
    #expect(loop[.icir] == nil && entries.contains { $0.key == "a/0/w~2" && $0.repairs == [.superseded] })
  }

  @Test("of two rows of one key the later one counts, else the last one, and the other is named")
  func superseded() throws {
    func row(_ status: String, _ time: String?) -> JSONValue {
      ["task_run_id": "a", "loop_id": 0, "status": .string(status), "updated_at_utc": .optional(time)]
    }
    func winner(_ rows: [JSONValue]) -> String? {
      let (entries, tally) = SourceRows(origin: "x", table: .loops, rows: rows).entries()
      #expect(tally.superseded == [String](repeating: "a/0", count: rows.count - 1))
      #expect(entries.map(\.key).sorted() == ["a/0"] + (2...rows.count).map { "a/0~\($0)" })
      return LoopAssembly.loop("a/0", from: entries)?.status?.value
    }
    let (early, late) = ("2026-01-01T00:00:00+00:00", "2026-01-01T00:00:00.5+00:00")
    #expect(winner([row("new", late), row("old", early)]) == "new")
    #expect(winner([row("old", early), row("new", late)]) == "new")
    #expect(winner([row("new", "2026-01-01T00:00:00.5Z"), row("old", "2026-01-01T00:00:00Z")]) == "new")
    #expect(winner([row("a", nil), row("b", nil), row("c", nil)]) == "c")
    #expect(winner([row("timed", early), row("untimed", nil)]) == "timed")
    #expect(winner([row("first", early), row("second", early)]) == "second")
  }

  @Test(
    "a registry that is no database, is cut or is locked stops no other part, and neither does a catalog that is a pipe",
    arguments: ["text", "cut", "locked", "folder"])
  func damagedRegistry(kind: String) throws {
    try write(#"{"task_run_id":"a","loop_id":0}"#, to: "loop_catalog.json", list: "loops")
    let path = folder.path("RDagentDB/registry.sqlite")
    var queue: DatabaseQueue?
    switch kind {
    case "text": try FileWriter.write(Array("no database at all".utf8), to: path)
    case "folder": try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    default:
      var configuration = Configuration()
      // A writer that holds the file longer than a reader waits.
      configuration.allowsUnsafeTransactions = true
      queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue?.write {
        try $0.execute(sql: "CREATE TABLE loops (task_run_id TEXT, loop_id INT, padding BLOB)")
        try $0.execute(sql: "INSERT INTO loops VALUES ('b', 1, zeroblob(100000))")
      }
      if kind == "cut" {
        try queue?.close()
        try FileWriter.write(Array(try FileReader.bytes(path).prefix(30_000)), to: path)
      } else {
        try queue?.inDatabase { try $0.execute(sql: "BEGIN EXCLUSIVE") }
      }
    }
    // A catalog that claims to be gzip and is not.
    try FileWriter.write([0x1F, 0x8B, 8, 0, 0], to: folder.path("RDagentDB/aistock/factor_catalog.json"))
    let outcome = try sync()
    #expect(outcome.damaged.map(\.id) == ["gzip.damaged", "registry.damaged"])
    #expect(outcome.damaged.allSatisfy { $0.exit == .input })
    #expect(try database.loop("a/0") != nil)
    #expect(try database.librarySyncs().first?.outcome["damaged"]?.arrayValue?.count == 2)
    try queue?.inDatabase { if $0.isInsideTransaction { try $0.execute(sql: "ROLLBACK") } }
  }

  @Test("a second sync changes nothing, and only what changed is put together anew")
  func again() throws {
    try write(
      #"{"task_run_id":"a","loop_id":0,"metrics":{"IC":0.01}},{"task_run_id":"a","loop_id":1,"metrics":{}}"#,
      to: "loop_catalog.json", list: "loops")
    #expect(try sync().loops == 2)
    let second = try sync()
    #expect(second.loops == 0)
    #expect(try tally("loop_catalog.json", in: second).same == 2)
    try write(
      #"{"task_run_id":"a","loop_id":0,"metrics":{"IC":0.02}},{"task_run_id":"a","loop_id":1,"metrics":{}}"#,
      to: "loop_catalog.json", list: "loops")
    let third = try sync()
    let tally = try tally("loop_catalog.json", in: third)
    #expect(tally.changed == 1 && tally.same == 1 && third.loops == 1)
    #expect(try database.loop("a/0")?[.ic] == 0.02)
    #expect(try sync(isAfresh: true).tallies.allSatisfy { $0.added == 0 && $0.changed == 0 })
  }

  @Test("a part that is damaged is named and stops no other one")
  func damaged() throws {
    try write(#"{"task_run_id":"a","loop_id":0}"#, to: "loop_catalog.json", list: "loops")
    try folder.write(Array("{\"factors\":[".utf8), to: "RDagentDB/aistock/factor_catalog.json")
    let outcome = try sync()
    #expect(outcome.damaged.map(\.id) == ["sync.damaged"])
    #expect(try database.loop("a/0") != nil)
  }

  @Test("one idea under two names is one factor, and two under one name are two")
  func identity() throws {
    try write(
      """
      {"name":"Momentum","expression":"Ref($close, 5)/$close","source":"x"},
      {"name":"('feature', 'Reversal')","expression":"Ref($close,5) / $close","source":"y"},
      {"name":"Twin","formula_hint":"\\\\sigma_t"},{"name":"Twin","formula_hint":"\\\\Sigma_t"},
      {"name":"Bare","source":"sota"}
      """, to: "factor_catalog.json", list: "factors")
    #expect(try sync().factors == 4)
    let factors = try database.factors(LibraryFilter())
    #expect(factors.map(\.names) == [["Bare"], ["Momentum", "Reversal"], ["Twin"], ["Twin"]])
    #expect(try database.factors(named: "Twin").count == 2)
  }

  @Test("lists of everything say the same as the documents, and those of the wanted loops come first")
  func lists() throws {
    try write(
      #"{"task_run_id":"a","loop_id":0,"decision":true,"action":"factor","factor_names":["Z"],"metrics":{"IC":0.03}}"#,
      to: "loop_catalog.json", list: "loops")
    try write(
      """
      {"name":"A","expression":"x","source":"sota"},{"name":"B","expression":"y","description_cn":"d"},
      {"name":"Z","expression":"z","source":"sota","experiment_id":"a/0"}
      """, to: "factor_catalog.json", list: "factors")
    _ = try sync()
    #expect(try database.factors(ofLoops: ["a/0"], limit: 2).map(\.name) == ["Z", "A"])
    #expect(try database.factors(ofLoops: [], limit: 9).map(\.name) == ["A", "B", "Z"])
    #expect(try database.factors(named: ["B", "none"]).map(\.name) == ["B"])
    #expect(try database.libraryFactorSources() == ["": 1, "sota": 2])
    let factors = try database.libraryFactorLines()
    #expect(factors.map(\.names) == [["A"], ["B"], ["Z"]] && factors.map(\.loops) == [0, 0, 1])
    #expect(factors[1].description == "d" && factors[1].source == nil && factors[2].expression == "z")
    let loop = try #require(try database.libraryLoopLines().first)
    #expect(loop.id == "a/0" && loop.decision == true && loop.action == "factor" && loop.hypothesis == nil)
    #expect(loop.figures == [.ic: 0.03] && loop.factorNames == ["Z"])
    let before = try database.libraryListDigest()
    #expect(try database.libraryListDigest() == before)
    try write(#"{"name":"A","expression":"other"}"#, to: "factor_catalog.json", list: "factors")
    _ = try sync()
    #expect(try database.libraryListDigest() != before)
  }

  @Test("feedback in Chinese and English is found by its words")
  func search() throws {
    try write(
      #"{"task_run_id":"a","loop_id":0,"decision":true},{"task_run_id":"a","loop_id":1}"#, to: "loop_catalog.json",
      list: "loops")
    for (loop, text) in [(0, "下一轮尝试与流动性因子交互。"), (1, "Momentum decays quickly.")] {
      try folder.write(
        JSONValue.object(["task_run_id": "a", "loop_id": .integer(loop), "hypothesis": .string(text)]).canonical,
        to: "git_ignore_folder/RD-Agent_workspace/w\(loop)/feedback.json")
    }
    _ = try sync()
    func found(_ words: String) throws -> [String] {
      var filter = LibraryFilter()
      filter.words = words
      return try database.loops(filter).map(\.id)
    }
    #expect(try found("流动性") == ["a/0"])
    #expect(try found("流动 因子") == ["a/0"])
    #expect(try found("性流") == [])
    #expect(try found("moment decay") == ["a/1"])
    #expect(try found("\"); DROP") == [])
    #expect(try found("!?") == [])
  }

  @Test("bounds, decisions and days choose loops; a missing figure passes no bound")
  func filters() throws {
    try write(
      """
      {"task_run_id":"a","loop_id":0,"decision":true,"metrics":{"IC":0.03}},
      {"task_run_id":"a","loop_id":1,"decision":false,"metrics":{"IC":0.01}},
      {"task_run_id":"a","loop_id":2,"metrics":{}}
      """, to: "loop_catalog.json", list: "loops")
    _ = try sync()
    func ids(_ change: (inout LibraryFilter) -> Void) throws -> [String] {
      var filter = LibraryFilter()
      change(&filter)
      return try database.loops(filter).map(\.id)
    }
    #expect(try ids { $0.bounds = [LibraryFilter.Bound("ic>=0.01")!] } == ["a/0", "a/1"])
    #expect(try ids { $0.bounds = [LibraryFilter.Bound("ic < 0.02")!] } == ["a/1"])
    #expect(try ids { $0.decision = .rejected } == ["a/1"])
    #expect(try ids { $0.decision = .unrecorded } == ["a/2"])
    #expect(try ids { $0.order = .ic } == ["a/0", "a/1", "a/2"])
    #expect(LibraryFilter.Bound("ic=1") == nil && LibraryFilter.Bound("icc>1") == nil)
    #expect(LibraryFilter.Bound("ic>nan") == nil)
  }

  @Test("what a killed sync stored and did not put together is put together by the next one")
  func killed() throws {
    try write(#"{"task_run_id":"a","loop_id":0}"#, to: "loop_catalog.json", list: "loops")
    let rows = SourceRows(
      origin: "loop_catalog.json", table: .loopCatalog, rows: [["task_run_id": "a", "loop_id": 0]])
    var (entries, tally) = rows.entries()
    entries[0].document = ["task_run_id": "a", "loop_id": 0]
    try database.keep(entries, of: &tally, from: folder.path, digest: nil, at: "2026-11-29T00:00:00+00:00")
    #expect(try database.loop("a/0") == nil)
    #expect(try sync().loops == 1)
    #expect(try database.loop("a/0") != nil)
  }
}

/// RD-Agent's real files: every row is accounted for.
@Suite(.enabled(if: SharedMaterial.isPresent, Comment(rawValue: SharedMaterial.absence)))
struct RealLibraryTests {
  @Test(
    "rows of real catalogs, registries and workspaces are kept, repeated or refused",
    arguments: ["rdagent", "rdagent/real-catalogs", "rdagent/catalogs-bootstrap", "rdagent/catalogs-nan"])
  func rows(folder: String) throws {
    let database = try Store.Database.inMemory()
    let sync = LibrarySync(database: database, clock: .fixed(1_795_000_000))
    let source = FolderSource(root: SharedMaterial.path(folder))
    let outcome = try sync.run(source)
    #expect(outcome.damaged == [] && !outcome.tallies.isEmpty)
    for tally in outcome.tallies {
      #expect(tally.received == tally.kept + tally.repeated + tally.refusals.count, "\(tally)")
      #expect(tally.refusals == [], "\(tally.origin)")
    }
    let again = try sync.run(source, isAfresh: true)
    #expect(again.tallies.allSatisfy { $0.added == 0 && $0.changed == 0 } && again.loops == 0)
  }

  @Test("the finished task of five loops is in the library as its README tells it")
  func seeded() throws {
    let database = try Store.Database.inMemory()
    _ = try LibrarySync(database: database, clock: .fixed(1_795_000_000))
      .run(FolderSource(root: SharedMaterial.path("rdagent")))
    let loops = try database.loops(LibraryFilter())
    let own = loops.filter { $0.task == "786b1f1cd5d54be497c1007768685479" }.sorted { $0.number < $1.number }
    #expect(own.map(\.number) == [0, 1, 2, 3, 4])
    // 0 and 4 were accepted, 3 was rejected; 1 failed before it had a workspace row.
    #expect(own[0].decision?.value == true && own[3].decision?.value == false && own[4].decision?.value == true)
    #expect(own[1].status?.value == "failed" && own[1].error != nil)
    // The workspace's own numbers, of `factor_perf.json`.
    #expect(own[0].metrics["IC"].map { abs($0.value - 0.013) < 0.001 } == true)
    #expect(own[2].metrics["IC"] == nil)
  }
}
