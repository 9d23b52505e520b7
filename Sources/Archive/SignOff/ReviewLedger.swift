package import Primitives
package import Records

/// The statements about migrations: `signoffs/<migration>/<time>.json`, with `.sig` beside a decision.
package struct ReviewLedger: Sendable {
  package let archive: SnapshotArchive
  package let allowedSigners: String
  /// A decision by the migration's author does not count.
  package let requiresOtherThanAuthor: Bool
  /// Who made a migration, by its name, where the configuration says it: no request can say otherwise.
  let configuredAuthors: [String: String]
  let ssh: SSHSignature

  package init(
    archive: SnapshotArchive, allowedSigners: String, requiresOtherThanAuthor: Bool,
    configuredAuthors: [String: String] = [:], ssh: SSHSignature
  ) {
    self.archive = archive
    self.allowedSigners = allowedSigners
    self.requiresOtherThanAuthor = requiresOtherThanAuthor
    self.configuredAuthors = configuredAuthors
    self.ssh = ssh
  }

  package static let folderName = "signoffs"

  private var root: String { Path.join(archive.folder, ReviewLedger.folderName) }

  /// Migrations about which there is a statement, or was one by the archive's head; sorted.
  package func migrations() throws -> [String] {
    let there =
      FileReader.isFolder(root)
      ? try FileReader.names(in: root).filter { FileReader.isFolder(Path.join(root, $0)) } : []
    return Set(there + (try archive.recordedMigrations())).sorted()
  }

  /// The files of a migration's statements, oldest first: names sort by time, then by a counter.
  func files(_ migration: String) throws -> [String] {
    try ReviewLedger.files(in: Path.join(root, migration))
  }

  static func files(in folder: String) throws -> [String] {
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
  ///   same facts are in review already, `review.other-author` where the migration belongs to somebody else.
  package func request(_ migration: String, author: String, note: String, clock: Clock) throws
    -> ReviewStatement
  {
    guard SSHSignature.isPlain(author) else { throw Diagnostic.noAuthor(author) }
    guard let subject = try archive.newestSubject(migration) else {
      throw Diagnostic.notJudged(migration, in: archive.folder)
    }
    let before = try statements(migration)
    if requiresOtherThanAuthor, let bound = authors(of: migration, before).first,
      PersonName(bound) != PersonName(author)
    {
      throw Diagnostic.otherAuthor(author, bound: bound, of: migration)
    }
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
    try store(statement, signature: nil, after: before)
    return statement
  }

  /// Signs a decision on the open request.
  ///
  /// The signature is verified before anything is written: what is on disk was valid once.
  /// - Parameter bundle: SHA-256 of the `bundle.json` that an approval is given for; nil where none can be frozen. It
  ///   is asked for once nothing else keeps the decision from being signed.
  /// - Throws: `review.no-request`, `review.author`, `review.not-allowed`, `review.key`; `review.exception` for an
  ///   exception without a reason or with another day than one within a year; `review.exception-demanded` (exit 1)
  ///   where an approval does not name what it overrides.
  package func decide(
    _ act: ReviewStatement.Act, _ migration: String, reviewer: String, note: String,
    exceptions: [ReviewStatement.Exception], key: String, clock: Clock,
    bundle: () -> String? = { nil }
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
    let authors = authors(of: migration, before)
    if requiresOtherThanAuthor, authors.contains(where: { PersonName($0) == PersonName(reviewer) }) {
      throw Diagnostic.authorReviews(reviewer)
    }
    try check(exceptions, on: clock.dayInChina)
    var statement = ReviewStatement(
      act: act, author: request.author, person: reviewer, note: note, exceptions: exceptions,
      time: clock.timestamp,
      subject: request.subject, previous: request.sha256)
    let missing = statement.missingExceptions
    if !missing.isEmpty { throw Diagnostic.missingExceptions(missing, of: statement) }
    if act == .approve { statement.bundle = bundle() }
    try store(statement, signature: try ssh.sign(statement.bytes, key: key), key: key, after: before)
    return statement
  }

  /// Holds exceptions to their form: each says why, and for how long, a year at most.
  private func check(_ exceptions: [ReviewStatement.Exception], on today: TradingDay) throws {
    for exception in exceptions {
      if exception.expires < today { throw Diagnostic.expiredException(exception, today) }
      let latest = DemandedException.latest(today).advanced(byDays: -1)
      if exception.expires > latest { throw Diagnostic.farException(exception, latest) }
      if !exception.isGiven { throw Diagnostic.noReason(exception) }
    }
  }

  /// Records in the archive's head how far each chain reaches that counts: statements of earlier versions, and those
  /// that a killed process wrote and did not record.
  ///
  /// What the head records already never shrinks.
  package func record(now clock: Clock) throws {
    guard let newest = try archive.days().last else { return }
    let found = try migrations().compactMap { migration -> (String, ArchiveHead.SignOff)? in
      let count = try files(migration).count
      if try archive.recordedSignOffs(of: migration).contains(where: { $0.count >= count }) { return nil }
      let status = shown(migration, now: clock)
      guard status.state != .invalid, let last = status.statements.last else { return nil }
      return (migration, ArchiveHead.SignOff(count: status.statements.count, sha256: last.sha256))
    }
    let night = ArchiveReference(day: newest, sha256: try archive.snapshot(newest).sha256)
    try archive.advance(
      to: { head in
        ((head?.night ?? night), (head?.signOffs ?? [:]).merging(found) { $0.count >= $1.count ? $0 : $1 })
      }, commit: {})
  }

  private func store(
    _ statement: ReviewStatement, signature: [UInt8]?, key: String? = nil, after before: [ReviewStatement]
  ) throws {
    let migration = statement.subject.migration
    if let last = before.last, statement.time < last.time {
      throw Diagnostic(
        "review.clock", .environment, ["time": .text(statement.time), "before": .text(last.time)],
        (
          en: "The clock says {time}. The statement before is of {before}.", zh: "时钟为 {time}，而上一份声明在 {before}。"
        ),
        remedy: (en: "Set the clock right. Nothing was written.", zh: "请校正时钟。没有写入任何内容。"))
    }
    if let reason = taken(from: before, try archive.recordedSignOffs(of: migration)) {
      throw Diagnostic.chainBroken(migration, reason.detail, in: root)
    }
    if statement.time < statement.subject.closing { throw Diagnostic.beforeItsNight(statement) }
    let folder = Path.join(root, migration)
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
      try admit(statement, signature: path + ".sig.new", authors: authors(of: migration, before))
    }
    let chain = ArchiveHead.SignOff(count: before.count + 1, sha256: statement.sha256)
    try archive.advance(
      key: key,
      to: { head in
        let night = head?.night ?? ArchiveReference(day: statement.subject.day, sha256: statement.subject.manifest)
        return (night, (head?.signOffs ?? [:]).merging([migration: chain]) { _, new in new })
      },
      commit: {
        // A signature without its statement is nothing; a statement without its signature would count against it.
        if let signature { try FileWriter.write(signature, to: path + ".sig") }
        try FileWriter.write(statement.bytes, to: path)
        try FileWriter.remove(path + ".sig.new")
      })
  }

  private func admit(_ statement: ReviewStatement, signature path: String, authors: [String]) throws {
    do {
      if let reason = try objection(to: statement, signature: path, authors: authors, at: statement.time) {
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

  fileprivate static func otherAuthor(_ author: String, bound: String, of migration: String) -> Diagnostic {
    Diagnostic(
      "review.other-author", .usage,
      ["author": .text(author), "bound": .text(bound), "migration": .text(migration)],
      (
        en: "The author of {migration} is {bound}. {author} cannot ask for its review.",
        zh: "{migration} 的作者是 {bound}，{author} 不能为它提请签核。"
      ),
      remedy: (
        en: "Use `--author {bound}`, or write the right `author` beside the migration in `aistock.yaml`.",
        zh: "使用 `--author {bound}`，或在 `aistock.yaml` 的该迁移下写明正确的 `author`。"
      ))
  }

  fileprivate static func missingExceptions(_ subjects: [String], of statement: ReviewStatement) -> Diagnostic {
    let day = statement.day?.advanced(byDays: 90) ?? statement.subject.day
    let options = subjects.map { "--exception '\($0)=\(day):REASON'" }.joined(separator: " ")
    return Diagnostic(
      "review.exception-demanded", .refused,
      [
        "migration": .text(statement.subject.migration), "subjects": .names(subjects), "options": .text(options),
      ],
      (
        en: "{migration} cannot be approved without exceptions for {subjects}.",
        zh: "没有针对 {subjects} 的例外，不能批准 {migration}。"
      ),
      remedy: (
        en: "Reject it, or add {options} with your own day and reason. Nothing was written.",
        zh: "拒绝，或加上 {options}，并填写自己的到期日与理由。没有写入任何内容。"
      ))
  }

  fileprivate static func expiredException(_ exception: ReviewStatement.Exception, _ today: TradingDay) -> Diagnostic {
    Diagnostic(
      "review.exception", .usage,
      ["subject": .text(exception.subject), "expires": .day(exception.expires), "today": .day(today)],
      (en: "The exception `{subject}` expired on {expires}.", zh: "例外 `{subject}` 已于 {expires} 到期。"),
      remedy: (en: "Give it a day from {today} on.", zh: "把到期日设为 {today} 或之后。"))
  }

  fileprivate static func farException(_ exception: ReviewStatement.Exception, _ latest: TradingDay) -> Diagnostic {
    Diagnostic(
      "review.exception", .usage,
      ["subject": .text(exception.subject), "expires": .day(exception.expires), "latest": .day(latest)],
      (
        en: "The exception `{subject}` would hold until {expires}. One year is the most.",
        zh: "例外 `{subject}` 将有效至 {expires}，最长为一年。"
      ),
      remedy: (en: "Give it a day up to {latest}.", zh: "把到期日设为 {latest} 或之前。"))
  }

  fileprivate static func noReason(_ exception: ReviewStatement.Exception) -> Diagnostic {
    Diagnostic(
      "review.exception", .usage, ["subject": .text(exception.subject), "expires": .day(exception.expires)],
      (en: "The exception `{subject}` has no reason.", zh: "例外 `{subject}` 没有理由。"),
      remedy: (
        en: "Write it as `--exception '{subject}={expires}:REASON'`.", zh: "写成 `--exception '{subject}={expires}:理由'`。"
      ))
  }

  fileprivate static func chainBroken(_ migration: String, _ why: Message, in folder: String) -> Diagnostic {
    Diagnostic(
      "review.chain", .damaged, at: .init(Path.join(folder, migration)), ["why": .message(why)],
      (en: "Statements were taken away. {why}", zh: "有声明被移走。{why}"),
      remedy: (
        en: "Restore the folder from a copy. Nothing was written.", zh: "从副本恢复该目录。没有写入任何内容。"
      ))
  }

  fileprivate static func beforeItsNight(_ statement: ReviewStatement) -> Diagnostic {
    Diagnostic(
      "review.clock", .environment, ["time": .text(statement.time), "day": .day(statement.subject.day)],
      (
        en: "The clock says {time}. The judged night of {day} closed later.",
        zh: "时钟为 {time}，早于所签核的 {day} 收盘。"
      ),
      remedy: (en: "Set the clock right. Nothing was written.", zh: "请校正时钟。没有写入任何内容。"))
  }
}
