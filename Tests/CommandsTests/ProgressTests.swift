import Foundation
import Primitives
import Synchronization
import TestSupport
import Testing

/// A bar is drawn over on a terminal only; elsewhere long commands say a line a step, and nothing with `--quiet`.
@Suite("Progress of long commands") struct ProgressTests {
  private static let reconcile = [
    "reconcile", "--workspace", "ws", "--market", "market", "--output", "out", "--rungs",
    "reported,recomputed,replayed",
  ]
  private static let compute = [
    "factors", "compute", "--market", "market", "--expr", "A=Mean($close,2)", "--universe", "all", "--output", "none",
  ]

  /// What a command writes to a standard error that is a terminal.
  private func terminal(_ arguments: [String]) throws -> String {
    let world = try SmallWorld()
    var (own, theirs): (Int32, Int32) = (-1, -1)
    try #require(openpty(&own, &theirs, nil, nil, nil) == 0)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.binary)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: world.program.temporary.path)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle(fileDescriptor: theirs, closeOnDealloc: false)
    try process.run()
    close(theirs)
    // Ends with an error once nobody holds the other side.
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(own, &piece, piece.count)
      if count <= 0 { break }
      bytes += piece.prefix(count)
    }
    close(own)
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test("a terminal sees a bar that is wiped at the end", arguments: [reconcile, compute])
  func barOnTerminal(arguments: [String]) throws {
    let said = try terminal(arguments)
    #expect(said.contains("\r\u{1B}[2K["), "\(said)")
    #expect(said.contains(arguments[0] == "factors" ? "] 2/2 computing 1 factor" : "] 2/2 ws: replaying"), "\(said)")
    #expect(said.hasSuffix("\r\u{1B}[2K"), "\(said)")
    // Rungs take unlike times: of them no rest is foretold.
    #expect(said.contains("about 1 s left") == (arguments[0] == "factors"), "\(said)")
  }

  @Test("with --quiet a terminal sees nothing", arguments: [reconcile, compute])
  func quietTerminal(arguments: [String]) throws {
    let said = try terminal(arguments + ["--quiet"])
    #expect(!said.contains("\u{1B}") && !said.contains("computing") && !said.contains("replaying"), "\(said)")
  }

  @Test("a file sees no bar", arguments: [reconcile, compute])
  func linesInFile(arguments: [String]) throws {
    let said = try SmallWorld().program.run(arguments).err
    #expect(!said.contains("\u{1B}"), "\(said)")
    #expect(said.contains(arguments[0] == "factors" ? "computing 1 factor\n" : "ws: replaying 2024-01-02"), "\(said)")
  }
}
