import Foundation

/// Reference data that lies beside the checkout, in `../shared`, and is no part of it.
///
/// Suites that need it are skipped where it is absent; nothing of it is copied into the repository.
package enum SharedMaterial {
  /// Why a suite is skipped.
  package static let absence = "needs ../shared, which is absent"

  /// The folder, from the environment (`AISTOCK_SHARED`) or beside one of the folders above the
  /// checkout; nil where there is none.
  package static let folder: String? = {
    if let named = ProcessInfo.processInfo.environment["AISTOCK_SHARED"], isMaterial(named) {
      return named
    }
    return RepositoryRoot.ancestor(of: #filePath) { isMaterial($0 + "/shared") }.map {
      $0 + "/shared"
    }
  }()

  package static var isPresent: Bool { folder != nil }

  /// A path inside the folder; the bare name where there is none, so that a reader's message tells.
  package static func path(_ name: String) -> String { folder.map { $0 + "/" + name } ?? name }

  private static func isMaterial(_ folder: String) -> Bool {
    FileManager.default.fileExists(atPath: folder + "/oracle/README.md")
  }
}
