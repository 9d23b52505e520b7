import Foundation

/// The folder that is about to be replaced, held to what this program knows of it.
struct StandingFolder {
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
}

extension Message {
  fileprivate static let unknownKind = Message(
    "output.unknown-name", en: "what another version wrote", zh: "其他版本写出的内容")
}
