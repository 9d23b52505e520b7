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
        "signal", "--bundle", BundleTests.bundle, "--capital", "1000000", "--date", "2024-01-02", "--env", "paper",
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

  @Test("a bundle starts from the account it is told, never from a preview of its name")
  func account() throws {
    try signing.approved()
    // A preview of the migration's name that holds something else.
    let made = try signing.run(
      "preview", "create", "--id", "small", "--conf", "ws/conf.yaml", "--pred", "ws/pred.csv", "--start", "2024-01-02",
      "--capital", "5000")
    #expect(made.exit == 0, "\(made.err)")
    func ask(_ more: String...) throws -> Program.Result {
      try signing.world.program.run(
        ["signal", "--bundle", BundleTests.bundle, "--date", "2024-01-02", "--env", "paper", "--json", "--quiet"] + more
      )
    }
    let bare = try ask()
    #expect((bare.exit, bare.diagnostics) == (2, ["signal.account"]))
    #expect(try ask("--capital", "1", "--account", "a.csv").exit == 2)
    // 1,000 shares of the better stock at 10.00 and 50,000 yuan: nothing is bought beside it (topk 1).
    try signing.world.write("instrument,amount\nCASH,50000.5\n600000.SH,1000\n", "a.csv")
    let result = try ask("--account", "a.csv")
    #expect(result.exit == 0, "\(result.err)")
    let list = try #require(result.json?.arrayValue?.first)
    #expect(list["account"]?["origin"] == "file" && list["account"]?["file"] == "a.csv")
    #expect(list["cash"] == "50000.5000" && list["total_value"] == "60000.5000" && list["for_day"] == "2024-01-03")
    #expect(list["lines"]?.arrayValue?.map { $0["action"] } == ["hold"])
    #expect(list["permit"]?["environment"] == "paper")
    let other = try ask("--capital", "20000").json?.arrayValue?.first
    #expect(other?["account"]?["origin"] == "capital" && other?["total_value"] == "20000.0000")
    // 95 % of 20,000 yuan buy 1,900 shares at 10.00: 19,000 yuan, commission 0.025 % below its least 5.00 yuan, and
    // 0.001 % transfer fee, 0.19 yuan.
    #expect(other?["bought"] == "19000.0000" && other?["fees"] == "5.1900" && other?["cash_after"] == "994.8100")
    for text in ["instrument,amount\nCASH,1\nSZ999999,100\n", "instrument,amount\nCASH,1\nSH000300,100\n"] {
      try signing.world.write(text, "b.csv")
      let unknown = try ask("--account", "b.csv")
      #expect((unknown.exit, unknown.diagnostics) == (3, ["account.damaged"]))
    }
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
    #expect(result.err.contains("was signed") || result.err.contains("another approval"))
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
      let findings = ($0["subject"]?["findings"]?.arrayValue ?? []).compactMap(\.stringValue)
      let names = findings.compactMap { $0.split(separator: " ").first.map(String.init) } + ["FAIL"]
      $0["exceptions"] = .array(
        names.sorted().map { ["subject": .string($0), "reason": "arrives", "expires": "2024-02-01"] })
    }
    let frozen = try signing.run("review", "bundle", "--migration", "small")
    #expect((frozen.exit, frozen.diagnostics) == (1, ["review.not-approved"]))
    #expect(frozen.err.contains("expired") && frozen.err.contains("2024-02-01"))
  }

  @Test("a bundle of an earlier approval is not that of the present one")
  func otherApproval() throws {
    try signing.approved()
    let folder = signing.world.program.path(BundleTests.bundle)
    try FileManager.default.copyItem(atPath: folder, toPath: signing.world.program.path("earlier"))
    try signing.world.write(SmallWorld.configuration().replacing("0.0015", with: "0.0025"), "ws/conf.yaml")
    try signing.night("2024-01-05")
    try signing.request()
    let approved = try signing.approve()
    #expect(approved.exit == 0, "\(approved.err)")
    let present = try signal()
    #expect(present.exit == 0, "\(present.err)")
    let result = try signal("--bundle", "earlier")
    #expect((result.exit, result.diagnostics) == (1, ["bundle.other-approval"]))
  }

  @Test("an approval that overrides is repeated with its reason and its day, on the terminal and in the document")
  func overridden() throws {
    try signing.approved()
    let permit = try signal("--env", "live").json?.arrayValue?.first?["permit"]
    let exceptions = permit?["exceptions"]?.arrayValue ?? []
    #expect(!exceptions.isEmpty)
    #expect(exceptions.allSatisfy { $0["reason"]?.stringValue == "a small world" })
    #expect(permit?["verdict"]?.stringValue == "FAIL")
    #expect(exceptions.contains { $0["subject"]?.stringValue == "FAIL" })
    let text = try signing.run(
      "signal", "--bundle", BundleTests.bundle, "--date", "2024-01-02", "--env", "live", "--capital", "1000000",
      "--quiet")
    #expect(text.out.contains("Approved with exceptions: ") && text.out.contains("a small world"))
    let page = try FileReader.text(signing.world.program.path("site/en/migrations/small.html"))
    #expect(!page.contains("a small world"), "the page is of the night before the approval")
    try signing.night("2024-01-05")
    for name in ["index.html", "migrations/small.html"] {
      let shown = try FileReader.text(signing.world.program.path("site/en/" + name))
      #expect(shown.contains("approved with exceptions") && shown.contains("a small world"), "\(name)")
    }
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
