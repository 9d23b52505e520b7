import Foundation

/// A project as version 0.1.0 left it (`Tests/Fixtures/version-0.1.0`), unpacked into a folder of its own.
package struct OldProject: Sendable {
  package let temporary: TemporaryFolder

  package static let folder = "Tests/Fixtures/version-0.1.0"
  /// A moment after everything in it was signed.
  package static let now = 1_797_000_000.0

  package init() throws {
    temporary = try TemporaryFolder()
    try OldProject.unpack(into: temporary)
  }

  package static func unpack(into temporary: TemporaryFolder) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "tar", "-xzf", (RepositoryRoot.folder ?? ".") + "/" + folder + "/world.tar.gz", "-C", temporary.path,
    ]
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.fileReadCorruptFile) }
  }

  package func path(_ name: String) -> String { temporary.path(name) }
}
