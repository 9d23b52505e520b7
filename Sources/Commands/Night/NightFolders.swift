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

  /// Models that previews keep, each in a folder of its own.
  var models: String { Path.join(root, "models") }

  /// Predictions that previews keep, by the SHA-256 of their bytes.
  func predictions(_ hash: String) -> String { Path.join(root, "predictions/\(hash).csv") }

  /// The last reconciliation of a migration: comparison, run folders, identity.
  func work(_ migration: String) -> String { Path.join(Path.join(root, "work"), migration) }
}
