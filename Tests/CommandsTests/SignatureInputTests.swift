import Foundation
import Primitives
import TestSupport
import Testing

/// Signatures and clocks that are not in order, through the real program.
@Suite("bad input of a review") struct SignatureInputTests {
  let signing: SigningWorld

  init() throws {
    signing = try SigningWorld()
    try signing.night()
    try signing.request()
  }

  private func state() throws -> (state: String, cause: String) {
    let review = try signing.run("review", "status", "--json", "--quiet").json?["small"]
    return (
      review?["state"]?.stringValue ?? "",
      review?["reasons"]?.arrayValue?.first?["cause"]?.stringValue ?? ""
    )
  }

  @Test("a key that is not allowed signs nothing")
  func otherKey() throws {
    try signing.makeKey("foreign")
    let result = try signing.approve(key: "foreign")
    #expect((result.exit, result.diagnostics) == (2, ["review.not-allowed"]))
    #expect(try signing.statements().count == 1)
    #expect(try state() == ("in review", ""))
  }

  @Test("a key that has expired signs nothing")
  func expiredKey() throws {
    try signing.world.write(
      SigningWorld.reviewer + " valid-before=\"20200101\" " + signing.publicKey("key"),
      "reports/allowed_signers")
    let result = try signing.approve()
    #expect((result.exit, result.diagnostics) == (2, ["review.not-allowed"]))
  }

  @Test("a signature over another statement does not count")
  func otherStatement() throws {
    #expect(try signing.approve().exit == 0)
    let approval = try #require(try signing.statements().last)
    let text = try FileReader.text(signing.world.program.path(approval))
    // A statement that was signed, with another note than the one that was signed.
    try signing.world.write(
      text.replacing("\"note\":\"\"", with: "\"note\":\"all is well\""), approval)
    #expect(try state() == ("invalid", "signature"))
    #expect(try signing.run("review", "status").exit == 1)
  }

  @Test("a reviewer who is the author is refused under each name of the key")
  func author() throws {
    try signing.world.write(
      SigningWorld.reviewer + " " + signing.publicKey("key") + "wang " + signing.publicKey("key"),
      "reports/allowed_signers")
    let result = try signing.approve()
    #expect((result.exit, result.diagnostics) == (2, ["review.author"]))
  }

  @Test("a clock that ran backwards stops a decision, and a statement of the future is none")
  func clock() throws {
    let request = try #require(try signing.statements().last)
    let text = try FileReader.text(signing.world.program.path(request))
    let time = try #require(text.split(separator: "\"time\":\"").last?.prefix(4))
    try signing.world.write(text.replacing("\"time\":\"\(time)", with: "\"time\":\"2099"), request)
    #expect(try state() == ("invalid", "clock"))
    let result = try signing.approve()
    #expect((result.exit, result.diagnostics) == (4, ["review.clock"]))
    #expect(try signing.statements().count == 1)
  }
}
