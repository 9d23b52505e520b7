import Foundation
import Primitives
import TestSupport
import Testing

/// The door to paper and live use, tried from outside: only what was approved and is unchanged passes.
@Suite("frozen bundles and the gate") struct BundleTests {
  let signing: SigningWorld
  private static let bundle = "reports/bundles/small"

  init() throws { signing = try SigningWorld() }

  private func signal(_ more: String...) throws -> Program.Result {
    try signing.world.program.run(
      [
        "signal", "--bundle", BundleTests.bundle, "--date", "2024-01-02", "--env", "paper",
        "--json", "--quiet",
      ] + more)
  }

  @Test("an approved migration runs with RD-Agent's folder and the night's work gone")
  func standsAlone() throws {
    try signing.approved()
    for folder in ["ws", ".aistock/work"] { try signing.world.remove(folder) }
    let result = try signal("--env", "live")
    #expect(result.exit == 0, "\(result.err)")
    let document = result.json?.arrayValue?.first
    #expect(document?["permit"]?["reviewer"]?.stringValue == SigningWorld.reviewer)
    #expect(document?["permit"]?["environment"]?.stringValue == "live")
    // topk 1: the better score of 2024-01-02 is bought, from the frozen predictions.
    let lines = document?["lines"]?.arrayValue ?? []
    #expect(lines.compactMap { $0["symbol"]?.stringValue } == ["SH600000"])
    #expect(lines.first?["action"]?.stringValue == "buy")
    #expect(
      try signing.run("review", "bundle", "--verify", BundleTests.bundle, "--quiet").exit == 0)
  }

  @Test("without an approval nothing is frozen and nothing opens")
  func noApproval() throws {
    try signing.night()
    #expect(
      try signing.run("review", "bundle", "--migration", "small").diagnostics == [
        "review.not-approved"
      ])
    #expect(try signal().diagnostics == ["bundle.missing"])
    #expect(try signal().exit == 3)
    try signing.request()
    let result = try signing.run("review", "bundle", "--migration", "small")
    #expect(result.exit == 1)
    #expect(result.err.contains("in review"))
    let file = try signing.run(
      "signal", "--strategy", "ws/conf.yaml", "--pred", "ws/pred.csv", "--env", "live")
    #expect((file.exit, file.diagnostics) == (1, ["review.not-approved"]))
  }

  @Test(
    "a changed, missing or added file is refused by name",
    arguments: ["conf.yaml", "predictions.csv", "review", "gone", "added"])
  func tampered(_ what: String) throws {
    try signing.approved()
    let place = BundleTests.bundle + "/"
    switch what {
    case "gone": try signing.world.remove(place + "predictions.csv")
    case "added": try signing.world.write("more", place + "notes.txt")
    case "review":
      let name = try #require(
        try FileReader.names(in: signing.world.program.path(place + "review")).last)
      try signing.world.write("no signature", place + "review/" + name)
    default:
      let text = try FileReader.text(signing.world.program.path(place + what))
      try signing.world.write(
        text.replacing("0.9", with: "0.7").replacing("topk: 1", with: "topk: 2"), place + what)
    }
    let result = try signal()
    #expect((result.exit, result.diagnostics) == (3, ["bundle.changed"]))
  }

  @Test(
    "a description rewritten to fit its tampered file is held to what was signed",
    arguments: ["conf.yaml", "predictions.csv"])
  func rewritten(_ name: String) throws {
    try signing.approved()
    let path = BundleTests.bundle + "/" + name
    let old = try FileReader.bytes(signing.world.program.path(path))
    let new = Array(
      String(decoding: old, as: UTF8.self).replacing("0.9,", with: "0.7,").replacing(
        "0.9\n", with: "0.7\n"
      )
      .replacing("topk: 1", with: "topk: 2").utf8)
    #expect(new != old)
    try signing.world.write(new, path)
    let document = BundleTests.bundle + "/bundle.json"
    let text = try FileReader.text(signing.world.program.path(document))
    try signing.world.write(
      text.replacing(SHA256Digest(hashing: old).hex, with: SHA256Digest(hashing: new).hex), document
    )
    let result = try signal()
    #expect((result.exit, result.diagnostics) == (3, ["bundle.changed"]))
    #expect(result.err.contains("not the one that was signed"))
  }

  @Test("a reopened review closes the gate, with its reason")
  func reopened() throws {
    try signing.approved()
    #expect(try signal().exit == 0)
    try signing.world.write(
      SmallWorld.configuration().replacing("0.0015", with: "0.0025"), "ws/conf.yaml")
    try signing.night("2024-01-05")
    let result = try signal()
    #expect((result.exit, result.diagnostics) == (1, ["review.not-approved"]))
    #expect(result.err.contains("reopened") && result.err.contains("configuration"))
  }

  @Test("an expired exception closes the gate, with its day")
  func expired() throws {
    try signing.night()
    try signing.request()
    try signing.approveByHand {
      $0["exceptions"] = [
        ["subject": "import.metrics-empty", "reason": "", "expires": "2024-02-01"]
      ]
    }
    let frozen = try signing.run("review", "bundle", "--migration", "small")
    #expect((frozen.exit, frozen.diagnostics) == (1, ["review.not-approved"]))
    #expect(frozen.err.contains("expired") && frozen.err.contains("2024-02-01"))
  }

  @Test("a bundle of an earlier approval is not that of the present one")
  func otherApproval() throws {
    try signing.approved()
    let document = BundleTests.bundle + "/bundle.json"
    let text = try FileReader.text(signing.world.program.path(document))
    let key = "\"statement_sha256\": \""
    let place = try #require(text.firstRange(of: key))
    let hash = text[place.upperBound...].prefix(64)
    try signing.world.write(
      text.replacing(key + hash, with: key + String(repeating: "0", count: 64)), document)
    let result = try signal()
    #expect((result.exit, result.diagnostics) == (1, ["bundle.other-approval"]))
  }

  @Test("a bundle without options, or with both, is a matter of usage")
  func usage() throws {
    #expect(try signing.run("review", "bundle").exit == 2)
    #expect(
      try signing.run("review", "bundle", "--migration", "a", "--verify", "b").diagnostics == [
        "review.bundle"
      ])
    #expect(try signing.run("signal", "--env", "casino").exit == 2)
  }
}
