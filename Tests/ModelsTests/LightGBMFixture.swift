import Foundation
import Models
import Primitives

/// The library for tests: the place in `AISTOCK_LIGHTGBM`, or `.lightgbm/` of the checkout.
enum LightGBMFixture {
  static let library: LightGBMLibrary? = {
    var checkout = URL(filePath: #filePath)
    for _ in 0..<3 { checkout.deleteLastPathComponent() }
    return try? LightGBMLocation.open(
      environment: ProcessInfo.processInfo.environment[LightGBMLocation.environmentVariable],
      program: nil, folder: checkout.path)
  }()

  static var isPresent: Bool { library != nil }
}
