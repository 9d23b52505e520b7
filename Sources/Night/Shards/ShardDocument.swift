import Primitives
import Records

/// `shard.json`: what a shard was made from and what came out, with the digest of each file.
struct ShardDocument: Equatable {
  static let file = "shard.json"
  private static let schema = 1

  struct File: Equatable {
    var path: String
    var size: Int
    var sha256: String
  }

  enum Outcome: Equatable {
    case judged(Comparison.Verdict, [File])
    case failed(Diagnostic)
  }

  struct Entry: Equatable {
    var id: String
    var inputs: ReplayInputs
    var seconds: Double
    var outcome: Outcome
  }

  var shard: Shard
  var basis: ReplayBasis
  /// Whether every migration of the shard stands in it; a shard that was killed is not finished.
  var isFinished = false
  var entries: [Entry] = []

  /// Where a migration's files stand inside a shard.
  static func folder(of migration: String) -> String { "work/" + migration }

  /// - Parameter others: what an earlier run left of migrations that are still to come.
  func write(to folder: String, besides others: [Entry] = []) throws {
    var document = self
    document.entries += others
    try FileWriter.write(document.json.pretty, to: Path.join(folder, ShardDocument.file))
  }

  /// Nil where there is none.
  ///
  /// - Throws: `shard.damaged`.
  static func read(_ folder: String) throws -> ShardDocument? {
    let path = Path.join(folder, file)
    guard FileReader.exists(path) else { return nil }
    guard let document = ShardDocument(try JSONReader.read(file: path, id: "shard.damaged")) else {
      throw Diagnostic.damagedShard(path)
    }
    return document
  }

  private var json: JSONValue {
    [
      "schema": .integer(ShardDocument.schema), "shard": .integer(shard.number), "of": .integer(shard.count),
      "finished": .bool(isFinished), "basis": basis.json, "migrations": .array(entries.map(\.json)),
    ]
  }

  init(_ shard: Shard, _ basis: ReplayBasis) {
    self.shard = shard
    self.basis = basis
  }

  private init?(_ json: JSONValue) {
    guard json["schema"]?.intValue == ShardDocument.schema, let number = json["shard"]?.intValue,
      let count = json["of"]?.intValue, count >= 1, (1...count).contains(number),
      let isFinished = json["finished"]?.boolValue, let basis = json["basis"].flatMap(ReplayBasis.init),
      let items = json["migrations"]?.arrayValue
    else { return nil }
    let entries = items.compactMap(Entry.init)
    guard entries.count == items.count else { return nil }
    shard = Shard(number: number, of: count)
    self.basis = basis
    self.isFinished = isFinished
    self.entries = entries
  }
}

extension ShardDocument.Entry {
  fileprivate var json: JSONValue {
    var json: [String: JSONValue] = ["id": .string(id), "inputs": inputs.json, "seconds": .number(seconds)]
    switch outcome {
    case .judged(let verdict, let files):
      json["state"] = "judged"
      json["verdict"] = .string(verdict.rawValue)
      json["files"] = .array(
        files.map { ["path": .string($0.path), "size": .integer($0.size), "sha256": .string($0.sha256)] })
    case .failed(let diagnostic):
      json["state"] = "failed"
      json["diagnostic"] = diagnostic.stored
    }
    return .object(json)
  }

  fileprivate init?(_ json: JSONValue) {
    guard let id = json["id"]?.stringValue, let inputs = json["inputs"].flatMap(ReplayInputs.init),
      let seconds = json["seconds"]?.doubleValue
    else { return nil }
    self.id = id
    self.inputs = inputs
    self.seconds = seconds
    switch json["state"] {
    case "judged":
      guard let verdict = json["verdict"]?.stringValue.flatMap(Comparison.Verdict.init),
        let items = json["files"]?.arrayValue
      else { return nil }
      let files = items.compactMap(ShardDocument.File.init)
      guard files.count == items.count else { return nil }
      outcome = .judged(verdict, files)
    case "failed":
      guard let diagnostic = json["diagnostic"].flatMap(Diagnostic.init(stored:)) else { return nil }
      outcome = .failed(diagnostic)
    default: return nil
    }
  }
}

extension ShardDocument.File {
  /// Nil also for a path that would lead out of its folder.
  fileprivate init?(_ json: JSONValue) {
    guard let path = json["path"]?.stringValue, let size = json["size"]?.intValue,
      let sha256 = json["sha256"]?.stringValue, !path.isEmpty,
      path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy({ !["", ".", ".."].contains($0) })
    else { return nil }
    self.path = path
    self.size = size
    self.sha256 = sha256
  }

  /// The bytes of the file as it was written.
  ///
  /// - Throws: `shard.file-changed`, and what reading throws.
  func bytes(in folder: String) throws -> [UInt8] {
    let place = Path.join(folder, path)
    let bytes = try FileReader.bytes(place)
    guard bytes.count == size, SHA256Digest(hashing: bytes).hex == sha256 else { throw Diagnostic.changedFile(place) }
    return bytes
  }
}

/// Passes files on and remembers what they were.
final class ListingSink: FileSink {
  private let sink: any FileSink
  private(set) var files: [ShardDocument.File] = []

  init(_ sink: any FileSink) { self.sink = sink }

  func write(_ bytes: [UInt8], to path: String) throws {
    try sink.write(bytes, to: path)
    files.append(.init(path: path, size: bytes.count, sha256: SHA256Digest(hashing: bytes).hex))
  }
}

extension Diagnostic {
  fileprivate static func damagedShard(_ path: String) -> Diagnostic {
    Diagnostic(
      "shard.damaged", .damaged, at: .init(path),
      (en: "The document of the shard cannot be understood.", zh: "无法理解该分片的说明文件。"),
      remedy: (
        en: "Copy the folder again, or remove it and run its `aistock replay` again.",
        zh: "请重新复制该文件夹，或删除后重新运行其 `aistock replay`。"
      ))
  }

  fileprivate static func changedFile(_ path: String) -> Diagnostic {
    Diagnostic(
      "shard.file-changed", .damaged, at: .init(path),
      (en: "The file is not the one that `shard.json` lists.", zh: "该文件与 `shard.json` 所列的不一致。"),
      remedy: (
        en: "Copy the folder again, or run its `aistock replay` again.",
        zh: "请重新复制该文件夹，或重新运行其 `aistock replay`。"
      ))
  }
}
