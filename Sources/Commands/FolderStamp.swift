import Foundation
import Primitives

/// A cheap identity of a folder's content: names, sizes and times of all files below it. A file that
/// was changed and kept both size and time is not noticed; the hashes of the run are then made anew by
/// `nightly --afresh`.
enum FolderStamp {
  static func of(_ folder: String) throws -> String {
    var hasher = SHA256Hasher()
    try add(folder, "", &hasher)
    return hasher.finish().hex
  }

  static func of(file path: String) throws -> String {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw Diagnostic(
        "file.missing", "there is no such file", at: .init(path), remedy: "Check the path, or make the file.")
    }
    return "\(path) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
  }

  private static func add(_ folder: String, _ prefix: String, _ hasher: inout SHA256Hasher) throws {
    for name in try FileReader.names(in: folder) {
      let path = Path.join(folder, name)
      var status = stat()
      guard stat(path, &status) == 0 else { continue }
      if (status.st_mode & S_IFMT) == S_IFDIR {
        try add(path, prefix + name + "/", &hasher)
      } else {
        let line = "\(prefix)\(name) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)\n"
        hasher.update(Array(line.utf8))
      }
    }
  }
}
