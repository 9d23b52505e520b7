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
      head: archive.headState())
  }

  /// Each of the last nights against the one before, oldest first. A night that was compared before is not read again.
  ///
  /// - Parameter stages: the history of each migration: it moves on without a new night.
  func nightChanges(stages: [String: [MigrationStep]]) throws -> [NightChange] {
    let nights = try archive.readable().suffix(NightResult.changesMax + 1)
    let found = zip(nights, nights.dropFirst()).map { change($0, $1) }
    return found.compactMap { $0?.with(stages: stages) }
  }

  private func change(_ left: SnapshotArchive.Snapshot, _ right: SnapshotArchive.Snapshot) -> NightChange? {
    let path = context.folders.change(left.manifest.day, right.manifest.day)
    if !context.isAfresh, FileReader.exists(path),
      let kept = (try? JSONReader.read(file: path, id: "night.changes-damaged")).flatMap({ NightChange($0) }),
      kept.left.sha256 == left.sha256, kept.right.sha256 == right.sha256
    {
      return kept
    }
    do {
      let change = try archive.change(left.manifest.day, right.manifest.day)
      try FileWriter.write(change.json.canonical, to: path)
      return change
    } catch {
      // A damaged night is named on the archive's page; it is no reason to publish nothing.
      if let diagnostic = (error as? any DiagnosableError)?.diagnostic { context.progress.problem(diagnostic) }
      return nil
    }
  }
}
