import CEmbedded
import Primitives
import TestSupport

/// The demo's recorded files, as seeds.
enum Demo {
  /// A file of the faithful result; gzip is unpacked. At most so many first lines.
  static func file(_ name: String, lines: Int = .max) throws -> [UInt8] {
    for index in 0..<aistock_demo_count() {
      let file = aistock_demo_file(index)
      let path = String(cString: file.name)
      guard path == "demo-faithful/" + name || path == "demo-faithful/" + name + ".gz" else { continue }
      let bytes = [UInt8](UnsafeBufferPointer(start: file.bytes, count: file.count))
      let text = path.hasSuffix(".gz") ? try Gzip.unpack(bytes, path: path) : bytes
      return head(text, lines)
    }
    throw BrokenPromise(description: "The demo has no \(name).")
  }

  private static func head(_ bytes: [UInt8], _ lines: Int) -> [UInt8] {
    var left = lines
    guard
      let end = bytes.firstIndex(where: { byte in
        if byte == UInt8(ascii: "\n") { left -= 1 }
        return left == 0
      })
    else { return bytes }
    return Array(bytes[...end])
  }
}

/// Inputs of `../shared/cases` where they are there, and of the corpus beside these sources.
enum Corpus {
  static func files(_ target: String) throws -> [[UInt8]] {
    let folder = (RepositoryRoot.folder ?? "") + "/Tests/Fuzz/Corpus/" + target
    guard FileReader.isFolder(folder) else { return [] }
    return try FileReader.names(in: folder).map { try FileReader.bytes(Path.join(folder, $0)) }
  }

  /// A file of the shared cases; nothing where the material is absent.
  static func shared(_ name: String) throws -> [[UInt8]] {
    guard SharedMaterial.isPresent, FileReader.exists(SharedMaterial.path("cases/" + name)) else { return [] }
    return [try FileReader.unpacked(SharedMaterial.path("cases/" + name))]
  }
}
