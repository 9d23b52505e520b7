package import Primitives
package import Records

/// The statements about migrations: `signoffs/<migration>/<time>.json`, with `.sig` beside a decision.
package struct ReviewLedger: Sendable {
  package let archive: SnapshotArchive
  package let allowedSigners: String
  /// A decision by the migration's author does not count.
  package let requiresOtherThanAuthor: Bool
  let ssh: SSHSignature

  package init(
    archive: SnapshotArchive, allowedSigners: String, requiresOtherThanAuthor: Bool,
    ssh: SSHSignature
  ) {
    self.archive = archive
    self.allowedSigners = allowedSigners
    self.requiresOtherThanAuthor = requiresOtherThanAuthor
    self.ssh = ssh
  }

  package static let folderName = "signoffs"

  private var root: String { Path.join(archive.folder, ReviewLedger.folderName) }

  /// Migrations about which there is a statement, sorted.
  package func migrations() throws -> [String] {
    guard FileReader.isFolder(root) else { return [] }
    return try FileReader.names(in: root).filter { FileReader.isFolder(Path.join(root, $0)) }
  }

  /// The files of a migration's statements, oldest first: names sort by time, then by a counter.
  func files(_ migration: String) throws -> [String] {
    let folder = Path.join(root, migration)
    guard FileReader.isFolder(folder) else { return [] }
    return try FileReader.names(in: folder).filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }
      .map { Path.join(folder, $0) }
  }

  /// Throws `review.statement` for a damaged one.
  func statements(_ migration: String) throws -> [ReviewStatement] {
    try files(migration).map { try ReviewStatement(file: $0) }
  }

  /// Freezes the newest archived judgement of a migration and asks for a review of it.
  ///
  /// - Throws: `review.not-judged` where no night has judged the migration, `review.open` where the
  ///   same facts are in review already.
  package func request(_ migration: String, author: String, note: String, clock: Clock) throws
    -> ReviewStatement
  {
    guard SSHSignature.isPlain(author) else { throw Diagnostic.noAuthor(author) }
    guard let subject = try archive.newestSubject(migration) else {
      throw Diagnostic.notJudged(migration, in: archive.folder)
    }
    let before = try statements(migration)
    if let last = before.last, last.act == .request, last.subject == subject {
      throw Diagnostic(
        "review.open", .usage, ["migration": .text(migration), "time": .text(last.time)],
        (
          en: "These facts of {migration} are in review since {time}.", zh: "{migration} 的这些事实自 {time} 起已在签核中。"
        ),
        remedy: (
          en: "Approve or reject them: `aistock review approve --migration {migration}`.",
          zh: "批准或拒绝：`aistock review approve --migration {migration}`。"
        ))
    }
    let statement = ReviewStatement(
      act: .request, author: author, person: author, note: note, exceptions: [],
      time: clock.timestamp, subject: subject,
      previous: before.last?.sha256)
    try store(statement, signature: nil, after: before.last)
    return statement
  }

  /// Signs a decision on the open request.
  ///
  /// The signature is verified before anything is written: what is on disk was valid once.
  /// - Throws: `review.no-request`, `review.author`, `review.not-allowed`, `review.key`.
  package func decide(
    _ act: ReviewStatement.Act, _ migration: String, reviewer: String, note: String,
    exceptions: [ReviewStatement.Exception], key: String, clock: Clock
  ) throws -> ReviewStatement {
    guard SSHSignature.isPlain(reviewer) else { throw Diagnostic.noReviewer(reviewer) }
    let before = try statements(migration)
    guard let request = before.last, request.act == .request else {
      throw Diagnostic(
        "review.no-request", .usage, ["migration": .text(migration)],
        (en: "{migration} is not in review.", zh: "{migration} 尚未提请签核。"),
        remedy: (
          en: "Ask for a review first: `aistock review request --migration {migration} --author NAME`.",
          zh: "先提请签核：`aistock review request --migration {migration} --author NAME`。"
        ))
    }
    if requiresOtherThanAuthor, reviewer.lowercased() == request.author.lowercased() {
      throw Diagnostic.authorReviews(reviewer)
    }
    let today = clock.dayInChina
    if let expired = exceptions.first(where: { $0.expires < today }) {
      throw Diagnostic(
        "review.exception", .usage,
        ["subject": .text(expired.subject), "expires": .day(expired.expires), "today": .day(today)],
        (en: "The exception `{subject}` expired on {expires}.", zh: "例外 `{subject}` 已于 {expires} 到期。"),
        remedy: (en: "Give it a day from {today} on.", zh: "把到期日设为 {today} 或之后。"))
    }
    let statement = ReviewStatement(
      act: act, author: request.author, person: reviewer, note: note, exceptions: exceptions,
      time: clock.timestamp,
      subject: request.subject, previous: request.sha256)
    try store(statement, signature: try ssh.sign(statement.bytes, key: key), after: request)
    return statement
  }

  private func store(
    _ statement: ReviewStatement, signature: [UInt8]?, after last: ReviewStatement?
  ) throws {
    if let last, statement.time < last.time {
      throw Diagnostic(
        "review.clock", .environment, ["time": .text(statement.time), "before": .text(last.time)],
        (
          en: "The clock says {time}. The statement before is of {before}.", zh: "时钟为 {time}，而上一份声明在 {before}。"
        ),
        remedy: (en: "Set the clock right. Nothing was written.", zh: "请校正时钟。没有写入任何内容。"))
    }
    let folder = Path.join(root, statement.subject.migration)
    var name = statement.compactTime
    var number = 1
    while FileReader.exists(Path.join(folder, name + ".json")) {
      number += 1
      // `_` sorts behind the dot of the first name.
      name = statement.compactTime + (number < 10 ? "_0\(number)" : "_\(number)")
    }
    let path = Path.join(folder, name + ".json")
    if let signature {
      try FileWriter.write(signature, to: path + ".sig.new")
      try admit(statement, signature: path + ".sig.new")
      try FileWriter.write(signature, to: path + ".sig")
      try FileWriter.remove(path + ".sig.new")
    }
    try FileWriter.write(statement.bytes, to: path)
  }

  private func admit(_ statement: ReviewStatement, signature path: String) throws {
    do {
      if let reason = try objection(to: statement, signature: path) {
        throw reason.cause == .author
          ? Diagnostic.authorReviews(statement.person)
          : Diagnostic(
            "review.not-allowed", .usage, at: .init(allowedSigners),
            ["why": .message(reason.detail), "person": .text(statement.person)],
            (en: "The signature does not count. {why}", zh: "签名无效。{why}"),
            remedy: (
              en: "Sign with a key that the file names for {person}. Nothing was written.",
              zh: "用该文件中属于 {person} 的密钥签名。没有写入任何内容。"
            ))
      }
    } catch {
      try FileWriter.remove(path)
      throw error
    }
  }
}

extension Diagnostic {
  fileprivate static func authorReviews(_ name: String) -> Diagnostic {
    Diagnostic(
      "review.author", .usage, ["name": .text(name)],
      (en: "{name} made the migration and may not judge it.", zh: "{name} 是迁移的作者，不能自行签核。"),
      remedy: (
        en: "Have another allowed signer decide, or set `review.require_other_than_author` to false.",
        zh: "请由另一位允许的签名者决定，或把 `review.require_other_than_author` 设为 false。"
      ))
  }

  fileprivate static func notJudged(_ migration: String, in folder: String) -> Diagnostic {
    Diagnostic(
      "review.not-judged", .absent, at: .init(folder), ["migration": .text(migration)],
      (en: "No archived night has judged {migration}.", zh: "没有归档之夜判定过 {migration}。"),
      remedy: (
        en: "Name a migration that `aistock archive list` shows, or run `aistock nightly` first.",
        zh: "指定 `aistock archive list` 列出的迁移，或先运行 `aistock nightly`。"
      ))
  }

  fileprivate static func noAuthor(_ name: String) -> Diagnostic {
    Diagnostic(
      "review.name", .usage, ["name": .text(name)],
      (en: "`{name}` is no name of an author.", zh: "`{name}` 不是作者的名称。"),
      remedy: (
        en: "Use the name of the allowed-signers file, such as `li@example.com`.",
        zh: "使用允许签名者文件中的名称，如 `li@example.com`。"
      ))
  }

  fileprivate static func noReviewer(_ name: String) -> Diagnostic {
    Diagnostic(
      "review.name", .usage, ["name": .text(name)],
      (en: "`{name}` is no name of a reviewer.", zh: "`{name}` 不是签核人的名称。"),
      remedy: (
        en: "Use the name of the allowed-signers file, such as `li@example.com`.",
        zh: "使用允许签名者文件中的名称，如 `li@example.com`。"
      ))
  }
}
