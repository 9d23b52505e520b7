package import Primitives
import Records

/// An approved migration that runs by itself: configuration, model, predictions and factor library with
/// their digests, and the signed chain of the review, in one folder.
///
/// Nothing of RD-Agent is needed to open it. Invariants:
/// 1. Every file has the size and SHA-256 that `bundle.json` says, and no file stands beside them.
/// 2. Configuration, model and predictions are those that the signed statement names; `bundle.json` alone
///    proves nothing.
/// 3. It is opened with an `Approval` in hand: the review is verified as it stands now.
package struct FrozenBundle: Sendable {
  package static let document = "bundle.json"
  package static let schema = 1
  package static let configuration = "conf.yaml"
  package static let model = "model.txt"
  package static let predictions = "predictions.csv"
  package static let factors = "factors.tsv"
  /// The statements of the review, with their signatures.
  static let review = "review"

  package let folder: String
  package let migration: String
  package let approval: Approval
  /// The exchange rules that the approved run was seen under.
  package let exchangeRules: String
  package let toolVersion: String
  private let files: [Manifest.Entry]

  /// The path of a file; nil where the bundle has none of this name.
  package func path(_ name: String) -> String? {
    files.contains { $0.path == name } ? Path.join(folder, name) : nil
  }

  package var json: JSONValue {
    [
      "folder": .string(folder), "migration": .string(migration),
      "exchange_rules": .string(exchangeRules),
      "tool_version": .string(toolVersion), "files": .integer(files.count),
      "reviewer": .string(approval.reviewer), "approved_at": .string(approval.approvedAt),
      "statement_sha256": .string(approval.statement),
      "holds_through": .optional(approval.holdsThrough),
    ]
  }

  // MARK: - Writing

  /// Freezes an approved migration.
  ///
  /// - Parameter files: by name, as the night that was judged kept them.
  /// - Throws: `bundle.changed` where a file is not the one that was signed.
  package static func write(
    _ files: [String: [UInt8]], of approval: Approval, in ledger: ReviewLedger,
    exchangeRules: String,
    toolVersion: String, to folder: String
  ) throws {
    let staged = try StagedFolder(replacing: folder, as: .bundle)
    var all = files
    for path in try ledger.files(approval.subject.migration) {
      for part in [path, path + ".sig"] where FileReader.exists(part) {
        all[review + "/" + Path.lastComponent(part)] = try FileReader.bytes(part)
      }
    }
    for (name, bytes) in all.sorted(by: { $0.key < $1.key }) { try staged.write(bytes, to: name) }
    let entries = all.sorted { $0.key < $1.key }.map {
      Manifest.Entry(
        path: $0.key, size: $0.value.count, sha256: SHA256Digest(hashing: $0.value).hex)
    }
    let subject = approval.subject
    let json: JSONValue = [
      "schema": .integer(schema), "migration": .string(subject.migration),
      "statement_sha256": .string(approval.statement), "exchange_rules": .string(exchangeRules),
      "tool": ["name": "aistock", "version": .string(toolVersion)],
      "files": .array(
        entries.map {
          ["path": .string($0.path), "size": .integer($0.size), "sha256": .string($0.sha256)]
        }),
    ]
    try staged.write(json.pretty, to: document)
    try check(staged.stagingFolder, against: subject)
    try staged.commit()
  }

  // MARK: - Opening

  /// Opens a bundle for use with money, real or virtual.
  ///
  /// - Throws: `bundle.missing`, `bundle.damaged` and `bundle.changed` (exit 3) for a folder that is not what
  ///   was frozen; `review.not-approved` (exit 1) with the reason where the review does not stand;
  ///   `bundle.other-approval` (exit 1) where another statement approves the migration now.
  package init(folder: String, ledger: ReviewLedger, now clock: Clock) throws {
    let path = Path.join(folder, FrozenBundle.document)
    guard FileReader.exists(path) else {
      throw Diagnostic(
        "bundle.missing", .absent, at: .init(path), (en: "There is no frozen bundle.", zh: "没有冻结的资产包。"),
        remedy: (
          en: "Name the folder that `aistock review bundle --migration NAME` writes.",
          zh: "指定 `aistock review bundle --migration NAME` 写出的目录。"
        ))
    }
    let json = try JSONReader.read(file: path, id: "bundle.damaged")
    func damaged(_ field: String) -> Diagnostic {
      Diagnostic(
        "bundle.damaged", .damaged, at: .init(path, field: field),
        (en: "The bundle's description cannot be read.", zh: "无法读取资产包的说明。"),
        remedy: (
          en: "Restore the folder, or write it again: `aistock review bundle`.",
          zh: "恢复该目录，或重新写入：`aistock review bundle`。"
        ))
    }
    guard json["schema"]?.intValue == FrozenBundle.schema else { throw damaged("schema") }
    guard let migration = json["migration"]?.stringValue else { throw damaged("migration") }
    guard let statement = json["statement_sha256"]?.stringValue else {
      throw damaged("statement_sha256")
    }
    guard let rules = json["exchange_rules"]?.stringValue else { throw damaged("exchange_rules") }
    guard let version = json["tool"]?["version"]?.stringValue else { throw damaged("tool") }
    guard let list = json["files"]?.arrayValue else { throw damaged("files") }
    let files = try list.map { item in
      guard let path = item["path"]?.stringValue, let size = item["size"]?.intValue,
        let sha256 = item["sha256"]?.stringValue
      else { throw damaged("files") }
      return Manifest.Entry(path: path, size: size, sha256: sha256)
    }
    self.folder = folder
    self.migration = migration
    exchangeRules = rules
    toolVersion = version
    self.files = files
    try FrozenBundle.verify(files, in: folder)
    approval = try ledger.approval(migration, now: clock)
    guard approval.statement == statement else {
      throw Diagnostic(
        "bundle.other-approval", .refused, at: .init(path),
        [
          "frozen": .text(String(statement.prefix(12))), "now": .text(String(approval.statement.prefix(12))),
          "migration": .text(migration),
        ],
        (
          en: "The bundle was frozen under statement {frozen}. Statement {now} approves {migration} now.",
          zh: "资产包依据声明 {frozen} 冻结，而现在批准 {migration} 的是声明 {now}。"
        ),
        remedy: (
          en: "Freeze it again: `aistock review bundle --migration {migration}`.",
          zh: "重新冻结：`aistock review bundle --migration {migration}`。"
        ))
    }
    try FrozenBundle.check(folder, against: approval.subject)
  }

  private static func verify(_ files: [Manifest.Entry], in folder: String) throws {
    for entry in files {
      let path = Path.join(folder, entry.path)
      guard FileReader.exists(path) else { throw Diagnostic.changed(path, .fileGone) }
      let bytes = try FileReader.bytes(path)
      guard bytes.count == entry.size, SHA256Digest(hashing: bytes).hex == entry.sha256 else {
        throw Diagnostic.changed(path, .otherFile)
      }
    }
    let known = Set(files.map(\.path) + [document])
    if let added = try SnapshotArchive.files(below: folder).first(where: { !known.contains($0) }) {
      throw Diagnostic.changed(Path.join(folder, added), .unknownFile)
    }
  }

  /// Holds configuration, model and predictions to what was signed.
  private static func check(_ folder: String, against subject: ReviewSubject) throws {
    let configuration = Path.join(folder, configuration)
    guard try QrunConfiguration(file: configuration).digest == subject.configurationDigest else {
      throw Diagnostic.changed(configuration, .otherConfiguration)
    }
    if let digest = subject.modelDigest {
      let path = Path.join(folder, model)
      guard FileReader.exists(path), SHA256Digest(hashing: try FileReader.bytes(path)).hex == digest
      else { throw Diagnostic.changed(path, .otherModel) }
    }
    if let digest = subject.predictionsDigest {
      let path = Path.join(folder, predictions)
      guard FileReader.exists(path), try PanelTable(csv: path, value: "score").digest == digest
      else { throw Diagnostic.changed(path, .otherPredictions) }
    }
  }
}

extension Diagnostic {
  fileprivate static func changed(_ path: String, _ what: Message) -> Diagnostic {
    Diagnostic(
      "bundle.changed", .damaged, at: .init(path), ["what": .message(what)], (en: "{what}", zh: "{what}"),
      remedy: (
        en: "Restore the folder from a copy, or freeze the approved migration again: `aistock review bundle`.",
        zh: "从副本恢复该目录，或重新冻结已批准的迁移：`aistock review bundle`。"
      ))
  }
}

extension Message {
  fileprivate static var fileGone: Message { Message("bundle.file-gone", en: "The file is gone.", zh: "文件已不在。") }

  fileprivate static var otherFile: Message {
    Message(
      "bundle.other-file", en: "The file is not the one that was frozen.", zh: "该文件不是冻结时的那一份。")
  }

  fileprivate static var unknownFile: Message {
    Message("bundle.unknown-file", en: "The bundle does not know the file.", zh: "资产包中没有登记该文件。")
  }

  fileprivate static var otherConfiguration: Message {
    Message(
      "bundle.other-configuration", en: "The configuration is not the one that was signed.", zh: "配置不是所签核的那一份。")
  }

  fileprivate static var otherModel: Message {
    Message("bundle.other-model", en: "The model is not the one that was signed.", zh: "模型不是所签核的那一个。")
  }

  fileprivate static var otherPredictions: Message {
    Message(
      "bundle.other-predictions", en: "The table of predictions is not the one that was signed.",
      zh: "预测表不是所签核的那一份。")
  }
}
