import Archive
import ArgumentParser
import Night
import Primitives
import Records

/// `aistock review …`: a reviewer's signed decision on a migration.
struct ReviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review", abstract: "Asks for, signs and verifies the decision on a migration.",
    discussion: """
      What is judged is frozen from the archive. A decision is signed with an SSH key of the
      allowed-signers file, and anyone can verify it offline:
        ssh-keygen -Y verify -f allowed_signers -I REVIEWER -n aistock-signoff -s X.json.sig < X.json
      """,
    subcommands: [Request.self, Approve.self, Reject.self, Status.self, Bundle.self])

  struct Request: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "request",
      abstract: "Freezes the newest archived judgement and asks for a review.")

    @OptionGroup var global: GlobalOptions
    @Option(help: "The migration, as in the configuration.") var migration: String
    @Option(help: "Who made the migration, by the name of the allowed-signers file.") var author: String
    @Option(help: "A note for the reviewer.") var note = ""

    func run() throws {
      let ledger = try ReviewLedger(global.configuration())
      let statement = try ledger.request(migration, author: author, note: note, clock: .system)
      global.console.answer(statement.json, lines: ReviewText.lines(statement, global.console.language))
    }
  }

  /// What both decisions take.
  struct Decision: ParsableArguments {
    @Option(help: "The migration, as in the configuration.") var migration: String
    @Option(help: "Your name in the allowed-signers file.") var reviewer: String
    @Option(help: "The SSH key that signs.") var key: String
    @Option(help: "Why.") var note = ""
    @Option(help: "What is accepted for a while, as SUBJECT=YYYY-MM-DD[:REASON]; may be repeated.")
    var exception: [String] = []

    func decide(_ act: ReviewStatement.Act, _ global: GlobalOptions) throws {
      let configuration = try global.configuration()
      let ledger = ReviewLedger(configuration)
      let statement = try ledger.decide(
        act, migration, reviewer: reviewer, note: note,
        exceptions: try exception.map(ReviewText.exception), key: key,
        clock: .system)
      global.console.answer(statement.json, lines: ReviewText.lines(statement, global.console.language))
      if act == .approve { freeze(configuration, global.console) }
    }

    /// The decision stands whether or not the bundle can be written; what keeps it from that is said.
    private func freeze(_ configuration: AistockConfiguration, _ console: Console) {
      let freezer = BundleFreezer(configuration: configuration)
      do {
        try freezer.freeze(migration, to: freezer.place(migration), clock: .system)
        console.progress(console.text(.frozen(in: freezer.place(migration))))
      } catch let error as any DiagnosableError {
        console.report(error.diagnostic)
      } catch {
        console.progress(console.text(.notFrozen("\(error)")))
      }
    }
  }

  struct Bundle: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "bundle",
      abstract: "Freezes an approved migration again, or verifies a frozen one: every digest, and the signature.")

    @OptionGroup var global: GlobalOptions
    @Option(help: "An approved migration, to be frozen.") var migration: String?
    @Option(help: "The folder to write; default: bundles/MIGRATION in the archive.") var output: String?
    @Option(help: "A frozen bundle, to be verified.") var verify: String?

    func run() throws {
      let configuration = try global.configuration()
      let freezer = BundleFreezer(configuration: configuration)
      guard (migration == nil) != (verify == nil) else {
        throw Diagnostic(
          "review.bundle", .usage,
          (en: "The command takes either a migration or a bundle.", zh: "该命令须指定迁移或资产包之一。"),
          remedy: (
            en: "Use `--migration NAME`, or `--verify DIR`.", zh: "使用 `--migration NAME` 或 `--verify DIR`。"
          ))
      }
      var folder = verify ?? ""
      if let migration {
        folder = output ?? freezer.place(migration)
        try freezer.freeze(migration, to: folder, clock: .system)
      }
      let bundle = try FrozenBundle(folder: folder, ledger: ReviewLedger(configuration), now: .system)
      global.console.answer(
        bundle.json,
        lines: [
          bundle.migration + "  " + global.console.text(.frozen(in: bundle.folder)),
          "  " + global.console.text(.approved(bundle.approval)), "  " + bundle.exchangeRules,
        ])
    }
  }

  struct Approve: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "approve", abstract: "Approves what is in review.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var decision: Decision

    func run() throws { try decision.decide(.approve, global) }
  }

  struct Reject: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "reject", abstract: "Rejects what is in review.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var decision: Decision

    func run() throws { try decision.decide(.reject, global) }
  }

  struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "status",
      abstract: "Verifies signatures and says where reviews stand; exit 1 unless approved.")

    @OptionGroup var global: GlobalOptions
    @Option(help: "One migration; default: all that were ever in review.") var migration: String?

    func run() throws {
      let ledger = try ReviewLedger(global.configuration())
      let names = try migration.map { [$0] } ?? ledger.migrations()
      let found = try names.map { (name: $0, status: try ledger.status($0, now: .system)) }
      global.console.answer(
        .object(Dictionary(found.map { ($0.name, $0.status.json) }) { first, _ in first }),
        lines: found.isEmpty
          ? [global.console.text(.nothingInReview)]
          : found.flatMap { ReviewText.lines($0.name, $0.status, global.console.language) })
      if found.contains(where: { $0.status.state != .approved }) { throw Differs() }
    }
  }
}

/// Reviews as text, and the one form of text that they take.
enum ReviewText {
  /// `SUBJECT=YYYY-MM-DD[:REASON]`.
  static func exception(_ text: String) throws -> ReviewStatement.Exception {
    let parts = text.split(separator: "=", maxSplits: 1)
    let rest = parts.last?.split(separator: ":", maxSplits: 1) ?? []
    guard parts.count == 2, let subject = parts.first, let date = rest.first,
      let day = TradingDay(String(date))
    else {
      throw Diagnostic(
        "review.exception", .usage, ["text": .text(text)],
        (
          en: "`{text}` does not have the form `SUBJECT=YYYY-MM-DD[:REASON]`.",
          zh: "`{text}` 不符合 `SUBJECT=YYYY-MM-DD[:REASON]` 的形式。"
        ),
        remedy: (
          en: "Write it as `import.benchmark-empty=2027-03-31:index arrives in March`.",
          zh: "请写成 `import.benchmark-empty=2027-03-31:三月补齐指数` 的形式。"
        ))
    }
    return ReviewStatement.Exception(
      subject: String(subject), reason: rest.count > 1 ? String(rest[1]) : "", expires: day)
  }

  /// The act stands as in the statement, for scripts that read lines.
  static func lines(_ statement: ReviewStatement, _ language: Language) -> [String] {
    let subject = statement.subject
    var lines = [
      statement.time + "  " + statement.act.rawValue + "  " + subject.migration + "  " + statement.person
    ]
    var details = [Message.night(subject), .verdict(subject)]
    details += subject.findings.map { .finding($0) } + statement.exceptions.map { .exception($0) }
    if !statement.note.isEmpty { details.append(.note(statement.note)) }
    lines += details.map { "  " + $0[language] }
    return lines
  }

  static func lines(_ name: String, _ status: ReviewStatus, _ language: Language) -> [String] {
    [status.state.rawValue + "  " + name]
      + status.reasons.map { "  " + $0.cause.rawValue + ": " + $0.detail[language] }
      + status.statements.suffix(1).flatMap { lines($0, language).map { "  " + $0 } }
  }
}

extension Message {
  fileprivate static func frozen(in folder: String) -> Message {
    Message("review.frozen", ["folder": .text(folder)], en: "frozen in {folder}", zh: "已冻结于 {folder}")
  }

  fileprivate static func notFrozen(_ why: String) -> Message {
    Message("review.not-frozen", ["why": .text(why)], en: "not frozen: {why}", zh: "未冻结：{why}")
  }

  fileprivate static func approved(_ approval: Approval) -> Message {
    Message(
      "review.approved-by", ["person": .text(approval.reviewer), "time": .text(approval.approvedAt)],
      en: "approved by {person} on {time}", zh: "{person} 于 {time} 批准")
  }

  fileprivate static var nothingInReview: Message {
    Message("review.nothing", en: "No migration is in review.", zh: "没有迁移提请过签核。")
  }

  fileprivate static func night(_ subject: ReviewSubject) -> Message {
    Message(
      "review.night", ["day": .day(subject.day), "manifest": .text(subject.manifest)],
      en: "night {day}, manifest {manifest}", zh: "{day} 之夜，清单 {manifest}")
  }

  fileprivate static func verdict(_ subject: ReviewSubject) -> Message {
    Message(
      "review.verdict", ["verdict": .text(subject.verdict), "version": .text(subject.toolVersion)],
      en: "verdict {verdict}, aistock {version}", zh: "判定 {verdict}，aistock {version}")
  }

  fileprivate static func finding(_ finding: String) -> Message {
    Message("review.finding", ["finding": .text(finding)], en: "finding {finding}", zh: "发现 {finding}")
  }

  fileprivate static func exception(_ exception: ReviewStatement.Exception) -> Message {
    guard !exception.reason.isEmpty else {
      return Message(
        "review.exception-line", ["subject": .text(exception.subject), "expires": .day(exception.expires)],
        en: "exception {subject} through {expires}", zh: "例外 {subject}，有效至 {expires}")
    }
    return Message(
      "review.exception-with-reason",
      ["subject": .text(exception.subject), "expires": .day(exception.expires), "reason": .text(exception.reason)],
      en: "exception {subject} through {expires}: {reason}", zh: "例外 {subject}，有效至 {expires}：{reason}")
  }

  fileprivate static func note(_ note: String) -> Message {
    Message("review.note", ["note": .text(note)], en: "note: {note}", zh: "备注：{note}")
  }
}
