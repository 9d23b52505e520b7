package import Primitives
package import Records

/// What an archived night says of its verdicts beyond its manifest.
extension SnapshotArchive {
  /// What a list of nights says of one.
  ///
  /// - Parameter known: what earlier runs found out about files; what they did not is read.
  package func record(_ snapshot: Snapshot, known: StampedFacts) -> ArchivedNight {
    let manifest = snapshot.manifest
    return ArchivedNight(
      day: manifest.day, sha256: snapshot.sha256, level: manifest.level,
      fileCount: manifest.files.count + manifest.objects.count, parent: manifest.parent,
      verdicts: verdicts(snapshot, known: known))
  }

  /// The manifest's verdicts, each with the rungs that ran where the night's comparison can be read. What it is when
  /// it cannot is for `verify` to say.
  package func verdicts(_ snapshot: Snapshot, known: StampedFacts) -> [ArchivedVerdict] {
    snapshot.manifest.verdicts.map { verdict in
      var verdict = verdict
      let path = "migrations/\(verdict.migration)/comparison.json"
      let file = Path.join(Path.join(folder, snapshot.manifest.day.description), path)
      if snapshot.manifest.files.contains(where: { $0.path == path }), let stamp = try? FileStamp.of(file) {
        let ran = known.fact("rungs " + file, stamp: stamp) { SnapshotArchive.rungsRan(file).map { "\($0)" } }
        verdict.rungsRan = ran.flatMap { Int($0) }
      }
      return verdict
    }
  }

  private static func rungsRan(_ file: String) -> Int? {
    guard let comparison = try? JSONReader.read(file: file, id: "archive.damaged") else { return nil }
    return RungResult.ranCount(in: comparison)
  }
}

extension RungResult {
  /// How many rungs of a comparison's document ran; nil where it names none.
  static func ranCount(in comparison: JSONValue) -> Int? {
    guard let rungs = comparison["rungs"]?.arrayValue, !rungs.isEmpty else { return nil }
    return rungs.count { $0["state"]?.stringValue != State.notAvailable.rawValue }
  }
}
