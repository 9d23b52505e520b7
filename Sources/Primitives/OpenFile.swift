import Foundation

/// A regular file that is open for reading, and the size that it had then.
///
/// Opening never waits: a pipe, a socket, a device and a folder are refused.
struct OpenFile: ~Copyable {
  private let path: String
  private let descriptor: Int32
  let size: Int

  /// Nil where there is no such file.
  ///
  /// - Throws: `file.unreadable`, and `file.too-large` before anything is read.
  init?(_ path: String, as kind: FileKind) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    if descriptor < 0 {
      // A socket cannot be opened at all.
      if errno == ENXIO { throw Diagnostic.noRegularFile(at: path) }
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw Diagnostic.unreadable(path, errno)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, (status.st_mode & S_IFMT) == S_IFREG else {
      close(descriptor)
      throw Diagnostic.noRegularFile(at: path)
    }
    guard status.st_size <= kind.bytesMax else {
      close(descriptor)
      throw Diagnostic.tooLarge(path, Int(status.st_size), kind)
    }
    self.path = path
    self.descriptor = descriptor
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Fills a buffer of `size` bytes; throws `file.cut` where the file has become shorter meanwhile.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws {
    var filled = 0
    while filled < buffer.count {
      let got = Foundation.read(descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
      if got < 0, errno == EINTR { continue }
      if got < 0 { throw Diagnostic.unreadable(path, errno) }
      if got == 0 { throw Diagnostic.cut(path, filled, of: buffer.count) }
      filled += got
    }
  }
}

/// The bytes of a file at an address that stays, for as long as the object lives.
///
/// They are read, not mapped: whoever cuts the file meanwhile takes nothing away from a run.
package final class HeldFile: @unchecked Sendable {
  // @unchecked: the memory is written only while the object is made.
  package let bytes: UnsafeRawBufferPointer

  /// Nil where there is no such file: absence is for the caller to judge.
  ///
  /// - Throws: `file.unreadable`, `file.too-large`, `file.cut`.
  package init?(_ path: String, as kind: FileKind = .series) throws {
    guard let file = try OpenFile(path, as: kind) else { return nil }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: file.size, alignment: 16)
    do {
      try file.read(into: buffer)
    } catch {
      buffer.deallocate()
      throw error
    }
    bytes = UnsafeRawBufferPointer(buffer)
  }

  deinit { bytes.deallocate() }
}

extension Diagnostic {
  static func noRegularFile(at path: String) -> Diagnostic {
    Diagnostic(
      "file.unreadable", .damaged, at: .init(path), (en: "It is not a regular file.", zh: "这不是普通文件。"),
      remedy: (en: "Name a file.", zh: "请指定一个文件。"))
  }

  /// - Parameter code: the system's error number.
  static func unreadable(_ path: String, _ code: Int32) -> Diagnostic {
    Diagnostic(
      "file.unreadable", .damaged, at: .init(path), ["reason": .text(String(cString: strerror(code)))],
      (en: "The file cannot be read: {reason}.", zh: "无法读取文件：{reason}。"),
      remedy: (en: "Check that you may read the file.", zh: "请检查读取权限。"))
  }

  fileprivate static func cut(_ path: String, _ count: Int, of size: Int) -> Diagnostic {
    Diagnostic(
      "file.cut", .damaged, at: .init(path), ["count": .count(count), "size": .count(size)],
      (
        en: "The file was cut while it was read: {count} of {size} bytes are left.",
        zh: "文件在读取期间被截断：{size} 字节中只剩 {count} 字节。"
      ),
      remedy: (en: "Copy the file again, then repeat the command.", zh: "请重新复制该文件，再重复该命令。"))
  }
}
