import Foundation

/// Writes and removes single files; what cannot be written throws `file.unwritable`.
package enum FileWriter {
  /// Writes a file whole by a rename, making folders as needed.
  ///
  /// - Throws: `output.not-a-file` where a folder, a device or a pipe stands in its place; `file.unwritable`.
  package static func write(_ bytes: [UInt8], to path: String) throws {
    try refuseOther(at: path)
    let folder = Path.folder(of: path)
    // Two threads may write the same file: each has its own, and the last one counts.
    let temporary = Path.join(folder, ".\(Path.lastComponent(path)).\(getpid())-\(UInt(pthread_self())).partial")
    do {
      if !FileReader.isFolder(folder) {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      }
    } catch { throw unwritable(path) }
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw unwritable(path) }
    var written = 0
    let complete = bytes.withUnsafeBytes { buffer in
      while written < buffer.count {
        let count = Foundation.write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
        if count <= 0 { return false }
        written += count
      }
      return true
    }
    let closed = close(descriptor) == 0
    guard complete, closed, rename(temporary, path) == 0 else {
      unlink(temporary)
      throw unwritable(path)
    }
  }

  /// A rename would take the place of a device such as `/dev/null`.
  package static func refuseOther(at path: String) throws {
    var status = stat()
    guard stat(path, &status) == 0, (status.st_mode & S_IFMT) != S_IFREG else { return }
    throw Diagnostic(
      "output.not-a-file", .usage, at: .init(path),
      (en: "A folder, a device or a pipe stands where a file is to be written.", zh: "应写入文件的位置是文件夹、设备或管道。"),
      remedy: (en: "Name a file. Nothing was written.", zh: "请指定一个文件。未写入任何内容。"))
  }

  /// Removes a file that this program wrote; one that is not there is no error.
  package static func remove(_ path: String) throws {
    guard unlink(path) == 0 || errno == ENOENT else { throw unwritable(path) }
  }

  /// Says why the last call of the system on a path failed, from `errno`.
  package static func unwritable(_ path: String) -> Diagnostic {
    Diagnostic(
      "file.unwritable", .environment, at: .init(path), ["reason": .text(String(cString: strerror(errno)))],
      (en: "The file cannot be written: {reason}.", zh: "无法写入：{reason}。"),
      remedy: (en: "Check the free space and your right to write there.", zh: "请检查剩余空间与写入权限。"))
  }
}
