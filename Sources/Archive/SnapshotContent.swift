package import Primitives

/// What a night puts into its snapshot.
package struct SnapshotContent: Sendable {
  package struct File: Sendable {
    package var path: String
    package var bytes: [UInt8]
    /// Kept once for all snapshots, by content.
    package var isShared: Bool

    package init(path: String, bytes: [UInt8], isShared: Bool = false) {
      self.path = path
      self.bytes = bytes
      self.isShared = isShared
    }
  }

  package var day: TradingDay
  package var toolVersion: String
  package var level: Int
  package var verdicts: [Manifest.Verdict]
  package var files: [File]

  package init(day: TradingDay, toolVersion: String, level: Int, verdicts: [Manifest.Verdict], files: [File]) {
    self.day = day
    self.toolVersion = toolVersion
    self.level = level
    self.verdicts = verdicts
    self.files = files
  }
}
