import Archive
import Night
import Primitives
import Records
import Store
import TestSupport
import Testing

/// Nights without a process: settings in, one result and its files out.
@Suite("A night of settings")
struct NightTests {
  let temporary: TemporaryFolder

  init() throws { temporary = try TemporaryFolder() }

  private func night(isAfresh: Bool = false, _ change: (inout AistockConfiguration) -> Void = { _ in }) throws -> Night
  {
    var configuration = AistockConfiguration(folder: temporary.path)
    configuration.migrations = ["a", "b"].map {
      .init(id: $0, workspace: temporary.path($0), benchmark: nil, rungs: Rung.allCases, tolerances: [:])
    }
    configuration.factors.library = nil
    change(&configuration)
    return try Night(
      configuration, date: day("2024-01-31"), database: try Database(path: configuration.state),
      clock: .fixed(1_706_745_600), isAfresh: isAfresh)
  }

  /// Two workspaces with nothing but their recorded numbers.
  private func writeWorkspaces() throws {
    for (name, value) in [("a", "0.1"), ("b", "0.2")] {
      try temporary.write(
        ",0\nIC,\(value)\n1day.excess_return_with_cost.annualized_return,0.05\n", to: "\(name)/qlib_res.csv")
    }
  }

  private func files() throws -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    for path in try temporary.contents() where path.hasPrefix("site/") || path.hasPrefix("reports/") {
      if !FileReader.isFolder(temporary.path(path)) { found[path] = try FileReader.bytes(temporary.path(path)) }
    }
    return found
  }

  @Test("RD-Agent that is off leaves a notice and yesterday's library, and the night does its work")
  func sync() throws {
    try writeWorkspaces()
    try temporary.write(
      #"{"version":"v1","loops":[{"task_run_id":"t","loop_id":3,"decision":true,"metrics":{"IC":0.03}}]}"#,
      to: "agent/RDagentDB/aistock/loop_catalog.json")
    let first = try night { $0.rdagentRoot = temporary.path("agent") }.run()
    #expect(first.steps.first?.id == .sync)
    #expect(first.result.library?.loops.map(\.id) == ["t/3"])
    #expect(first.result.library?.notice == nil)
    #expect(FileReader.exists(temporary.path("site/library/loop-t-3.html")))
    let second = try night { $0.rdagentRoot = temporary.path("nowhere") }.run()
    #expect(second.failures.isEmpty)
    #expect(second.undelivered.map(\.step) == [.sync])
    #expect(second.result.library?.loops.map(\.id) == ["t/3"])
    #expect(second.result.library?.notice?.english == "Nothing of RD-Agent is in this folder.")
    let page = try FileReader.text(temporary.path("site/en/library.html"))
    #expect(page.contains("RD-Agent told nothing tonight"))
  }

  @Test("a market that is not to be believed, or misses days, stops a night that asks for it before it computes")
  func gate() throws {
    try writeWorkspaces()
    let stale = Clock.fixed(Double(day("2025-01-06").daysSince1970) * 86_400)
    func stopped(_ stops: [String], _ clock: Clock, calendar: String? = nil) throws -> Diagnostic? {
      let days = calendar.map { ", calendar: \($0)" } ?? ""
      let settings = "market: {stop: [\(stops.joined(separator: ", "))]\(days)}\n"
      let file = temporary.path("aistock.yaml")
      try temporary.write(settings, to: "aistock.yaml")
      let configuration = try AistockConfiguration.load(file, environment: [:])
      let night = try Night(
        configuration, date: day("2024-12-31"), database: try Database(path: configuration.state), clock: clock)
      return diagnostic { _ = try night.run() }
    }
    // On 2024-02-01 the demo's prices of December lie in the future.
    let future = try stopped(["serious"], .fixed(1_706_745_600))
    #expect(future?.id == "night.market-stopped" && future?.exit == .input)
    #expect(future?.summary.english.contains("Prices are dated in the future") == true)
    // 2025-01-02 and 2025-01-03 are trading days without data.
    let missed = try stopped(["stale"], stale)
    #expect(missed?.summary.english.contains("2 trading days are missing") == true)
    // A calendar of the user's knows one of them only, and is read from the folder of the configuration.
    try temporary.write("2025-01-03\n2025-01-06\n", to: "days.txt")
    let own = try stopped(["stale"], stale, calendar: "days.txt")
    #expect(own?.summary.english.contains("1 trading day is missing") == true)
    #expect(diagnostic { _ = try stopped(["stale"], stale, calendar: "none.txt") }?.id == "market.calendar-file")
    #expect(!FileReader.exists(temporary.path("site")) && !FileReader.exists(temporary.path("reports")))
    #expect(diagnostic { _ = try stopped(["never"], stale) }?.exit == .input)
  }

  @Test("the bundle of a candidate is fetched by the night, once, and never confirmed")
  func bundles() throws {
    try writeWorkspaces()
    let ids = ["90edfd67-aac2-43ce-aeae-25930e7f96d8", "586d9a90-2570-4d96-bbef-1608ef1fd091"]
    let service = try ResearchService(
      loops: ["a/0": ids[0], "a/1": ids[1]],
      bundles: [ids[0]: try MadeZip.bundle(ids[0]), ids[1]: try MadeZip.bundle(ids[1], loop: 1)])
    let night = try night { $0.rdagentAPI = service.address }
    try Database(path: temporary.path(".aistock/state.sqlite")).mark(
      LibraryCandidate(
        loop: "a/1", factors: [], strategy: nil, model: nil, note: "", markedBy: "x", markedAt: "2024-01-31"))
    let first = try night.run()
    #expect(first.undelivered.isEmpty && service.fetched == [ids[1]])
    #expect(FileReader.exists(temporary.path(".aistock/bundles/\(ids[1])/received.json")))
    #expect(try self.night { $0.rdagentAPI = service.address }.run().undelivered.isEmpty)
    #expect(service.fetched == [ids[1]] && service.confirmed == [])
  }

  @Test("the result is one record: verdicts, positions, archive state and factors of the night")
  func result() throws {
    try writeWorkspaces()
    let outcome = try night().run()
    let result = outcome.result
    #expect(result.day == day("2024-01-31"))
    #expect(result.migrations.map(\.id) == ["a", "b"])
    #expect(result.migrations.map(\.verdict) == ["NOT COMPARABLE", "NOT COMPARABLE"])
    #expect(result.migrations.allSatisfy { $0.digest?.count == 64 && $0.history.count == 1 })
    #expect(result.archive.nights.map(\.sha256) == [outcome.manifest ?? ""])
    #expect(result.archive.problems == [])
    #expect(outcome.steps.map(\.id) == [.reconcile("a"), .reconcile("b"), .factors, .archive, .publish])
    #expect(outcome.failures.isEmpty)
    #expect(outcome.pages > 0)
  }

  @Test("an unchanged night passes over what it did, changes no byte, and gives the same record")
  func unchanged() throws {
    try writeWorkspaces()
    let first = try night().run()
    let bytes = try files()
    #expect(bytes.count > 10)
    let second = try night().run()
    #expect(second.steps.map(\.record.state) == [.skipped, .skipped, .skipped, .done, .skipped])
    #expect(differing(bytes, try files()).isEmpty)
    #expect(second.result.migrations.map(\.digest) == first.result.migrations.map(\.digest))
    #expect(second.pages == first.pages)
    #expect(second.manifest == first.manifest)
    let afresh = try night(isAfresh: true).run()
    #expect(afresh.steps.map(\.record.state) == [.done, .done, .done, .done, .done])
    #expect(differing(bytes, try files()).isEmpty, "a night that does everything anew writes the same bytes")
  }

  @Test("a changed workspace is reconciled again, and only its page is another")
  func changed() throws {
    try writeWorkspaces()
    _ = try night().run()
    let before = try files()
    try temporary.write(",0\nIC,0.3\n1day.excess_return_with_cost.annualized_return,0.06\n", to: "b/qlib_res.csv")
    let outcome = try night().run()
    #expect(outcome.steps.prefix(2).map(\.record.state) == [.skipped, .done])
    // The sheet that is signed names the manifest of the night, which is another.
    func bare(_ files: [String: [UInt8]]) -> [String: [UInt8]] {
      files.mapValues {
        Array(String(decoding: $0, as: UTF8.self).replacing(/[0-9a-f]{16,64}|sha256-[^']*/, with: "").utf8)
      }
    }
    let pages = differing(bare(before), bare(try files())).filter {
      $0.contains("migrations/") && $0.hasSuffix(".html")
    }
    #expect(pages.sorted() == ["site/en/migrations/b.html", "site/migrations/b.html"])
  }

  @Test("what was left of the site or of the archive is noticed")
  func touched() throws {
    try writeWorkspaces()
    _ = try night().run()
    let bytes = try files()
    let page = "site/en/migrations/a.html"
    try temporary.write(String(decoding: bytes[page] ?? [], as: UTF8.self).replacing("NOT", with: "TON"), to: page)
    _ = try night().run()
    #expect(try files()[page] == bytes[page])
    let archived = "reports/2024-01-31/migrations/a/comparison.json"
    try temporary.write(String(decoding: bytes[archived] ?? [], as: UTF8.self).replacing("a", with: "e"), to: archived)
    _ = try night().run()
    let read = try files()[archived]
    #expect(read == bytes[archived], "the night writes its snapshot again where it is not what it should be")
  }

  @Test("a migration whose input is damaged is shown again by a rendering, with its place and remedy")
  func failure() throws {
    try writeWorkspaces()
    try temporary.write("Unnamed: 0,0\u{1}\nIC,0.9\n", to: "b/qlib_res.csv")
    let outcome = try night().run()
    #expect(outcome.failures.map(\.step) == [.reconcile("b")])
    guard case .failed(let diagnostic)? = outcome.result.migrations.last?.outcome else {
      Issue.record("the migration failed")
      return
    }
    #expect(diagnostic.place != nil)
    let page = try FileReader.text(temporary.path("site/en/migrations/b.html"))
    let pages = try night().render()
    #expect(pages == outcome.pages)
    #expect(try FileReader.text(temporary.path("site/en/migrations/b.html")) == page)
  }

  @Test("bad workspaces are marked damaged, each by itself, and the good one has its page and its place in the archive")
  func badWorkspaces() throws {
    try writeWorkspaces()
    let bad: [String: [String: String]] = [
      "infinite": [
        "report_normal_1day.csv": "datetime,account,return,total_turnover,turnover,total_cost,cost,value,"
          + "cash,bench\n2024-01-02,1e400,0,0,0,0,0,0,0,0\n"
      ],
      "metric": ["qlib_res.csv": ",0\nIC,inf\n"],
      "export": ["export.json": "{\"versions\":[[[["],
      "positions": [
        "positions.csv": "datetime,instrument,amount,price,weight,count_day\n2024-01-02,SH600000,1,2,3,1e300\n"
      ],
      "empty": ["report_normal_1day.csv": ""],
    ]
    for (name, files) in bad { for (file, text) in files { try temporary.write(text, to: "\(name)/\(file)") } }
    try temporary.write("a file in place of a folder", to: "file")
    let names = bad.keys.sorted() + ["file", "gone"]
    let outcome = try night { configuration in
      configuration.migrations = (["a"] + names).map {
        .init(id: $0, workspace: temporary.path($0), benchmark: nil, rungs: Rung.allCases, tolerances: [:])
      }
    }.run()
    #expect(outcome.result.migrations.map(\.verdict) == ["NOT COMPARABLE"] + names.map { _ in "DAMAGED" })
    #expect(Set(outcome.failures.map(\.step)) == Set(names.map { .reconcile($0) }))
    #expect(outcome.failures.allSatisfy { $0.diagnostic.exit == .input })
    #expect(outcome.manifest != nil)
    #expect(FileReader.exists(temporary.path("site/index.html")))
  }
}

/// Paths whose bytes are not the same in two trees.
private func differing(_ left: [String: [UInt8]], _ right: [String: [UInt8]]) -> [String] {
  Set(left.keys).union(right.keys).filter { left[$0] != right[$0] }.sorted()
}
