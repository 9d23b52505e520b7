import Foundation
package import Models

/// Where this process looks for LightGBM's library.
package struct LightGBMPlaces: Sendable {
  package static var ofThisProcess: LightGBMPlaces {
    LightGBMPlaces(
      environment: ProcessInfo.processInfo.environment[LightGBMLocation.environmentVariable],
      program: try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
      folder: FileManager.default.currentDirectoryPath)
  }

  package var environment: String?
  package var program: String?
  package var folder: String?

  package init(environment: String? = nil, program: String? = nil, folder: String? = nil) {
    self.environment = environment
    self.program = program
    self.folder = folder
  }

  package func open() throws -> LightGBMLibrary {
    try LightGBMLocation.open(environment: environment, program: program, folder: folder)
  }
}
