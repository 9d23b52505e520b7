import Foundation
import Primitives
import RDAgent
import Records
import Store
import Synchronization
import TestSupport
import Testing

/// Bundles from a service that behaves as RD-Agent's, and from hostile ones.
struct BundleSyncTests {
  private static let (one, two) = ("90edfd67-aac2-43ce-aeae-25930e7f96d8", "586d9a90-2570-4d96-bbef-1608ef1fd091")
  private let folder: TemporaryFolder
  private let database: Database
  private let store: BundleStore

  init() throws {
    folder = try TemporaryFolder()
    database = try Database.inMemory()
    store = BundleStore(besideState: folder.path("state.sqlite"))
  }

  private func service(
    _ loops: [String: String] = ["a/0": BundleSyncTests.one], _ bundles: [String: [UInt8]]? = nil,
    first: @escaping @Sendable (LocalServer.Connection) -> Bool = { _ in false }
  ) throws -> ResearchService {
    let made =
      try bundles
      ?? loops.reduce(into: [:]) { found, loop in
        found[loop.value] = try MadeZip.bundle(loop.value, loop: Int(loop.key.dropFirst(2)) ?? 0)
      }
    return try ResearchService(loops: loops, bundles: made, first: first)
  }

  private func sync(
    _ service: ResearchService, _ wanted: LibraryDetail = .all, confirms: Bool = false, seconds: Double = 5,
    attempts: Int = 2
  ) throws -> BundleSync.Outcome {
    var limits = ResultsAPI.Limits()
    (limits.seconds, limits.bundleSeconds, limits.pause, limits.attempts) = (seconds, seconds, 0.01, attempts)
    limits.bundleBytes = 1 << 20
    let api = ResultsAPI(address: service.address, limits: limits)
    let clock = Clock.fixed(1_795_000_000)
    _ = try LibrarySync(database: database, clock: clock).run(APISource(api))
    return try BundleSync(api, store: store, database: database, clock: clock).run(wanted, confirms: confirms)
  }

  @Test("bundles are fetched once, of marked loops or of all, and stand with their digest")
  func fetch() throws {
    let service = try service(["a/0": BundleSyncTests.one, "a/1": BundleSyncTests.two])
    #expect(try sync(service, .none).items == [])
    #expect(try sync(service, .candidates).items == [])
    try database.mark(
      LibraryCandidate(
        loop: "a/1", factors: [], strategy: nil, model: nil, note: "", markedBy: "x", markedAt: "2026-11-29"))
    let candidates = try sync(service, .candidates)
    #expect(candidates.items.map(\.id) == [BundleSyncTests.two] && candidates.items.map(\.state) == [.received])
    #expect(candidates.items[0].loops == ["a/1"] && candidates.items[0].files == 5 && candidates.diagnostics == [])
    let all = try sync(service)
    #expect(all.items.map(\.state) == [.standing, .received])
    #expect(try sync(service).items.map(\.state) == [.standing, .standing])
    #expect(service.fetched == [BundleSyncTests.two, BundleSyncTests.one] && service.confirmed == [])
    let id = try #require(BundleID(BundleSyncTests.one))
    let bundle = try #require(try store.standing(id, thoroughly: true))
    #expect(bundle.sha256 == SHA256Digest(hashing: try MadeZip.bundle(BundleSyncTests.one)).hex)
    #expect(bundle.source == service.address && bundle.type == "application/x-zip-compressed")
    #expect(bundle.findings == [] && bundle.manifest == .nested)
  }

  @Test("a bundle is confirmed once, after it stands, and only where that was asked for")
  func confirm() throws {
    let place = store.place(of: try #require(BundleID(BundleSyncTests.one)))
    let stood = Mutex<[Bool]>([])
    let service = try service { connection in
      if connection.request.hasPrefix("POST") {
        stood.withLock { $0.append(FileReader.exists(Path.join(place, ReceivedBundle.fileName))) }
      }
      return false
    }
    #expect(try sync(service).items.map(\.confirmation) == [.none])
    // As if a process had ended between storing and confirming.
    let second = try sync(service, confirms: true)
    #expect(second.items.map(\.confirmation) == [.done] && second.diagnostics == [])
    #expect(second.items[0].findings == [])
    #expect(try sync(service, confirms: true).items.map(\.confirmation) == [.before])
    #expect(service.confirmed == [BundleSyncTests.one] && service.fetched.count == 1)
    #expect(stood.withLock { $0 } == [true])
    let posts = service.requests.filter { !$0.hasPrefix("GET ") }
    #expect(posts == ["POST /ops/sync-confirm HTTP/1.1"])
  }

  @Test("what stands of a service is confirmed too where its loops are not wanted, and no damaged bundle is")
  func standing() throws {
    let service = try service(["a/0": BundleSyncTests.one, "a/1": BundleSyncTests.two])
    _ = try sync(service)
    let id = try #require(BundleID(BundleSyncTests.two))
    let file = Path.join(store.place(of: id), "manifest.json")
    let bytes = try FileReader.bytes(file)
    try FileWriter.write(bytes.dropLast() + [0x20], to: file)
    let outcome = try sync(service, .none, confirms: true)
    #expect(service.confirmed == [BundleSyncTests.one])
    #expect(outcome.diagnostics.map(\.id) == ["bundle.standing-damaged"])
    #expect(outcome.items.map(\.confirmation) == [.failed, .done])
  }

  @Test(
    "a confirmation that is not taken is named and the bundle stays",
    arguments: [
      (ResearchService.reply(#"{"detail":"Invalid payload"}"#, status: "400 Bad Request"), 1, "Invalid payload"),
      (ResearchService.reply(#"{"detail":[{"loc":["body"]}]}"#, status: "422 Unprocessable Entity"), 1, "body"),
      (ResearchService.reply("Internal Server Error", status: "500 Error", type: "text/plain"), 2, "500"),
      (ResearchService.reply("<html>ok</html>", type: "text/html"), 1, "text/html"),
      (ResearchService.reply(#"{"status":"queued"}"#), 1, "queued"),
      (Array("HTTP/1.1 307 Moved\r\nLocation: /ops/other\r\nContent-Length: 0\r\n\r\n".utf8), 1, "307"),
    ] as [([UInt8], Int, String)])
  func untaken(answer: [UInt8], count: Int, said: String) throws {
    let service = try service { connection in
      connection.request.hasPrefix("POST")
        && {
          _ = connection.send(answer); return true
        }()
    }
    let outcome = try sync(service, confirms: true)
    #expect(outcome.diagnostics.map(\.id) == ["bundle.unconfirmed"])
    #expect(outcome.diagnostics.first?.summary.english.contains(said) == true, "\(outcome.diagnostics)")
    #expect(outcome.items.map(\.confirmation) == [.failed] && outcome.items.map(\.state) == [.received])
    #expect(service.confirmed.count == count && !service.requests.contains { $0.contains("/ops/other") })
    // The next one takes it.
    let sound = try self.service()
    #expect(try sync(sound, confirms: true).items.map(\.confirmation) == [.done])
    #expect(sound.fetched == [])
  }

  @Test("an answer that is lost is asked for again: confirming twice is confirming once")
  func lost() throws {
    let losses = Mutex(1)
    let service = try service { connection in
      connection.request.hasPrefix("POST")
        && losses.withLock { left in
          defer { left -= 1 }
          return left > 0
        }
    }
    #expect(try sync(service, confirms: true).items.map(\.confirmation) == [.done])
    #expect(service.confirmed == [BundleSyncTests.one, BundleSyncTests.one])
  }

  @Test("a service that takes a confirmation and marks nothing is found out")
  func unmarked() throws {
    let body =
      #"{"loops":[{"task_run_id":"a","loop_id":0,"asset_bundle_id":"\#(BundleSyncTests.one)","sync_status":"pending","updated_at_utc":"2026-01-01T00:00:00+00:00"}]}"#
    let service = try service { connection in
      connection.request.contains("/catalog/incremental")
        && {
          _ = connection.send(ResearchService.reply(body)); return true
        }()
    }
    let outcome = try sync(service, confirms: true)
    #expect(outcome.items.map(\.confirmation) == [.done])
    #expect(outcome.items.first?.findings.map(\.id) == ["bundle.unmarked"])
  }

  @Test(
    "what is no zip file of the service is not kept, whatever its status says",
    arguments: [
      (ResearchService.reply("<html>login</html>", type: "text/html"), "bundle.not-received", ExitCode.input),
      (ResearchService.reply("{}", type: "application/json"), "bundle.not-received", .input),
      (ResearchService.reply("<html>login</html>", type: "application/zip"), "bundle.refused", .input),
      (ResearchService.reply([], type: "application/zip"), "bundle.refused", .input),
      (
        ResearchService.reply([UInt8](repeating: 0, count: 2 << 20), type: "application/zip"), "bundle.not-received",
        .input
      ),
      (ResearchService.reply("boom", status: "500 Error", type: "text/plain"), "bundle.not-received", .environment),
      (
        Array("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/x\r\nContent-Length: 0\r\n\r\n".utf8),
        "bundle.not-received", .environment
      ), ([], "bundle.not-received", .environment), (Array("SSH-2.0-x\r\n".utf8), "bundle.not-received", nil),
    ] as [([UInt8], String, ExitCode?)])
  func hostile(answer: [UInt8], id: String, exit: ExitCode?) throws {
    let service = try service { connection in
      connection.request.contains("/artifacts/")
        && {
          _ = connection.send(answer); return true
        }()
    }
    let outcome = try sync(service, confirms: true)
    #expect(outcome.diagnostics.map(\.id) == [id], "\(outcome.diagnostics)")
    if let exit { #expect(outcome.diagnostics.first?.exit == exit) }
    #expect(outcome.items.map(\.state) == [.failed] && service.confirmed == [])
    #expect(try folder.contents().filter { !$0.hasSuffix("bundles") } == [])
  }

  @Test("an answer without a media type is not kept")
  func untyped() throws {
    let bytes = try MadeZip.bundle(BundleSyncTests.one)
    let service = try service { connection in
      connection.request.contains("/artifacts/")
        && {
          _ = connection.send(ResearchService.reply(bytes, type: nil)); return true
        }()
    }
    #expect(try sync(service).items.map(\.state) == [.failed])
  }

  @Test("a body that is cut at any place is not kept, with a length and in pieces", arguments: [true, false])
  func cut(isChunked: Bool) throws {
    let bytes = try MadeZip.bytes([.init("manifest.json", "{}"), .init("a.py", String(repeating: "x=1\n", count: 900))])
    let whole = isChunked ? ResearchService.chunked(bytes) : ResearchService.reply(bytes, type: "application/zip")
    let place = Mutex(0)
    let service = try service { connection in
      connection.request.contains("/artifacts/")
        && {
          _ = connection.send(Array(whole.prefix(place.withLock { $0 }))); return true
        }()
    }
    _ = try sync(service, .none)
    var limits = ResultsAPI.Limits()
    (limits.bundleSeconds, limits.attempts) = (5, 1)
    let api = ResultsAPI(address: service.address, limits: limits)
    // The last bytes of a body in pieces say only that it ends.
    for count in stride(from: 0, through: whole.count - (isChunked ? 8 : 1), by: 7) {
      place.withLock { $0 = count }
      let outcome = try BundleSync(api, store: store, database: database, clock: .fixed(0)).run(.all, confirms: false)
      #expect(outcome.items.map(\.state) == [.failed], "\(count)")
    }
    #expect(try store.all() == [])
    place.withLock { $0 = whole.count }
    let outcome = try BundleSync(api, store: store, database: database, clock: .fixed(0)).run(.all, confirms: false)
    #expect(outcome.items.map(\.state) == [.received])
  }

  @Test("a body that trickles without end is left at the deadline")
  func slow() throws {
    let service = try service { connection in
      guard connection.request.contains("/artifacts/") else { return false }
      connection.send("HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\nTransfer-Encoding: chunked\r\n\r\n")
      while connection.send("1\r\nP\r\n") { Thread.sleep(forTimeInterval: 0.02) }
      return true
    }
    let start = ContinuousClock.now
    let outcome = try sync(service, seconds: 0.3, attempts: 1)
    #expect(outcome.diagnostics.map(\.id) == ["bundle.not-received"] && outcome.items.map(\.state) == [.failed])
    #expect(ContinuousClock.now - start < .seconds(4))
  }

  @Test("an identifier that is none is never asked for, an unknown one is not there, and neither stops another")
  func identifiers() throws {
    let unknown = "00000000-0000-4000-8000-000000000000"
    let service = try service(
      ["a/0": "../../etc", "a/1": unknown, "a/2": BundleSyncTests.one],
      [BundleSyncTests.one: try MadeZip.bundle(BundleSyncTests.one, loop: 2)])
    let outcome = try sync(service)
    #expect(outcome.items.map(\.id) == ["../../etc", unknown, BundleSyncTests.one])
    #expect(outcome.items.map(\.state) == [.notAsked, .absent, .received])
    #expect(outcome.items[0].findings.map(\.id) == ["bundle.no-identifier"] && outcome.diagnostics == [])
    #expect(Set(service.fetched) == [unknown, BundleSyncTests.one])
  }

  @Test("a manifest of another loop is kept and said")
  func otherLoop() throws {
    let service = try service(
      ["a/3": BundleSyncTests.one], [BundleSyncTests.one: try MadeZip.bundle(BundleSyncTests.one, loop: 0)])
    let outcome = try sync(service)
    #expect(outcome.items.map(\.state) == [.received])
    #expect(outcome.items.first?.findings.map(\.id) == ["bundle.manifest-other-loop"])
  }

  @Test("a service that goes away is not asked for the others, which are counted")
  func away() throws {
    let service = try service(["a/0": BundleSyncTests.one, "a/1": BundleSyncTests.two])
    _ = try sync(service, .none)
    var limits = ResultsAPI.Limits()
    (limits.attempts, limits.pause) = (2, 0.01)
    let outcome = try BundleSync(
      ResultsAPI(address: "http://127.0.0.1:9", limits: limits), store: store, database: database, clock: .fixed(0)
    ).run(.all, confirms: true)
    #expect(outcome.items.map(\.state) == [.failed, .notAsked])
    #expect(outcome.diagnostics.map(\.id) == ["bundle.not-received", "bundle.left"])
    #expect(outcome.diagnostics.allSatisfy { $0.exit == .environment })
  }
}

/// RD-Agent's own bundles over the wire.
@Suite(.enabled(if: SharedMaterial.isPresent, Comment(rawValue: SharedMaterial.absence)))
struct RealBundleSyncTests {
  @Test("a real bundle stands with its manifest; files that were taken out of it are named")
  func real() throws {
    let id = "586d9a90-2570-4d96-bbef-1608ef1fd091"
    let bytes = try FileReader.bytes(SharedMaterial.path("rdagent/bundles/loop3_bundle.data.zip"))
    let folder = try TemporaryFolder()
    let service = try ResearchService(loops: ["786b1f1cd5d54be497c1007768685479/3": id], bundles: [id: bytes])
    let database = try Database.inMemory()
    let api = ResultsAPI(address: service.address)
    _ = try LibrarySync(database: database, clock: .fixed(0)).run(APISource(api))
    let store = BundleStore(besideState: folder.path("state.sqlite"))
    let outcome = try BundleSync(api, store: store, database: database, clock: .fixed(0)).run(.all, confirms: true)
    #expect(outcome.diagnostics == [] && outcome.items.map(\.confirmation) == [.done])
    // The material's zip file lacks factor_entry.py.
    #expect(outcome.items.first?.findings.map(\.id) == ["bundle.manifest-gone"])
    #expect(try store.standing(try #require(BundleID(id)), thoroughly: true)?.members.count == 12)
  }
}
