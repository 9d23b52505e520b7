package import Primitives
package import Records

extension ReviewLedger {
  /// Where the review of a migration stands on a day: verified offline, from the archive alone.
  ///
  /// Invariants:
  /// 1. A decision counts only if its signature is that of an allowed signer other than the author,
  ///    the key was valid at the statement's time, and the chain before it is whole.
  /// 2. The chain reaches every statement that the archive's head records: none was taken away.
  /// 3. An approval stands only while the newest judgement has the facts that were frozen, and only where it names
  ///    what it overrides.
  /// 4. Nothing is ever approved by absence: what cannot be read or verified is `invalid`.
  package func status(_ migration: String, now clock: Clock) throws -> ReviewStatus {
    try judge(migration, files: try files(migration), now: clock, isInArchive: true)
  }

  /// - Parameter isInArchive: false for a chain that lies in a bundle, away from any archive: what the head records
  ///   and what later nights found is not known then.
  func judge(
    _ migration: String, files: [String], now clock: Clock, isInArchive: Bool
  ) throws -> ReviewStatus {
    var statements: [ReviewStatement] = []
    func invalid(_ reason: ReviewStatus.Reason) -> ReviewStatus {
      ReviewStatus(state: .invalid, reasons: [reason], statements: statements)
    }
    for file in files {
      do { statements.append(try ReviewStatement(file: file)) } catch let diagnostic as Diagnostic {
        return invalid(.init(.statement, .damaged(Path.lastComponent(file), diagnostic.summary)))
      }
    }
    let recorded = isInArchive ? try archive.recordedSignOffs(of: migration) : []
    guard let last = statements.last, let lastFile = files.last else {
      return taken(from: [], recorded).map(invalid) ?? .none
    }
    if let reason = broken(statements, migration, clock) { return invalid(reason) }
    let authors = authors(of: migration, statements)
    if let reason = otherAuthor(last, authors) { return invalid(reason) }
    if last.act.isDecision,
      let reason = try objection(to: last, signature: lastFile + ".sig", authors: authors, at: last.time)
    {
      return invalid(reason)
    }
    if let reason = taken(from: statements, recorded) { return invalid(reason) }
    let changed = isInArchive ? try changes(since: last.subject) : []
    var notes = isInArchive && recorded.isEmpty ? [Message.notInHead] : []
    guard last.act.isDecision else {
      return ReviewStatus(
        state: changed.isEmpty ? .inReview : .reopened, reasons: changed, statements: statements, notes: notes)
    }
    if last.act == .reject {
      return ReviewStatus(
        state: changed.isEmpty ? .rejected : .reopened, reasons: changed, statements: statements, notes: notes)
    }
    let missing = last.missingExceptions
    if !missing.isEmpty { return invalid(.init(.missingException, .missingException(missing))) }
    if try keyObjection(to: last, signature: lastFile + ".sig", now: clock) != nil {
      notes.append(.keyNoLongerValid(last.person))
    }
    let today = clock.dayInChina
    let expired = last.exceptions.filter { $0.expires < today }.map {
      ReviewStatus.Reason(.expiredException, .expired($0))
    }
    let state: ReviewStatus.State = !changed.isEmpty ? .reopened : !expired.isEmpty ? .expired : .approved
    return ReviewStatus(state: state, reasons: changed + expired, statements: statements, notes: notes)
  }

  /// The status for a page that must be published: what cannot be verified is `invalid` and says why.
  package func shown(_ migration: String, now clock: Clock) -> ReviewStatus {
    do { return try status(migration, now: clock) } catch {
      let why = (error as? any DiagnosableError)?.diagnostic.summary ?? .verbatim("\(error)")
      return ReviewStatus(state: .invalid, reasons: [.init(.unverifiable, why)])
    }
  }

  /// The approval of a migration, as code demands it that may only run with one: its key must be valid now too.
  ///
  /// - Throws: `review.not-approved` with the state and its first reason.
  package func approval(_ migration: String, now clock: Clock) throws -> Approval {
    try approval(migration, files: try files(migration), now: clock, isInArchive: true)
  }

  func approval(_ migration: String, files: [String], now clock: Clock, isInArchive: Bool) throws -> Approval {
    let status = try judge(migration, files: files, now: clock, isInArchive: isInArchive)
    guard let decision = status.decision, let file = files.last else {
      throw Diagnostic.notApproved(migration, status)
    }
    if let reason = try keyObjection(to: decision, signature: file + ".sig", now: clock) {
      throw Diagnostic.notApproved(
        migration, ReviewStatus(state: .invalid, reasons: [reason], statements: status.statements))
    }
    return Approval(verified: decision)
  }

  /// Why a signed decision does not count; nil where it does.
  ///
  /// - Parameters:
  ///   - authors: everybody who was ever named as the migration's author.
  ///   - time: the moment at which the key must be valid.
  func objection(
    to statement: ReviewStatement, signature path: String, authors: [String], at time: String
  ) throws -> ReviewStatus.Reason? {
    if let reason = try signatureObjection(to: statement, signature: path, at: time) { return reason }
    guard requiresOtherThanAuthor else { return nil }
    let names = Set(authors.map(PersonName.init))
    if names.contains(PersonName(statement.person)) { return .init(.author, .judgedOwnWork(statement.person)) }
    // One key under two names is one person, in whatever order the file names them and whether or not it is valid.
    if let key = SSHSignature.publicKey(of: try FileReader.bytes(path)),
      try AllowedSigners(file: allowedSigners).gives(key, to: authors)
    {
      return .init(.author, .sharedKey(statement))
    }
    for author in authors {
      if case .valid = try ssh.verify(
        statement.bytes, signature: path, person: author, allowedSigners: allowedSigners, at: time)
      {
        return .init(.author, .sharedKey(statement))
      }
    }
    let persons = try ssh.persons(signature: path, allowedSigners: allowedSigners, at: time)
    return persons.contains { names.contains(PersonName($0)) } ? .init(.author, .sharedKey(statement)) : nil
  }

  private func signatureObjection(
    to statement: ReviewStatement, signature path: String, at time: String
  ) throws -> ReviewStatus.Reason? {
    switch try ssh.verify(
      statement.bytes, signature: path, person: statement.person, allowedSigners: allowedSigners, at: time)
    {
    case .invalid(let why): .init(.signature, .invalidSignature(statement.person, why))
    case .valid: nil
    }
  }

  /// What keeps a decision from being used with money now though it counted when it was signed.
  private func keyObjection(
    to statement: ReviewStatement, signature path: String, now clock: Clock
  ) throws -> ReviewStatus.Reason? {
    guard try signatureObjection(to: statement, signature: path, at: clock.timestamp) != nil else { return nil }
    return .init(.signature, .keyNoLongerValid(statement.person))
  }

  /// Everybody who was ever named as the author: the configured one first.
  func authors(of migration: String, _ statements: [ReviewStatement]) -> [String] {
    ([configuredAuthors[migration]].compactMap { $0 } + statements.map(\.author)).reduce(into: []) {
      if !$0.contains($1) { $0.append($1) }
    }
  }

  /// The first name binds: the configured author, else the one of the first request.
  private func otherAuthor(_ last: ReviewStatement, _ authors: [String]) -> ReviewStatus.Reason? {
    guard requiresOtherThanAuthor, let bound = authors.first, PersonName(bound) != PersonName(last.author)
    else { return nil }
    return .init(.author, .otherAuthor(last, bound: bound))
  }

  /// Where the chain does not reach a statement that the head records.
  func taken(from statements: [ReviewStatement], _ recorded: [ArchiveHead.SignOff]) -> ReviewStatus.Reason? {
    for record in recorded {
      guard statements.count >= record.count else {
        return .init(.chain, .statementsGone(statements.count, of: record.count))
      }
      guard record.count > 0, statements[record.count - 1].sha256 == record.sha256 else {
        return .init(.chain, .otherStatement(record.count))
      }
    }
    return nil
  }

  private func broken(_ statements: [ReviewStatement], _ migration: String, _ clock: Clock)
    -> ReviewStatus.Reason?
  {
    var before: ReviewStatement?
    for statement in statements {
      if statement.subject.migration != migration {
        return .init(.chain, .otherMigration(statement))
      }
      if statement.previous != before?.sha256 {
        return .init(.chain, .brokenChain(statement))
      }
      if let before, statement.time < before.time {
        return .init(.clock, .clockRanBackwards(statement, after: before))
      }
      if statement.time < statement.subject.closing {
        return .init(.clock, .beforeItsNight(statement))
      }
      if statement.act.isDecision {
        guard let request = before, request.act == .request, request.subject == statement.subject,
          request.author == statement.author
        else {
          return .init(.chain, .answersNothing(statement))
        }
      }
      before = statement
    }
    if let last = statements.last, last.time > clock.timestamp {
      return .init(.clock, .inTheFuture(last, now: clock.timestamp))
    }
    return nil
  }

  /// What of the newest judgement is not as it was frozen, in a fixed order.
  private func changes(since frozen: ReviewSubject) throws -> [ReviewStatus.Reason] {
    var reasons: [ReviewStatus.Reason] = []
    if try !archive.holds(frozen) {
      reasons.append(
        .init(.manifestGone, .nightGone(frozen.day)))
    }
    guard let now = try archive.newestSubject(frozen.migration) else {
      return reasons + [.init(.notJudged, .noLongerJudged(frozen.migration))]
    }
    return reasons + frozen.changes(to: now)
  }
}

extension ReviewSubject {
  /// What reopens a review of these facts when a later night finds others; another day or manifest
  /// alone does not.
  package func changes(to now: ReviewSubject) -> [ReviewStatus.Reason] {
    func changed(
      _ cause: ReviewStatus.Cause, _ old: String?, _ new: String?, _ message: (ReviewChange) -> Message
    ) -> ReviewStatus.Reason? {
      old == new ? nil : .init(cause, message(ReviewChange(old: old, new: new, day: now.day)))
    }
    let fixed = [
      changed(.restatedData, dataDigest, now.dataDigest, Message.otherData),
      changed(.otherTool, toolVersion, now.toolVersion, Message.otherTool),
      changed(.otherConfiguration, configurationDigest, now.configurationDigest, Message.otherConfiguration),
      changed(.otherModel, modelDigest, now.modelDigest, Message.otherModel),
      changed(.otherPredictions, predictionsDigest, now.predictionsDigest, Message.otherPredictions),
      verdict == now.verdict ? nil : .init(.otherVerdict, .otherVerdict(self, now)),
    ].compactMap { $0 }
    let new = now.findings.filter { !findings.contains($0) }
    return fixed + rungChanges(to: now) + new.map { .init(.newFinding, .newFinding($0, on: now.day)) }
  }

  /// Rungs that ran and no longer do, and rungs that agreed and now fail; none where the statement names no rung.
  private func rungChanges(to now: ReviewSubject) -> [ReviewStatus.Reason] {
    let (fail, absent) = (RungResult.State.fail.rawValue, RungResult.State.notAvailable.rawValue)
    return Rung.allCases.map(\.rawValue).compactMap { rung in
      guard let old = rungs[rung], let new = now.rungs[rung], old != new, rung != Rung.realistic.rawValue,
        new == absent || (new == fail && old != absent)
      else { return nil }
      return .init(.otherRungs, .otherRung(rung, old, new, on: now.day))
    }
  }

  /// The close of the judged day in China, 15:00, in the form of a statement's time: none is older.
  var closing: String { "\(day)T07:00:00+00:00" }
}

/// One fact as it was judged and as a later night finds it.
private struct ReviewChange {
  var old: String?
  var new: String?
  var day: TradingDay

  var before: MessageArgument { ReviewChange.argument(old) }
  var after: MessageArgument { ReviewChange.argument(new) }

  /// Digests by their first 16 digits.
  private static func argument(_ value: String?) -> MessageArgument {
    value.map { .text(String($0.prefix(16))) } ?? .message(Message("review.none", en: "none", zh: "无"))
  }
}

extension SnapshotArchive {
  /// Whether the night of a subject is there, as it was or replaced by a run of the same day.
  func holds(_ subject: ReviewSubject) throws -> Bool {
    guard try days().contains(subject.day) else { return false }
    let snapshot = try self.snapshot(subject.day)
    return snapshot.sha256 == subject.manifest
      || snapshot.manifest.replaces.contains(subject.manifest)
  }
}

extension Diagnostic {
  fileprivate static func notApproved(_ migration: String, _ status: ReviewStatus) -> Diagnostic {
    guard let why = status.reasons.first?.detail else {
      return Diagnostic(
        "review.not-approved", .refused,
        ["migration": .text(migration), "state": .message(status.state.name)],
        (en: "{migration} is not approved. Its review: {state}.", zh: "{migration} 未获批准。签核状态：{state}。"),
        remedy: (
          en: "See `aistock review status --migration {migration}`.",
          zh: "见 `aistock review status --migration {migration}`。"
        ))
    }
    return Diagnostic(
      "review.not-approved", .refused,
      ["migration": .text(migration), "state": .message(status.state.name), "why": .message(why)],
      (
        en: "{migration} is not approved. Its review: {state}. {why}", zh: "{migration} 未获批准。签核状态：{state}。{why}"
      ),
      remedy: (
        en: "See `aistock review status --migration {migration}`.",
        zh: "见 `aistock review status --migration {migration}`。"
      ))
  }
}

extension ReviewStatus.State {
  /// As it stands in a sentence.
  package var name: Message {
    switch self {
    case .none: Message("review.state-none", en: "not yet in review", zh: "尚未提请签核")
    case .inReview: Message("review.state-in-review", en: "in review", zh: "签核中")
    case .approved: Message("review.state-approved", en: "approved", zh: "已批准")
    case .rejected: Message("review.state-rejected", en: "rejected", zh: "已拒绝")
    case .expired: Message("review.state-expired", en: "expired", zh: "已到期")
    case .reopened: Message("review.state-reopened", en: "reopened", zh: "已重新打开")
    case .invalid: Message("review.state-invalid", en: "invalid", zh: "无效")
    }
  }
}

/// What has changed since the facts were judged.
extension Message {
  fileprivate static func otherData(_ change: ReviewChange) -> Message {
    Message(
      "review.other-data", ["old": change.before, "new": change.after, "day": .day(change.day)],
      en: "The digest of the market data was {old}. On {day} it is {new}.", zh: "行情数据的摘要原为 {old}，{day} 为 {new}。")
  }

  fileprivate static func otherTool(_ change: ReviewChange) -> Message {
    Message(
      "review.other-tool", ["old": change.before, "new": change.after, "day": .day(change.day)],
      en: "The program's version was {old}. On {day} it is {new}.",
      zh: "程序版本原为 {old}，{day} 为 {new}。")
  }

  fileprivate static func otherConfiguration(_ change: ReviewChange) -> Message {
    Message(
      "review.other-configuration", ["old": change.before, "new": change.after, "day": .day(change.day)],
      en: "The digest of the configuration was {old}. On {day} it is {new}.", zh: "配置的摘要原为 {old}，{day} 为 {new}。")
  }

  fileprivate static func otherModel(_ change: ReviewChange) -> Message {
    Message(
      "review.other-model", ["old": change.before, "new": change.after, "day": .day(change.day)],
      en: "The digest of the model was {old}. On {day} it is {new}.",
      zh: "模型的摘要原为 {old}，{day} 为 {new}。")
  }

  fileprivate static func otherPredictions(_ change: ReviewChange) -> Message {
    Message(
      "review.other-predictions", ["old": change.before, "new": change.after, "day": .day(change.day)],
      en: "The digest of the predictions was {old}. On {day} it is {new}.", zh: "预测的摘要原为 {old}，{day} 为 {new}。")
  }

  fileprivate static func otherVerdict(_ old: ReviewSubject, _ new: ReviewSubject) -> Message {
    func phrase(_ subject: ReviewSubject) -> MessageArgument {
      .message(Comparison.Verdict.phrase(raw: subject.verdict, ran: subject.rungsRan))
    }
    return Message(
      "review.other-verdict", ["old": phrase(old), "new": phrase(new), "day": .day(new.day)],
      en: "The verdict was {old}. On {day} it is {new}.",
      zh: "判定原为 {old}，{day} 为 {new}。")
  }

  fileprivate static func newFinding(_ finding: String, on day: TradingDay) -> Message {
    Message(
      "review.new-finding", ["finding": .text(finding), "day": .day(day)],
      en: "A finding of {day} was not judged: {finding}.", zh: "{day} 有未经签核的发现：{finding}。")
  }

  fileprivate static func otherRung(_ rung: String, _ old: String, _ new: String, on day: TradingDay) -> Message {
    Message(
      "review.other-rung", ["rung": .text(rung), "old": .text(old), "new": .text(new), "day": .day(day)],
      en: "The state of rung {rung} was {old}. On {day} it is {new}.", zh: "{rung} 级的状态原为 {old}，{day} 为 {new}。")
  }

  fileprivate static func nightGone(_ day: TradingDay) -> Message {
    Message(
      "review.night-gone", ["day": .day(day)], en: "The archive no longer holds the night of {day} that was judged.",
      zh: "归档中不再有所签核的 {day} 之夜。")
  }

  fileprivate static func noLongerJudged(_ migration: String) -> Message {
    Message(
      "review.no-longer-judged", ["migration": .text(migration)],
      en: "No archived night judges {migration} any more.", zh: "不再有归档之夜判定 {migration}。")
  }

  fileprivate static func expired(_ exception: ReviewStatement.Exception) -> Message {
    Message(
      "review.exception-expired", ["subject": .text(exception.subject), "expires": .day(exception.expires)],
      en: "The exception `{subject}` held through {expires}.", zh: "例外 `{subject}` 有效至 {expires}。")
  }
}

/// Why statements do not count.
extension Message {
  fileprivate static func damaged(_ file: String, _ why: Message) -> Message {
    Message("review.damaged", ["file": .text(file), "why": .message(why)], en: "{file}: {why}", zh: "{file}：{why}")
  }

  fileprivate static func invalidSignature(_ person: String, _ why: Message) -> Message {
    Message(
      "review.invalid-signature", ["person": .text(person), "why": .message(why)],
      en: "The signature of {person} is not valid. {why}", zh: "{person} 的签名无效。{why}")
  }

  fileprivate static func judgedOwnWork(_ person: String) -> Message {
    Message(
      "review.judged-own-work", ["person": .text(person)], en: "{person} made the migration and judged it.",
      zh: "{person} 既是迁移的作者又作了签核。")
  }

  fileprivate static func sharedKey(_ statement: ReviewStatement) -> Message {
    Message(
      "review.shared-key", ["person": .text(statement.person), "author": .text(statement.author)],
      en: "The key of {person} is also the key of the author {author}.", zh: "{person} 的密钥也是作者 {author} 的密钥。")
  }

  fileprivate static func otherMigration(_ statement: ReviewStatement) -> Message {
    Message(
      "review.other-migration", ["time": .text(statement.time), "migration": .text(statement.subject.migration)],
      en: "The statement of {time} is about {migration}.", zh: "{time} 的声明是关于 {migration} 的。")
  }

  fileprivate static func brokenChain(_ statement: ReviewStatement) -> Message {
    Message(
      "review.broken-chain", ["time": .text(statement.time)],
      en: "The statement of {time} does not follow the one before it. One was changed, removed or added.",
      zh: "{time} 的声明与前一份不相衔接：有声明被改动、删除或插入。")
  }

  fileprivate static func clockRanBackwards(_ statement: ReviewStatement, after before: ReviewStatement) -> Message {
    Message(
      "review.clock-backwards", ["time": .text(statement.time), "before": .text(before.time)],
      en: "The statement of {time} follows one of {before}. A clock ran backwards.",
      zh: "{time} 的声明排在 {before} 的之后：时钟曾倒退。")
  }

  fileprivate static func answersNothing(_ statement: ReviewStatement) -> Message {
    Message(
      "review.answers-nothing", ["time": .text(statement.time)],
      en: "The decision of {time} answers no request of the same facts.", zh: "{time} 的决定没有对应同一事实的请求。")
  }

  fileprivate static func inTheFuture(_ statement: ReviewStatement, now: String) -> Message {
    Message(
      "review.in-the-future", ["time": .text(statement.time), "now": .text(now)],
      en: "The statement of {time} lies in the future of {now}.", zh: "{time} 的声明晚于当前时间 {now}。")
  }

  fileprivate static func beforeItsNight(_ statement: ReviewStatement) -> Message {
    Message(
      "review.before-its-night", ["time": .text(statement.time), "day": .day(statement.subject.day)],
      en: "The statement of {time} is older than the close of {day} that it judges.",
      zh: "{time} 的声明早于所签核的 {day} 收盘。")
  }

  fileprivate static func statementsGone(_ count: Int, of recorded: Int) -> Message {
    Message(
      "review.statements-gone", ["count": .count(count), "recorded": .count(recorded)],
      en: "The archive's head records {recorded} {recorded:statement|statements}. {count} {count:is|are} there.",
      zh: "归档的头文件记录了 {recorded} 份声明，现存 {count} 份。")
  }

  fileprivate static func otherStatement(_ number: Int) -> Message {
    Message(
      "review.other-statement", ["number": .count(number)],
      en: "Statement {number} is not the one that the archive's head records.",
      zh: "第 {number} 份声明不是归档的头文件所记录的那一份。")
  }

  fileprivate static func otherAuthor(_ statement: ReviewStatement, bound: String) -> Message {
    Message(
      "review.other-author", ["author": .text(statement.author), "bound": .text(bound)],
      en: "The statement names {author} as the author. The migration belongs to {bound}.",
      zh: "声明称作者为 {author}，而该迁移属于 {bound}。")
  }

  fileprivate static func missingException(_ subjects: [String]) -> Message {
    Message(
      "review.missing-exception", ["subjects": .names(subjects)],
      en: "The approval names no exception, with a reason and a day within a year, for {subjects}.",
      zh: "批准没有为 {subjects} 写明附理由且一年内到期的例外。")
  }
}

/// What stands beside a state.
extension Message {
  fileprivate static var notInHead: Message {
    Message(
      "review.not-in-head",
      en: "The archive's head does not record these statements yet. The next night records them.",
      zh: "归档的头文件尚未记录这些声明；下一夜会记录。")
  }

  fileprivate static func keyNoLongerValid(_ person: String) -> Message {
    Message(
      "review.key-no-longer-valid", ["person": .text(person)],
      en: "The key of {person} is not valid now. Paper and live use is closed.",
      zh: "{person} 的密钥现已无效，模拟盘与实盘不予放行。")
  }
}
