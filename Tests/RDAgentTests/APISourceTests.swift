import Primitives
import RDAgent
import Records
import Store
import Synchronization
import TestSupport
import Testing

/// The results API as a source, against a service on this machine.
struct APISourceTests {
  private static func reply(_ body: String, status: String = "200 OK", type: String = "application/json") -> String {
    "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n"
      + body
  }

  private static var limits: ResultsAPI.Limits {
    var limits = ResultsAPI.Limits()
    (limits.seconds, limits.pause) = (5, 0.01)
    return limits
  }

  private func sync(_ server: LocalServer, into database: Database) throws -> LibrarySync.Outcome {
    try LibrarySync(database: database, clock: .fixed(1_795_000_000))
      .run(APISource(ResultsAPI(address: server.address + "/", limits: APISourceTests.limits)))
  }

  @Test("catalogs and registry arrive, a failure that passes is asked again, what is not offered is said")
  func sync() throws {
    let refusals = Mutex(1)
    let server = try LocalServer { connection in
      let path = connection.request.split(separator: " ").dropFirst().first.map(String.init) ?? ""
      switch path {
      case "/health": connection.send(APISourceTests.reply(#"{"status":"ok"}"#))
      case "/catalog/loops":
        let isFirst = refusals.withLock { count in
          defer { count = max(0, count - 1) }
          return count > 0
        }
        connection.send(
          isFirst
            ? APISourceTests.reply("Internal Server Error", status: "500 Error", type: "text/plain")
            : APISourceTests.reply(#"{"loops":[{"task_run_id":"a","loop_id":0,"metrics":{"IC":NaN}}]}"#))
      case "/catalog/factors": connection.send(APISourceTests.reply(#"{"factors":"none"}"#))
      case let path where path.hasPrefix("/catalog/incremental"):
        connection.send(
          APISourceTests.reply(
            path.contains("last_sync_time")
              ? #"{"loops":[]}"#
              : #"""
              {"loops":[{"task_run_id":"a","loop_id":1,"updated_at_utc":"2026-01-01T00:00:00+00:00",
              "factors":[{"factor_name":"M","expression":"$close","asset_bundle_id":"b"}]},
              {"task_run_id":"a","loop_id":2,"updated_at_utc":"2026-01-02T00:00:00+00:00","factors":[]}]}
              """#))
      default: connection.send(APISourceTests.reply(#"{"detail":"not found"}"#, status: "404 Not Found"))
      }
    }
    let database = try Database.inMemory()
    let outcome = try sync(server, into: database)
    #expect(outcome.damaged.map(\.id) == ["sync.damaged"])
    #expect(
      outcome.absent.map(\.origin) == ["/catalog/strategies", "/catalog/models", "/alpha158/meta", "/alpha360/meta"])
    #expect(try database.loops(LibraryFilter()).map(\.id) == ["a/0", "a/1", "a/2"])
    // NaN is missing and not 0.
    #expect(try database.loop("a/0")?.metrics.isEmpty == true)
    #expect(try database.factors(LibraryFilter()).map(\.names) == [["M"]])
    _ = try sync(server, into: database)
    // A plus in the query would be read as a blank.
    let asked = server.requests.filter { $0.contains("last_sync_time") }
    #expect(!asked.isEmpty && asked.allSatisfy { $0.contains("2026-01-01T00%3A00%3A00%2B00%3A00") })
    #expect(server.requests.allSatisfy { $0.hasPrefix("GET ") })
  }

  @Test("a service that is away or that closes early is named, and the library is as it was")
  func away() throws {
    let database = try Database.inMemory()
    let server = try LocalServer { $0.send("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{") }
    let error = #expect(throws: Diagnostic.self) { try sync(server, into: database) }
    #expect(error?.id == "sync.away" && error?.exit == .environment)
    #expect(try database.librarySyncs().isEmpty)
  }
}
