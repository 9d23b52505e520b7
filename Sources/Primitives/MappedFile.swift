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
      throw Diagnostic.unreadable(path, errno)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, (status.st_mode & S_IFMT) == S_IFREG else {
      throw Diagnostic.noRegularFile(at: path)
    }
    let size = Int(status.st_size)
    if size == 0 {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let base = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED else {
      throw Diagnostic(
        "file.unreadable", .damaged, at: .init(path), ["reason": .text(String(cString: strerror(errno)))],
        (en: "The file cannot be mapped into memory: {reason}.", zh: "无法将文件映射到内存：{reason}。"),
        remedy: (en: "Check the free memory and the file system.", zh: "请检查可用内存与文件系统。"))
    }
    bytes = UnsafeRawBufferPointer(start: base, count: size)
  }

  deinit {
    if let base = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: base), bytes.count) }
  }
}
