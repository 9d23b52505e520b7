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

  /// SHA-256 of LightGBM's library as this process finds it; nil where there is none that opens.
  package static var lightGBMDigest: String? { try? ofThisProcess.digest(of: LightGBMLibrary.self) }

  /// The same of ONNX Runtime's.
  package static var onnxRuntimeDigest: String? { try? ofThisProcess.digest(of: OnnxRuntimeLibrary.self) }
}
