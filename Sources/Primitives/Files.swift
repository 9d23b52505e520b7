import Foundation

/// Reading of whole files, with the path in every error.
package enum FileReader {
  /// The bytes of a file; throws `file.missing`, `file.unreadable`, `file.too-large` or `file.cut`.
  package static func bytes(_ path: String, as kind: FileKind = .table) throws -> [UInt8] {
    guard let file = try OpenFile(path, as: kind) else { throw Diagnostic.missing(path) }
    return try [UInt8](unsafeUninitializedCapacity: file.size) { buffer, count in
      try file.read(into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<file.size]))
      count = file.size
    }
  }

  /// Like `bytes`, and unpacks gzip where the content says so, whatever the file is called.
  package static func unpacked(_ path: String, as kind: FileKind = .table) throws -> [UInt8] {
    let raw = try bytes(path, as: kind)
    guard raw.starts(with: [0x1F, 0x8B]) else { return raw }
    return try Gzip.unpack(raw, path: path, as: kind)
  }

  /// A text file; gzip is unpacked. What is not UTF-8 is refused (`TextDecoder`).
  package static func text(_ path: String, as kind: FileKind = .table) throws -> String {
    try TextDecoder.text(try unpacked(path, as: kind), path: path)
  }

  /// Throws `file.unreadable` where something stands at a path that is no regular file.
  package static func refuseIrregular(_ path: String) throws {
    var status = stat()
    guard stat(path, &status) == 0, (status.st_mode & S_IFMT) != S_IFREG else { return }
    throw Diagnostic.noRegularFile(at: path)
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
  static func missing(_ path: String) -> Diagnostic {
    Diagnostic(
      "file.missing", .absent, at: .init(path), (en: "There is no such file.", zh: "文件不存在。"),
      remedy: (en: "Check the path, or make the file.", zh: "请检查路径，或生成该文件。"))
  }
}
