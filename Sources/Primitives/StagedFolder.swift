import Foundation

/// A folder that appears whole or not at all: files are written beside it and swapped in by `commit`.
///
/// Invariants:
/// 1. Without `commit` nothing of the target changes, and the staging folder is removed.
/// 2. A folder is replaced only if it is empty or holds this program's list of the same kind (`OutputList`).
/// 3. No file that the list does not name is removed: it is carried over, or the folder is refused, by kind.
package final class StagedFolder: FileSink {
  /// Which files of a folder without a list are ours, as an older version left it; nil where it is not ours.
  package typealias TakeOver = (_ folder: String, _ files: [String]) throws -> Set<String>?

  package let target: String
  private let kind: OutputKind
  private let takeOver: TakeOver
  private let staging: String
  /// What this program knows of the folder that is replaced.
  private let before: OutputList?
  private var written: [String: OutputList.Entry] = [:]
  private var finished = false

  /// - Parameters:
  ///   - target: the folder to put in place; a link to a folder stands for the folder.
  ///   - kind: what is written. It decides what becomes of files of others.
  ///   - takeOver: for folders of versions that wrote no list.
  /// - Throws: `output.not-a-folder`, `output.not-ours`, `output.other-kind`, `output.files-of-others`,
  ///   `output.edited`, or `file.unwritable` where the parent cannot be written to.
  package init(
    replacing target: String, as kind: OutputKind, takingOver takeOver: @escaping TakeOver = { _, _ in nil }
  ) throws {
    self.target = StagedFolder.place(target)
    self.kind = kind
    self.takeOver = takeOver
    let parent = Path.folder(of: self.target)
    staging = Path.join(parent, ".\(Path.lastComponent(self.target)).staging-\(getpid())")
    try StagedFolder.recover(self.target, as: kind)
    before = try StandingFolder(self.target, kind, takeOver)?.list
    do {
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
      if FileReader.exists(staging) { try FileManager.default.removeItem(atPath: staging) }
      try FileManager.default.createDirectory(atPath: staging, withIntermediateDirectories: false)
    } catch {
      throw FileWriter.unwritable(staging)
    }
    try FileWriter.write(OutputList(kind, nil).bytes, to: Path.join(staging, OutputList.name))
  }

  /// Refuses a target that `init` would refuse; writes nothing.
  package static func check(_ target: String, as kind: OutputKind) throws {
    _ = try StandingFolder(place(target), kind) { _, _ in nil }
  }

  deinit {
    // Left uncommitted: a failure to clean up leaves only a hidden folder that the next run removes.
    if !finished { try? FileManager.default.removeItem(atPath: staging) }
  }

  /// The folder that `commit` will put in place; for checks before it.
  package var stagingFolder: String { staging }

  package func write(_ bytes: [UInt8], to path: String) throws {
    try FileWriter.write(bytes, to: Path.join(staging, path))
    written[path] = OutputList.Entry(size: bytes.count, sha256: SHA256Digest(hashing: bytes).hex)
  }

  /// SHA-256 of a file as it was written or kept; nil for what is not in the new folder.
  package func digest(of path: String) -> String? { written[path]?.sha256 }

  /// Takes a file of the folder that is replaced as it stands, by a second name where the file system has them.
  ///
  /// - Returns: whether it was taken: the list names it with its digest, and the file has its size.
  package func keep(_ path: String) throws -> Bool {
    let (source, place) = (Path.join(target, path), Path.join(staging, path))
    var status = stat()
    guard let known = before?.files?[path], let entry = known, lstat(source, &status) == 0,
      status.st_mode & S_IFMT == S_IFREG, status.st_size == entry.size
    else { return false }
    do {
      let folder = Path.folder(of: place)
      if !FileReader.isFolder(folder) {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      }
      if link(source, place) != 0 { try FileManager.default.copyItem(atPath: source, toPath: place) }
    } catch { throw FileWriter.unwritable(place) }
    written[path] = entry
    return true
  }

  /// Puts the folder in place of the old one: by one exchange where the file system can, so that there is
  /// no moment without it; else by two renames, which `recover` mends after a kill between them.
  ///
  /// - Throws: what `init` throws, since the old folder may have changed meanwhile; `output.taken` where a file of
  ///   others stands in the place of a new one.
  package func commit() throws {
    let standing = try StandingFolder(target, kind, takeOver)
    if let path = standing?.conflict(with: Set(written.keys)) { throw Diagnostic.taken(Path.join(target, path)) }
    let listFile = Path.join(staging, OutputList.name)
    if kind.listName == OutputList.name {
      try FileWriter.write(OutputList(kind, written).bytes, to: listFile)
    } else {
      try FileWriter.remove(listFile)
    }
    // An empty folder is replaced too, and holds nothing of ours.
    let list = standing?.list ?? OutputList(kind, [:])
    let old = staging + ".old"
    do {
      let copied = try standing?.carry(from: target, to: staging) ?? []
      if FileReader.exists(target), FolderExchange.swap(staging, target) {
        finished = true
        try list.retire(staging, besides: target, copied)
        return
      }
      if FileReader.exists(target) {
        if FileReader.exists(old) { throw FileWriter.unwritable(old) }
        try FileManager.default.moveItem(atPath: target, toPath: old)
      }
      try FileManager.default.moveItem(atPath: staging, toPath: target)
      finished = true
      if FileReader.exists(old) { try list.retire(old, besides: target, copied) }
    } catch {
      if !FileReader.exists(target), FileReader.exists(old) {
        try? FileManager.default.moveItem(atPath: old, toPath: target)
      }
      throw FileWriter.unwritable(target)
    }
  }

  /// Removes what processes left that were killed while they wrote this folder, and puts the old folder
  /// back where one was killed between the two renames. To be called before the folder is read by who
  /// is about to replace it. A folder that only looks like one of theirs is left alone.
  package static func recover(_ target: String, as kind: OutputKind) throws {
    let target = place(target)
    let parent = Path.folder(of: target)
    guard FileReader.isFolder(parent) else { return }
    let prefix = ".\(Path.lastComponent(target)).staging-"
    for name in try FileReader.names(in: parent) where name.hasPrefix(prefix) {
      let rest = name.dropFirst(prefix.count)
      guard let process = pid_t(rest.prefix { $0 != "." }), process != getpid(), process > 0,
        kill(process, 0) != 0, errno == ESRCH
      else { continue }
      let path = Path.join(parent, name)
      guard let list = OutputList(in: path, of: .run) ?? OutputList(in: path, of: kind) else {
        // Killed before its list was written: an empty folder goes, any other stays.
        rmdir(path)
        continue
      }
      do {
        if rest.hasSuffix(".old"), !FileReader.exists(target) {
          try FileManager.default.moveItem(atPath: path, toPath: target)
        } else {
          try list.retire(path, besides: target, [])
        }
      } catch { throw FileWriter.unwritable(path) }
    }
  }

  /// The folder that a path means, without a slash at its end.
  private static func place(_ path: String) -> String {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    var status = stat()
    let isLink = lstat(path, &status) == 0 && (status.st_mode & S_IFMT) == S_IFLNK
    return isLink || [".", ".."].contains(Path.lastComponent(path)) ? OutputPlace.resolved(path) : path
  }
}

extension OutputList {
  /// Removes a replaced folder: the files that are ours, and the second names of those that were carried over.
  ///
  /// What else came into it meanwhile stays where it is, and the folder with it.
  fileprivate func retire(_ folder: String, besides target: String, _ copied: Set<String>) throws {
    let walk = try FolderWalk(folder)
    for path in walk.paths {
      let place = Path.join(folder, path)
      let isCarried =
        copied.contains(path)
        || FolderWalk.Identity(place, following: false)
          == FolderWalk.Identity(Path.join(target, path), following: false)
      guard holds(path) || path == OutputList.name || path == kind?.listName || isCarried else { continue }
      unlink(place)
    }
    for path in walk.folders.reversed() { rmdir(Path.join(folder, path)) }
    rmdir(folder)
  }
}

extension Diagnostic {
  fileprivate static func taken(_ path: String) -> Diagnostic {
    Diagnostic(
      "output.taken", .usage, at: .init(path),
      (
        en: "A file that this program did not write stands in the place of a new one.",
        zh: "新文件的位置上已有并非本程序写出的文件。"
      ),
      remedy: (en: "Rename the file, then repeat the command.", zh: "请重命名该文件，再重复该命令。"))
  }
}
