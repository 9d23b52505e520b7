import Execution
package import Preview
package import Primitives

/// Where a night keeps what it works on, beside the state file.
package struct NightFolders: Sendable {
  /// The folder of the state file.
  package let root: String

  package init(_ configuration: AistockConfiguration) { root = Path.folder(of: configuration.state) }

  package var lock: String { Path.join(root, "night.lock") }
  /// What an account's strategies want on the next trading day, as the watch last said it.
  package func outlook(_ account: String) -> String { Path.join(Path.join(root, "watch"), "next-\(account).json") }
  package var watchLock: String { Path.join(root, "watch.lock") }
  /// One run at a time trades an account.
  package func tradeLock(_ account: String) -> String { Path.join(root, "trade-\(account).lock") }
  /// Of everything that writes the state for longer than a moment.
  package func everyLock(_ configuration: AistockConfiguration) -> [String] {
    [lock, watchLock] + configuration.execution.accounts.map { tradeLock($0.id) }
  }
  /// Minutes that previews were marked in, a file a day.
  package var minutes: String { Path.join(root, "minutes") }
  package var rehearsal: String { Path.join(root, "rehearsal.sqlite") }
  package var factors: String { Path.join(root, "factors.json") }
  /// What is known of files by their stamps; may be removed at any time.
  package var facts: String { Path.join(root, "stamps.tsv") }

  /// What changed between two archived nights that follow each other.
  package func change(_ left: TradingDay, _ right: TradingDay) -> String {
    Path.join(Path.join(root, "changes"), "\(left)_\(right).json")
  }
  /// Numbers of trainings under other seeds, each by its content.
  package var seeds: String { Path.join(root, "seeds") }
  /// Recorded networks that were converted, each by its content.
  package var networks: String { Path.join(root, "networks") }
  /// Bundles that a sync fetched, each in a folder of its identity.
  package var bundles: String { Path.join(root, "bundles") }
  package var demo: String { Path.join(root, "demo") }

  /// What previews keep.
  package var previews: PreviewFolders { PreviewFolders(root: root) }

  /// The last reconciliation of a migration: comparison, run folders, identity.
  package func work(_ migration: String) -> String { Path.join(Path.join(root, "work"), migration) }
}
