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
      global.console.answer(statement.json, lines: ReviewText.lines(statement))
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
      global.console.answer(statement.json, lines: ReviewText.lines(statement))
      if act == .approve { freeze(configuration, global.console) }
    }

    /// The decision stands whether or not the bundle can be written; what keeps it from that is said.
    private func freeze(_ configuration: AistockConfiguration, _ console: Console) {
      let freezer = BundleFreezer(configuration: configuration)
      do {
        try freezer.freeze(migration, to: freezer.place(migration), clock: .system)
        console.progress("frozen in \(freezer.place(migration))")
      } catch let error as any DiagnosableError {
        console.report(error.diagnostic)
      } catch {
        console.progress("not frozen: \(error)")
      }
    }
  }

  struct Bundle: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "bundle",
      abstract: "Freezes an approved migration again, or verifies a frozen one: every hash, and the signature.")

    @OptionGroup var global: GlobalOptions
    @Option(help: "An approved migration, to be frozen.") var migration: String?
    @Option(help: "The folder to write; default: bundles/MIGRATION in the archive.") var output: String?
    @Option(help: "A frozen bundle, to be verified.") var verify: String?

    func run() throws {
      let configuration = try global.configuration()
      let freezer = BundleFreezer(configuration: configuration)
      guard (migration == nil) != (verify == nil) else {
        throw Diagnostic(
          "review.bundle", "name either a migration or a bundle", remedy: "Use --migration NAME, or --verify DIR.",
          exit: .usage)
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
          "\(bundle.migration)  frozen in \(bundle.folder)",
          "  approved by \(bundle.approval.reviewer) on \(bundle.approval.approvedAt)",
          "  \(bundle.exchangeRules)",
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
          ? ["nothing was ever in review"] : found.flatMap { ReviewText.lines($0.name, $0.status) })
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
        "review.exception", "'\(text)' is no SUBJECT=YYYY-MM-DD[:REASON]",
        remedy: "Write it as 'import.benchmark-empty=2027-03-31:index arrives in March'.",
        exit: .usage)
    }
    return ReviewStatement.Exception(
      subject: String(subject), reason: rest.count > 1 ? String(rest[1]) : "", expires: day)
  }

  static func lines(_ statement: ReviewStatement) -> [String] {
    let subject = statement.subject
    var lines = [
      "\(statement.time)  \(statement.act.rawValue)  \(subject.migration)  by \(statement.person)",
      "  night \(subject.day), manifest \(subject.manifest)",
      "  verdict \(subject.verdict), aistock \(subject.toolVersion)",
    ]
    lines += subject.findings.map { "  finding \($0)" }
    lines += statement.exceptions.map {
      "  exception \($0.subject) through \($0.expires)"
        + ($0.reason.isEmpty ? "" : ": \($0.reason)")
    }
    if !statement.note.isEmpty { lines.append("  note: \(statement.note)") }
    return lines
  }

  static func lines(_ name: String, _ status: ReviewStatus) -> [String] {
    ["\(status.state.rawValue)  \(name)"]
      + status.reasons.map { "  \($0.cause.rawValue): \($0.detail)" }
      + status.statements.suffix(1).flatMap { lines($0).map { "  " + $0 } }
  }
}
