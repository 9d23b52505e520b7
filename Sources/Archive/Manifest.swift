package import Primitives
package import Records

/// `manifest.json` of a snapshot: every file with its SHA-256, and the digest of the manifest before.
///
/// It holds no clock and no path of a machine: the same inputs give the same bytes.
package struct Manifest: Equatable, Sendable {
  /// One file of the snapshot; `path` is relative to its folder.
  package struct Entry: Equatable, Sendable {
    package var path: String
    package var size: Int
    package var sha256: String
    /// SHA-256 of the packed bytes of an object; nil for a plain file and in nights of before version 0.3.
    package var packed: String?

    package init(path: String, size: Int, sha256: String, packed: String? = nil) {
      self.path = path
      self.size = size
      self.sha256 = sha256
      self.packed = packed
    }

    var json: JSONValue {
      var members: [String: JSONValue] = [
        "path": .string(path), "size": .integer(size), "sha256": .string(sha256),
      ]
      if let packed { members["packed_sha256"] = .string(packed) }
      return .object(members)
    }

    /// Relative, without `.` or `..`: it stays inside the folder that the manifest describes.
    var isInside: Bool {
      !path.isEmpty && !path.hasPrefix("/")
        && path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { !["", ".", ".."].contains($0) }
    }
  }

  package typealias Reference = ArchiveReference
  package typealias Verdict = ArchivedVerdict

  package static let schema = 1
  package static let name = "manifest.json"

  package var day: TradingDay
  package var toolVersion: String
  /// 0 metadata and metrics, 1 with runs and curves, 2 with code and weights.
  package var level: Int
  package var parent: Reference?
  /// Digests of manifests of the same day that this one took the place of, oldest first.
  package var replaces: [String]
  package var verdicts: [Verdict]
  /// Sorted by path.
  package var files: [Entry]
  /// Large parts kept once for all snapshots under `objects/`, by the digest of their content.
  package var objects: [Entry]

  package init(
    day: TradingDay, toolVersion: String, level: Int, parent: Reference?, replaces: [String], verdicts: [Verdict],
    files: [Entry], objects: [Entry]
  ) {
    self.day = day
    self.toolVersion = toolVersion
    self.level = level
    self.parent = parent
    self.replaces = replaces
    self.verdicts = verdicts
    self.files = files.sorted { $0.path < $1.path }
    self.objects = objects.sorted { $0.path < $1.path }
  }

  package var bytes: [UInt8] { json.pretty }

  /// What it says of the content alone: how objects are packed is not known before they are.
  var content: Manifest {
    var content = self
    for index in content.objects.indices { content.objects[index].packed = nil }
    return content
  }

  /// The identity of the snapshot.
  package var sha256: String { SHA256Digest(hashing: bytes).hex }

  private var json: JSONValue {
    func list(_ entries: [Entry]) -> JSONValue {
      .array(entries.map(\.json))
    }
    return [
      "schema": .integer(Manifest.schema), "trading_day": .string(day.description),
      "tool": ["name": "aistock", "version": .string(toolVersion)], "level": .integer(level),
      "parent": parent.map { ["trading_day": .string($0.day.description), "sha256": .string($0.sha256)] } ?? .null,
      "replaces": .array(replaces.map { .string($0) }),
      "verdicts": .array(verdicts.map { ["migration": .string($0.migration), "verdict": .string($0.verdict)] }),
      "files": list(files), "objects": list(objects),
    ]
  }

  /// Throws `archive.manifest` for a file that is no manifest of this program.
  package init(file path: String) throws {
    let json = try JSONReader.read(file: path, id: "archive.manifest")
    func damaged(_ field: String) -> Diagnostic {
      Diagnostic(
        "archive.manifest", .damaged, at: .init(path, field: field),
        (en: "The manifest cannot be read.", zh: "无法读取清单。"),
        remedy: (
          en: "Restore the file from a copy. `aistock archive verify` names what else changed.",
          zh: "从副本恢复该文件；`aistock archive verify` 会列出其他改动。"
        ))
    }
    func entries(_ field: String) throws -> [Entry] {
      guard let list = json[field]?.arrayValue else { throw damaged(field) }
      return try list.map {
        guard let path = $0["path"]?.stringValue, let size = $0["size"]?.intValue,
          let sha256 = $0["sha256"]?.stringValue
        else { throw damaged(field) }
        return Entry(path: path, size: size, sha256: sha256, packed: $0["packed_sha256"]?.stringValue)
      }
    }
    guard json["schema"]?.intValue == Manifest.schema else { throw damaged("schema") }
    guard let day = json["trading_day"]?.stringValue.flatMap({ TradingDay($0) }) else { throw damaged("trading_day") }
    guard let version = json["tool"]?["version"]?.stringValue else { throw damaged("tool") }
    guard let level = json["level"]?.intValue else { throw damaged("level") }
    var parent: Reference?
    if let value = json["parent"], value != .null {
      guard let day = value["trading_day"]?.stringValue.flatMap({ TradingDay($0) }),
        let sha256 = value["sha256"]?.stringValue
      else { throw damaged("parent") }
      parent = Reference(day: day, sha256: sha256)
    }
    guard let judged = json["verdicts"]?.arrayValue else { throw damaged("verdicts") }
    let verdicts = try judged.map {
      guard let migration = $0["migration"]?.stringValue, let verdict = $0["verdict"]?.stringValue else {
        throw damaged("verdicts")
      }
      return Verdict(migration: migration, verdict: verdict)
    }
    guard let replaced = json["replaces"]?.arrayValue else { throw damaged("replaces") }
    let replaces = try replaced.map {
      guard let sha256 = $0.stringValue else { throw damaged("replaces") }
      return sha256
    }
    self.init(
      day: day, toolVersion: version, level: level, parent: parent,
      replaces: replaces, verdicts: verdicts,
      files: try entries("files"), objects: try entries("objects"))
  }
}
