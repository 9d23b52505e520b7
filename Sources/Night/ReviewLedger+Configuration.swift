package import Archive
import Foundation

extension ReviewLedger {
  /// The ledger of a configuration, with the environment of this process for `ssh-keygen`.
  package init(_ configuration: AistockConfiguration) {
    self.init(
      archive: SnapshotArchive(folder: configuration.archive.folder),
      allowedSigners: configuration.review.allowedSigners,
      requiresOtherThanAuthor: configuration.review.requiresOtherThanAuthor,
      ssh: SSHSignature(environment: ProcessInfo.processInfo.environment))
  }
}
