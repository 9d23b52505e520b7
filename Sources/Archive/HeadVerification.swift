package import Primitives
package import Records

extension SnapshotArchive {
  /// What the head says against the nights and the statements that are there.
  func headProblems(_ nights: [(day: TradingDay, snapshot: Snapshot)]) -> [Problem] {
    let newest = nights.last?.day
    func problem(_ kind: Problem.Kind, _ path: String, _ detail: Message, on day: TradingDay? = nil) -> Problem {
      Problem(day: day ?? newest ?? TradingDay(daysSince1970: 0), kind: kind, path: path, detail: detail)
    }
    for name in [ArchiveHead.name, SnapshotArchive.headLog, SnapshotArchive.headSignature] {
      let path = Path.join(folder, name)
      guard FolderTree.kind(path) != nil, let difference = FolderTree.difference(of: path) else { continue }
      return [problem(difference.kind, name, difference.message)]
    }
    let log: [ArchiveHead]
    do { log = try headLog() } catch { return [problem(.unreadable, SnapshotArchive.headLog, .why(error))] }
    var head: ArchiveHead?
    do { head = try self.head() } catch { return [problem(.unreadable, ArchiveHead.name, .why(error))] }
    var problems: [Problem] = []
    let pending = pendingHead().flatMap { isDone($0) ? $0.head : nil }
    if let pending, pending != head {
      // Its night stands, and the process was killed before the head did.
      head = pending
    } else {
      problems += fileProblems(head, log, pending).compactMap {
        newest == nil && log.isEmpty ? nil : problem($0, $1, $2)
      }
    }
    for (before, next) in zip(log, log.dropFirst()) where next.previous != before.sha256 {
      problems.append(problem(.brokenLink, SnapshotArchive.headLog, .logBroken(next.night.day), on: next.night.day))
    }
    let standing = head ?? log.last
    if let standing {
      problems += nightProblems(standing, log, nights)
      problems += signOffProblems(standing).map { problem($0, $1, $2) }
    }
    if let head, let found = signatureProblem(head) { problems.append(problem(found.0, found.1, found.2)) }
    return problems
  }

  /// The head's own file beside its log.
  private func fileProblems(
    _ head: ArchiveHead?, _ log: [ArchiveHead], _ pending: ArchiveHead?
  ) -> [(Problem.Kind, String, Message)] {
    guard let head else { return [(.missing, ArchiveHead.name, .headGone)] }
    if head == pending || head == log.last || (head.isOld && log.isEmpty) { return [] }
    if log.isEmpty { return [(.missing, SnapshotArchive.headLog, .logGone)] }
    // The first line of a log may follow a head of before it.
    if head.isOld || log.contains(head) { return [(.changed, ArchiveHead.name, .olderHead(log.last?.night.day))] }
    return [(.changed, ArchiveHead.name, .otherHead)]
  }

  /// The newest night beside the one that the head names, and beside all that ever were the newest of its day.
  private func nightProblems(
    _ head: ArchiveHead, _ log: [ArchiveHead], _ nights: [(day: TradingDay, snapshot: Snapshot)]
  ) -> [Problem] {
    // Before version 0.3 a killed night could stand before its head.
    let beyond = nights.filter { $0.day > head.night.day }.dropFirst(head.isOld ? 1 : 0).map {
      Problem(day: $0.day, kind: .added, path: Manifest.name, detail: .notInHead)
    }
    guard let night = nights.first(where: { $0.day == head.night.day }) else {
      // A night whose manifest cannot be read is named as such already.
      if FileReader.isFolder(Path.join(folder, head.night.day.description)) { return beyond }
      return [Problem(day: head.night.day, kind: .missing, path: ArchiveHead.name, detail: .lastNightGone)] + beyond
    }
    let own = [head.night.sha256] + log.filter { $0.night.day == head.night.day }.map(\.night.sha256)
    let manifest = night.snapshot.manifest
    guard let other = own.first(where: { $0 != night.snapshot.sha256 && !manifest.replaces.contains($0) }) else {
      return beyond
    }
    return [Problem(day: night.day, kind: .changed, path: Manifest.name, detail: .otherManifest(other))] + beyond
  }

  private func signOffProblems(_ head: ArchiveHead) -> [(Problem.Kind, String, Message)] {
    head.signOffs.sorted { $0.key < $1.key }.compactMap { migration, record in
      let path = ReviewLedger.folderName + "/" + migration
      guard let digest = statementDigest(record.count, of: migration) else {
        return (.missing, path, .statementsGone(record.count))
      }
      return digest == record.sha256 ? nil : (.changed, path, .otherStatement(record.count))
    }
  }

  /// SHA-256 of the bytes of a migration's statement by its number from 1; nil where it is not there.
  func statementDigest(_ number: Int, of migration: String) -> String? {
    let root = Path.join(Path.join(folder, ReviewLedger.folderName), migration)
    guard number > 0, let files = try? ReviewLedger.files(in: root), files.count >= number,
      FolderTree.kind(files[number - 1]) == .file, let bytes = try? FileReader.bytes(files[number - 1])
    else { return nil }
    return SHA256Digest(hashing: bytes).hex
  }

  private func signatureProblem(_ head: ArchiveHead) -> (Problem.Kind, String, Message)? {
    guard let headKey else { return nil }
    switch signature(of: head) {
    case .by: return nil
    case .invalid(let why): return (.changed, SnapshotArchive.headSignature, why)
    case nil: return headKey.isDemanded ? (.missing, SnapshotArchive.headSignature, .notSigned) : nil
    }
  }

  /// Nil where no signature stands beside the head, and where nobody asks for one.
  private func signature(of head: ArchiveHead) -> HeadKey.Outcome? {
    guard let headKey else { return nil }
    let names = [SnapshotArchive.headSignature] + (pendingHead()?.head == head ? [PendingHead.signature] : [])
    let found = names.map { Path.join(folder, $0) }.filter { FileReader.exists($0) }
    let outcomes = found.map { file -> HeadKey.Outcome in
      do { return try headKey.check(head.bytes, signature: file) } catch { return .invalid(.why(error)) }
    }
    return outcomes.first { if case .by = $0 { true } else { false } } ?? outcomes.first
  }

  /// The head for who reads it; nil where there is none that can be read.
  package func headState() -> ArchiveHeadState? {
    guard let head = (try? head()) else { return nil }
    var signer: String?
    if case .by(let person) = signature(of: head) { signer = person }
    return ArchiveHeadState(day: head.night.day, sha256: head.sha256, signer: signer)
  }

  // MARK: - Against a digest that somebody kept

  /// Where a digest that somebody else has kept stands in the history of the archive.
  package enum Anchor: Equatable, Sendable {
    /// It is the digest of the head.
    case current(ArchiveReference)
    /// It is the digest of an earlier head, whose night and statements are still there.
    case ancestor(ArchiveReference)
    /// It is the digest of a night's manifest in the chain.
    case night(ArchiveReference)
    /// It is that of a manifest which a later run of the same day replaced.
    case replaced(ArchiveReference)
    /// An earlier head has the digest, and the archive no longer holds what that head names.
    case lost(ArchiveReference)
    case unknown
  }

  /// Looks for a digest among the heads and the manifests.
  ///
  /// - Throws: `archive.head` or `archive.manifest` where one of them cannot be read.
  package func anchor(_ digest: String) throws -> Anchor {
    let digest = digest.lowercased()
    let nights = try list()
    func place(_ night: ArchiveReference) -> Anchor? {
      guard let found = nights.first(where: { $0.manifest.day == night.day }) else { return nil }
      if found.sha256 == night.sha256 { return .night(night) }
      return found.manifest.replaces.contains(night.sha256) ? .replaced(night) : nil
    }
    if let head = try head(), head.sha256 == digest {
      return place(head.night) == nil || !signOffProblems(head).isEmpty ? .lost(head.night) : .current(head.night)
    }
    if let head = try headLog().first(where: { $0.sha256 == digest }) {
      return place(head.night) == nil || !signOffProblems(head).isEmpty ? .lost(head.night) : .ancestor(head.night)
    }
    for snapshot in nights {
      let reference = ArchiveReference(day: snapshot.manifest.day, sha256: digest)
      if let place = place(reference) { return place }
    }
    return .unknown
  }
}

extension SnapshotArchive.Anchor {
  package var isKnown: Bool {
    switch self {
    case .current, .ancestor, .night, .replaced: true
    case .lost, .unknown: false
    }
  }

  package var name: String {
    switch self {
    case .current: "current"
    case .ancestor: "ancestor"
    case .night: "night"
    case .replaced: "replaced"
    case .lost: "lost"
    case .unknown: "unknown"
    }
  }

  package var message: Message {
    switch self {
    case .current(let night):
      Message(
        "archive.anchor-current", ["day": .day(night.day)], en: "The digest is that of the current head, night {day}.",
        zh: "该摘要是当前头文件的摘要，对应 {day} 之夜。")
    case .ancestor(let night):
      Message(
        "archive.anchor-ancestor", ["day": .day(night.day)],
        en: "The digest is that of an earlier head, night {day}. The current head goes back to it.",
        zh: "该摘要是较早头文件的摘要，对应 {day} 之夜；当前头文件由它延续而来。")
    case .night(let night):
      Message(
        "archive.anchor-night", ["day": .day(night.day)],
        en: "The digest is that of the manifest of {day}. The current head goes back to it.",
        zh: "该摘要是 {day} 之夜清单的摘要；当前头文件由它延续而来。")
    case .replaced(let night):
      Message(
        "archive.anchor-replaced", ["day": .day(night.day)],
        en: "The digest is that of a manifest of {day}, which a later run of the same day replaced.",
        zh: "该摘要是 {day} 之夜的一份清单的摘要，后来同一日的运行替换了它。")
    case .lost(let night):
      Message(
        "archive.anchor-lost", ["day": .day(night.day)],
        en: "A head of {day} has the digest, but its night or its statements are no longer here.",
        zh: "{day} 的一份头文件有该摘要，但其所指的夜或声明已不在。")
    case .unknown:
      Message(
        "archive.anchor-unknown",
        en: "No head and no night of this archive has the digest. The history was remade, or it is of another archive.",
        zh: "归档中没有任何头文件或夜具有该摘要：历史已被重制，或它属于另一个归档。")
    }
  }
}

extension ArchiveHeadState {
  /// What the head is worth to a third party.
  package var message: Message {
    if let signer {
      return Message(
        "archive.head-signed", ["digest": .text(sha256), "signer": .text(signer)],
        en: "Head {digest}, signed by {signer}.", zh: "头文件摘要 {digest}，由 {signer} 签名。")
    }
    return Message(
      "archive.head-unsigned", ["digest": .text(sha256)],
      en: "Head {digest}. The head is not signed: anybody who can write here can remake it.",
      zh: "头文件摘要 {digest}。头文件未签名：任何能写入此处的人都能重制它。")
  }
}

extension Message {
  fileprivate static func why(_ error: any Error) -> Message {
    (error as? any DiagnosableError)?.diagnostic.summary ?? .verbatim("\(error)")
  }

  fileprivate static var lastNightGone: Message {
    Message("archive.last-night-gone", en: "The night that was archived last is gone.", zh: "最后归档的一夜已不在。")
  }

  fileprivate static var notInHead: Message {
    Message(
      "archive.not-in-head", en: "The archive's head does not name this night.", zh: "归档的头文件没有指明这一夜。")
  }

  fileprivate static var headGone: Message {
    Message(
      "archive.head-gone", en: "The archive's head is gone. `aistock nightly` writes it again.",
      zh: "归档的头文件已不在；`aistock nightly` 会重新写入。")
  }

  fileprivate static var logGone: Message {
    Message("archive.log-gone", en: "The log of all heads is gone.", zh: "全部头文件的记录已不在。")
  }

  fileprivate static func olderHead(_ day: TradingDay?) -> Message {
    Message(
      "archive.older-head", ["day": day.map { .day($0) } ?? .text("-")],
      en: "It is an older head. The log goes on to {day}.", zh: "这是较早的头文件；记录已延续至 {day}。")
  }

  fileprivate static var otherHead: Message {
    Message(
      "archive.other-head", en: "The log of all heads does not know this one.", zh: "全部头文件的记录中没有这一份。")
  }

  fileprivate static func logBroken(_ day: TradingDay) -> Message {
    Message(
      "archive.log-broken", ["day": .day(day)], en: "The head of {day} does not follow the one before it.",
      zh: "{day} 的头文件与前一份不相衔接。")
  }

  fileprivate static func otherManifest(_ sha256: String) -> Message {
    Message(
      "archive.manifest-changed", ["digest": .text(String(sha256.prefix(12)))],
      en: "The manifest is not the one that was archived ({digest}).", zh: "清单不是归档时的那一份（{digest}）。")
  }

  fileprivate static func statementsGone(_ count: Int) -> Message {
    Message(
      "archive.statements-gone", ["count": .count(count)],
      en: "The head records {count} {count:statement|statements}. Fewer are there.",
      zh: "头文件记录了 {count} 份声明，现存较少。")
  }

  fileprivate static func otherStatement(_ number: Int) -> Message {
    Message(
      "archive.other-statement", ["number": .count(number)],
      en: "Statement {number} is not the one that the head records.", zh: "第 {number} 份声明不是头文件所记录的那一份。")
  }

  fileprivate static var notSigned: Message {
    Message(
      "archive.head-not-signed",
      en: "The head is not signed, though the configuration names a key. `aistock nightly` signs it.",
      zh: "配置指定了密钥，但头文件未签名；`aistock nightly` 会签名。")
  }
}
