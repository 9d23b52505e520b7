import Foundation
import Primitives

/// A copy of a workspace: regular files alone, bounded, and there whole or not at all.
package struct WorkspaceCopy: Equatable, Sendable {
  package var files: Int
  package var bytes: Int
  /// Links, devices and pipes, relative to the workspace: they are left out.
  package var leftOut: [String]

  package static let filesMax = 100_000
  package static let bytesMax = 16 << 30

  /// - Throws: `migrate.too-large` (exit 3), `migrate.exists` (exit 2), `file.unwritable`.
  package static func make(of folder: String, at target: String) throws -> WorkspaceCopy {
    guard !isTaken(target) else { throw Diagnostic.exists(target) }
    let walk = try FolderWalk(folder)
    let files = walk.entries.filter { $0.isRegular && !$0.isLink }
    let size = files.reduce(0) { $0 + $1.byteCount }
    guard files.count <= filesMax, size <= bytesMax else { throw Diagnostic.tooLarge(folder, files.count, size) }
    let staging = Path.join(Path.folder(of: target), ".\(Path.lastComponent(target)).\(getpid()).partial")
    do {
      try? FileManager.default.removeItem(atPath: staging)
      do {
        try FileManager.default.createDirectory(atPath: staging, withIntermediateDirectories: true)
        for inner in walk.folders {
          try FileManager.default.createDirectory(atPath: Path.join(staging, inner), withIntermediateDirectories: true)
        }
      } catch { throw FileWriter.unwritable(staging) }
      var copied = 0
      for file in files {
        copied += try copy(Path.join(folder, file.path), to: Path.join(staging, file.path), most: bytesMax - copied)
      }
      // A folder that came meanwhile is not replaced: a rename onto a folder that is not empty fails.
      guard !isTaken(target) else { throw Diagnostic.exists(target) }
      guard rename(staging, target) == 0 else { throw FileWriter.unwritable(target) }
      let others = walk.entries.filter { !$0.isRegular || $0.isLink }.map(\.path)
      return WorkspaceCopy(files: files.count, bytes: copied, leftOut: (others + walk.unfollowed).sorted())
    } catch {
      try? FileManager.default.removeItem(atPath: staging)
      throw error
    }
  }

  /// Whether anything stands at a path, a link that leads nowhere included.
  static func isTaken(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// A file that became a link since it was listed is not followed.
  private static func copy(_ source: String, to target: String, most: Int) throws -> Int {
    let input = open(source, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard input >= 0 else { throw Diagnostic.unreadable(source) }
    defer { close(input) }
    let output = open(target, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard output >= 0 else { throw FileWriter.unwritable(target) }
    defer { close(output) }
    var total = 0
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = read(input, &buffer, buffer.count)
      guard count >= 0 else { throw Diagnostic.unreadable(source) }
      if count == 0 { return total }
      total += count
      // It grew while it was copied.
      guard total <= most else { throw Diagnostic.tooLarge(source, 1, total) }
      var written = 0
      while written < count {
        let step = buffer[written..<count].withUnsafeBytes { write(output, $0.baseAddress, $0.count) }
        guard step > 0 else { throw FileWriter.unwritable(target) }
        written += step
      }
    }
  }
}

extension Diagnostic {
  static func exists(_ folder: String) -> Diagnostic {
    Diagnostic(
      "migrate.exists", .usage, at: .init(folder),
      (en: "Something stands in the place of the new migration.", zh: "新迁移的位置上已有内容。"),
      remedy: (en: "Choose another name with `--id`. Nothing was written.", zh: "请用 `--id` 另取名称；未写入任何内容。"))
  }

  fileprivate static func tooLarge(_ folder: String, _ files: Int, _ bytes: Int) -> Diagnostic {
    Diagnostic(
      "migrate.too-large", .damaged, at: .init(folder),
      [
        "files": .count(files), "bytes": .count(bytes), "filesMax": .count(WorkspaceCopy.filesMax),
        "bytesMax": .count(WorkspaceCopy.bytesMax),
      ],
      (
        en: "The workspace has {files} files of {bytes} bytes; {filesMax} and {bytesMax} are copied at most.",
        zh: "工作区有 {files} 个文件，共 {bytes} 字节，最多复制 {filesMax} 个、{bytesMax} 字节。"
      ),
      remedy: (
        en: "Export it elsewhere and name that folder as `workspace` of a migration.",
        zh: "请导出到其他目录，并在 migrations 中将其写为 `workspace`。"
      ))
  }

  fileprivate static func unreadable(_ path: String) -> Diagnostic {
    Diagnostic(
      "migrate.unreadable", .damaged, at: .init(path), ["reason": .text(String(cString: strerror(errno)))],
      (en: "The file cannot be read: {reason}.", zh: "无法读取：{reason}。"),
      remedy: (en: "Check your right to read it, then repeat the command.", zh: "请检查读取权限后重试。"))
  }
}
