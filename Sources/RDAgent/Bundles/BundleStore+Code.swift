import Primitives

/// Code of factors in bundles.
extension BundleStore {
  /// Under which the library keeps what bundles told.
  static let source = "bundles"

  /// Nil where no bundle stands. A bundle never changes: one that was looked into with success is not opened again.
  func code() throws -> LibraryParts.Part? {
    let bundles = try all()
    guard !bundles.isEmpty else { return nil }
    let digest = SHA256Digest(hashing: Array(bundles.map(\.text).joined(separator: "\n").utf8)).hex
    var part = LibraryParts.Part(origin: "bundles: code", table: .codes, digest: digest) {
      bundles.flatMap { code(of: $0).rows(knowing: []) }
    }
    part.renewed = { known in
      let told = Dictionary(grouping: known) { row in
        String((row["place"]?.stringValue ?? "").dropFirst(BundleStore.source.count + 1).prefix { $0 != "/" })
      }
      return bundles.flatMap { told[$0.text] ?? code(of: $0).rows(knowing: []) }
    }
    return part
  }

  private func code(of id: BundleID) -> FactorCodeFiles {
    let folder = Path.join(place(of: id), "workspaces")
    let workspaces = (try? FileReader.names(in: folder)) ?? []
    let manifest = try? JSONReader.read(
      FileReader.bytes(Path.join(place(of: id), BundleManifest.fileName), as: .document))
    var loop: (task: String, number: Int)?
    if let task = manifest?["task_run_id"]?.stringValue, let number = manifest?["loop_id"]?.intValue {
      loop = (task, number)
    }
    return FactorCodeFiles(
      in: folder, workspaces: workspaces, prefix: "\(BundleStore.source)/\(id.text)/workspaces/", loop: loop)
  }
}
