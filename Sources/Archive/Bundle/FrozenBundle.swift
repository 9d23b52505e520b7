package import Primitives
import Records

/// An approved migration that runs by itself: configuration, model, predictions and factor library with
/// their digests, and the signed chain of the review, in one folder.
///
/// Nothing of RD-Agent and no archive is needed to open it. Invariants:
/// 1. `bundle.json` is to the byte the document whose SHA-256 the reviewer signed: it names every file, the exchange
///    rules and the program.
/// 2. Every file is a regular one with the size and SHA-256 that it says, and nothing stands beside them but the
///    statements of the review.
/// 3. It is opened with an `Approval` in hand: signatures, exceptions and their days are verified as they stand now,
///    and where the archive is at hand, what it has learnt since counts too.
/// 4. One of before version 0.3 is signed over configuration, model and predictions alone: it is opened, and no order
///    rests on it.
package struct FrozenBundle: Sendable {
  package static let document = "bundle.json"
  package static let schema = 2
  package static let configuration = "conf.yaml"
  package static let model = "model.txt"
  /// In place of a model's text.
  package static let network = "model.onnx"
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
  /// Whether the reviewer's signature covers the whole of it.
  package let isSealed: Bool
  /// Whether the archive was at hand: without it a later rejection or a restated night is not known.
  package let isHeldToArchive: Bool
  private let files: [Manifest.Entry]

  /// The path of a file; nil where the bundle has none of this name.
  package func path(_ name: String) -> String? {
    files.contains { $0.path == name } ? Path.join(folder, name) : nil
  }

  package var json: JSONValue {
    .object(
      approval.members.merging([
        "folder": .string(folder), "exchange_rules": .string(exchangeRules), "tool_version": .string(toolVersion),
        "files": .integer(files.count), "sealed": .bool(isSealed), "held_to_archive": .bool(isHeldToArchive),
      ]) { _, new in new })
  }

  /// What a permit of it may be used for; throws `bundle.not-sealed` (exit 1) for money under an old signature.
  package func permit(for environment: MoneyGate.Environment) throws -> MoneyGate.Permit {
    guard isSealed || !environment.demandsApproval else { throw Diagnostic.notSealed(folder, migration) }
    return MoneyGate.Permit(approval, for: environment, isHeldToArchive: isHeldToArchive)
  }

  // MARK: - Writing

  /// What a bundle holds, before anybody signs for it.
  package struct Content: Sendable {
    let migration: String
    let files: [String: [UInt8]]
    let exchangeRules: String
    let toolVersion: String

    /// - Parameter files: by name, as the night that was judged kept them.
    package init(migration: String, files: [String: [UInt8]], exchangeRules: String, toolVersion: String) {
      self.migration = migration
      self.files = files
      self.exchangeRules = exchangeRules
      self.toolVersion = toolVersion
    }

    /// `bundle.json`: sorted keys, no blanks.
    var document: [UInt8] {
      let entries = files.sorted { $0.key < $1.key }.map {
        Manifest.Entry(path: $0.key, size: $0.value.count, sha256: SHA256Digest(hashing: $0.value).hex)
      }
      return FrozenBundle.document(migration, exchangeRules, toolVersion, entries).canonical
    }

    /// What is signed.
    package var sha256: String { SHA256Digest(hashing: document).hex }
  }

  private static func document(
    _ migration: String, _ rules: String, _ version: String, _ entries: [Manifest.Entry]
  ) -> JSONValue {
    [
      "schema": .integer(schema), "migration": .string(migration), "exchange_rules": .string(rules),
      "tool": ["name": "aistock", "version": .string(version)], "files": .array(entries.map(\.json)),
    ]
  }

  /// Writes the bundle that an approval was given for.
  ///
  /// - Throws: `bundle.changed` where the content is not what was signed.
  package static func write(
    _ content: Content, of approval: Approval, in ledger: ReviewLedger, to folder: String
  ) throws {
    guard let signed = approval.bundle, signed == content.sha256 else {
      throw approval.bundle == nil
        ? Diagnostic.nothingSigned(content.migration) : Diagnostic.changed(folder, .otherBundle)
    }
    let staged = try StagedFolder(replacing: folder, as: .bundle)
    for (name, bytes) in content.files.sorted(by: { $0.key < $1.key }) { try staged.write(bytes, to: name) }
    for path in try ledger.files(approval.subject.migration) {
      for part in [path, path + ".sig"] where FileReader.exists(part) {
        try staged.write(try FileReader.bytes(part), to: review + "/" + Path.lastComponent(part))
      }
    }
    try staged.write(content.document, to: document)
    try check(staged.stagingFolder, against: approval.subject)
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
    guard FolderTree.kind(path) == .file else { throw Diagnostic.changed(path, FolderTree.Difference.link.message) }
    let bytes = try FileReader.bytes(path)
    let described = try FrozenBundle.Description(path, bytes)
    self.folder = folder
    migration = described.migration
    exchangeRules = described.exchangeRules
    toolVersion = described.toolVersion
    files = described.files
    isSealed = described.statement == nil
    let statements = try FrozenBundle.verify(described, in: folder)
    isHeldToArchive = try !isSealed || ledger.archive.isThere()
    let own = Path.join(folder, FrozenBundle.review)
    if isHeldToArchive {
      approval = try ledger.approval(migration, now: clock)
    } else {
      approval = try ledger.approval(
        migration, files: statements.map { Path.join(folder, $0) }, now: clock, isInArchive: false)
    }
    if isSealed {
      // The statement that approves now, and the one in the bundle, cover this document or another one.
      guard approval.bundle == SHA256Digest(hashing: bytes).hex else {
        throw try FrozenBundle.isSigned(bytes, statements, in: folder)
          ? Diagnostic.otherApproval(path, migration) : Diagnostic.changed(path, .otherBundle)
      }
      if isHeldToArchive { try FrozenBundle.compare(own, try ledger.files(migration)) }
    } else if approval.statement != described.statement {
      throw Diagnostic.otherApproval(path, migration)
    }
    try FrozenBundle.check(folder, against: approval.subject)
  }

  /// What `bundle.json` says.
  private struct Description {
    let migration: String
    let exchangeRules: String
    let toolVersion: String
    let files: [Manifest.Entry]
    /// SHA-256 of the approving statement, in a document of before version 0.3, which is not signed itself.
    let statement: String?

    init(_ path: String, _ bytes: [UInt8]) throws {
      func damaged(_ field: String) -> Diagnostic {
        Diagnostic(
          "bundle.damaged", .damaged, at: .init(path, field: field),
          (en: "The bundle's description cannot be read.", zh: "无法读取资产包的说明。"),
          remedy: (
            en: "Restore the folder, or write it again: `aistock review bundle`.",
            zh: "恢复该目录，或重新写入：`aistock review bundle`。"
          ))
      }
      let json = try JSONReader.read(file: path, id: "bundle.damaged")
      guard let schema = json["schema"]?.intValue, (1...FrozenBundle.schema).contains(schema) else {
        throw damaged("schema")
      }
      guard let migration = json["migration"]?.stringValue else { throw damaged("migration") }
      guard let rules = json["exchange_rules"]?.stringValue else { throw damaged("exchange_rules") }
      guard let version = json["tool"]?["version"]?.stringValue else { throw damaged("tool") }
      guard let list = json["files"]?.arrayValue else { throw damaged("files") }
      files = try list.map { item in
        guard let path = item["path"]?.stringValue, let size = item["size"]?.intValue,
          let sha256 = item["sha256"]?.stringValue
        else { throw damaged("files") }
        let entry = Manifest.Entry(path: path, size: size, sha256: sha256)
        guard entry.isInside else { throw damaged("files") }
        return entry
      }
      (self.migration, exchangeRules, toolVersion) = (migration, rules, version)
      if schema == 1 {
        guard let statement = json["statement_sha256"]?.stringValue else { throw damaged("statement_sha256") }
        self.statement = statement
      } else {
        statement = nil
        guard FrozenBundle.document(migration, rules, version, files).canonical == bytes else {
          throw Diagnostic.changed(path, .otherBundle)
        }
      }
    }
  }

  /// Holds the folder to its description; returns the statements in it, oldest first.
  private static func verify(_ described: Description, in folder: String) throws -> [String] {
    if FolderTree.kind(folder) == .link { throw Diagnostic.changed(folder, FolderTree.Difference.link.message) }
    let tree = try FolderTree(folder)
    let prefix = review + "/"
    let statements =
      described.statement == nil ? tree.nodes.map(\.path).filter { isStatement($0, in: prefix) } : []
    let known = described.files.map(\.path) + [document] + statements
    if let (path, difference) = tree.differences(from: known).first {
      throw Diagnostic.changed(Path.join(folder, path), difference.message)
    }
    for entry in described.files {
      let path = Path.join(folder, entry.path)
      let bytes = try FileReader.bytes(path)
      guard bytes.count == entry.size, SHA256Digest(hashing: bytes).hex == entry.sha256 else {
        throw Diagnostic.changed(path, .otherFile)
      }
    }
    let documents = statements.filter { $0.hasSuffix(".json") }
    guard described.statement != nil || !documents.isEmpty else {
      throw Diagnostic.changed(Path.join(folder, review), .noReview)
    }
    if let alone = statements.first(where: { $0.hasSuffix(".sig") && !documents.contains(String($0.dropLast(4))) }) {
      throw Diagnostic.changed(Path.join(folder, alone), .unknownFile)
    }
    return documents
  }

  private static func isStatement(_ path: String, in prefix: String) -> Bool {
    path.hasPrefix(prefix) && !path.dropFirst(prefix.count).contains("/")
      && (path.hasSuffix(".json") || path.hasSuffix(".json.sig"))
  }

  /// Whether any approval among the statements of the bundle was given for this document.
  private static func isSigned(_ bytes: [UInt8], _ statements: [String], in folder: String) throws -> Bool {
    let digest = SHA256Digest(hashing: bytes).hex
    return statements.contains { (try? ReviewStatement(file: Path.join(folder, $0)).bundle) == digest }
  }

  /// The statements of the bundle are those of the archive, to the byte and with their signatures.
  private static func compare(_ own: String, _ files: [String]) throws {
    for file in files {
      for part in [file, file + ".sig"] where FileReader.exists(part) {
        let copy = Path.join(own, Path.lastComponent(part))
        guard FileReader.exists(copy) else { throw Diagnostic.changed(copy, FolderTree.Difference.missing.message) }
        guard try FileReader.bytes(copy) == FileReader.bytes(part) else { throw Diagnostic.changed(copy, .otherFile) }
      }
    }
    let names = Set(files.map(Path.lastComponent))
    for name in try ReviewLedger.files(in: own).map(Path.lastComponent) where !names.contains(name) {
      throw Diagnostic.changed(Path.join(own, name), .unknownFile)
    }
  }

  /// Holds configuration, model and predictions to what was signed.
  private static func check(_ folder: String, against subject: ReviewSubject) throws {
    let configuration = Path.join(folder, configuration)
    guard try QrunConfiguration(file: configuration).digest == subject.configurationDigest else {
      throw Diagnostic.changed(configuration, .otherConfiguration)
    }
    if let digest = subject.modelDigest {
      // As signals are made: where both stand there, the network scores.
      let places = [network, model].map { Path.join(folder, $0) }
      let path = places.first(where: FileReader.exists) ?? places[1]
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
  fileprivate static func otherApproval(_ path: String, _ migration: String) -> Diagnostic {
    Diagnostic(
      "bundle.other-approval", .refused, at: .init(path), ["migration": .text(migration)],
      (
        en: "The bundle was frozen under another approval than the one that stands for {migration} now.",
        zh: "资产包冻结时依据的批准，不是 {migration} 现行的批准。"
      ),
      remedy: (
        en: "Freeze it again: `aistock review bundle --migration {migration}`.",
        zh: "重新冻结：`aistock review bundle --migration {migration}`。"
      ))
  }

  fileprivate static func notSealed(_ folder: String, _ migration: String) -> Diagnostic {
    Diagnostic(
      "bundle.not-sealed", .refused, at: .init(folder), ["migration": .text(migration)],
      (
        en: "The bundle is of an earlier version. Its signature does not cover factors, rules and program.",
        zh: "资产包由较早版本写出，其签名未覆盖因子、规则与程序。"
      ),
      remedy: (
        en: "Run `aistock nightly`, then ask for a review of {migration} and approve it again.",
        zh: "运行 `aistock nightly`，再为 {migration} 提请签核并重新批准。"
      ))
  }

  fileprivate static func nothingSigned(_ migration: String) -> Diagnostic {
    Diagnostic(
      "bundle.nothing-signed", .refused, ["migration": .text(migration)],
      (
        en: "The approval of {migration} was given without a bundle.", zh: "{migration} 的批准没有对应的资产包。"
      ),
      remedy: (
        en: "Run `aistock nightly`, then ask for a review of {migration} and approve it again.",
        zh: "运行 `aistock nightly`，再为 {migration} 提请签核并重新批准。"
      ))
  }

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
  fileprivate static var otherBundle: Message {
    Message(
      "bundle.other-bundle", en: "The bundle is not the one that was signed.", zh: "资产包不是所签核的那一份。")
  }

  fileprivate static var noReview: Message {
    Message("bundle.no-review", en: "The statements of the review are gone.", zh: "签核的声明已不在。")
  }

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
