import Foundation
import Primitives
import RDAgent
import Synchronization
import TestSupport
import Testing

/// What RD-Agent did, told step by step with status 500.
struct MaterializationTests {
  private static func step(_ name: String, _ code: String, _ output: String = "") -> String {
    #"{"step":"\#(name)","returncode":\#(code),"output":"\#(output)"}"#
  }
  private static let defect = step(
    "solidify_all", "1", #"WARNING\n--task-run-id is required when --all-task-runs is not set\n"#)

  private func ask(
    _ answer: [UInt8], seconds: Double = 5
  ) throws -> (found: Materialization, requests: [String]) {
    let server = try LocalServer { $0.send(answer) }
    var limits = ResultsAPI.Limits()
    (limits.materializeSeconds, limits.pause) = (seconds, 0.01)
    do {
      return (try Materialization.ask(ResultsAPI(address: server.address, limits: limits)), server.requests)
    } catch {
      // Never twice, however it failed.
      #expect(server.requests == ["POST /ops/materialize-and-refresh HTTP/1.1"])
      throw error
    }
  }

  @Test("each step is judged by itself: the known defect is none, a failed export and a missing step are findings")
  func steps() throws {
    let steps = [
      MaterializationTests.step("materialize_pending", "0", #"db=x\nmode=y"#), MaterializationTests.defect,
      MaterializationTests.step("export_factor", "2", #"Traceback\nKeyError: 'x'"#),
      MaterializationTests.step("export_strategy", "0"), MaterializationTests.step("export_model", "null"),
    ]
    let body = #"{"detail":{"steps":[\#(steps.joined(separator: ","))]}}"#
    let (found, requests) = try ask(ResearchService.reply(body, status: "500 Internal Server Error"))
    #expect(requests == ["POST /ops/materialize-and-refresh HTTP/1.1"])
    #expect(found.steps.map(\.judgement) == [.done, .knownDefect, .failed, .done, .failed])
    #expect(found.steps[0].first == "db=x" && found.steps[2].last == "KeyError: 'x'")
    #expect(found.missing == ["export_loop"])
    #expect(
      found.findings.map(\.id) == ["materialize.step-failed", "materialize.step-failed", "materialize.step-missing"])
    #expect(found.findings.allSatisfy { $0.severity == .warning })
  }

  @Test("a solidify step that fails for another reason is a finding")
  func otherFailure() throws {
    let body = #"{"detail":{"steps":[\#(MaterializationTests.step("solidify_all", "1", "disk full"))]}}"#
    #expect(try ask(ResearchService.reply(body, status: "500 Error")).found.steps.map(\.judgement) == [.failed])
  }

  @Test("status 200 is read alike")
  func mended() throws {
    let names = [
      "materialize_pending", "solidify_all", "export_factor", "export_strategy", "export_model", "export_loop",
    ]
    let steps = names.map { MaterializationTests.step($0, "0") }.joined(separator: ",")
    let found = try ask(ResearchService.reply(#"{"status":"ok","steps":[\#(steps)]}"#)).found
    #expect(found.findings == [] && found.missing == [] && found.steps.count == 6)
  }

  @Test(
    "an answer that tells of no step is a failure of the service, and is not asked for again",
    arguments: [
      ResearchService.reply("Internal Server Error", status: "500 Error", type: "text/plain"),
      ResearchService.reply(#"{"detail":"registry is not available"}"#, status: "501 Not Implemented"),
      ResearchService.reply(#"{"detail":{"steps":[]}}"#, status: "500 Error"),
      ResearchService.reply("<html>", type: "text/html"),
      Array("HTTP/1.1 307 Moved\r\nLocation: /ops/other\r\nContent-Length: 0\r\n\r\n".utf8), [],
      Array("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{".utf8),
    ])
  func noStep(answer: [UInt8]) throws {
    let error = #expect(throws: Diagnostic.self) { _ = try ask(answer) }
    #expect(error?.id == "materialize.unanswered" && error?.exit == .environment)
  }

  @Test("it has a deadline of its own")
  func deadline() throws {
    let server = try LocalServer { _ in Thread.sleep(forTimeInterval: 0.6) }
    var limits = ResultsAPI.Limits()
    limits.materializeSeconds = 0.2
    let error = #expect(throws: Diagnostic.self) {
      _ = try Materialization.ask(ResultsAPI(address: server.address, limits: limits))
    }
    #expect(error?.id == "materialize.unanswered" && server.requests.count == 1)
  }

  @Test(
    "RD-Agent's own answer: five steps did their work, one has the known defect",
    .enabled(if: SharedMaterial.isPresent, Comment(rawValue: SharedMaterial.absence)))
  func real() throws {
    let body = try FileReader.bytes(SharedMaterial.path("rdagent/responses/ops/materialize_and_refresh.body"))
    let found = try ask(ResearchService.reply(body, status: "500 Internal Server Error")).found
    #expect(found.steps.map(\.judgement) == [.done, .knownDefect, .done, .done, .done, .done])
    #expect(found.findings == [])
  }
}
