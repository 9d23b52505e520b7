import Archive
import Primitives
import Records

/// Puts the night into its snapshot.
///
/// Reads: the work folders of the migrations, the previews. Writes: `reports/<day>`, nothing where the snapshot
/// that is there has the same content.
struct ArchiveStep {
  let context: NightContext
  let outcomes: [(id: String, outcome: NightResult.Migration.Outcome)]
  let previews: [NightResult.Preview]
  /// Nil where there is none, or its step failed.
  let factors: FactorSheet?
  /// The night that judged them, of migrations that the deadline came before.
  let carried: [String: TradingDay]
  /// Told the SHA-256 of the manifest.
  let written: (String) -> Void

  var planned: PlannedStep {
    PlannedStep(.archive) {
      let archive = SnapshotArchive(context.configuration)
      let content = NightSnapshot(
        day: context.day, level: context.configuration.archive.level, folders: context.folders)
      let snapshot = try archive.write(content.content(outcomes, previews, factors, carried), known: context.known)
      try ReviewLedger(context.configuration).record(now: context.clock)
      written(snapshot.sha256)
      if let key = context.configuration.archive.key, !FileReader.exists(key) { throw Diagnostic.noKey(key) }
      return .archived(snapshot.sha256)
    }
  }
}

extension Message {
  fileprivate static func archived(_ digest: String) -> Message {
    Message("night.archived", ["digest": .text(digest)], en: "Manifest {digest}.", zh: "清单摘要 {digest}。")
  }
}

extension Diagnostic {
  fileprivate static func noKey(_ path: String) -> Diagnostic {
    Diagnostic(
      "night.key-missing", .environment, at: .init(path, field: "archive.key"),
      (en: "The night is archived, but the key that signs the archive's head is missing.", zh: "已归档，但缺少签署归档头文件的私钥。"),
      remedy: (
        en: "Put the key back, or correct `archive.key`; the next night signs the head.",
        zh: "请放回私钥，或更正 `archive.key`；下一夜会补签。"
      ))
  }
}
