import Foundation

/// Where produced files go: a folder on disk, or memory in tests.
package protocol FileSink: AnyObject {
  /// Writes a file whole; `path` is relative, `/` separated, without `..`.
  func write(_ bytes: [UInt8], to path: String) throws
}

/// Keeps written files in memory, by path.
package final class MemorySink: FileSink {
  package private(set) var files: [String: [UInt8]] = [:]

  package init() {}

  package func write(_ bytes: [UInt8], to path: String) throws { files[path] = bytes }
}

/// A folder that appears whole or not at all: files are written beside it and swapped in by `commit`.
///
/// Without `commit` nothing of the target changes and the staging folder is removed.
package final class StagedFolder: FileSink {
  package let target: String
  private let staging: String
  private let kept: [String]
  private var finished = false

  /// - Parameters:
  ///   - target: the folder to put in place. One that exists must be empty or hold `marker`, a file
  ///     that only this program's own output has: nothing of the user's is ever replaced.
  ///   - keeping: names of files that are taken over from the old folder.
  /// - Throws: `output.not-ours`, or `file.unwritable` where the parent cannot be written to.
  package init(replacing target: String, marker: String, keeping kept: [String] = []) throws {
    var target = target
    while target.count > 1, target.hasSuffix("/") { target.removeLast() }
    self.target = target
    self.kept = kept
    let parent = Path.folder(of: target)
    staging = Path.join(parent, ".\(Path.lastComponent(target)).staging-\(getpid())")
    try StagedFolder.recover(target)
    try StagedFolder.checkReplaceable(target, marker: marker, kept: kept)
    do {
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
      if FileReader.exists(staging) { try FileManager.default.removeItem(atPath: staging) }
      try FileManager.default.createDirectory(atPath: staging, withIntermediateDirectories: false)
    } catch {
      throw StagedFolder.unwritable(staging)
    }
  }

  deinit {
    // Left uncommitted: a failure to clean up leaves only a hidden folder that the next run removes.
    if !finished { try? FileManager.default.removeItem(atPath: staging) }
  }

  /// The folder that `commit` will put in place; for checks before it.
  package var stagingFolder: String { staging }

  package func write(_ bytes: [UInt8], to path: String) throws {
    try FileWriter.write(bytes, to: Path.join(staging, path))
  }

  /// Puts the folder in place of the old one: by one exchange where the file system can, so that there is
  /// no moment without it; else by two renames, which `recover` mends after a kill between them.
  package func commit() throws {
    let old = staging + ".old"
    do {
      for name in kept where FileReader.exists(Path.join(target, name)) {
        let place = Path.join(staging, name)
        if !FileReader.exists(place) {
          try FileManager.default.copyItem(atPath: Path.join(target, name), toPath: place)
        }
      }
      if FileReader.exists(target), FolderExchange.swap(staging, target) {
        finished = true
        try FileManager.default.removeItem(atPath: staging)
        return
      }
      if FileReader.exists(target) {
        if FileReader.exists(old) { try FileManager.default.removeItem(atPath: old) }
        try FileManager.default.moveItem(atPath: target, toPath: old)
      }
      try FileManager.default.moveItem(atPath: staging, toPath: target)
      finished = true
      if FileReader.exists(old) { try FileManager.default.removeItem(atPath: old) }
    } catch {
      if !FileReader.exists(target), FileReader.exists(old) {
        try? FileManager.default.moveItem(atPath: old, toPath: target)
      }
      throw StagedFolder.unwritable(target)
    }
  }

  /// Removes what processes left that were killed while they wrote this folder, and puts the old folder
  /// back where one was killed between the two renames. To be called before the folder is read by who
  /// is about to replace it.
  package static func recover(_ target: String) throws {
    let parent = Path.folder(of: target)
    guard FileReader.isFolder(parent) else { return }
    let prefix = ".\(Path.lastComponent(target)).staging-"
    for name in try FileReader.names(in: parent) where name.hasPrefix(prefix) {
      let rest = name.dropFirst(prefix.count)
      guard let process = pid_t(rest.prefix { $0 != "." }), process != getpid(), process > 0,
        kill(process, 0) != 0, errno == ESRCH
      else { continue }
      let path = Path.join(parent, name)
      do {
        if rest.hasSuffix(".old"), !FileReader.exists(target) {
          try FileManager.default.moveItem(atPath: path, toPath: target)
        } else {
          try FileManager.default.removeItem(atPath: path)
        }
      } catch { throw unwritable(path) }
    }
  }

  private static func checkReplaceable(_ target: String, marker: String, kept: [String]) throws {
    guard FileReader.exists(target) else { return }
    guard FileReader.isFolder(target) else {
      throw Diagnostic(
        "output.not-a-folder", .usage, at: .init(target),
        (en: "A file stands where a folder is to be written.", zh: "应写入文件夹的位置已有一个文件。"),
        remedy: (en: "Name another folder.", zh: "请换一个文件夹。"))
    }
    let others = try FileReader.names(in: target).filter { !kept.contains($0) }
    guard others.isEmpty || others.contains(marker) else {
      throw Diagnostic(
        "output.not-ours", .usage, at: .init(target),
        ["files": .names(others.prefix(3)), "marker": .text(marker)],
        (
          en: "The folder holds other files ({files}) and no '{marker}'.",
          zh: "文件夹中有其他文件（{files}），却没有“{marker}”。"
        ),
        remedy: (
          en: "Name a new or an empty folder. Nothing was written.", zh: "请指定新的或空的文件夹。未写入任何内容。"
        ))
    }
  }

  private static func unwritable(_ path: String) -> Diagnostic { FileWriter.unwritable(path) }
}

/// Two folders change places in one step (`renameat2` with `RENAME_EXCHANGE`, Linux 3.15).
enum FolderExchange {
  private typealias Rename =
    @convention(c) (
      Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32
    ) -> Int32
  private static let exchange: UInt32 = 2

  /// Found by name: the headers show the function only under a feature macro.
  private static let rename: Rename? = dlsym(nil, "renameat2").map { unsafeBitCast($0, to: Rename.self) }

  /// False where the system or the file system cannot; nothing has happened then.
  static func swap(_ left: String, _ right: String) -> Bool {
    guard let rename else { return false }
    return rename(AT_FDCWD, left, AT_FDCWD, right, exchange) == 0
  }
}

/// Writes and removes single files; what cannot be written throws `file.unwritable`.
package enum FileWriter {
  /// Writes a file whole by a rename, making folders as needed; throws `file.unwritable`.
  package static func write(_ bytes: [UInt8], to path: String) throws {
    let folder = Path.folder(of: path)
    let temporary = Path.join(folder, ".\(Path.lastComponent(path)).\(getpid()).partial")
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
