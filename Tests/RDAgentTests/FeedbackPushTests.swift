import Foundation
import Primitives
import RDAgent
import Synchronization
import TestSupport
import Testing

/// Delivery of LiveFeedback: each document once, and what is left is named.
@Suite("The delivery of LiveFeedback") struct FeedbackPushTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in ["a", "b"] { try write(name) }
    try folder.write("{}", to: "out/index.json")
    try folder.write("{}", to: "out/live_feedback.schema.json")
  }

  private func write(_ name: String, at time: String = "2026-11-27T08:00:00+00:00", total: Double = 0.1) throws {
    let document: JSONValue = [
      "strategy_instance_id": .string(name), "generated_at_utc": .string(time), "total_return": .number(total),
    ]
    try folder.write(document.pretty, to: "out/\(name).json")
  }

  private func push(_ address: String) throws -> FeedbackPush.Outcome {
    var limits = FeedbackPush.Limits()
    limits.pause = 0.001
    limits.seconds = 5
    return try FeedbackPush(address: address + "/feedback?token=secret", limits: limits).push(folder.path("out"))
  }

  private static func answer(_ status: String) -> String { "HTTP/1.1 \(status)\r\nContent-Length: 0\r\n\r\n" }

  @Test("each document is posted once, with its digest; the same figures built again are not sent")
  func once() throws {
    let server = try LocalServer { $0.send(FeedbackPushTests.answer("200 OK")) }
    #expect(try push(server.address).sent == ["a.json", "b.json"])
    try write("a", at: "2026-11-28T08:00:00+00:00")
    let again = try push(server.address)
    #expect(again.sent == [] && again.known == ["a.json", "b.json"])
    try write("b", total: 0.2)
    #expect(try push(server.address).sent == ["b.json"])
    #expect(server.requests.count == 3)
    #expect(server.heads.allSatisfy { $0.contains { $0.lowercased().hasPrefix("idempotency-key: ") } })
    #expect(try JSONReader.read(try #require(server.bodies.first))["strategy_instance_id"] == "a")
  }

  @Test("a service that is busy is asked again, one that says no is not, and both leave the rest named")
  func failures() throws {
    let count = Mutex(0)
    let busy = try LocalServer { connection in
      let place = count.withLock {
        $0 += 1
        return $0
      }
      // The first document is taken at the second attempt, the second one never.
      connection.send(FeedbackPushTests.answer(place == 2 ? "201 Created" : "503 Service Unavailable"))
    }
    let failure = diagnostic { _ = try push(busy.address) }
    #expect(failure?.id == "feedback.undelivered" && failure?.exit == .environment)
    #expect(failure?.summary.english.contains("Left: b.json") == true)
    #expect(failure?.summary.english.contains("secret") == false)
    #expect(count.withLock { $0 } == 5)
    let refusing = try LocalServer { $0.send(FeedbackPushTests.answer("422 Unprocessable")) }
    #expect(diagnostic { _ = try push(refusing.address) }?.id == "feedback.undelivered")
    #expect(refusing.requests.count == 1)
    // A service that knows the document already has taken it.
    let knowing = try LocalServer { $0.send(FeedbackPushTests.answer("409 Conflict")) }
    #expect(try push(knowing.address).sent == ["a.json", "b.json"])
  }

  @Test("a folder without documents sends nothing, and a file that is none stops before anything is sent")
  func badFolders() throws {
    #expect(
      diagnostic { _ = try FeedbackPush(address: "http://127.0.0.1:9").push(folder.path("none")) }?.id
        == "feedback.no-folder")
    try folder.write("{\"x\": 1}", to: "out/c.json")
    let server = try LocalServer { $0.send(FeedbackPushTests.answer("200 OK")) }
    #expect(diagnostic { _ = try push(server.address) }?.id == "feedback.damaged")
    #expect(server.requests.isEmpty)
  }
}
