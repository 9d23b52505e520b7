import Primitives
import Records

/// The head of the archive, `head.json`: the night that was archived last, and how far the signed statements about
/// each migration reach.
///
/// Each manifest is held by the one after it; the last one by the head, and with it the length of the chain. A
/// statement that is taken away is missing in what the head records. Its digest is what a third party holds on to.
package struct ArchiveHead: Equatable, Sendable {
  /// The chain of statements about a migration, up to one.
  package struct SignOff: Equatable, Sendable {
    package var count: Int
    /// Of the last statement's bytes, which name the one before.
    package var sha256: String

    package init(count: Int, sha256: String) {
      self.count = count
      self.sha256 = sha256
    }
  }

  package static let name = "head.json"

  let night: ArchiveReference
  let signOffs: [String: SignOff]
  /// SHA-256 of the head before; nil for the first.
  let previous: String?
  /// Written before version 0.3: it names a night and nothing else.
  let isOld: Bool
  /// The bytes on disk: sorted keys, no blanks. An old one was written for people.
  let bytes: [UInt8]
  package var sha256: String { SHA256Digest(hashing: bytes).hex }

  init(night: ArchiveReference, signOffs: [String: SignOff], previous: String?) {
    self.night = night
    self.signOffs = signOffs
    self.previous = previous
    isOld = false
    bytes =
      JSONValue.object([
        "schema": 1, "trading_day": .string(night.day.description), "sha256": .string(night.sha256),
        "previous": .optional(previous),
        "signoffs": .object(
          signOffs.mapValues { ["count": .integer($0.count), "sha256": .string($0.sha256)] }),
      ]).canonical
  }

  private init(old night: ArchiveReference, _ bytes: [UInt8]) {
    self.night = night
    (signOffs, previous, isOld) = ([:], nil, true)
    self.bytes = bytes
  }

  /// Nil for what is no head, and for a new one whose bytes say more than is read from them.
  init?(_ bytes: [UInt8]) {
    guard let json = try? JSONReader.read(bytes), json["schema"]?.intValue == 1,
      let day = json["trading_day"]?.stringValue.flatMap({ TradingDay($0) }),
      let sha256 = json["sha256"]?.stringValue
    else { return nil }
    let night = ArchiveReference(day: day, sha256: sha256)
    guard json["previous"] != nil, let listed = json["signoffs"]?.objectValue else {
      guard json["previous"] == nil, json["signoffs"] == nil else { return nil }
      self.init(old: night, bytes)
      return
    }
    let signOffs = listed.compactMapValues { item -> SignOff? in
      guard let count = item["count"]?.intValue, count > 0, let sha256 = item["sha256"]?.stringValue else { return nil }
      return SignOff(count: count, sha256: sha256)
    }
    self.init(night: night, signOffs: signOffs, previous: json["previous"]?.stringValue)
    guard self.bytes == bytes else { return nil }
  }
}

/// A head that is being put in place: written before what it names and removed when all of it stands.
///
/// A process that is killed in between leaves it, and whoever writes next finishes what it announces, or drops it
/// where nothing of that was done.
struct PendingHead {
  static let name = "pending.json"
  static let signature = "pending.json.sig"

  var head: ArchiveHead
  /// Objects that a night brings or that the one it replaces may leave behind.
  var objects: [String]

  init(head: ArchiveHead, objects: [String]) {
    self.head = head
    self.objects = objects
  }

  var bytes: [UInt8] {
    JSONValue.object([
      "schema": 1, "head": .string(String(decoding: head.bytes, as: UTF8.self)),
      "objects": .array(objects.sorted().map { .string($0) }),
    ]).canonical
  }

  init?(_ bytes: [UInt8]) {
    guard let json = try? JSONReader.read(bytes), json["schema"]?.intValue == 1,
      let head = json["head"]?.stringValue.flatMap({ ArchiveHead(Array($0.utf8)) })
    else { return nil }
    self.init(head: head, objects: (json["objects"]?.arrayValue ?? []).compactMap(\.stringValue))
  }
}

extension SnapshotArchive {
  /// Every head that ever stood, one a line, each naming the digest of the one before.
  static let headLog = "heads.jsonl"
  static let headSignature = "head.json.sig"

  private var headPath: String { Path.join(folder, ArchiveHead.name) }
  private var logPath: String { Path.join(folder, SnapshotArchive.headLog) }
  private var signaturePath: String { Path.join(folder, SnapshotArchive.headSignature) }
  private var pendingPath: String { Path.join(folder, PendingHead.name) }
  private var pendingSignature: String { Path.join(folder, PendingHead.signature) }

  // MARK: - Reading

  /// Nil where there is none. Throws `archive.head` for a damaged one.
  package func head() throws -> ArchiveHead? {
    guard FileReader.exists(headPath) else { return nil }
    guard let head = ArchiveHead(try FileReader.bytes(headPath)) else { throw Diagnostic.damagedHead(headPath) }
    return head
  }

  /// Oldest first; empty in archives that no later version has written to. Throws `archive.head` for a damaged line.
  func headLog() throws -> [ArchiveHead] {
    guard FileReader.exists(logPath) else { return [] }
    let bytes = try FileReader.bytes(logPath)
    let heads = try bytes.split(separator: 0x0A).map {
      guard let head = ArchiveHead(Array($0)) else { throw Diagnostic.damagedHead(logPath) }
      return head
    }
    guard heads.flatMap({ $0.bytes + [0x0A] }) == bytes else { throw Diagnostic.damagedHead(logPath) }
    return heads
  }

  /// What an interrupted write left; one that cannot be read is the same as none.
  func pendingHead() -> PendingHead? {
    guard FileReader.exists(pendingPath), let bytes = try? FileReader.bytes(pendingPath) else { return nil }
    return PendingHead(bytes)
  }

  /// How far the statements about a migration must reach: by the head, and by the last line of its log, so that an
  /// older head put back takes nothing away.
  func recordedSignOffs(of migration: String) throws -> [ArchiveHead.SignOff] {
    try [head(), headLog().last].compactMap { $0?.signOffs[migration] }
  }

  /// Migrations about which the head records statements, whether or not they are still there.
  func recordedMigrations() throws -> [String] {
    try [head(), headLog().last].flatMap { $0?.signOffs.keys.sorted() ?? [] }
  }

  // MARK: - Writing

  /// Puts a new head in place around what it names: announced, done, recorded.
  ///
  /// Killed before `commit`, the archive is as it was; killed behind it, the next write finishes.
  /// - Parameters:
  ///   - key: signs where the archive's own key is not at hand.
  ///   - next: night and statements of the new head, from the one that stands.
  ///   - commit: writes what the head names.
  func advance(
    key: String? = nil, objects: [String] = [],
    to next: (ArchiveHead?) throws -> (night: ArchiveReference, signOffs: [String: ArchiveHead.SignOff]),
    commit: () throws -> Void
  ) throws {
    let lock = try FolderLock(folder)
    defer { withExtendedLifetime(lock) {} }
    try finishPending()
    let current = try standingHead()
    let wanted = try next(current)
    if let current, !current.isOld, current.night == wanted.night, current.signOffs == wanted.signOffs {
      try commit()
      try put(current, signature: try storedSignature(of: current) ?? headKey?.sign(current.bytes, or: key))
      return
    }
    let head = ArchiveHead(night: wanted.night, signOffs: wanted.signOffs, previous: current?.sha256)
    let pending = PendingHead(head: head, objects: objects)
    if let signature = try headKey?.sign(head.bytes, or: key) {
      try FileWriter.write(signature, to: pendingSignature)
    } else {
      try FileWriter.remove(pendingSignature)
    }
    try FileWriter.write(pending.bytes, to: pendingPath)
    try commit()
    try settle(pending)
  }

  /// Ends or drops what a killed process left.
  func recoverHead() throws {
    guard FileReader.exists(pendingPath) else { return }
    let lock = try FolderLock(folder)
    defer { withExtendedLifetime(lock) {} }
    try finishPending()
  }

  private func finishPending() throws {
    guard FileReader.exists(pendingPath) else { return }
    if let pending = pendingHead(), isDone(pending) { return try settle(pending) }
    if let pending = pendingHead() { try sweep(pending.objects) }
    try removePending()
  }

  /// Whether everything that a pending head names is there, behind the head that stands.
  func isDone(_ pending: PendingHead) -> Bool {
    let head = pending.head
    guard let standing = try? standingHead(), standing == head || standing.sha256 == head.previous else {
      return head.previous == nil && (try? snapshot(head.night.day).sha256) == head.night.sha256
    }
    guard (try? snapshot(head.night.day).sha256) == head.night.sha256 else { return false }
    return head.signOffs.allSatisfy { statementDigest($0.value.count, of: $0.key) == $0.value.sha256 }
  }

  /// The newest head that is known: the last line of the log, else the head's own file.
  private func standingHead() throws -> ArchiveHead? {
    if let head = try? head(), let pending = pendingHead(), pending.head == head { return head }
    return try headLog().last ?? (try? head())
  }

  private func settle(_ pending: PendingHead) throws {
    try put(
      pending.head, signature: FileReader.exists(pendingSignature) ? try FileReader.bytes(pendingSignature) : nil)
    try sweep(pending.objects)
    try removePending()
  }

  private func removePending() throws {
    try FileWriter.remove(pendingPath)
    try FileWriter.remove(pendingSignature)
  }

  private func put(_ head: ArchiveHead, signature: [UInt8]?) throws {
    func write(_ bytes: [UInt8], _ path: String) throws {
      if !FileReader.exists(path) || (try? FileReader.bytes(path)) != bytes { try FileWriter.write(bytes, to: path) }
    }
    if signature == nil { try FileWriter.remove(signaturePath) }
    try write(head.bytes, headPath)
    // Until here the signature of the pending head stands for the one that is replaced now.
    if let signature { try write(signature, signaturePath) }
    guard try !head.isOld && headLog().last != head else { return }
    let before = FileReader.exists(logPath) ? try FileReader.bytes(logPath) : []
    try FileWriter.write(before + head.bytes + [0x0A], to: logPath)
  }

  /// The valid signature that stands beside a head; nil where none does.
  private func storedSignature(of head: ArchiveHead) throws -> [UInt8]? {
    guard FileReader.exists(signaturePath), (try? self.head()) == head else { return nil }
    guard let headKey, case .by = try headKey.check(head.bytes, signature: signaturePath) else { return nil }
    return try FileReader.bytes(signaturePath)
  }

  /// Removes objects that no night needs any more; none while a manifest cannot be read.
  private func sweep(_ candidates: [String]) throws {
    guard !candidates.isEmpty, let nights = try? list() else { return }
    let needed = Set(nights.flatMap { $0.manifest.objects.map(\.sha256) })
    for sha256 in Set(candidates).subtracting(needed).sorted() where sha256.utf8.allSatisfy(\.isHexDigit) {
      try FileWriter.remove(objectPath(sha256))
    }
  }
}

extension UInt8 {
  var isHexDigit: Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self)
  }
}

extension Diagnostic {
  fileprivate static func damagedHead(_ path: String) -> Diagnostic {
    Diagnostic(
      "archive.head", .damaged, at: .init(path),
      (en: "The archive's head cannot be read.", zh: "无法读取归档的头文件。"),
      remedy: (
        en: "Restore the file from a copy. `aistock archive verify` names what else changed.",
        zh: "从副本恢复该文件；`aistock archive verify` 会列出其他改动。"
      ))
  }
}
