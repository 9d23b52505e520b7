import Preview
import Primitives

/// Where a night keeps what it works on, beside the state file.
struct NightFolders {
  /// The folder of the state file.
  let root: String

  init(_ configuration: AistockConfiguration) { root = Path.folder(of: configuration.state) }

  var lock: String { Path.join(root, "night.lock") }
  var watchLock: String { Path.join(root, "watch.lock") }
  var rehearsal: String { Path.join(root, "rehearsal.sqlite") }
  var factors: String { Path.join(root, "factors.json") }
  /// Numbers of trainings under other seeds, each by its content.
  var seeds: String { Path.join(root, "seeds") }
  var demo: String { Path.join(root, "demo") }

  /// What previews keep.
  var previews: PreviewFolders { PreviewFolders(root: root) }

  /// The last reconciliation of a migration: comparison, run folders, identity.
  func work(_ migration: String) -> String { Path.join(Path.join(root, "work"), migration) }
}
