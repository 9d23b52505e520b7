import Foundation
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
      outcome.absent.map(\.origin)
        == ["/catalog/strategies", "/catalog/models", "/alpha158/meta", "/alpha360/meta", "/tasks"])
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

  @Test(
    "folders of tasks are read page by page under either name; a failure with status 200 is no list",
    arguments: ["items", "tasks"])
  func tasks(list: String) throws {
    func page(_ range: Range<Int>) -> String {
      let rows = range.map { #"{"task_id":"t\#($0)","updated_at_utc":"2026-01-01T00:00:00+00:00"}"# }
      return #"{"ok":true,"\#(list)":[\#(rows.joined(separator: ","))]}"#
    }
    // A row slides from the first page to the second while a task runs.
    let pages = [page(0..<500), page(499..<600)]
    let failing = Mutex(false)
    let server = try LocalServer { connection in
      let path = connection.request.split(separator: " ").dropFirst().first.map(String.init) ?? ""
      switch path {
      case "/health": connection.send(APISourceTests.reply(#"{"status":"ok"}"#))
      case "/tasks?limit=500&offset=0":
        connection.send(
          APISourceTests.reply(
            failing.withLock { $0 } ? #"{"ok":false,"error":"log root is gone","items":[]}"# : pages[0]))
      case "/tasks?limit=500&offset=500": connection.send(APISourceTests.reply(pages[1]))
      default: connection.send(APISourceTests.reply("{}", status: "404 Not Found"))
      }
    }
    let database = try Database.inMemory()
    let tally = try sync(server, into: database).tallies.first { $0.origin == "/tasks" }
    #expect(tally?.received == 601 && tally?.added == 600 && tally?.repeated == 1)
    #expect(try database.libraryEntries(.task).count == 600)
    failing.withLock { $0 = true }
    let absence = try sync(server, into: database).absent.first { $0.origin == "/tasks" }
    #expect(absence?.reason.english.contains("log root is gone") == true)
    #expect(try database.libraryEntries(.task).count == 600)
  }

  @Test(
    "files of a loop are asked for by an escaped path, kept with their loop, and never by a path that leads elsewhere")
  func artifacts() throws {
    let server = try LocalServer { connection in
      let path = connection.request.split(separator: " ").dropFirst().first.map(String.init) ?? ""
      switch path {
      case "/loops/a%20b%3F/7/artifacts":
        connection.send(
          APISourceTests.reply(
            #"{"task_run_id":"x","loop_id":0,"artifacts":[{"artifact_id":"f1","name":"feedback","files":[]},7]}"#))
      case "/loops/gone/1/artifacts": connection.send(APISourceTests.reply(#"{"artifacts":null}"#))
      default: connection.send(APISourceTests.reply("{}", status: "404 Not Found"))
      }
    }
    let source = APISource(ResultsAPI(address: server.address, limits: APISourceTests.limits))
    let loops = [("a b?", 7), ("../../x", 0), ("a/b", 0), ("..", 0), ("gone", 1), ("unknown", 2)].map {
      LibraryLoop(task: $0.0, number: $0.1)
    }
    let found = source.details(of: loops)
    #expect(found.absent.count == 5)
    #expect(found.absent.prefix(3).allSatisfy { $0.reason.id == "sync.no-segment" })
    let part = try #require(found.parts.first)
    let (entries, tally) = SourceRows(origin: part.origin, table: part.table, rows: try part.rows()).entries()
    #expect(entries.map(\.loop) == ["a b?/7"] && entries.map(\.key) == ["f1"] && tally.refusals.count == 1)
    #expect(server.requests.count == 3 && server.requests.allSatisfy { !$0.contains("..") })
  }

  @Test("a service that answers its first question alone is given up when the time for all is over")
  func deadline() throws {
    let server = try LocalServer { connection in
      if connection.request.contains("/health") {
        connection.send(APISourceTests.reply(#"{"status":"ok"}"#))
      } else {
        Thread.sleep(forTimeInterval: 0.4)
      }
    }
    var limits = APISourceTests.limits
    let begin = ContinuousClock.now
    limits.left = { 0.3 - (ContinuousClock.now - begin) / .seconds(1) }
    let outcome = try LibrarySync(database: try Database.inMemory(), clock: .fixed(1_795_000_000))
      .run(APISource(ResultsAPI(address: server.address, limits: limits)))
    // Seven routes of three attempts and five seconds each would take more than a minute.
    #expect(ContinuousClock.now - begin < .seconds(5))
    #expect(outcome.tallies.isEmpty)
    #expect(Set(outcome.absent.map(\.origin)).isSuperset(of: ["/catalog/loops", "/catalog/incremental"]))
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
