import Foundation
import Primitives
import Synchronization
import TestSupport
import Testing

/// Bundles from the command line, against a service on this machine.
@Suite("sync and bundles") struct SyncBundleTests {
  private static let id = "90edfd67-aac2-43ce-aeae-25930e7f96d8"
  private let program: Program

  init() throws { program = try Program() }

  private func service(
    first: @escaping @Sendable (LocalServer.Connection) -> Bool = { _ in false }
  ) throws -> ResearchService {
    try ResearchService(
      loops: ["a/0": SyncBundleTests.id], bundles: [SyncBundleTests.id: try MadeZip.bundle(SyncBundleTests.id)],
      first: first)
  }

  /// Where bundles stand: beside the state file, wherever the configuration puts it.
  private func place() throws -> String? {
    try program.temporary.contents().first { $0.hasSuffix("bundles/" + SyncBundleTests.id) }.map { program.path($0) }
  }

  @Test("candidates' bundles come by default, all on request, confirmed where asked, shown with the files of the loop")
  func choose() throws {
    let service = try service { connection in
      guard connection.request.contains("/loops/a/0/artifacts") else { return false }
      return connection.send(
        ResearchService.reply(
          #"{"artifacts":[{"artifact_id":"f","name":"feedback.json","status":"present","entry_path":"feedback.json"}]}"#
        ))
    }
    let plain = try program.run("sync", "--api", service.address, "--json")
    #expect(plain.exit == 0 && plain.json?["bundles"]?["items"] == [], "\(plain.err)")
    #expect(try program.run("library", "mark", "a/0").exit == 0)
    let marked = try program.run("sync", "--api", service.address)
    #expect(marked.exit == 0 && marked.out.contains(SyncBundleTests.id) && marked.out.contains("received"))
    #expect(service.confirmed == [])
    let confirmed = try program.run("sync", "--api", service.address, "--bundles", "all", "--confirm", "--json")
    let item = confirmed.json?["bundles"]?["items"]?.arrayValue?.first
    #expect(item?["state"] == "standing" && item?["confirmation"] == "done", "\(confirmed.err)")
    #expect(service.confirmed == [SyncBundleTests.id] && service.fetched == [SyncBundleTests.id])
    #expect(try program.run("library", "show", "a/0").out.contains("feedback.json"))
    let shown = try program.run("library", "show", "a/0", "--json")
    #expect(shown.json?["artifacts"]?.arrayValue?.first?["document"]?["artifact_id"] == "f")
  }

  @Test("a process that is killed while it confirms has kept the bundle; the next one confirms it and fetches nothing")
  func killed() throws {
    let process = Mutex<pid_t?>(nil)
    let service = try service { connection in
      guard connection.request.hasPrefix("POST"), let running = process.withLock({ $0 }) else { return false }
      kill(running, SIGKILL)
      return true
    }
    let started = try program.start(
      ["sync", "--api", service.address, "--bundles", "all", "--confirm"], out: ".test/out", err: ".test/err")
    process.withLock { $0 = started.processIdentifier }
    started.waitUntilExit()
    #expect(started.terminationReason == .uncaughtSignal)
    process.withLock { $0 = nil }
    let folder = try #require(try place())
    let document = try JSONReader.read(FileReader.bytes(Path.join(folder, "received.json")))
    #expect(document["confirmed"] == [:])
    let next = try program.run("sync", "--api", service.address, "--bundles", "all", "--confirm", "--json")
    #expect(next.exit == 0 && service.fetched == [SyncBundleTests.id], "\(next.err)")
    #expect(next.json?["bundles"]?["items"]?.arrayValue?.first?["confirmation"] == "done")
    #expect(try program.run("sync", "--api", service.address, "--bundles", "all", "--confirm").exit == 0)
    // Once by the process that was killed before it could note it, once by the next.
    #expect(service.confirmed.count == 2)
  }

  @Test("a hostile bundle ends in exit 3 with the library filled and nothing written outside or inside")
  func hostile() throws {
    let bytes = try MadeZip.bytes([.init("manifest.json", "{}"), .init("../../escaped.py")])
    let service = try ResearchService(loops: ["a/0": SyncBundleTests.id], bundles: [SyncBundleTests.id: bytes])
    let result = try program.run("sync", "--api", service.address, "--bundles", "all", "--confirm")
    #expect(result.exit == 3 && result.diagnostics == ["bundle.refused"], "\(result.err)")
    #expect(try place() == nil && service.confirmed == [])
    #expect(try !program.temporary.contents().contains { $0.hasSuffix("escaped.py") })
    #expect(try program.run("library", "show", "a/0").exit == 0)
  }

  @Test("steps that RD-Agent could not do are told and the sync goes on")
  func materialize() throws {
    let service = try service { connection in
      guard connection.request.contains("materialize") else { return false }
      let steps =
        #"{"step":"materialize_pending","returncode":0,"output":"db"},{"step":"export_loop","returncode":3,"output":"no disk"}"#
      return connection.send(
        ResearchService.reply(#"{"detail":{"steps":[\#(steps)]}}"#, status: "500 Internal Server Error"))
    }
    let result = try program.run("sync", "--api", service.address, "--materialize", "--json")
    #expect(result.exit == 0, "\(result.err)")
    #expect(result.err.contains("materialize.step-failed") && result.err.contains("no disk"))
    #expect(result.json?["materialization"]?["steps"]?.arrayValue?.count == 2)
    #expect(try program.run("library", "show", "a/0").exit == 0)
    #expect(service.requests.filter { $0.hasPrefix("POST") }.count == 1)
  }

  @Test(
    "what only a service can do is refused for a folder",
    arguments: ["--confirm", "--materialize", "--bundles all", "--bundles some"])
  func folder(options: String) throws {
    let result = try program.run(["sync", "--root", "x"] + options.split(separator: " ").map(String.init))
    #expect(result.exit == 2, "\(result.err)")
    try program.temporary.write("rdagent: {root: x}\n", to: "aistock.yaml")
    #expect(try program.run(["sync"] + options.split(separator: " ").map(String.init)).exit == 2)
  }
}
