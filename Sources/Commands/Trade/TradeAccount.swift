import ArgumentParser
import Execution
import Foundation
import MarketData
import Night
import Primitives
import Records
import Store

/// `aistock trade status`: the account as the broker has it, the switch, and what is open.
struct TradeStatus: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "The account as the broker has it, the switch, and open orders.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var options: AccountOptions

  func run() throws {
    let configuration = try global.configuration()
    let clock = try options.clock(configuration)
    let (service, _, database) = try options.service(configuration, clock)
    let view = try service.lastKnown(of: options.account)
    let position = try KillSwitch(
      account: options.account, database: database, file: configuration.execution.killFile, clock: clock
    ).position()
    let open = try database.openIntents(of: options.account)
    if let warning = view.warning { global.console.report(warning) }
    global.console.answer(
      [
        "account": view.state.json, "age_seconds": .integer(view.age), "switch": .string(position.rawValue),
        "open": .array(open.map(\.json)), "warning": view.warning.map(\.json) ?? .null,
      ],
      lines: [global.console.text(.status(view, position))] + IntentText.lines(open, global.console.language))
    if view.warning != nil { throw Ended(exit: .environment) }
  }
}

/// `aistock trade orders`: intents of a day with what became of them.
struct TradeOrders: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "orders", abstract: "The orders of a day, as we meant them and as the broker has them.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var options: AccountOptions
  @Flag(help: "The log of the day as JSON lines instead.") var log = false

  func run() throws {
    let configuration = try global.configuration()
    // Of days that are gone the log tells all.
    _ = try TradingAccounts(configuration, clock: .system).settings(of: options.account)
    let database = try Database(path: configuration.state)
    let day = try options.date?.day ?? MarketTime(options.clock(configuration)).day
    if log {
      for event in try database.events(of: options.account, from: day, through: day) {
        global.console.data(String(decoding: event.json.canonical, as: UTF8.self))
      }
      return
    }
    let intents = try database.intents(of: options.account, on: day)
    global.console.answer(.array(intents.map(\.json)), lines: IntentText.lines(intents, global.console.language))
  }
}

/// `aistock trade positions`: what the account holds.
struct TradePositions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "positions", abstract: "What the account holds, as the broker has it.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var options: AccountOptions

  func run() throws {
    let configuration = try global.configuration()
    let (service, _, _) = try options.service(configuration, options.clock(configuration))
    let state = try service.state(of: options.account)
    var table = TextColumns([.left, .right, .right, .right, .right])
    for position in state.positions {
      table.append([
        position.instrument.name, MessageArgument.count(Int(position.volume)).text(global.console.language),
        MessageArgument.count(Int(position.available)).text(global.console.language),
        position.averagePrice.map { Figures.fixed($0.yuan, 2) ?? $0.description } ?? "–",
        position.marketValue.map { Figures.fixed($0.yuan, 2) ?? $0.description } ?? "–",
      ])
    }
    global.console.answer(state.json, lines: table.lines)
  }
}

/// `aistock trade reconcile`: what became of open orders, the day's books, and the broker's statement beside them.
struct TradeReconcile: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconcile", abstract: "Asks what became of open orders, books the day, and compares the statement.",
    discussion: """
      A difference stops the account: nothing is sent until somebody accepts it with --accept and a reason. Exit 1: the \
      book and the statement differ.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var options: AccountOptions
  @Option(help: "Accept the broker's statement, and why.") var accept: String?

  func run() throws {
    let configuration = try global.configuration()
    let lock = try NightLock(path: NightFolders(configuration).tradeLock(options.account))
    defer { withExtendedLifetime(lock) {} }
    let clock = try options.clock(configuration)
    let (service, gateway, database) = try options.service(configuration, clock)
    let market = try GlobalOptions.market(nil, of: configuration)
    let closing = TradingClose(
      configuration, account: options.account, gateway: gateway, service: service, database: database, market: market,
      clock: clock)
    let result = try closing.close(accepting: accept, by: NSUserName())
    global.console.answer(
      result.json,
      lines: result.comparison.differences.isEmpty
        ? [.equal(options.account, result.day)] : result.comparison.differences.map(\.message))
    if !result.comparison.differences.isEmpty, accept == nil { throw Ended(exit: .differs) }
  }
}

/// `aistock trade cancel`: ends what is open.
struct TradeCancel: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel", abstract: "Cancels open orders of the account; what was never sent is dropped.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var options: AccountOptions

  func run() throws {
    let configuration = try global.configuration()
    try options.cancel(configuration, options.clock(configuration))
    let left = try Database(path: configuration.state).openIntents(of: options.account)
    global.console.answer(.array(left.map(\.json)), lines: IntentText.lines(left, global.console.language))
    if !left.isEmpty { throw Ended(exit: .differs) }
  }
}

/// `aistock trade kill`: the switch that stops an account.
struct TradeKill: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kill", abstract: "Stops the account at once, and cancels its open orders.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var options: AccountOptions
  @Option(help: "Why.") var reason = "by hand"

  func run() throws {
    let configuration = try global.configuration()
    let database = try Database(path: configuration.state)
    if try TradingAccounts(configuration, clock: .system).settings(of: options.account).isReal {
      _ = try options.clock(configuration)
    }
    // The switch comes first: it works also where the broker is away.
    try KillSwitch(
      account: options.account, database: database, file: configuration.execution.killFile, clock: .system
    ).turn(.killed, by: NSUserName(), reason: reason)
    try options.cancel(configuration, options.clock(configuration))
    global.console.answer(
      ["account": .string(options.account), "switch": "killed"], lines: [Message.killed(options.account)])
  }
}

/// `aistock trade resume`: lets an account trade again.
struct TradeResume: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Lets a stopped account trade again.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var options: AccountOptions
  @Option(help: "Why.") var reason: String

  func run() throws {
    let configuration = try global.configuration()
    _ = try TradingAccounts(configuration, clock: .system).settings(of: options.account)
    try KillSwitch(
      account: options.account, database: try Database(path: configuration.state),
      file: configuration.execution.killFile, clock: .system
    ).resume(by: NSUserName(), reason: reason)
    global.console.answer(
      ["account": .string(options.account), "switch": "open"], lines: [Message.resumed(options.account)])
  }
}

extension AccountOptions {
  /// Needs no market where the money is real: a kill works also where its data is damaged or away.
  func cancel(_ configuration: AistockConfiguration, _ clock: Clock) throws {
    let (_, gateway, database) = try service(configuration, clock)
    try TradingRun.following(account, through: gateway, in: database, configuration, clock: clock)
      .cancelAll(because: .byHand, code: "by-hand")
  }
}

extension Message {
  fileprivate static let byHand = Message("trade.by-hand", en: "A person canceled it.", zh: "人工撤销。")

  fileprivate static func status(_ view: AccountService.View, _ position: TradingSwitch.Position) -> Message {
    Message(
      "trade.status",
      [
        "account": .text(view.state.account), "equity": .money(view.state.equity.yuan),
        "cash": .money(view.state.cash.yuan), "count": .count(view.state.positions.count),
        "switch": .text(position.rawValue), "seconds": .count(view.age),
      ],
      en:
        "Account {account}: {equity}, cash {cash}, {count} {count:stock|stocks}; switch {switch}; {seconds} seconds old.",
      zh: "账户 {account}：总资产 {equity}，现金 {cash}，持股 {count} 只；开关 {switch}；{seconds} 秒前。")
  }

  fileprivate static func equal(_ account: String, _ day: TradingDay) -> Message {
    Message(
      "trade.equal", ["account": .text(account), "day": .day(day)],
      en: "Account {account}, {day}: our book and the broker's statement are equal.", zh: "账户 {account}，{day}：账簿与对账单一致。"
    )
  }

  fileprivate static func killed(_ account: String) -> Message {
    Message("trade.killed", ["account": .text(account)], en: "Account {account} is stopped.", zh: "账户 {account} 已停止。")
  }

  fileprivate static func resumed(_ account: String) -> Message {
    Message(
      "trade.resumed", ["account": .text(account)], en: "Account {account} may trade again.", zh: "账户 {account} 恢复交易。")
  }
}
