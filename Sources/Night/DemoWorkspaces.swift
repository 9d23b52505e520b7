import CEmbedded
import Primitives
import Records

/// The two RD-Agent results of the demo, put on disk so that they are read like anybody's workspace.
package enum DemoWorkspaces {
  package static let names = ["demo-faithful", "demo-wrong-fees"]

  /// Writes the files that are not there or differ.
  package static func write(to folder: String) throws {
    for index in 0..<aistock_demo_count() {
      let file = aistock_demo_file(index)
      let bytes = [UInt8](UnsafeBufferPointer(start: file.bytes, count: file.count))
      let path = Path.join(folder, String(cString: file.name))
      if FileReader.exists(path), try FileReader.bytes(path) == bytes { continue }
      try FileWriter.write(bytes, to: path)
    }
  }

  /// What the demo reconciles each night.
  static func migrations(_ folder: String) -> [AistockConfiguration.Migration] {
    names.map {
      AistockConfiguration.Migration(
        id: $0, workspace: Path.join(folder, $0), benchmark: nil, rungs: Rung.allCases, tolerances: [:])
    }
  }
}
