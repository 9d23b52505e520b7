import Foundation

/// Reading of whole files, with the path in every error.
package enum FileReader {
  /// The bytes of a file; throws `file.missing` or `file.unreadable`.
  package static func bytes(_ path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw openFailure(path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, (status.st_mode & S_IFMT) == S_IFREG else {
      throw Diagnostic.noRegularFile(at: path)
    }
    let size = Int(status.st_size)
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let got = Foundation.read(descriptor, buffer.baseAddress.map { $0 + count }, size - count)
        if got < 0 { failed = true }
        if got <= 0 { break }
        count += got
      }
    }
    if failed { throw openFailure(path) }
    return bytes
  }

  /// Like `bytes`, and unpacks gzip where the content says so, whatever the file is called.
  package static func unpacked(_ path: String) throws -> [UInt8] {
    let raw = try bytes(path)
    guard raw.starts(with: [0x1F, 0x8B]) else { return raw }
    return try Gzip.unpack(raw, path: path)
  }

  /// A text file; gzip is unpacked.
  package static func text(_ path: String) throws -> String {
    String(decoding: try unpacked(path), as: UTF8.self)
  }

  /// Whether anything stands at a path.
  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Whether a folder stands at a path; links are followed.
  package static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && (status.st_mode & S_IFMT) == S_IFDIR
  }

  /// The names in a folder, sorted.
  package static func names(in folder: String) throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    } catch {
      throw Diagnostic(
        "folder.unreadable", .damaged, at: .init(folder), (en: "The folder cannot be listed.", zh: "无法列出文件夹。"),
        remedy: (
          en: "Check that the path is a folder and that you may read it.", zh: "请检查该路径是否为文件夹以及读取权限。"
        ))
    }
  }

  private static func openFailure(_ path: String) -> Diagnostic {
    let code = errno
    if code == ENOENT || code == ENOTDIR {
      return Diagnostic(
        "file.missing", .absent, at: .init(path), (en: "There is no such file.", zh: "文件不存在。"),
        remedy: (en: "Check the path, or make the file.", zh: "请检查路径，或生成该文件。"))
    }
    return .unreadable(path, code)
  }
}

/// Paths as text.
package enum Path {
  package static func join(_ folder: String, _ name: String) -> String {
    if name.hasPrefix("/") || folder.isEmpty { return name }
    return folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  package static func lastComponent(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  package static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
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
}
