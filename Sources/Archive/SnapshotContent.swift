package import Primitives
import Records

/// What a night puts into its snapshot.
package struct SnapshotContent: Sendable {
  package struct File: Sendable {
    package enum Source: Sendable {
      case bytes([UInt8])
      /// A file that is read only where its digest is not known, or where it is written.
      case file(String)
    }

    package var path: String
    package var source: Source
    /// Kept once for all snapshots, by content.
    package var isShared: Bool

    package init(path: String, source: Source, isShared: Bool = false) {
      self.path = path
      self.source = source
      self.isShared = isShared
    }

    package init(path: String, bytes: [UInt8], isShared: Bool = false) {
      self.init(path: path, source: .bytes(bytes), isShared: isShared)
    }

    func bytes() throws -> [UInt8] {
      switch source {
      case .bytes(let bytes): bytes
      case .file(let path): try FileReader.bytes(path)
      }
    }

    /// Size and digest, from what is known of the file where it has not been touched.
    func entry(_ known: StampedFacts) throws -> Manifest.Entry {
      guard case .file(let file) = source else { return entry(of: try bytes()) }
      let fact = try known.fact("content " + file, stamp: FileStamp.of(file)) {
        let entry = entry(of: try bytes())
        return "\(entry.size) \(entry.sha256)"
      }
      let parts = (fact ?? "").split(separator: " ")
      guard parts.count == 2, let size = Int(parts[0]) else { return entry(of: try bytes()) }
      return Manifest.Entry(path: path, size: size, sha256: String(parts[1]))
    }

    private func entry(of bytes: [UInt8]) -> Manifest.Entry {
      Manifest.Entry(path: path, size: bytes.count, sha256: SHA256Digest(hashing: bytes).hex)
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
