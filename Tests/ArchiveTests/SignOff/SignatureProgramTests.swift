import Archive
import Foundation
import Primitives
import TestSupport
import Testing

@Suite("The program that signs")
struct SignatureProgramTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func program(_ script: String, in place: String = "bin") throws -> String {
    let path = try folder.write("#!/bin/sh\n" + script, to: place + "/ssh-keygen")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return path
  }

  private func verify(_ signature: SSHSignature) throws -> SSHSignature.Outcome {
    try signature.verify(
      [1], signature: try folder.write("x", to: "s.sig"), person: "li",
      allowedSigners: try folder.write("", to: "signers"), at: "2026-01-05T08:00:00+00:00")
  }

  @Test("one that hangs is ended and named with a remedy", .timeLimit(.minutes(1)))
  func hanging() throws {
    let path = try program("exec sleep 600\n")
    let error = #expect(throws: Diagnostic.self) {
      try verify(SSHSignature(program: path, environment: [:], secondsMax: 1))
    }
    #expect(error?.id == "review.ssh-keygen-hangs" && error?.exit == .environment)
  }

  @Test("one that prints without measure is read a little")
  func flood() throws {
    let path = try program("yes | head -c 3000000 >&2\nexit 1\n")
    let outcome = try verify(SSHSignature(program: path, environment: ["PATH": "/usr/bin:/bin"]))
    guard case .invalid = outcome else { return #expect(Bool(false), "a flood is no signature") }
  }

  @Test("a relative folder of the PATH is passed over, and secrets of the environment stay here")
  func surroundings() throws {
    _ = try program("exit 0\n", in: "relative")
    let error = #expect(throws: Diagnostic.self) {
      try verify(SSHSignature(environment: ["PATH": "relative:./bin:"]))
    }
    #expect(error?.id == "review.ssh-keygen")
    let path = try program("test -z \"$SECRET\"\n")
    #expect(try verify(SSHSignature(program: path, environment: ["SECRET": "1", "PATH": "/usr/bin:/bin"])) == .valid)
  }
}
