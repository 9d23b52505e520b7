import Archive
import ArgumentParser
import Execution
import Night
import Primitives
import Records
import Store

/// `aistock trade`: from an approved bundle to orders of a paper or live account.
struct TradeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trade", abstract: "Plans orders of approved strategies, sends them, and keeps the account.",
    subcommands: [
      Plan.self, Run.self, TradeStatus.self, TradeOrders.self, TradePositions.self, TradeReconcile.self,
      TradeCancel.self, TradeKill.self, TradeResume.self, TradeTicket.self, Bridge.self,
    ])

  struct Plan: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "plan", abstract: "Shows the batch that would be sent, with reasons, fees and cash; sends nothing.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var options: PlanOptions
    @Option(help: "The file for the plan as JSON.") var output: String?

    func run() throws {
      let configuration = try global.configuration()
      if let output { try global.check(file: output) }
      let (_, prepared) = try options.prepared(configuration, options.clock(configuration))
      if let output { try FileWriter.write(prepared.plan.json.pretty, to: output) }
      global.console.answer(
        prepared.plan.json.adding(prepared.findings), lines: PlanText.lines(prepared, global.console.language))
    }
  }

  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "run", abstract: "Sends the batch through risk and intents, and follows it to its end.",
      discussion: """
        A paper account is traded at once. A live one demands --confirm with the text that `trade plan` shows: account, \
        orders, yuan and the digest of the limits, or --ticket with a reviewer's signed leave for the day. Calling it again goes on where it was: nothing is sent twice. \
        Exit 1: orders are still open.
        """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var options: PlanOptions
    @Flag(help: "Show the plan and send nothing.") var dryRun = false
    @Option(help: "The typed confirmation of a live run.") var confirm: String?
    @Option(help: "A signed day ticket, for a live run without anybody at the keyboard.") var ticket: String?
    @Option(help: "Seconds to follow the orders; default: to their end or the close.") var seconds: Int?

    func validate() throws {
      if options.env == nil, !dryRun { throw ValidationError(.withoutEnvironment) }
      if confirm != nil, ticket != nil { throw ValidationError(.confirmedTwice) }
      if ticket != nil, options.env == .paper { throw ValidationError(.ticketOnPaper) }
    }

    func run() throws {
      let configuration = try global.configuration()
      let clock = try options.clock(configuration)
      let lock = try NightLock(path: NightFolders(configuration).tradeLock(options.account))
      defer { withExtendedLifetime(lock) {} }
      let gate = TicketGate(
        ledger: ReviewLedger(configuration), database: try Database(path: configuration.state), clock: clock)
      if let ticket {
        try gate.check(ticket, account: options.account, limits: configuration.execution.limits)
      }
      let (desk, prepared) = try options.prepared(configuration, clock)
      if dryRun {
        global.console.answer(
          prepared.plan.json.adding(prepared.findings), lines: PlanText.lines(prepared, global.console.language))
        return
      }
      global.console.findings(prepared.findings)
      if let ticket, prepared.plan.environment == .live {
        try gate.admit(ticket, for: prepared.plan)
      } else if prepared.plan.environment == .live, confirm != prepared.plan.confirmation {
        throw Diagnostic.unconfirmed(prepared.plan)
      }
      let run = desk.run(prepared)
      try run.open(prepared.plan, permits: prepared.permits)
      let intents = try TradingFollower(clock: clock, seconds: options.isReal(configuration) ? seconds : 0).follow(run)
      global.console.answer(
        .array(intents.map(\.json)), lines: IntentText.lines(intents, global.console.language))
      if intents.contains(where: { !$0.state.isFinal }) { throw Ended(exit: .differs) }
    }
  }

  struct Bridge: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "bridge", abstract: "Prints qmt_bridge.py, which runs beside a QMT client.")

    @OptionGroup var global: GlobalOptions

    func run() throws { global.console.verbatim(BridgeScript.text) }
  }
}

extension Diagnostic {
  fileprivate static func unconfirmed(_ plan: TradePlan) -> Diagnostic {
    Diagnostic(
      "trade.unconfirmed", .refused, ["confirmation": .text(plan.confirmation)],
      (
        en: "Live orders demand the typed confirmation of this very plan.", zh: "实盘委托须键入本计划的确认文字。"
      ),
      remedy: (
        en: "Read the plan, then add `--confirm \"{confirmation}\"`, or `--ticket FILE`.",
        zh: "阅读计划后加 `--confirm \"{confirmation}\"`，或用 `--ticket FILE`。"
      ))
  }
}

extension Message {
  fileprivate static var confirmedTwice: Message {
    Message("trade.confirmed-twice", en: "Give either --confirm or --ticket.", zh: "--confirm 与 --ticket 只能给一个。")
  }

  fileprivate static var ticketOnPaper: Message {
    Message("trade.ticket-on-paper", en: "A ticket is for --env live.", zh: "授权票用于 --env live。")
  }

  fileprivate static var withoutEnvironment: Message {
    Message(
      "trade.environment", en: "Say with --env paper or --env live what to trade.",
      zh: "请用 --env paper 或 --env live 指明。")
  }
}
