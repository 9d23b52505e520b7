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
      throw Diagnostic("file.unreadable", "not a regular file", at: .init(path), remedy: "Name a file.")
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

  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

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
        "folder.unreadable", "the folder cannot be listed", at: .init(folder),
        remedy: "Check that the path is a folder and that you may read it.")
    }
  }

  private static func openFailure(_ path: String) -> Diagnostic {
    let code = errno
    if code == ENOENT || code == ENOTDIR {
      return Diagnostic(
        "file.missing", "there is no such file", at: .init(path), remedy: "Check the path, or make the file.")
    }
    return Diagnostic(
      "file.unreadable", String(cString: strerror(code)), at: .init(path), remedy: "Check that you may read the file.")
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
