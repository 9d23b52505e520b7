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
    _ = try StandingFolder(self.target, kind, takeOver)
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
      guard let list = OutputList(in: path, of: .run) ?? OutputList(in: path, of: kind) else { continue }
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

/// The folder that is about to be replaced, held to what this program knows of it.
private struct StandingFolder {
  let list: OutputList
  /// Files of others, relative paths, sorted.
  let others: [String]
  /// Folders that hold none of our files.
  let folders: [String]

  /// What may stand in a folder for a site before there is one: a person's own files of a published folder.
  private static let companions: Set<String> = [
    ".git", ".gitattributes", ".gitignore", ".nojekyll", "CNAME", "LICENSE", "README.md", "favicon.ico", "live.js",
    "report.png", "robots.txt",
  ]

  /// Nil where there is nothing, or a folder without files.
  init?(_ target: String, _ kind: OutputKind, _ takeOver: StagedFolder.TakeOver) throws {
    guard FolderWalk.Identity(target, following: false) != nil else { return nil }
    guard FileReader.isFolder(target) else { throw Diagnostic.notAFolder(target) }
    let walk = try FolderWalk(target)
    let paths = walk.paths
    guard !paths.isEmpty else { return nil }
    // A list that was never finished belongs to a folder that was never put in place.
    if let list = OutputList(in: target, of: kind), list.files != nil {
      guard let found = list.kind, found == kind else { throw Diagnostic.otherKind(target, list.kind, kind) }
      self.list = list
    } else if let ours = try takeOver(target, paths) {
      list = OutputList(kind, Dictionary(uniqueKeysWithValues: ours.map { ($0, nil) }))
    } else if kind == .site, paths.allSatisfy({ Self.companions.contains(Self.top($0)) }) {
      list = OutputList(kind, [:])
    } else {
      throw Diagnostic.notOurs(target, paths, kind)
    }
    let list = list
    others = paths.filter { $0 != kind.listName && !list.holds($0) }
    guard kind.carriesOthers || others.isEmpty else { throw Diagnostic.filesOfOthers(target, others) }
    if kind.keepsEdits, let edited = try Self.edited(list, in: target, walk) { throw Diagnostic.edited(edited) }
    let ours = Set(paths.filter { $0 == kind.listName || list.holds($0) }.flatMap(Self.parents))
    folders = walk.folders.filter { !ours.contains($0) }
  }

  private static func top(_ path: String) -> String { path.split(separator: "/").first.map(String.init) ?? path }

  /// Folders in which a path lies, relative like it.
  private static func parents(of path: String) -> [String] {
    var parts = path.split(separator: "/").dropLast()
    var found: [String] = []
    while !parts.isEmpty {
      found.append(parts.joined(separator: "/"))
      parts.removeLast()
    }
    return found
  }

  /// The first of our files whose content is another one now.
  private static func edited(_ list: OutputList, in folder: String, _ walk: FolderWalk) throws -> String? {
    for entry in walk.entries {
      guard let known = list.files?[entry.path], let known else { continue }
      let path = Path.join(folder, entry.path)
      guard !entry.isLink, entry.status.st_size == known.size,
        SHA256Digest(hashing: try FileReader.bytes(path)).hex == known.sha256
      else { return path }
    }
    return walk.unfollowed.first(where: list.holds).map { Path.join(folder, $0) }
  }

  /// The first file of others in whose place, or on whose way, a new file would stand.
  func conflict(with written: Set<String>) -> String? {
    let parents = Set(written.flatMap(Self.parents))
    return others.first { path in
      written.contains(path) || parents.contains(path) || Self.parents(of: path).contains(where: written.contains)
    }
  }

  /// Gives the files of others a second name in the new folder.
  ///
  /// - Returns: those that had to be copied instead.
  func carry(from target: String, to staging: String) throws -> Set<String> {
    let files = FileManager.default
    for folder in folders {
      try files.createDirectory(atPath: Path.join(staging, folder), withIntermediateDirectories: true)
    }
    var copied: Set<String> = []
    for path in others {
      let place = Path.join(staging, path)
      if !FileReader.isFolder(Path.folder(of: place)) {
        try files.createDirectory(atPath: Path.folder(of: place), withIntermediateDirectories: true)
      }
      if link(Path.join(target, path), place) != 0 {
        try files.copyItem(atPath: Path.join(target, path), toPath: place)
        copied.insert(path)
      }
    }
    return copied
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

extension Diagnostic {
  fileprivate static func notAFolder(_ target: String) -> Diagnostic {
    Diagnostic(
      "output.not-a-folder", .usage, at: .init(target),
      (en: "A file stands where a folder is to be written.", zh: "应写入文件夹的位置已有一个文件。"),
      remedy: (en: "Name another folder.", zh: "请换一个文件夹。"))
  }

  fileprivate static func notOurs(_ target: String, _ files: [String], _ kind: OutputKind) -> Diagnostic {
    Diagnostic(
      "output.not-ours", .usage, at: .init(target),
      ["files": .names(files.prefix(3)), "list": .text(kind.listName), "folder": .text(target)],
      (
        en: "The folder holds other files ({files}) and no list '{list}' of this program.",
        zh: "文件夹中有其他文件（{files}），却没有本程序的清单“{list}”。"
      ),
      remedy: (
        en: "Name a new folder, or run `mv {folder} {folder}.old`. Nothing was written.",
        zh: "请指定新的文件夹，或运行 `mv {folder} {folder}.old`。未写入任何内容。"
      ))
  }

  fileprivate static func otherKind(_ target: String, _ found: OutputKind?, _ wanted: OutputKind) -> Diagnostic {
    Diagnostic(
      "output.other-kind", .usage, at: .init(target),
      [
        "found": .message(found.map { .name(of: $0) } ?? .unknownKind), "wanted": .message(.name(of: wanted)),
      ],
      (
        en: "The folder holds {found}. This command writes {wanted}.", zh: "文件夹中是{found}，而该命令写出{wanted}。"
      ),
      remedy: (en: "Name a new folder. Nothing was written.", zh: "请指定新的文件夹。未写入任何内容。"))
  }

  fileprivate static func filesOfOthers(_ target: String, _ files: [String]) -> Diagnostic {
    Diagnostic(
      "output.files-of-others", .usage, at: .init(target),
      ["count": .count(files.count), "files": .names(files.prefix(3)), "folder": .text(target)],
      (
        en: "The folder holds {count} {count:file|files} that this program did not write: {files}.",
        zh: "文件夹中有 {count} 个并非本程序写出的文件：{files}。"
      ),
      remedy: (
        en: "Move them out of {folder}, or name a new folder. Nothing was written.",
        zh: "请把它们移出 {folder}，或指定新的文件夹。未写入任何内容。"
      ))
  }

  fileprivate static func edited(_ path: String) -> Diagnostic {
    Diagnostic(
      "output.edited", .usage, at: .init(path),
      (en: "The file was changed since this program wrote it.", zh: "该文件在本程序写出之后被改动。"),
      remedy: (
        en: "Move the file away, or name a new folder. Nothing was written.", zh: "请移走该文件，或指定新的文件夹。未写入任何内容。"
      ))
  }

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

extension Message {
  fileprivate static let unknownKind = Message(
    "output.unknown-name", en: "what another version wrote", zh: "其他版本写出的内容")
}
