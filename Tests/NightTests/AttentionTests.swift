import Night
import Primitives
import Records
import Store
import TestSupport
import Testing

@Suite("What a night asks of people")
struct AttentionTests {
  let temporary: TemporaryFolder

  init() throws { temporary = try TemporaryFolder() }

  private func run(at seconds: Double = 1_706_745_600, _ change: (inout AistockConfiguration) -> Void = { _ in }) throws
    -> Night.Outcome
  {
    var configuration = AistockConfiguration(folder: temporary.path)
    configuration.migrations = ["a", "b"].map {
      .init(
        id: $0, workspace: temporary.path($0), benchmark: nil, rungs: Rung.allCases, tolerances: [:],
        author: $0 == "a" ? "li" : nil)
    }
    configuration.factors.library = nil
    change(&configuration)
    return try Night(
      configuration, date: day("2024-01-31"), database: try Database(path: configuration.state), clock: .fixed(seconds)
    ).run()
  }

  private func writeWorkspaces() throws {
    for name in ["a", "b"] {
      try temporary.write(
        ",0\nIC,0.1\n1day.excess_return_with_cost.annualized_return,0.05\n", to: "\(name)/qlib_res.csv")
    }
  }

  @Test("the record has build time, age of data, manifest, owners and strips")
  func record() throws {
    try writeWorkspaces()
    let outcome = try run()
    let result = outcome.result
    #expect(result.build == .init(at: "2024-02-01T00:00:00+00:00", seconds: 0, dataAge: 1, missedDays: 0))
    #expect(result.manifest == outcome.manifest)
    #expect(result.migrations.map(\.owner) == ["li", nil])
    #expect(result.migrations.allSatisfy { $0.nights.count == 14 && $0.nights.last?.verdict == "NOT COMPARABLE" })
    #expect(result.changes.isEmpty)
    #expect(result.failures.isEmpty)
  }

  @Test("stale data and unreadable input wait for somebody, the more severe first")
  func staleAndDamaged() throws {
    try writeWorkspaces()
    try temporary.write("Unnamed: 0,0\u{1}\nIC,0.9\n", to: "b/qlib_res.csv")
    let result = try run(at: 1_706_745_600 + 30 * 86_400).result
    #expect(result.build.dataAge == 31 && result.build.isStale)
    #expect(result.attention.first?.kind == .damagedInput)
    #expect(result.attention.first?.subject.id == "b")
    #expect(result.attention.contains { $0.kind == .verdict && $0.severity == .incomplete && $0.subject.id == "a" })
    #expect(result.attention.contains { $0.kind == .staleData && $0.title.english.contains("31 days") })
    #expect(result.failures.map(\.step) == [.reconcile("b")])
    #expect(!result.attention.contains { $0.kind == .failedStep }, "its reconciliation stands among the migrations")
  }

  @Test("a channel that cannot be told changes nothing of the night")
  func undelivered() throws {
    try writeWorkspaces()
    try temporary.write("Unnamed: 0,0\u{1}\nIC,0.9\n", to: "b/qlib_res.csv")
    let outcome = try run {
      $0.notify = [NotifyChannel(kind: .wecom, url: "http://127.0.0.1:1/hidden-path", occasions: [.failure])]
    }
    #expect(outcome.failures.map(\.step) == [.reconcile("b")])
    #expect(outcome.undelivered.map(\.step) == [.notify("1 wecom")])
    #expect(outcome.undelivered.first?.diagnostic.text(.english).contains("hidden-path") == false)
    #expect(outcome.pages > 0)
  }

  @Test("the same news is told once, and other news again")
  func toldOnce() throws {
    try writeWorkspaces()
    try temporary.write("Unnamed: 0,0\u{1}\nIC,0.9\n", to: "b/qlib_res.csv")
    let server = try LocalServer { $0.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n") }
    func tell() throws { _ = try run { $0.notify = [NotifyChannel(kind: .webhook, url: server.address)] } }
    try tell()
    try tell()
    #expect(server.requests.count == 1)
    try temporary.write("Unnamed: 0,0\u{1}\nIC,0.9\n", to: "a/qlib_res.csv")
    try tell()
    #expect(server.requests.count == 2)
  }

  @Test("a quiet night tells nobody")
  func quiet() throws {
    try writeWorkspaces()
    let server = try LocalServer { $0.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n") }
    let outcome = try run { $0.notify = [NotifyChannel(kind: .webhook, url: server.address)] }
    #expect(server.requests.isEmpty)
    #expect(outcome.steps.last?.record.outcome.message.english == "Nothing to tell.")
  }
}
