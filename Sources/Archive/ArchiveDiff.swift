package import Primitives
package import Records

extension SnapshotArchive {
  /// Compares two nights: versions, verdicts, digests, findings, metrics, holdings and files.
  ///
  /// - Throws: `archive.day` for a day without a snapshot, `archive.manifest` for a damaged one.
  package func diff(_ left: TradingDay, _ right: TradingDay) throws -> ArchiveDiff {
    let days = try self.days()
    for day in [left, right] where !days.contains(day) { throw Diagnostic.noNight(of: day, in: folder) }
    let sides = try (NightFacts(self, try snapshot(left)), NightFacts(self, try snapshot(right)))
    return ArchiveDiff(
      left: .init(day: left, sha256: sides.0.snapshot.sha256),
      right: .init(day: right, sha256: sides.1.snapshot.sha256),
      entries: sides.0.differences(to: sides.1),
      notes: sides.0.notes + sides.1.notes.filter { !sides.0.notes.contains($0) })
  }
}

extension Diagnostic {
  static func noNight(of day: TradingDay, in folder: String) -> Diagnostic {
    Diagnostic(
      "archive.day", .usage, at: .init(folder), ["day": .day(day)],
      (en: "The archive has no night of {day}.", zh: "归档中没有 {day} 之夜。"),
      remedy: (en: "Name a day that `aistock archive list` shows.", zh: "指定 `aistock archive list` 列出的日期。"))
  }
}
