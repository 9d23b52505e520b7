import Primitives
import Records

/// `head.json`: the day and the manifest's digest of the night that was archived last.
///
/// Each manifest is held by the one after it; the last one by this file, and with it the length of the
/// chain: a night taken off the end is found. It is written after its night, so a kill between the two
/// leaves it one night behind, which is no fault.
enum ArchiveHead {
  static let name = "head.json"

  static func write(_ snapshot: SnapshotArchive.Snapshot, in folder: String) throws {
    let path = Path.join(folder, name)
    let bytes: [UInt8] =
      JSONValue.object([
        "schema": 1, "trading_day": .string(snapshot.manifest.day.description),
        "sha256": .string(snapshot.sha256),
      ]).pretty
    if FileReader.exists(path), try FileReader.bytes(path) == bytes { return }
    try FileWriter.write(bytes, to: path)
  }

  /// Nil where there is none, as in archives of before it was written. Throws for a damaged one.
  static func read(in folder: String) throws -> Manifest.Reference? {
    let path = Path.join(folder, name)
    guard FileReader.exists(path) else { return nil }
    let json = try JSONReader.read(file: path, id: "archive.head")
    guard json["schema"]?.intValue == 1,
      let day = json["trading_day"]?.stringValue.flatMap({ TradingDay($0) }),
      let sha256 = json["sha256"]?.stringValue
    else {
      throw Diagnostic(
        "archive.head", .damaged, at: .init(path),
        (en: "The archive's head cannot be read.", zh: "无法读取归档的头文件。"),
        remedy: (
          en: "Restore the file from a copy. The next night writes it anew.", zh: "从副本恢复该文件；下一夜会重新写入。"
        ))
    }
    return Manifest.Reference(day: day, sha256: sha256)
  }
}

extension SnapshotArchive {
  /// What the head says against the nights that are there.
  func headProblems(_ nights: [(day: TradingDay, snapshot: Snapshot)]) -> [Problem] {
    let head: Manifest.Reference?
    do { head = try ArchiveHead.read(in: folder) } catch {
      let why = (error as? any DiagnosableError)?.diagnostic.summary ?? .verbatim("\(error)")
      let day = nights.last?.day ?? TradingDay(daysSince1970: 0)
      return [Problem(day: day, kind: .unreadable, path: ArchiveHead.name, detail: why)]
    }
    guard let head else { return [] }
    guard let night = nights.first(where: { $0.day == head.day }) else {
      // A night whose manifest cannot be read is named as such already.
      if FileReader.isFolder(Path.join(folder, head.day.description)) { return [] }
      return [
        Problem(
          day: head.day, kind: .missing, path: ArchiveHead.name,
          detail: Message("archive.last-night-gone", en: "The night that was archived last is gone.", zh: "最后归档的一夜已不在。")
        )
      ]
    }
    guard
      night.snapshot.sha256 == head.sha256 || night.snapshot.manifest.replaces.contains(head.sha256)
    else {
      return [
        Problem(
          day: head.day, kind: .changed, path: Manifest.name,
          detail: .otherManifest(head.sha256))
      ]
    }
    return []
  }
}

extension Message {
  fileprivate static func otherManifest(_ sha256: String) -> Message {
    Message(
      "archive.manifest-changed", ["digest": .text(String(sha256.prefix(12)))],
      en: "The manifest is not the one that was archived ({digest}).", zh: "清单不是归档时的那一份（{digest}）。")
  }
}
