import Foundation

/// Everything below a folder, each entry once.
///
/// The walk ends whatever the folder holds: a link to a folder is followed only where that is asked for, no folder
/// is entered twice, and depth and number of entries are bounded.
package struct FolderWalk {
  /// Where links to folders lead.
  package enum Links: Sendable {
    /// Nowhere: the walk stays in its folder. What lies in it is met at its own place.
    case stay
    /// On: a market's fields may lie on another disk.
    case follow
  }

  /// One file, or what else is no folder.
  package struct Entry {
    /// Relative to the root.
    package var path: String
    /// Of the file that a link leads to; of the link itself where it leads nowhere.
    var status: stat
    package var isLink: Bool

    /// Whether its bytes can be read.
    package var isRegular: Bool { (status.st_mode & S_IFMT) == S_IFREG }
    /// Of the file that a link leads to.
    package var byteCount: Int { Int(status.st_size) }
    /// Seconds since 1970 at which its bytes were last changed.
    package var changedAt: Double { Double(status.st_mtim.tv_sec) }
    /// How many names of any folder lead to the file.
    package var nameCount: Int { Int(status.st_nlink) }
  }

  package static let depthMax = 64
  package static let countMax = 2_000_000

  /// Sorted by name, folder by folder.
  package private(set) var entries: [Entry] = []
  /// Folders below the root, parents first.
  package private(set) var folders: [String] = []
  /// Links to folders that were not followed.
  package private(set) var unfollowed: [String] = []

  private let root: String
  private let links: Links
  private let skips: (String) -> Bool
  private var entered: Set<Identity> = []

  /// - Parameter skips: whether an entry is passed over, by its path relative to the root.
  /// - Throws: `folder.unreadable`, `folder.too-deep`, `folder.too-many`.
  package init(_ root: String, links: Links = .stay, skipping skips: @escaping (String) -> Bool = { _ in false }) throws
  {
    self.root = root
    self.links = links
    self.skips = skips
    var status = stat()
    if stat(root, &status) == 0 { entered.insert(Identity(status)) }
    try enter("", depth: 0)
  }

  /// Paths of all files, relative to the root, sorted; links count as files.
  package var paths: [String] { (entries.map(\.path) + unfollowed).sorted() }

  private mutating func enter(_ folder: String, depth: Int) throws {
    guard depth <= FolderWalk.depthMax else { throw Diagnostic.tooDeep(Path.join(root, folder)) }
    for name in try FileReader.names(in: folder.isEmpty ? root : Path.join(root, folder)) {
      let path = folder.isEmpty ? name : folder + "/" + name
      if skips(path) { continue }
      let place = Path.join(root, path)
      var own = stat()
      // What went away since it was listed leaves no entry.
      guard lstat(place, &own) == 0 else { continue }
      let isLink = (own.st_mode & S_IFMT) == S_IFLNK
      var status = own
      if isLink, stat(place, &status) != 0 { status = own }
      if (status.st_mode & S_IFMT) == S_IFDIR {
        if isLink, links == .stay {
          unfollowed.append(path)
        } else if entered.insert(Identity(status)).inserted {
          folders.append(path)
          try enter(path, depth: depth + 1)
        }
      } else {
        entries.append(Entry(path: path, status: status, isLink: isLink))
      }
      guard entries.count + folders.count + unfollowed.count <= FolderWalk.countMax else {
        throw Diagnostic.tooMany(root)
      }
    }
  }

  /// A file or folder, whatever names lead to it.
  struct Identity: Hashable {
    var device: UInt64
    var number: UInt64

    init(_ status: stat) {
      device = UInt64(status.st_dev)
      number = UInt64(status.st_ino)
    }

    /// Nil where nothing stands at the path.
    init?(_ path: String, following: Bool) {
      var status = stat()
      guard (following ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
      self.init(status)
    }
  }
}

extension Diagnostic {
  fileprivate static func tooDeep(_ folder: String) -> Diagnostic {
    Diagnostic(
      "folder.too-deep", .damaged, at: .init(folder), ["limit": .count(FolderWalk.depthMax)],
      (en: "The folders lie more than {limit} deep.", zh: "文件夹嵌套超过 {limit} 层。"),
      remedy: (en: "Name the folder that holds the files themselves.", zh: "请指定直接存放文件的文件夹。"))
  }

  fileprivate static func tooMany(_ folder: String) -> Diagnostic {
    Diagnostic(
      "folder.too-many", .damaged, at: .init(folder), ["limit": .count(FolderWalk.countMax)],
      (en: "The folder holds more than {limit} entries.", zh: "文件夹中的条目超过 {limit} 个。"),
      remedy: (en: "Name the folder that holds the files themselves.", zh: "请指定直接存放文件的文件夹。"))
  }
}
