import Foundation
import Primitives

/// Files of factor code in folders of workspaces: which there are, and what is told of each.
struct FactorCodeFiles: Sendable {
  /// A file that may hold the code of a factor.
  struct File: Sendable {
    /// On this disk.
    var path: String
    /// Below the folder that the source is.
    var place: String
    var workspace: String
    /// `TASK/LOOP`, where what the file came with says so.
    var loop: (task: String, number: Int)?
    /// Size and times.
    var stamp: String
  }

  var files: [File]

  /// `factor.py` and `*_factor.py` of each workspace, in the order of the workspaces.
  ///
  /// - Parameter prefix: what the place of a workspace begins with.
  init(in folder: String, workspaces: [String], prefix: String, loop: (task: String, number: Int)? = nil) {
    files = workspaces.flatMap { workspace -> [File] in
      let own = Path.join(folder, workspace)
      return FactorCodeFiles.names(in: own).compactMap { name in
        let path = Path.join(own, name)
        guard let stamp = try? FileStamp.of(path) else { return nil }
        return File(
          path: path, place: prefix + workspace + "/" + name, workspace: workspace, loop: loop, stamp: stamp)
      }
    }
  }

  /// Of everything that the rows are made of.
  var digest: String { SHA256Digest(hashing: Array(files.map(\.stamp).joined(separator: "\n").utf8)).hex }

  /// A row a file; one whose size and times are as they were is not read again.
  func rows(knowing known: [JSONValue]) -> [JSONValue] {
    let before = Dictionary(known.map { ($0["place"]?.stringValue ?? "", $0) }) { first, _ in first }
    return files.map { file in
      if let row = before[file.place], row["stamp"]?.stringValue == file.stamp { return row }
      return FactorCodeFiles.row(of: file)
    }
  }

  /// Nil where there is no file.
  func part(origin: String) -> LibraryParts.Part? {
    guard !files.isEmpty else { return nil }
    var part = LibraryParts.Part(origin: origin, table: .codes, digest: digest) { rows(knowing: []) }
    part.renewed = { rows(knowing: $0) }
    return part
  }

  private static let bytesMax = 1 << 20

  /// Without `columns` where it is no Python.
  private static func row(of file: File) -> JSONValue {
    var members: [String: JSONValue] = [
      "place": .string(file.place), "workspace_id": .string(file.workspace), "stamp": .string(file.stamp),
    ]
    if let loop = file.loop {
      (members["task_run_id"], members["loop_id"]) = (.string(loop.task), .integer(loop.number))
    }
    if var bytes = try? FileReader.bytes(file.path, as: .code)[...], bytes.count <= bytesMax {
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
      if let text = String(validating: bytes, as: UTF8.self), let code = try? FactorCode(text) {
        members["columns"] = .object(code.digests.mapValues { .string($0) })
      }
    }
    return .object(members)
  }

  /// Sorted; looked up without the attributes that nobody asks for, as there may be tens of thousands of folders.
  private static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var found: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name == "factor.py" || name.hasSuffix("_factor.py") { found.append(name) }
    }
    return found.sorted()
  }
}
