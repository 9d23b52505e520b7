import Foundation
import Models
import Primitives

/// The library for tests: the place in `AISTOCK_LIGHTGBM`, or `.lightgbm/` of the checkout.
enum LightGBMFixture {
  static let library: LightGBMLibrary? = {
    var checkout = URL(filePath: #filePath)
    for _ in 0..<3 { checkout.deleteLastPathComponent() }
    let places = LibraryPlaces(environment: ProcessInfo.processInfo.environment, folder: checkout.path)
    return try? ModelRuntime(places).library(LightGBMLibrary.self)
  }()

  static var isPresent: Bool { library != nil }
}

extension ModelRuntime {
  /// A runtime that finds no library.
  static var bare: ModelRuntime { ModelRuntime(LibraryPlaces()) }
}
