import Primitives
import Records

/// What decides the outcome of one migration's replay beside the basis of its shard, by content.
struct ReplayInputs: Equatable {
  /// As the configuration names it: findings and identity tell it.
  var workspace: String
  /// SHA-256 of all files of the workspace.
  var content: String
  /// Sign of these files.
  var stamp: String
  /// The migration's keys in the configuration that decide its ladder.
  var settings: [String: JSONValue]
  /// SHA-256 of what only shows beside the other migrations.
  var findings: String

  /// - Parameter other: inputs whose workspace is taken for equal, unread, where its stamp is, as a night does.
  init(_ migration: AistockConfiguration.Migration, task: NightTask, besides other: ReplayInputs? = nil) throws {
    workspace = migration.workspace
    let stamp = task.stamp(of: migration)
    self.stamp = stamp
    let known = other.flatMap { $0.stamp == stamp ? $0.content : nil }
    content = try known ?? ReplayInputs.content(of: migration.workspace)
    settings = [
      "bands": .integer(migration.bands), "benchmark": .optional(migration.benchmark?.name),
      "rungs": .array(migration.rungs.map { .string($0.rawValue) }),
      "tolerances": .object(migration.tolerances.mapValues { .number($0) }),
    ]
    let beside = JSONValue.array(task.findings(about: migration).map(\.json))
    findings = SHA256Digest(hashing: beside.canonical).hex
  }

  /// A file beyond the largest that is read counts by its size.
  private static func content(of folder: String) throws -> String {
    guard FileReader.isFolder(folder) else { return "missing" }
    let walk = try FolderWalk(folder)
    var hasher = SHA256Hasher()
    for entry in walk.entries {
      guard entry.isRegular, entry.byteCount <= FileKind.table.bytesMax,
        let file = try HeldFile(Path.join(folder, entry.path), as: .table)
      else {
        hasher.update(Array("\(entry.path)\u{0}\(entry.byteCount)\n".utf8))
        continue
      }
      hasher.update(labelled: entry.path, file.bytes)
    }
    for path in walk.unfollowed { hasher.update(Array("\(path)\n".utf8)) }
    return hasher.finish().hex
  }

  /// What is not the same, each with both values.
  func differences(from other: ReplayInputs) -> [Message] {
    var list: [Message] = []
    if workspace != other.workspace { list.append(.differs(.workspace, workspace, other.workspace)) }
    if content != other.content {
      list.append(.differs(.content, "\(content.prefix(12))", "\(other.content.prefix(12))"))
    }
    for key in Set(settings.keys).union(other.settings.keys).sorted() where settings[key] != other.settings[key] {
      list.append(.differs(.verbatim(key), ReplayInputs.text(settings[key]), ReplayInputs.text(other.settings[key])))
    }
    if findings != other.findings {
      list.append(.differs(.others, "\(findings.prefix(12))", "\(other.findings.prefix(12))"))
    }
    return list
  }

  private static func text(_ value: JSONValue?) -> String {
    String(decoding: (value ?? .null).canonical, as: UTF8.self)
  }

  var json: JSONValue {
    [
      "workspace": .string(workspace), "content": .string(content), "stamp": .string(stamp),
      "settings": .object(settings), "findings": .string(findings),
    ]
  }

  init?(_ json: JSONValue) {
    guard let workspace = json["workspace"]?.stringValue, let content = json["content"]?.stringValue,
      let stamp = json["stamp"]?.stringValue, let settings = json["settings"]?.objectValue,
      let findings = json["findings"]?.stringValue
    else { return nil }
    self.workspace = workspace
    self.content = content
    self.stamp = stamp
    // A tolerance without decimals is read back as an integer.
    self.settings = settings
    if let tolerances = settings["tolerances"]?.objectValue {
      self.settings["tolerances"] = .object(tolerances.mapValues { $0.doubleValue.map { .number($0) } ?? $0 })
    }
    self.findings = findings
  }
}

extension Message {
  fileprivate static let workspace = Message("collect.workspace-name", en: "the workspace's path", zh: "工作区路径")
  fileprivate static let content = Message("collect.content-name", en: "the workspace's content", zh: "工作区内容")
  fileprivate static let others = Message(
    "collect.others-name", en: "what the other migrations' workspaces show", zh: "其他迁移工作区的对照结果")
}
