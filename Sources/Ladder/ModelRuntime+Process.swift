import Foundation
package import Models
import Primitives

extension ModelRuntime {
  /// Which libraries of models this process would open, by path, size and time: without one, and with another, rungs say
  /// something else.
  package static var libraryStamp: String {
    func stamp<Library: ModelLibrary>(_ type: Library.Type) -> String {
      let found = placesOfThisProcess.candidates(for: type).first(where: FileReader.exists)
      return found.flatMap { try? FileStamp.of($0) } ?? "-"
    }
    return stamp(LightGBMLibrary.self) + "\n" + stamp(OnnxRuntimeLibrary.self)
  }

  /// A runtime that looks for libraries as this process was started: its environment, its program, its folder.
  package static var ofThisProcess: ModelRuntime {
    ModelRuntime(placesOfThisProcess)
  }

  private static var placesOfThisProcess: LibraryPlaces {
    LibraryPlaces(
      environment: ProcessInfo.processInfo.environment,
      program: try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
      folder: FileManager.default.currentDirectoryPath)
  }

  /// SHA-256 of LightGBM's library as this process finds it; nil where there is none that opens.
  package static var lightGBMDigest: String? { try? ofThisProcess.digest(of: LightGBMLibrary.self) }

  /// The same of ONNX Runtime's.
  package static var onnxRuntimeDigest: String? { try? ofThisProcess.digest(of: OnnxRuntimeLibrary.self) }
}
