import ArgumentParser
import Foundation
import Night
import Preview
import Primitives
import Records
import Store

/// `aistock watch`: the day by the clock.
struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Keeps the day by the clock: previews, accounts, LiveFeedback and the night.",
    discussion: """
      In session previews are marked each minute, and real accounts that execution.watch lists are traded where a signed \
      day ticket lies there. After the close, once the market has the day: previews are settled, paper accounts are traded \
      at the day's closes, books are laid beside statements, LiveFeedback is written and delivered, and the night runs. \
      Each step is recorded and done once; a watch that was killed goes on where it was. It ends cleanly on SIGTERM.
      """)

  enum Unit: String, CaseIterable, ExpressibleByArgument {
    case service, timer, once, cron
  }

  @OptionGroup var global: GlobalOptions
  @Flag(help: "Do what is due now, and end: for cron.") var once = false
  @Option(help: "With --once, the moment in China, YYYY-MM-DD HH:MM, for accounts on paper only.")
  var at: MomentArgument?
  @Option(help: "Print a systemd unit or a cron line: service, or timer with once, or cron.") var print: Unit?
  @Option(help: "With --print, the account that runs the unit; it writes below /var/lib/USER and nowhere else.")
  var user: AccountName?

  func validate() throws {
    if at != nil, !once { throw ValidationError(.momentAlone) }
    if user != nil, print == nil { throw ValidationError(.userAlone) }
  }

  func run() throws {
    if let unit = print {
      return global.console.data(ServiceUnits(.watch(unit), config: global.config, user: user?.name).text)
    }
    let configuration = try global.configuration()
    let clock = at.map { Clock.fixed(Double($0.time.seconds)) } ?? .system
    let database = try Database(path: configuration.state)
    let console = global.console
    let desk = WatchDesk(configuration, database: database, clock: clock) { console.progress($0) }
    let schedule = desk.schedule
    if at != nil, let real = schedule.accounts.first(where: \.isReal) { throw Diagnostic.realMoment(real.id) }
    let lock = try NightLock(path: NightFolders(configuration).watchLock)
    defer { withExtendedLifetime(lock) {} }
    let guards = try desk.guards()
    defer { guards.forEach { $0.end() } }
    let stop = StopSignal()
    defer { withExtendedLifetime(stop) {} }
    var watch = Watch(
      schedule, database: database, clock: clock,
      .init(
        sight: desk.sight, perform: desk.perform, follow: desk.follow,
        show: { now, sight, steps in try WatchPage.write(configuration, database, now, sight, steps) },
        tell: { console.progress($0) }, report: { console.report($0) }))
    guard once else { return try watch.run(until: stop) }
    let steps = try watch.round(until: { stop.isRaised }).steps
    console.answer(.array(steps.map(\.json)), lines: steps.isEmpty ? [.nothingDue] : steps.map(\.line))
    if let failed = steps.first(where: { $0.state == .failed || $0.state == .retry }),
      case .failure(let diagnostic) = failed.outcome
    {
      throw Ended(exit: diagnostic.exit)
    }
  }
}

extension WatchedStep {
  fileprivate var json: JSONValue {
    [
      "day": .string(day.description), "step": .string(name), "state": .string(state.rawValue),
      "attempts": .integer(attempts), "message": outcome.message.json,
    ]
  }

  fileprivate var line: Message {
    Message(
      "watch.step-line",
      [
        "day": .day(day), "step": .text(name), "state": .text(state.rawValue), "outcome": .message(outcome.message),
      ], en: "{day}  {step}  {state}  {outcome}", zh: "{day}  {step}  {state}  {outcome}")
  }
}

extension Message {
  fileprivate static let nothingDue = Message("watch.nothing-due", en: "Nothing is due.", zh: "当前没有待办步骤。")

  fileprivate static var momentAlone: Message {
    Message("watch.moment-alone", en: "--at is given together with --once.", zh: "--at 须与 --once 一起使用。")
  }
}

extension Diagnostic {
  fileprivate static func realMoment(_ account: String) -> Diagnostic {
    Diagnostic(
      "watch.moment-real", .usage, ["account": .text(account)],
      (
        en: "The account {account} has real money and knows no other time than now.",
        zh: "账户 {account} 是实盘账户，只能以当前时刻运行。"
      ),
      remedy: (en: "Leave `--at` out.", zh: "去掉 `--at`。"))
  }
}
