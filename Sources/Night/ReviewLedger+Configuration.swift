package import Archive
import Foundation
package import Primitives
package import Records

extension SnapshotArchive {
  /// The archive of a configuration, whose head is signed by its key and held to its allowed signers.
  package init(_ configuration: AistockConfiguration) {
    self.init(
      folder: configuration.archive.folder,
      headKey: HeadKey(
        ssh: SSHSignature(environment: ProcessInfo.processInfo.environment),
        allowedSigners: configuration.review.allowedSigners, key: configuration.archive.key, clock: .system))
  }

  /// Compares everything; files of the configuration that lie in the archive's folder are no strangers there.
  package func verify(
    _ configuration: AistockConfiguration, known: StampedFacts = StampedFacts()
  ) throws -> [ArchiveProblem] {
    let files = [configuration.review.allowedSigners] + [configuration.archive.key].compactMap { $0 }
    let inside = files.filter { Path.folder(of: $0) == folder }.flatMap { [$0, $0 + ".pub"] }
    return try verify(known: known, others: Set(inside.map(Path.lastComponent)))
  }
}

extension ReviewLedger {
  /// The ledger of a configuration, with the environment of this process for `ssh-keygen`.
  package init(_ configuration: AistockConfiguration) {
    let authors = configuration.migrations.compactMap { migration in migration.author.map { (migration.id, $0) } }
    self.init(
      archive: SnapshotArchive(configuration),
      allowedSigners: configuration.review.allowedSigners,
      requiresOtherThanAuthor: configuration.review.requiresOtherThanAuthor,
      configuredAuthors: Dictionary(authors) { first, _ in first },
      ssh: SSHSignature(environment: ProcessInfo.processInfo.environment))
  }
}
