import Primitives

/// Where LightGBM's own library (`lib_lightgbm.so`, as the PyPI wheel carries it) is looked for.
package enum LightGBMLocation {
  package static let environmentVariable = "AISTOCK_LIGHTGBM"
  package static let fileName = "lib_lightgbm.so"

  /// The places in order: the environment's path (a file, or a folder with the file in it), beside
  /// the program, `.lightgbm/` in the folders above it as far as the checkout.
  ///
  /// - Parameters:
  ///   - environment: the value of `AISTOCK_LIGHTGBM`.
  ///   - program: path of the running program.
  ///   - folder: the working folder.
  package static func candidates(environment: String?, program: String?, folder: String?) -> [String] {
    if let environment, !environment.isEmpty {
      return environment.hasSuffix(".so") ? [environment] : [Path.join(environment, fileName)]
    }
    var places: [String] = []
    if let program {
      var above = Path.folder(of: program)
      places.append(Path.join(above, fileName))
      // .build/<triple>/release is three folders below the checkout.
      for _ in 0..<4 {
        places.append(Path.join(above, ".lightgbm/" + fileName))
        above = Path.folder(of: above)
      }
    }
    if let folder { places.append(Path.join(folder, ".lightgbm/" + fileName)) }
    var seen: Set<String> = []
    return places.filter { seen.insert($0).inserted }
  }

  /// Opens the first library that is there. Throws `model.lightgbm-missing` (exit 4).
  package static func open(
    environment: String?, program: String?, folder: String?
  ) throws -> LightGBMLibrary {
    let places = candidates(environment: environment, program: program, folder: folder)
    guard let place = places.first(where: FileReader.exists) else {
      throw Diagnostic(
        "model.lightgbm-missing",
        "LightGBM's library is not found; looked at: \(places.joined(separator: ", "))",
        remedy: "Run `make lightgbm`, or set \(environmentVariable) to the path of \(fileName).",
        exit: .environment)
    }
    return try LightGBMLibrary(path: place)
  }
}
