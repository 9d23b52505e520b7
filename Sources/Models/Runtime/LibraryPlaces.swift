import Primitives

/// Where libraries are looked for.
package struct LibraryPlaces: Sendable {
  /// Values of the process's environment.
  private let environment: [String: String]
  /// Path of the running program.
  private let program: String?
  /// The working folder.
  private let folder: String?

  package init(environment: [String: String] = [:], program: String? = nil, folder: String? = nil) {
    self.environment = environment
    self.program = program
    self.folder = folder
  }

  /// The places in order: the environment's path (a file, or a folder with the file in it) and then no other;
  /// else beside the program, and in the checkout's own folder at and above the program and the working folder.
  package func candidates<Library: ModelLibrary>(for library: Library.Type) -> [String] {
    if let named = environment[library.environmentVariable], !named.isEmpty {
      return [named.hasSuffix(".so") ? named : Path.join(named, library.fileName)]
    }
    let fetched = Path.join(library.checkoutFolder, library.fileName)
    var places: [String] = []
    if let program {
      var above = Path.folder(of: program)
      places.append(Path.join(above, library.fileName))
      // .build/<triple>/release is three folders below the checkout.
      for _ in 0..<4 {
        places.append(Path.join(above, fetched))
        above = Path.folder(of: above)
      }
    }
    if let folder { places.append(Path.join(folder, fetched)) }
    var seen: Set<String> = []
    return places.filter { seen.insert($0).inserted }
  }
}
