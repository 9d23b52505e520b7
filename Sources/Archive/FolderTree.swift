import Foundation
import Primitives
import Records

/// What stands below a folder: links are seen as links and never followed.
struct FolderTree {
  enum Kind { case file, folder, link, other }

  struct Node {
    /// Relative to the folder; of a single file as it was given.
    var path: String
    var kind: Kind
    /// How many names of any folder lead to the file.
    var nameCount: Int
  }

  /// Sorted by path; the folder itself is not among them.
  let nodes: [Node]

  /// Throws what `FolderWalk` throws.
  init(_ root: String) throws {
    let walk = try FolderWalk(root)
    let files = walk.entries.map {
      Node(path: $0.path, kind: $0.isLink ? .link : $0.isRegular ? .file : .other, nameCount: $0.nameCount)
    }
    nodes =
      (files + walk.unfollowed.map { Node(path: $0, kind: .link, nameCount: 1) }
      + walk.folders.map { Node(path: $0, kind: .folder, nameCount: 1) }).sorted { $0.path < $1.path }
  }

  /// Nil where nothing stands at a path.
  static func kind(_ path: String) -> Kind? { node(path)?.kind }

  /// How a file that must be there differs from a regular one of a single name; nil where it does not.
  static func difference(of path: String) -> Difference? {
    guard let node = node(path) else { return .missing }
    return difference(of: node)
  }

  private static func difference(of node: Node) -> Difference? {
    switch node.kind {
    case .file: return node.nameCount == 1 ? nil : .shared
    case .link: return .link
    case .folder, .other: return .noFile
    }
  }

  private static func node(_ path: String) -> Node? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    let kind: Kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFLNK: .link
      default: .other
      }
    return Node(path: path, kind: kind, nameCount: Int(status.st_nlink))
  }

  /// What of the tree is not as a list of files says: a file that is gone, one that is none of its own, and whatever
  /// stands beside the listed files and the folders above them.
  func differences(from files: [String]) -> [(path: String, difference: Difference)] {
    let listed = Set(files)
    let folders = Set(files.flatMap(FolderTree.folders))
    let there = Dictionary(nodes.map { ($0.path, $0) }) { first, _ in first }
    let full = Set(nodes.flatMap { FolderTree.folders(above: $0.path) })
    let known = files.compactMap { path -> (String, Difference)? in
      guard let node = there[path] else { return (path, .missing) }
      return FolderTree.difference(of: node).map { (path, $0) }
    }
    let added = nodes.filter { node in
      if listed.contains(node.path) { return false }
      // A folder is named by what is in it; an empty one by itself.
      return node.kind == .folder ? !folders.contains(node.path) && !full.contains(node.path) : true
    }
    return known + added.map { ($0.path, $0.kind == .folder ? .addedFolder : .added) }
  }

  enum Difference { case missing, link, shared, noFile, added, addedFolder }

  private static func folders(above path: String) -> [String] {
    let parts = path.split(separator: "/")
    return (1..<max(parts.count, 1)).map { parts[..<$0].joined(separator: "/") }
  }
}

extension FolderTree.Difference {
  var message: Message {
    switch self {
    case .missing: Message("archive.file-gone", en: "The file is gone.", zh: "文件已不在。")
    case .link: Message("archive.link", en: "The file is a link to another one.", zh: "该文件是指向别处的链接。")
    case .shared:
      Message(
        "archive.shared-file",
        en: "The file has a second name elsewhere, which can change it. Put a copy in its place.",
        zh: "该文件在别处另有名称（硬链接），可从那里被改动。请换成一份副本。")
    case .noFile: Message("archive.no-file", en: "It is not a regular file.", zh: "这不是普通文件。")
    case .added: Message("archive.unknown-file", en: "The manifest does not know the file.", zh: "清单中没有该文件。")
    case .addedFolder:
      Message("archive.unknown-folder", en: "The manifest does not know the folder.", zh: "清单中没有该文件夹。")
    }
  }

  var kind: ArchiveProblem.Kind {
    switch self {
    case .missing: .missing
    case .link, .shared, .noFile: .changed
    case .added, .addedFolder: .added
    }
  }
}
