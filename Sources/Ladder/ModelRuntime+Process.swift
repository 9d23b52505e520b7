import Foundation
package import Models

extension ModelRuntime {
  /// A runtime that looks for libraries as this process was started: its environment, its program, its folder.
  package static var ofThisProcess: ModelRuntime {
    ModelRuntime(
      LibraryPlaces(
        environment: ProcessInfo.processInfo.environment,
        program: try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
        folder: FileManager.default.currentDirectoryPath))
  }
}
