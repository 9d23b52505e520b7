package import Primitives
import Records

extension SnapshotArchive {
  /// Archived files and the names under which they lie in an exported workspace.
  private static let restored = [
    ("evidence/conf.yaml", "conf.yaml"), ("evidence/model.txt", "model.txt"),
    ("evidence/label.csv", "label.csv"),
    ("recorded/predictions.csv", "pred.csv"), ("replayed/predictions.csv", "pred.csv"),
    ("recorded/report.csv", "report_normal_1day.csv"), ("recorded/positions.csv", "positions.csv"),
    ("recorded/trades.csv", "trades.csv"), ("recorded/qlib_res.csv", "qlib_res.csv"),
  ]

  /// Writes what a night archived of a migration as a workspace that can be reconciled again.
  ///
  /// Every file is held to its hash on the way.
  /// - Throws: `archive.day` for a day without a night, `archive.migration` for a migration that it did not
  ///   judge, `archive.level` where the night keeps no configuration, `archive.changed` for a file that is
  ///   not the one its manifest names.
  package func restore(_ migration: String, of day: TradingDay, to sink: any FileSink) throws {
    guard try days().contains(day) else {
      throw Diagnostic(
        "archive.day", "the archive has no night of \(day)", at: .init(folder),
        remedy: "Name a day of `aistock archive list`.", exit: .usage)
    }
    let manifest = try snapshot(day).manifest
    guard manifest.verdicts.contains(where: { $0.migration == migration }) else {
      throw Diagnostic(
        "archive.migration", "the night of \(day) judged no migration '\(migration)'",
        at: .init(folder),
        remedy: "Name one of: \(manifest.verdicts.map(\.migration).joined(separator: ", ")).",
        exit: .usage)
    }
    guard
      manifest.files.contains(where: { $0.path == "migrations/\(migration)/evidence/conf.yaml" })
    else {
      throw Diagnostic(
        "archive.level",
        "the night of \(day) is archived at level \(manifest.level), which keeps no configuration",
        at: .init(folder),
        remedy: "Archive with `archive: {level: 2}`; nights of that level can be restored.")
    }
    var written: Set<String> = []
    for (source, name) in SnapshotArchive.restored where !written.contains(name) {
      let path = "migrations/\(migration)/" + source
      let plain = manifest.files.first { $0.path == path }
      guard let entry = plain ?? manifest.objects.first(where: { $0.path == path }) else {
        continue
      }
      let file =
        plain == nil
        ? objectPath(entry.sha256) : Path.join(Path.join(folder, day.description), path)
      let bytes = plain == nil ? try FileReader.unpacked(file) : try FileReader.bytes(file)
      guard SHA256Digest(hashing: bytes).hex == entry.sha256 else {
        throw Diagnostic(
          "archive.changed", "the archived file is not the one that its manifest names",
          at: .init(file),
          remedy: "Restore it from a copy; `aistock archive verify` names what else changed.")
      }
      // A run folder has a table of holdings also where the record has none.
      if name == "positions.csv", bytes.count(where: { $0 == 0x0A }) <= 1 { continue }
      try sink.write(bytes, to: name)
      written.insert(name)
    }
  }
}
