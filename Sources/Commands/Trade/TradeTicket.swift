import Archive
import ArgumentParser
import Execution
import MarketData
import Night
import Primitives
import Records

/// `aistock trade ticket`: a reviewer's signed leave for one account and one day.
struct TradeTicket: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ticket", abstract: "Signs a day ticket, by which a live account is traded unattended once.",
    discussion: """
      It names account, day, the digest of execution.limits, the approvals of the bundles and the most yuan to be bought, \
      fees included, and is signed with an SSH key of the allowed-signers file. `trade run --ticket FILE` and \
      `aistock watch` take it once, on its day. Anyone can verify it:
        ssh-keygen -Y verify -f allowed_signers -I REVIEWER -n aistock-ticket -s X.json.sig < X.json
      """)

  @OptionGroup var global: GlobalOptions
  @Option(help: "An account of the configuration with real money.") var account: String
  @Option(help: "A folder that `aistock review approve` froze; repeat it for each that shares the account.")
  var bundle: [String] = []
  @Option(help: "The trading day, YYYY-MM-DD; default: today in China.") var day: DayArgument?
  @Option(help: "Yuan that may be bought at most, fees included.") var buyMax: Int
  @Option(help: "Your name in the allowed-signers file.") var reviewer: String
  @Option(help: "The SSH key that signs.") var key: String
  @Option(help: "Why.") var note = ""
  @Option(help: "The file; default: where `aistock watch` looks for it.") var output: String?

  func validate() throws {
    if bundle.isEmpty { throw ValidationError(.noBundle) }
    if !(1...1_000_000_000_000).contains(buyMax) { throw ValidationError(.buyMax) }
  }

  func run() throws {
    let configuration = try global.configuration()
    let clock = Clock.system
    let settings = try TradingAccounts(configuration, clock: clock).settings(of: account)
    guard settings.isReal else { throw Diagnostic.paperTicket(account) }
    let day = day?.day ?? clock.dayInChina
    guard day >= clock.dayInChina else { throw Diagnostic.pastTicket(day) }
    let path = output ?? configuration.watch.ticket(of: account, on: day)
    if let output { try global.check(file: output) }
    let ledger = ReviewLedger(configuration)
    var migrations: [String: String] = [:]
    for folder in bundle {
      let opened = try FrozenBundle(folder: folder, ledger: ledger, now: clock)
      _ = try opened.permit(for: .live)
      migrations[opened.migration] = opened.approval.statement
    }
    let ticket = DayTicket(
      account: account, day: day, environment: .live, limits: configuration.execution.limits.digest,
      migrations: migrations, purchasesMax: Money(yuan: buyMax), reviewer: reviewer, note: note,
      time: clock.timestamp)
    try ledger.issue(ticket, key: key, to: path, now: clock)
    global.console.answer(ticket.json, lines: [.signed(ticket, path)])
  }
}

extension Message {
  fileprivate static var noBundle: Message {
    Message("trade.ticket-bundle", en: "Name at least one --bundle.", zh: "请至少指定一个 --bundle。")
  }

  fileprivate static var buyMax: Message {
    Message(
      "trade.ticket-buy-max", en: "--buy-max is whole yuan from 1 to 1,000,000,000,000.",
      zh: "--buy-max 为 1 至 1,000,000,000,000 的整数元。")
  }

  fileprivate static func signed(_ ticket: DayTicket, _ path: String) -> Message {
    Message(
      "trade.ticket-signed",
      [
        "account": .text(ticket.account), "day": .day(ticket.day), "most": .money(ticket.purchasesMax.yuan),
        "person": .text(ticket.reviewer), "path": .text(path),
      ],
      en: "{person} lets account {account} trade on {day} and buy up to {most}: {path}.",
      zh: "{person} 授权账户 {account} 于 {day} 交易，买入上限 {most}：{path}。")
  }
}

extension Diagnostic {
  fileprivate static func paperTicket(_ account: String) -> Diagnostic {
    Diagnostic(
      "trade.ticket-paper", .usage, ["account": .text(account)],
      (en: "The account {account} has no real money and needs no ticket.", zh: "账户 {account} 不是实盘账户，无需授权票。"),
      remedy: (en: "Run it with `--env paper`.", zh: "请用 `--env paper` 运行。"))
  }

  fileprivate static func pastTicket(_ day: TradingDay) -> Diagnostic {
    Diagnostic(
      "trade.ticket-past", .usage, ["day": .day(day)], (en: "{day} is over.", zh: "{day} 已过。"),
      remedy: (en: "Give today or a later day.", zh: "请给出今天或之后的日期。"))
  }
}
