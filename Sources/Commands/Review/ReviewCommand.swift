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
      global.console.answer(statement.json, lines: statement.lines(global.console.language))
    }
  }

  /// What both decisions take.
  struct Decision: ParsableArguments {
    @Option(help: "The migration, as in the configuration.") var migration: String
    @Option(help: "Your name in the allowed-signers file.") var reviewer: String
    @Option(help: "The SSH key that signs.") var key: String
    @Option(help: "Why.") var note = ""
    @Option(
      help:
        "What is accepted for a while, as SUBJECT=YYYY-MM-DD:REASON; SUBJECT is the verdict (FAIL, NOT COMPARABLE), each failing rung, or a finding. May be repeated."
    )
    var exception: [String] = []

    func decide(_ act: ReviewStatement.Act, _ global: GlobalOptions) throws {
      let configuration = try global.configuration()
      let ledger = ReviewLedger(configuration)
      let freezer = BundleFreezer(configuration: configuration)
      let given = try exception.map { try ReviewStatement.Exception($0) }
      // What is signed names the bundle, so that nothing of it can be changed behind the signature.
      var bundle: FrozenBundle.Content?
      let statement = try ledger.decide(
        act, migration, reviewer: reviewer, note: note, exceptions: given, key: key, clock: .system
      ) {
        said(global.console) { bundle = try freezer.content(migration) }
        return bundle?.sha256
      }
      global.console.answer(statement.json, lines: statement.lines(global.console.language))
      guard let bundle else { return }
      said(global.console) {
        let place = freezer.place(migration)
        try FrozenBundle.write(bundle, of: try ledger.approval(migration, now: .system), in: ledger, to: place)
        global.console.progress(.frozen(in: place))
      }
    }

    /// The decision stands whether or not the bundle can be written; what keeps it from that is said.
    private func said(_ console: Console, _ act: () throws -> Void) {
      do { try act() } catch let error as any DiagnosableError {
        console.report(error.diagnostic)
      } catch {
        console.progress(.notFrozen("\(error)"))
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
        if let output { try global.check(output, as: .bundle, isAt: freezer.places) }
        try freezer.freeze(migration, to: folder, clock: .system)
      }
      let bundle = try FrozenBundle(folder: folder, ledger: ReviewLedger(configuration), now: .system)
      global.console.answer(
        bundle.json,
        lines: [
          bundle.migration + "  " + global.console.text(.frozen(in: bundle.folder)),
          "  " + global.console.text(.approved(bundle.approval)), "  " + bundle.exchangeRules,
        ] + bundle.approval.lines.map { "  " + global.console.text($0) })
    }
  }

  struct Approve: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "approve", abstract: "Approves what is in review.",
      discussion: """
        A verdict of FAIL or NOT COMPARABLE, and each serious finding, is approved only with an exception that names \
        it, says why and ends within a year. Pages, `signal` and the bundle repeat it beside the verdict.
        """)

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
          : found.flatMap { $0.status.lines($0.name, global.console.language) })
      if found.contains(where: { $0.status.state != .approved }) { throw Differs() }
    }
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
}
