import Foundation
import TestSupport

/// The results that real qlib made on the demo market, as they are compiled into the program.
enum DemoResult {
  static func folder(_ name: String) -> String {
    (RepositoryRoot.folder ?? ".") + "/Sources/CEmbedded/demo/" + name
  }

  /// Without LightGBM's library two rungs are not available.
  static let hasLightGBM =
    ProcessInfo.processInfo.environment["AISTOCK_LIGHTGBM"] != nil
    || RepositoryRoot.folder.map { FileManager.default.fileExists(atPath: $0 + "/.lightgbm/lib_lightgbm.so") } == true
}
