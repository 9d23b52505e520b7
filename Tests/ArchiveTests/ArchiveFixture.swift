import Archive
import Primitives
import Records
import TestSupport

/// An archive in a folder of its own, and what its nights hold.
struct ArchiveFixture {
  let temporary: TemporaryFolder
  let archive: SnapshotArchive

  init() throws {
    temporary = try TemporaryFolder()
    archive = SnapshotArchive(folder: temporary.path("reports"))
  }

  /// One night of two plain files and one that is kept by content.
  static func night(_ date: String, comparison: String = "faithful", level: Int = 1)
    -> SnapshotContent
  {
    SnapshotContent(
      day: day(date), toolVersion: "1.0", level: level,
      verdicts: [Manifest.Verdict(migration: "alpha", verdict: "PASS")],
      files: [
        .init(path: "migrations/alpha/comparison.json", bytes: Array(comparison.utf8)),
        .init(path: "migrations/alpha/recorded/report.csv", bytes: Array("datetime\n".utf8)),
        .init(
          path: "migrations/alpha/predictions.csv", bytes: Array("score\n0.5\n".utf8),
          isShared: true),
      ])
  }

  static let dates = ["2024-01-02", "2024-01-03", "2024-01-04"]

  /// Three nights, chained.
  @discardableResult
  func writeThree() throws -> [SnapshotArchive.Snapshot] {
    try ArchiveFixture.dates.map { try archive.write(ArchiveFixture.night($0)) }
  }

  /// Every file of the archive with its bytes.
  func bytes() throws -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    for name in try temporary.contents() {
      let path = temporary.path(name)
      if !FileReader.isFolder(path) { found[name] = try FileReader.bytes(path) }
    }
    return found
  }

  /// `day kind path` of each problem.
  func problems() throws -> [String] {
    try archive.verify().map { "\($0.day) \($0.kind.rawValue) \($0.path)" }
  }
}
