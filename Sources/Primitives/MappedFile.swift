import Foundation

/// A file mapped into memory, read-only, for as long as the object lives.
package final class MappedFile: @unchecked Sendable {
  // @unchecked: the memory is read-only and unmapped only when the last reference goes.
  package let bytes: UnsafeRawBufferPointer

  /// Nil where there is no such file: absence is for the caller to judge. Throws `file.unreadable`.
  package init?(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 {
      if errno == ENOENT { return nil }
      throw Diagnostic(
        "file.unreadable", String(cString: strerror(errno)), at: .init(path),
        remedy: "Check that you may read the file.")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, (status.st_mode & S_IFMT) == S_IFREG else {
      throw Diagnostic("file.unreadable", "not a regular file", at: .init(path), remedy: "Name a file.")
    }
    let size = Int(status.st_size)
    if size == 0 {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let base = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED else {
      throw Diagnostic(
        "file.unreadable", "cannot be mapped: \(String(cString: strerror(errno)))", at: .init(path),
        remedy: "Check free memory and the file system.")
    }
    bytes = UnsafeRawBufferPointer(start: base, count: size)
  }

  deinit {
    if let base = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: base), bytes.count) }
  }
}
