import Foundation
import Primitives
import Store
import TestSupport
import Testing

/// A state file that one process opens twice: whoever closes a file gives up all locks of his process on it, and another
/// process would then take the log away from under the first connection.
@Suite("a state file that is open twice") struct OpenTwiceTests {
  /// Locks of this process on a file, as the kernel lists them (`/proc/locks`).
  private func locks(on path: String) throws -> Int {
    var status = stat()
    try #require(stat(path, &status) == 0)
    let process = "\(getpid())"
    return try String(contentsOfFile: "/proc/locks", encoding: .utf8).split(separator: "\n").count { line in
      let cells = line.split(separator: " ")
      return cells.contains { $0 == process } && cells.contains { $0.hasSuffix(":\(status.st_ino)") }
    }
  }

  @Test(
    "the first connection keeps its locks",
    .enabled(if: FileReader.exists("/proc/locks"), "This machine does not list its locks."))
  func locksStay() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("state.sqlite")
    let first = try Database(path: path)
    _ = try first.newestSteps()
    try #require(try locks(on: path) > 0)
    for _ in 0..<3 {
      let second = try Database(path: folder.path("./state.sqlite"))
      _ = try second.newestSteps()
      #expect(try locks(on: path) > 0)
      let third = try Database(reading: path)
      #expect(try third.newestSteps().isEmpty)
      #expect(try locks(on: path) > 0)
    }
    #expect(try locks(on: path) > 0)
    #expect(try StateReport(path).problems.isEmpty)
    #expect(try locks(on: path) > 0)
    _ = try first.newestSteps()
  }

  @Test("the last connection brings the log into the file")
  func logIsTakenIn() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("state.sqlite")
    for _ in 0..<2 {
      let database = try Database(path: path)
      _ = try database.newestSteps()
      _ = try Database(reading: path).newestSteps()
    }
    #expect(!FileReader.exists(path + "-wal"))
    #expect(try FileReader.bytes(path).count > 50_000)
  }
}
