import Primitives
import Records
import Store

/// RD-Agent's own folder as the source of a library: catalogs, registry and the documents of its workspaces. The
/// registry is read while RD-Agent writes it; a dead path fails nothing.
package struct FolderSource: LibrarySource {
  private let root: String

  package init(root: String) { self.root = root }

  package var id: String { root }

  private static let catalogs: [(file: String, table: SourceRows.Table, list: String)] = [
    ("loop_catalog.json", .loopCatalog, "loops"), ("factor_catalog.json", .factorCatalog, "factors"),
    ("strategy_catalog.json", .strategyCatalog, "strategies"), ("model_catalog.json", .modelCatalog, "models"),
    ("alpha158_meta.json", .factorCatalog, "factors"), ("alpha360_meta.json", .factorCatalog, "factors"),
    ("alpha158_full_meta.json", .factorCatalog, "factors"), ("alpha_all_meta.json", .factorCatalog, "factors"),
  ]
  private static let tables: [SourceRows.Table] = [
    .tasks, .loops, .workspaces, .factorRegistry, .artifacts, .artifactFiles,
  ]
  /// Where each part stands in RD-Agent's repository, and in a copy of its parts.
  private static let catalogFolders = ["RDagentDB/aistock", "catalogs", ""]
  private static let registryFiles = ["RDagentDB/registry.sqlite", "registry.sqlite"]
  private static let workspaceFolders = ["git_ignore_folder/RD-Agent_workspace", "workspaces"]

  /// - Throws: `sync.no-folder` (exit 3) where the folder has none of the parts.
  package func parts(since cursor: String?) throws -> LibraryParts {
    guard FileReader.isFolder(root) else { throw Diagnostic.noFolder(root) }
    var found = LibraryParts()
    addCatalogs(to: &found)
    attempt(&found, addRegistry)
    attempt(&found, addWorkspaces)
    guard !found.parts.isEmpty || !found.damaged.isEmpty else { throw Diagnostic.noFolder(root) }
    return found
  }

  /// What cannot be read is named, and the other parts are read on.
  private func attempt(_ found: inout LibraryParts, _ add: (inout LibraryParts) throws -> Void) {
    do { try add(&found) } catch {
      found.damaged.append((error as? any DiagnosableError)?.diagnostic ?? .unreadable(root))
    }
  }

  private func place(_ candidates: [String], _ isThere: (String) -> Bool) -> String? {
    candidates.map { $0.isEmpty ? root : Path.join(root, $0) }.first(where: isThere)
  }

  private func addCatalogs(to found: inout LibraryParts) {
    let folder = place(FolderSource.catalogFolders) { folder in
      FolderSource.catalogs.contains { FileReader.exists(Path.join(folder, $0.file)) }
    }
    for catalog in FolderSource.catalogs {
      guard let folder, FileReader.exists(Path.join(folder, catalog.file)) else {
        found.absent.append((catalog.file, .noSuchFile))
        continue
      }
      let path = Path.join(folder, catalog.file)
      let list = catalog.list
      attempt(&found) { found in
        // Read once, so that what is digested is what is kept.
        let bytes = try FileReader.unpacked(path)
        found.parts.append(
          .init(origin: catalog.file, table: catalog.table, digest: SHA256Digest(hashing: bytes).hex) {
            try CatalogRows.list(list, in: bytes, from: path)
          })
      }
    }
  }

  private func addRegistry(to found: inout LibraryParts) throws {
    guard let path = place(FolderSource.registryFiles, FileReader.exists) else {
      found.absent.append(("registry.sqlite", .noSuchFile))
      return
    }
    let registry = try RegistryFile(path: path)
    for table in FolderSource.tables {
      found.parts.append(
        .init(origin: "registry.sqlite: " + table.rawValue, table: table, digest: nil) {
          try registry.rows(of: table.rawValue).map { .object($0) }
        })
    }
  }

  /// `feedback.json` and `factor_perf.json` of all workspaces, each kind as one part.
  private func addWorkspaces(to found: inout LibraryParts) throws {
    guard let folder = place(FolderSource.workspaceFolders, FileReader.isFolder) else {
      found.absent.append(("workspaces", .noSuchFile))
      return
    }
    let names = try FileReader.names(in: folder).filter { FileReader.isFolder(Path.join(folder, $0)) }.sorted()
    for (file, table) in [("feedback.json", SourceRows.Table.feedback), ("factor_perf.json", .performance)] {
      let paths = names.map { Path.join(Path.join(folder, $0), file) }.filter(FileReader.exists)
      guard !paths.isEmpty else { continue }
      found.parts.append(
        .init(origin: "workspaces: " + file, table: table, digest: nil) {
          paths.map { path in
            // A file that is no JSON is one refused row, by its place.
            guard let json = try? JSONReader.read(FileReader.unpacked(path)), var members = json.objectValue else {
              return .string(path)
            }
            if members["workspace_id"] == nil {
              members["workspace_id"] = .string(Path.lastComponent(Path.folder(of: path)))
            }
            return .object(members)
          }
        })
    }
    addCurves(names.map { Path.join(folder, $0) }, to: &found)
    let code = FactorCodeFiles(
      in: folder, workspaces: names, prefix: String(folder.dropFirst(root.count).drop { $0 == "/" }) + "/")
    if let part = code.part(origin: "workspaces: code") { found.parts.append(part) }
  }

  /// Daily curves of all workspaces as one part, which is read where a size or a time of its files changed.
  private func addCurves(_ folders: [String], to found: inout LibraryParts) {
    let stamped = folders.compactMap { folder in RecordedCurve.stamp(of: folder).map { (folder: folder, stamp: $0) } }
    guard !stamped.isEmpty else { return }
    let digest = SHA256Digest(hashing: Array(stamped.map(\.stamp).joined(separator: "\n").utf8)).hex
    let registry = place(FolderSource.registryFiles, FileReader.exists)
    found.parts.append(
      .init(origin: "workspaces: curves", table: .curves, digest: digest) {
        let rows = try registry.map { try RegistryFile(path: $0).rows(of: SourceRows.Table.workspaces.rawValue) } ?? []
        let known = Dictionary(
          rows.compactMap { row -> (String, (String, Int))? in
            guard let id = row["workspace_id"]?.stringValue, let task = row["task_run_id"]?.stringValue,
              let number = row["loop_id"]?.intValue
            else { return nil }
            return (id, (task, number))
          }
        ) { first, _ in first }
        return stamped.map { RecordedCurve.row(of: $0.folder, known: known[Path.lastComponent($0.folder)]) }
      })
  }
}

extension Diagnostic {
  fileprivate static func noFolder(_ root: String) -> Diagnostic {
    Diagnostic(
      "sync.no-folder", .absent, at: .init(root),
      (en: "Nothing of RD-Agent is in this folder.", zh: "该目录中没有 RD-Agent 的内容。"),
      remedy: (
        en: "Name the folder that holds `RDagentDB` and `git_ignore_folder`.",
        zh: "请指定含有 `RDagentDB` 与 `git_ignore_folder` 的目录。"
      ))
  }

  fileprivate static func unreadable(_ root: String) -> Diagnostic {
    Diagnostic(
      "sync.unreadable", .damaged, at: .init(root), (en: "A part of the folder cannot be read.", zh: "目录的一部分无法读取。"),
      remedy: (en: "Check your right to read it. The other parts are kept.", zh: "请检查读取权限；其余部分已保留。"))
  }
}

extension Message {
  fileprivate static var noSuchFile: Message {
    Message("sync.no-such-file", en: "The folder does not have it.", zh: "该目录中没有。")
  }
}
