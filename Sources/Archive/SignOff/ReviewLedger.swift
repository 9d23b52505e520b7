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
    try checkName(author, "author")
    guard let subject = try archive.newestSubject(migration) else { throw notJudged(migration) }
    let before = try statements(migration)
    if let last = before.last, last.act == .request, last.subject == subject {
      throw Diagnostic(
        "review.open", "these facts of \(migration) are in review since \(last.time)",
        remedy: "Approve or reject them: `aistock review approve --migration \(migration)`.",
        exit: .usage)
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
    try checkName(reviewer, "reviewer")
    let before = try statements(migration)
    guard let request = before.last, request.act == .request else {
      throw Diagnostic(
        "review.no-request", "nothing of \(migration) is in review",
        remedy:
          "Ask for it first: `aistock review request --migration \(migration) --author NAME`.",
        exit: .usage)
    }
    if requiresOtherThanAuthor, reviewer.lowercased() == request.author.lowercased() {
      throw ReviewLedger.authorReviews(reviewer)
    }
    let today = clock.dayInChina
    if let expired = exceptions.first(where: { $0.expires < today }) {
      throw Diagnostic(
        "review.exception", "the exception '\(expired.subject)' expired on \(expired.expires)",
        remedy: "Give it a day from \(today) on.", exit: .usage)
    }
    let statement = ReviewStatement(
      act: act, author: request.author, person: reviewer, note: note, exceptions: exceptions,
      time: clock.timestamp,
      subject: request.subject, previous: request.sha256)
    try store(statement, signature: try ssh.sign(statement.bytes, key: key), after: request)
    return statement
  }

  static func authorReviews(_ name: String) -> Diagnostic {
    Diagnostic(
      "review.author", "\(name) made the migration and may not judge it",
      remedy:
        "Have another person of the allowed signers decide, or set review.require_other_than_author to false.",
      exit: .usage)
  }

  private func notJudged(_ migration: String) -> Diagnostic {
    Diagnostic(
      "review.not-judged", "no archived night has judged \(migration)", at: .init(archive.folder),
      remedy: "Name a migration of `aistock archive list`, or run `aistock nightly` first.")
  }

  private func checkName(_ name: String, _ role: String) throws {
    guard SSHSignature.isPlain(name) else {
      throw Diagnostic(
        "review.name", "'\(name)' is no name of a \(role)",
        remedy: "Use the name of the allowed-signers file, such as li@example.com.", exit: .usage)
    }
  }

  private func store(
    _ statement: ReviewStatement, signature: [UInt8]?, after last: ReviewStatement?
  ) throws {
    if let last, statement.time < last.time {
      throw Diagnostic(
        "review.clock",
        "the clock says \(statement.time), and the statement before is of \(last.time)",
        remedy: "Set the clock right; nothing was written.", exit: .environment)
    }
    let folder = Path.join(root, statement.subject.migration)
    var name = statement.stamp
    var number = 1
    while FileReader.exists(Path.join(folder, name + ".json")) {
      number += 1
      // `_` sorts behind the dot of the first name.
      name = statement.stamp + (number < 10 ? "_0\(number)" : "_\(number)")
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
          ? ReviewLedger.authorReviews(statement.person)
          : Diagnostic(
            "review.not-allowed", "the signature does not count: \(reason.detail)",
            at: .init(allowedSigners),
            remedy:
              "Sign with a key that the file names for \(statement.person); nothing was written.",
            exit: .usage)
      }
    } catch {
      try FileWriter.remove(path)
      throw error
    }
  }
}
