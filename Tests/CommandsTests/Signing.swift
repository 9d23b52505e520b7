import Foundation
import Primitives
import TestSupport
import Testing

/// A small world with a reviewer's key, and statements made by hand with it.
struct SigningWorld {
  let world: SmallWorld

  static let reviewer = "li@example.com"

  init() throws {
    world = try SmallWorld()
    try world.write(
      """
      market: {provider: market, index: SH000300}
      migrations:
        - {id: small, workspace: ws}

      """, "aistock.yaml")
    try makeKey("key")
    try world.write(SigningWorld.reviewer + " " + publicKey("key"), "reports/allowed_signers")
  }

  func run(_ arguments: String...) throws -> Program.Result { try world.program.run(arguments) }

  func makeKey(_ name: String) throws {
    try keygen(["-q", "-t", "ed25519", "-N", "", "-f", world.program.path(name)])
  }

  func publicKey(_ name: String) throws -> String {
    try FileReader.text(world.program.path(name + ".pub"))
  }

  func night(_ date: String = "2024-01-04") throws {
    #expect(try run("nightly", "--date", date, "--quiet").exit == 0)
  }

  func request() throws {
    #expect(
      try run("review", "request", "--migration", "small", "--author", "wang", "--quiet").exit == 0)
  }

  /// With the exceptions that the open request demands: the small world's record has serious findings.
  func approve(key: String = "key", reviewer: String = SigningWorld.reviewer) throws -> Program.Result {
    try world.program.run(
      ["review", "approve", "--migration", "small", "--reviewer", reviewer, "--key", key] + demanded())
  }

  /// Options for each serious finding, and for a verdict that is no pass.
  private func demanded() throws -> [String] {
    guard FileReader.isFolder(world.program.path("reports/signoffs/small")), let request = try statements().last else {
      return []
    }
    let subject = try JSONReader.read(file: world.program.path(request), id: "test.request")["subject"]
    let verdict = subject?["verdict"]?.stringValue ?? ""
    let serious = (subject?["findings"]?.arrayValue ?? []).compactMap(\.stringValue).filter {
      $0.hasSuffix(" (serious)")
    }
    let names = (verdict.hasPrefix("PASS") ? [] : [verdict]) + serious.map { String($0.dropLast(" (serious)".count)) }
    let expires = Clock.system.dayInChina.advanced(byDays: 90)
    return names.flatMap { ["--exception", "\($0)=\(expires):a small world"] }
  }

  func approved() throws {
    try night()
    try request()
    #expect(try approve().exit == 0)
  }

  /// Names of the statements, oldest first.
  func statements() throws -> [String] {
    try FileReader.names(in: world.program.path("reports/signoffs/small")).filter {
      $0.hasSuffix(".json")
    }
    .map { "reports/signoffs/small/" + $0 }
  }

  /// An approval of the open request written and signed outside the program.
  func approveByHand(_ change: (inout [String: JSONValue]) -> Void) throws {
    let request = try #require(try statements().last)
    let bytes = try FileReader.bytes(world.program.path(request))
    var statement = try #require(try JSONReader.read(bytes).objectValue)
    statement["act"] = "approve"
    statement["person"] = .string(SigningWorld.reviewer)
    statement["previous"] = .string(SHA256Digest(hashing: bytes).hex)
    change(&statement)
    let path = String(request.dropLast(".json".count)) + "_02.json"
    try world.write(JSONValue.object(statement).canonical, path)
    try keygen([
      "-Y", "sign", "-q", "-f", world.program.path("key"), "-n", "aistock-signoff",
      world.program.path(path),
    ])
  }

  private func keygen(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/ssh-keygen")
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }
}
