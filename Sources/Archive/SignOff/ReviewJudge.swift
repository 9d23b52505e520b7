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
        let place = "\(Path.lastComponent(file)): \(diagnostic.summary)"
        return ReviewStatus(
          state: .invalid, reasons: [.init(.statement, .verbatim(place))], statements: statements)
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
      ReviewStatus.Reason(
        .expiredException, "the exception '\($0.subject)' held through \($0.expires)")
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
      let why = (error as? any DiagnosableError)?.diagnostic.summary.english ?? "\(error)"
      return ReviewStatus(state: .invalid, reasons: [.init(.unverifiable, .verbatim(why))])
    }
  }

  /// The approval of a migration, as code demands it that may only run with one.
  ///
  /// - Throws: `review.not-approved` with the state and its first reason.
  package func approval(_ migration: String, now clock: Clock) throws -> Approval {
    let status = try status(migration, now: clock)
    if let decision = status.decision { return Approval(verified: decision) }
    let why = status.reasons.first.map { ": " + $0.detail.english } ?? ""
    throw Diagnostic(
      "review.not-approved", "\(migration) is not approved (\(status.state.rawValue))\(why)",
      remedy: "See `aistock review status --migration \(migration)`.", exit: .differs)
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
      return .init(.signature, "the signature of \(statement.person) is not valid: \(why)")
    case .valid: break
    }
    guard requiresOtherThanAuthor else { return nil }
    if statement.person.lowercased() == statement.author.lowercased() {
      return .init(.author, "\(statement.person) made the migration and judged it")
    }
    // One key under two names is one person, in whatever order the file names them.
    if case .valid = try ssh.verify(
      statement.bytes, signature: path, person: statement.author, allowedSigners: allowedSigners, at: statement.time)
    {
      return .init(
        .author, "the key of \(statement.person) is also that of the author \(statement.author)")
    }
    let names = try ssh.persons(signature: path, allowedSigners: allowedSigners, at: statement.time)
    if names.contains(where: { $0.lowercased() == statement.author.lowercased() }) {
      return .init(
        .author, "the key of \(statement.person) is also that of the author \(statement.author)")
    }
    return nil
  }

  private func broken(_ statements: [ReviewStatement], _ migration: String, _ clock: Clock)
    -> ReviewStatus.Reason?
  {
    var before: ReviewStatement?
    for statement in statements {
      if statement.subject.migration != migration {
        return .init(
          .chain, "the statement of \(statement.time) is about \(statement.subject.migration)")
      }
      if statement.previous != before?.sha256 {
        return .init(
          .chain,
          "the statement of \(statement.time) does not follow the one before it: one was changed, removed or added"
        )
      }
      if let before, statement.time < before.time {
        return .init(
          .clock,
          "the statement of \(statement.time) follows one of \(before.time): a clock ran backwards")
      }
      if statement.act.isDecision {
        guard let request = before, request.act == .request, request.subject == statement.subject,
          request.author == statement.author
        else {
          return .init(
            .chain, "the decision of \(statement.time) answers no request of the same facts")
        }
      }
      before = statement
    }
    if let last = statements.last, last.time > clock.timestamp {
      return .init(.clock, "the statement of \(last.time) lies in the future of \(clock.timestamp)")
    }
    return nil
  }

  /// What of the newest judgement is not as it was frozen, in a fixed order.
  private func changes(since frozen: ReviewSubject) throws -> [ReviewStatus.Reason] {
    var reasons: [ReviewStatus.Reason] = []
    if try !archive.holds(frozen) {
      reasons.append(
        .init(
          .manifestGone, "the archive no longer holds the night of \(frozen.day) that was judged"))
    }
    guard let now = try archive.newestSubject(frozen.migration) else {
      return reasons + [.init(.notJudged, "no archived night judges \(frozen.migration) any more")]
    }
    return reasons + frozen.changes(to: now)
  }
}

extension ReviewSubject {
  /// What reopens a review of these facts when a later night finds others; another day or manifest
  /// alone does not.
  package func changes(to now: ReviewSubject) -> [ReviewStatus.Reason] {
    func text(_ value: String?) -> String { value.map { String($0.prefix(16)) } ?? "none" }
    func changed(_ cause: ReviewStatus.Cause, _ what: String, _ old: String?, _ new: String?)
      -> ReviewStatus.Reason?
    {
      old == new ? nil : .init(cause, "\(what) was \(text(old)), on \(now.day) it is \(text(new))")
    }
    let fixed = [
      changed(
        .restatedData, "the fingerprint of the market data", dataDigest, now.dataDigest),
      changed(.otherTool, "the program's version", toolVersion, now.toolVersion),
      changed(.otherConfiguration, "the configuration", configurationDigest, now.configurationDigest),
      changed(.otherModel, "the model", modelDigest, now.modelDigest),
      changed(.otherPredictions, "the predictions", predictionsDigest, now.predictionsDigest),
      verdict == now.verdict
        ? nil
        : .init(.otherVerdict, "the verdict was \(verdict), on \(now.day) it is \(now.verdict)"),
    ].compactMap { $0 }
    let new = now.findings.filter { !findings.contains($0) }
    return fixed
      + new.map { .init(.newFinding, "a finding that was not judged: \($0), on \(now.day)") }
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
