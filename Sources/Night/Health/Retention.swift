import Foundation
package import Primitives
import Records

/// What a night removes at its end: files that it can make again and that nobody has asked for in a while.
///
/// 1. Removed are work folders of migrations that the configuration no longer has, comparisons of nights that no page shows,
///    and what killed processes left, once they are older than the days that are kept.
/// 2. Archive, sign-offs, bundles, previews, the state file and its backups are never among them.
package struct Retention: Sendable {
  /// Something that may go.
  package struct Item: Equatable, Sendable {
    package enum Kind: String, Sendable { case work, comparison, leftover }

    package var kind: Kind
    /// Relative to the folder of the state.
    package var path: String
    package var byteCount: Int
  }

  private let folders: NightFolders
  private let migrations: Set<String>
  /// Seconds since 1970: what was changed later stays.
  private let limit: Double

  /// - Parameter days: to keep, counted back from the clock.
  package init(_ configuration: AistockConfiguration, days: Int, clock: Clock) {
    folders = NightFolders(configuration)
    let demo = configuration.isDemo ? DemoWorkspaces.migrations(folders.demo) : []
    migrations = Set((configuration.migrations + demo).map(\.id))
    limit = clock.now() - Double(days) * 86_400
  }

  /// What may go now, by kind and path. The caller holds the lock of the night.
  package func items() throws -> [Item] { try work() + comparisons() + leftovers() }

  /// Removes items; throws `file.unwritable` at the first that cannot be removed.
  package func remove(_ items: [Item]) throws {
    for item in items {
      let path = Path.join(folders.root, item.path)
      guard FileReader.isFolder(path) else {
        try FileWriter.remove(path)
        continue
      }
      do { try FileManager.default.removeItem(atPath: path) } catch { throw FileWriter.unwritable(path) }
    }
  }

  private func work() throws -> [Item] {
    try names(in: "work").filter { !$0.hasPrefix(".") && !migrations.contains($0) }.compactMap { name in
      let path = Path.join("work", name)
      let folder = Path.join(folders.root, path)
      // A folder that only looks like the work of a night is left alone.
      guard FileReader.exists(Path.join(folder, "comparison.json")) else { return nil }
      return try folderItem(.work, path)
    }
  }

  /// The newest stay whatever their age: pages show them.
  private func comparisons() throws -> [Item] {
    let kept = try names(in: "changes").filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }
    return kept.sorted().dropLast(NightResult.changesMax).compactMap { fileItem(.comparison, Path.join("changes", $0)) }
  }

  /// `.name.process-thread.partial` and `.name.staging-process`, whose process is gone.
  private func leftovers() throws -> [Item] {
    let found = try ["", "work", "changes", "minutes", "networks", "predictions", "models", "seeds", "watch"].map {
      folder in
      try names(in: folder).compactMap { name -> Item? in
        guard let process = Retention.process(of: name), kill(process, 0) != 0, errno == ESRCH else { return nil }
        let path = folder.isEmpty ? name : Path.join(folder, name)
        return FileReader.isFolder(Path.join(folders.root, path))
          ? try folderItem(.leftover, path) : fileItem(.leftover, path)
      }
    }
    return found.flatMap(\.self)
  }

  /// The process that wrote beside a file or a folder; nil for any other name.
  static func process(of name: String) -> pid_t? {
    guard name.hasPrefix(".") else { return nil }
    let number: Substring
    if name.hasSuffix(".partial") {
      number = (name.dropLast(8).split(separator: ".").last ?? "").prefix { $0 != "-" }
    } else if let mark = name.range(of: ".staging-") {
      number = name[mark.upperBound...].prefix { $0 != "." }
    } else {
      return nil
    }
    return pid_t(number).flatMap { $0 > 0 ? $0 : nil }
  }

  private func names(in folder: String) throws -> [String] {
    let path = folder.isEmpty ? folders.root : Path.join(folders.root, folder)
    return FileReader.isFolder(path) ? try FileReader.names(in: path) : []
  }

  private func fileItem(_ kind: Item.Kind, _ path: String) -> Item? {
    var status = stat()
    guard lstat(Path.join(folders.root, path), &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      Double(status.st_mtim.tv_sec) < limit
    else { return nil }
    return Item(kind: kind, path: path, byteCount: Int(status.st_size))
  }

  /// By the youngest of its own time and those of its files.
  private func folderItem(_ kind: Item.Kind, _ path: String) throws -> Item? {
    var status = stat()
    // A link is nobody's leftover.
    guard lstat(Path.join(folders.root, path), &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
    let walk = try FolderWalk(Path.join(folders.root, path))
    let youngest = walk.entries.map(\.changedAt).max() ?? 0
    guard max(youngest, Double(status.st_mtim.tv_sec)) < limit else { return nil }
    return Item(kind: kind, path: path, byteCount: walk.entries.reduce(0) { $0 + $1.byteCount })
  }
}
