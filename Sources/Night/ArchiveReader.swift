import Archive
import Primitives
import Records

/// The archive as the pages show it.
struct ArchiveReader {
  let context: NightContext

  private var archive: SnapshotArchive { SnapshotArchive(context.configuration) }

  /// What was found sound and has not been touched since is not read again.
  func state() throws -> ArchiveState {
    ArchiveState(
      nights: try archive.readable().map { archive.record($0, known: context.known) },
      problems: try archive.verify(context.configuration, known: context.known),
      changes: try changes(), head: archive.headState())
  }

  /// The newest night against the one before; kept, since a comparison reads both.
  private func changes() throws -> ArchiveDiff? {
    let days = try archive.days().suffix(2)
    guard days.count == 2, let left = days.first, let right = days.last else { return nil }
    do {
      let sides = try (archive.snapshot(left), archive.snapshot(right))
      if let kept = kept(), kept.left.sha256 == sides.0.sha256, kept.right.sha256 == sides.1.sha256 { return kept }
      let diff = try archive.diff(left, right)
      try FileWriter.write(diff.json.canonical, to: context.folders.changes)
      return diff
    } catch let diagnostic as Diagnostic {
      // A damaged night is named on the archive's page; it is no reason to publish nothing.
      context.progress.problem(diagnostic)
      return nil
    }
  }

  /// A file that cannot be read is the same as none.
  private func kept() -> ArchiveDiff? {
    let path = context.folders.changes
    guard !context.isAfresh, FileReader.exists(path) else { return nil }
    return (try? JSONReader.read(file: path, id: "night.changes-damaged")).flatMap { ArchiveDiff($0) }
  }
}
