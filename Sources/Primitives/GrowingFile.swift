import Foundation

/// A file that is written piece by piece beside its place and takes it by a rename.
///
/// Without `commit` the place stays as it was, and the piece beside it is removed.
package final class GrowingFile {
  private let path: String
  private let partial: String
  private var descriptor: Int32

  /// - Throws: `output.not-a-file`, `file.unwritable`.
  package init(_ path: String) throws {
    try FileWriter.refuseOther(at: path)
    let folder = Path.folder(of: path)
    self.path = path
    partial = Path.join(folder, ".\(Path.lastComponent(path)).\(getpid()).partial")
    if !FileReader.isFolder(folder) {
      do {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      } catch { throw FileWriter.unwritable(folder) }
    }
    descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileWriter.unwritable(path) }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unlink(partial)
  }

  package func append(_ bytes: [UInt8]) throws {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Foundation.write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw FileWriter.unwritable(path) }
      written += count
    }
  }

  package func commit() throws {
    let closed = close(descriptor) == 0
    descriptor = -1
    guard closed, rename(partial, path) == 0 else {
      let failure = FileWriter.unwritable(path)
      unlink(partial)
      throw failure
    }
  }
}
