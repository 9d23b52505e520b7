import ArgumentParser
import Execution
import MarketData
import Night
import Primitives
import Records
import Store

/// What a plan is made of.
struct PlanOptions: ParsableArguments {
  @Option(help: "A folder that `aistock review approve` froze; DIR=WEIGHT where several share the account.")
  var bundle: [String] = []
  @Option(help: "An account of the configuration.") var account: String
  @Option(help: "paper or live; default: by the account's gateway.") var env: TradingEnvironment?
  @Option(help: "The day to trade on, for paper only: at its closes; default: the market's last.")
  var date: DayArgument?
  @Option(help: "A market, several by commas; default: the configuration's.") var market: String?
  @Option(help: "limit, best_counterparty or close_auction.") var price: PriceType = .limit
  @Option(help: "How far a limit stands beyond the last price, in hundredths of a yuan.") var ticks: Int = 2
  @Option(help: "once, twap or vwap: when the parts of an order are sent.") var schedule: PlanStyle.Schedule = .once

  func validate() throws {
    if bundle.isEmpty { throw ValidationError(.noBundle) }
    if !(0...1000).contains(ticks) { throw ValidationError(.ticks) }
    if price == .closeAuction, schedule != .once { throw ValidationError(.auctionInParts) }
  }

  /// The bundles with their parts of the account; one alone has all of it.
  func parts() throws -> [TradingDesk.Part] {
    try bundle.map { text in
      guard let sign = text.lastIndex(of: "="),
        let weight = NumberReader.double(String(text[text.index(after: sign)...]))
      else {
        if bundle.count > 1 { throw Diagnostic.withoutWeight(text) }
        return TradingDesk.Part(bundle: text, weight: 1)
      }
      return TradingDesk.Part(bundle: String(text[..<sign]), weight: weight)
    }
  }

  var style: PlanStyle {
    var style = PlanStyle()
    style.priceType = price
    style.ticks = Int64(ticks)
    style.schedule = schedule
    return style
  }

  func clock(_ configuration: AistockConfiguration) throws -> Clock {
    try TradingClock(configuration).clock(
      of: account, on: date?.day, for: .trading, market: GlobalOptions.market(market, of: configuration))
  }

  /// The desk and what it prepares.
  func prepared(
    _ configuration: AistockConfiguration, _ clock: Clock
  ) throws -> (TradingDesk, TradingDesk.Prepared) {
    let environment = try env ?? (isReal(configuration) ? .live : .paper)
    let desk = TradingDesk(
      configuration, database: try Database(path: configuration.state),
      market: try GlobalOptions.market(market, of: configuration), clock: clock)
    return (desk, try desk.prepare(parts(), account: account, environment: environment, style: style))
  }

  func isReal(_ configuration: AistockConfiguration) throws -> Bool {
    try TradingAccounts(configuration, clock: .system).settings(of: account).isReal
  }
}

/// An account, and nothing of a strategy.
struct AccountOptions: ParsableArguments {
  @Option(help: "An account of the configuration.") var account: String
  @Option(help: "The day, for paper only; default: the one at which the account stands.") var date: DayArgument?

  func clock(_ configuration: AistockConfiguration) throws -> Clock {
    try TradingClock(configuration).clock(
      of: account, on: date?.day, for: .reading, market: GlobalOptions.market(nil, of: configuration))
  }

  func service(
    _ configuration: AistockConfiguration, _ clock: Clock
  ) throws -> (AccountService, any Gateway & Sendable, Database) {
    let accounts = TradingAccounts(configuration, clock: clock)
    let gateway = try accounts.gateway(
      of: account, market: try GlobalOptions.market(nil, of: configuration), instruments: [])
    let database = try Database(path: configuration.state)
    return (AccountService(gateways: [account: gateway], database: database, clock: clock), gateway, database)
  }
}

extension TradingEnvironment: ExpressibleByArgument {}
extension PriceType: ExpressibleByArgument {}
extension PlanStyle.Schedule: ExpressibleByArgument {}

extension Message {
  fileprivate static var noBundle: Message {
    Message("trade.no-bundle", en: "Name at least one --bundle.", zh: "请至少指定一个 --bundle。")
  }

  fileprivate static var auctionInParts: Message {
    Message(
      "trade.auction-in-parts", en: "An order of the closing auction is sent whole: leave --schedule out.",
      zh: "收盘集合竞价委托一次报出，请去掉 --schedule。")
  }

  fileprivate static var ticks: Message {
    Message("trade.ticks", en: "--ticks is a whole number from 0 to 1,000.", zh: "--ticks 为 0 至 1,000 的整数。")
  }
}

extension Diagnostic {
  fileprivate static func withoutWeight(_ bundle: String) -> Diagnostic {
    Diagnostic(
      "trade.weight", .usage, ["bundle": .text(bundle)],
      (en: "Several bundles share the account; {bundle} has no weight.", zh: "多个资产包共用账户，{bundle} 未给权重。"),
      remedy: (en: "Write `--bundle DIR=0.6 --bundle DIR=0.4`.", zh: "写作 `--bundle DIR=0.6 --bundle DIR=0.4`。"))
  }
}
