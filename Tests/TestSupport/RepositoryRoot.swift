import Foundation

/// The checkout that the tests were compiled from.
package enum RepositoryRoot {
  /// The folder that holds `Package.swift`; nil where the sources are no longer there.
  package static let folder: String? = ancestor(of: #filePath) {
    FileManager.default.fileExists(atPath: $0 + "/Package.swift")
  }

  /// The nearest folder above a path that a predicate accepts.
  package static func ancestor(of path: String, where accepts: (String) -> Bool) -> String? {
    var parts = path.split(separator: "/").map(String.init)
    while !parts.isEmpty {
      parts.removeLast()
      let folder = "/" + parts.joined(separator: "/")
      if accepts(folder) { return folder }
    }
    return nil
  }

  /// Paths of all regular files below a folder of the checkout, relative to the root, sorted; hidden
  /// folders are left out.
  package static func files(below folder: String, suffix: String = "") -> [String] {
    guard let root = RepositoryRoot.folder,
      let walk = FileManager.default.enumerator(atPath: root + "/" + folder)
    else { return [] }
    var found: [String] = []
    for case let path as String in walk where path.hasSuffix(suffix) {
      if path.split(separator: "/").contains(where: { $0.hasPrefix(".") }) { continue }
      var isFolder: ObjCBool = false
      let whole = root + "/" + folder + "/" + path
      guard FileManager.default.fileExists(atPath: whole, isDirectory: &isFolder),
        !isFolder.boolValue
      else { continue }
      found.append(folder + "/" + path)
    }
    return found.sorted()
  }
}
