package import Primitives
package import Records

extension ReviewLedger {
  /// Where the review of a migration stands on a day: verified offline, from the archive alone.
  ///
  /// Invariants:
  /// 1. A decision counts only if its signature is that of an allowed signer other than the author,
  ///    the key was valid at the statement's time, and the chain before it is whole.
  /// 2. An approval stands only while the newest judgement has the facts that were frozen.
  /// 3. Nothing is ever approved by absence: what cannot be read or verified is `invalid`.
  package func status(_ migration: String, now clock: Clock) throws -> ReviewStatus {
    let files = try self.files(migration)
    var statements: [ReviewStatement] = []
    for file in files {
      do { statements.append(try ReviewStatement(file: file)) } catch let diagnostic as Diagnostic {
        return ReviewStatus(
          state: .invalid, reasons: [.init(.statement, .damaged(Path.lastComponent(file), diagnostic.summary))],
          statements: statements)
      }
    }
    guard let last = statements.last, let lastFile = files.last else { return .none }
    if let reason = broken(statements, migration, clock) {
      return ReviewStatus(state: .invalid, reasons: [reason], statements: statements)
    }
    guard last.act.isDecision else {
      let reasons = try changes(since: last.subject)
      return ReviewStatus(
        state: reasons.isEmpty ? .inReview : .reopened, reasons: reasons, statements: statements)
    }
    if let reason = try objection(to: last, signature: lastFile + ".sig") {
      return ReviewStatus(state: .invalid, reasons: [reason], statements: statements)
    }
    let changed = try changes(since: last.subject)
    if last.act == .reject {
      return ReviewStatus(
        state: changed.isEmpty ? .rejected : .reopened, reasons: changed, statements: statements)
    }
    let today = clock.dayInChina
    let expired = last.exceptions.filter { $0.expires < today }.map {
      ReviewStatus.Reason(.expiredException, .expired($0))
    }
    if !changed.isEmpty {
      return ReviewStatus(state: .reopened, reasons: changed + expired, statements: statements)
    }
    if !expired.isEmpty {
      return ReviewStatus(state: .expired, reasons: expired, statements: statements)
    }
    return ReviewStatus(state: .approved, statements: statements)
  }

  /// The status for a page that must be published: what cannot be verified is `invalid` and says why.
  package func shown(_ migration: String, now clock: Clock) -> ReviewStatus {
    do { return try status(migration, now: clock) } catch {
      let why = (error as? any DiagnosableError)?.diagnostic.summary ?? .verbatim("\(error)")
      return ReviewStatus(state: .invalid, reasons: [.init(.unverifiable, why)])
    }
  }

  /// The approval of a migration, as code demands it that may only run with one.
  ///
  /// - Throws: `review.not-approved` with the state and its first reason.
  package func approval(_ migration: String, now clock: Clock) throws -> Approval {
    let status = try status(migration, now: clock)
    if let decision = status.decision { return Approval(verified: decision) }
    throw Diagnostic.notApproved(migration, status)
  }

  /// Why a signed decision does not count; nil where it does.
  func objection(to statement: ReviewStatement, signature path: String) throws -> ReviewStatus
    .Reason?
  {
    switch try ssh.verify(
      statement.bytes, signature: path, person: statement.person, allowedSigners: allowedSigners,
      at: statement.time)
    {
    case .invalid(let why):
      return .init(.signature, .invalidSignature(statement.person, why))
    case .valid: break
    }
    guard requiresOtherThanAuthor else { return nil }
    if statement.person.lowercased() == statement.author.lowercased() {
      return .init(.author, .judgedOwnWork(statement.person))
    }
    // One key under two names is one person, in whatever order the file names them.
    if case .valid = try ssh.verify(
      statement.bytes, signature: path, person: statement.author, allowedSigners: allowedSigners, at: statement.time)
    {
      return .init(.author, .sharedKey(statement))
    }
    let names = try ssh.persons(signature: path, allowedSigners: allowedSigners, at: statement.time)
    if names.contains(where: { $0.lowercased() == statement.author.lowercased() }) {
      return .init(.author, .sharedKey(statement))
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
      changed(.otherVerdict, verdict, now.verdict, Message.otherVerdict),
    ].compactMap { $0 }
    let new = now.findings.filter { !findings.contains($0) }
    return fixed + new.map { .init(.newFinding, .newFinding($0, on: now.day)) }
  }
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

  fileprivate static func otherVerdict(_ change: ReviewChange) -> Message {
    Message(
      "review.other-verdict", ["old": change.before, "new": change.after, "day": .day(change.day)],
      en: "The verdict was {old}. On {day} it is {new}.",
      zh: "判定原为 {old}，{day} 为 {new}。")
  }

  fileprivate static func newFinding(_ finding: String, on day: TradingDay) -> Message {
    Message(
      "review.new-finding", ["finding": .text(finding), "day": .day(day)],
      en: "A finding of {day} was not judged: {finding}.", zh: "{day} 有未经签核的发现：{finding}。")
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
}
