package import Primitives
import Records

extension SnapshotArchive {
  /// Archived files and the names under which they lie in an exported workspace.
  private static let restored = [
    ("evidence/conf.yaml", "conf.yaml"), ("evidence/model.txt", "model.txt"),
    ("evidence/model.onnx", "model.onnx"),
    ("evidence/label.csv", "label.csv"),
    ("recorded/predictions.csv", "pred.csv"), ("replayed/predictions.csv", "pred.csv"),
    ("recorded/report.csv", "report_normal_1day.csv"), ("recorded/positions.csv", "positions.csv"),
    ("recorded/trades.csv", "trades.csv"), ("recorded/qlib_res.csv", "qlib_res.csv"),
  ]

  /// Writes what a night archived of a migration as a workspace that can be reconciled again.
  ///
  /// Every file is held to its digest on the way.
  /// - Throws: `archive.day` for a day without a night, `archive.migration` for a migration that it did not
  ///   judge, `archive.level` where the night keeps no configuration, `archive.changed` for a file that is
  ///   not the one its manifest names.
  package func restore(_ migration: String, of day: TradingDay, to sink: any FileSink) throws {
    guard try days().contains(day) else { throw Diagnostic.noNight(of: day, in: folder) }
    let manifest = try snapshot(day).manifest
    guard manifest.verdicts.contains(where: { $0.migration == migration }) else {
      throw Diagnostic.notJudged(migration, manifest, in: folder)
    }
    guard
      manifest.files.contains(where: { $0.path == "migrations/\(migration)/evidence/conf.yaml" })
    else { throw Diagnostic.lowLevel(manifest, in: folder) }
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
          "archive.changed", .damaged, at: .init(file),
          (
            en: "The archived file is not the one that its manifest names.", zh: "归档文件不是清单所指的那一份。"
          ),
          remedy: (
            en: "Restore it from a copy. `aistock archive verify` names what else changed.",
            zh: "从副本恢复该文件；`aistock archive verify` 会列出其他改动。"
          ))
      }
      // A run folder has a table of holdings also where the record has none.
      if name == "positions.csv", bytes.count(where: { $0 == 0x0A }) <= 1 { continue }
      try sink.write(bytes, to: name)
      written.insert(name)
    }
  }
}

extension Diagnostic {
  fileprivate static func notJudged(_ migration: String, _ manifest: Manifest, in folder: String) -> Diagnostic {
    Diagnostic(
      "archive.migration", .usage, at: .init(folder),
      [
        "day": .day(manifest.day), "migration": .text(migration),
        "known": .names(manifest.verdicts.map(\.migration)),
      ],
      (
        en: "The night of {day} judged no migration `{migration}`.", zh: "{day} 之夜没有判定过迁移 `{migration}`。"
      ),
      remedy: (en: "Name one of: {known}.", zh: "可选：{known}。"))
  }

  fileprivate static func lowLevel(_ manifest: Manifest, in folder: String) -> Diagnostic {
    Diagnostic(
      "archive.level", .absent, at: .init(folder), ["day": .day(manifest.day), "level": .count(manifest.level)],
      (
        en: "The night of {day} is archived at level {level}, which keeps no configuration.",
        zh: "{day} 之夜以 {level} 级归档，不保存配置。"
      ),
      remedy: (
        en: "Set `level: 2` under `archive` in the configuration. Nights of that level can be restored.",
        zh: "在配置的 `archive` 下设置 `level: 2`；该级别的夜可以恢复。"
      ))
  }
}
