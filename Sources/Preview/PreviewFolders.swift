import Primitives

/// What previews keep beside the state file, so that they outlive the folders they were made from.
package struct PreviewFolders: Sendable {
  /// The folder of the state file.
  private let root: String

  package init(root: String) { self.root = root }

  /// Kept models, each in a folder of its own.
  package var models: String { Path.join(root, "models") }

  /// Kept predictions, by the digest of their bytes.
  package func predictions(_ digest: String) -> String { Path.join(root, "predictions/\(digest).csv") }
}
