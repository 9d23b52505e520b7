import Foundation
import Primitives
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

  func approve(key: String = "key") throws -> Program.Result {
    try run(
      "review", "approve", "--migration", "small", "--reviewer", SigningWorld.reviewer, "--key", key
    )
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
