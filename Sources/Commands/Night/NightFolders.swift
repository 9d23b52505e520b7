import Primitives

/// Where a night keeps what it works on, beside the state file.
struct NightFolders {
  /// The folder of the state file.
  let root: String

  init(_ configuration: AistockConfiguration) { root = Path.folder(of: configuration.state) }

  var lock: String { Path.join(root, "night.lock") }
  var watchLock: String { Path.join(root, "watch.lock") }
  var rehearsal: String { Path.join(root, "rehearsal.sqlite") }
  var demo: String { Path.join(root, "demo") }

  /// The last reconciliation of a migration: comparison, run folders, identity.
  func work(_ migration: String) -> String { Path.join(Path.join(root, "work"), migration) }
}
