import Archive
import Execution
import Foundation
import Ladder
import LiveFeedback
import MarketData
import Preview
package import Primitives
import RDAgent
import Records
import Simulation
package import Store

/// Does the watch's tasks with the rooms that the commands use, under the locks that they hold.
///
/// A real account is traded only with a signed ticket of its day at its place; nobody is asked.
package final class WatchDesk {
  private let configuration: AistockConfiguration
  private let database: Database
  private let clock: Clock
  private let folders: NightFolders
  private let tell: (Message) -> Void
  private var market: (any Market)?
  private var openedAt = 0
  /// Runs of real accounts whose orders may still be open, by account.
  private var runs: [String: TradingRun] = [:]
  /// A market is opened anew after so many seconds, and on every new day.
  private static let marketSeconds = 300

  package init(
    _ configuration: AistockConfiguration, database: Database, clock: Clock,
    tell: @escaping (Message) -> Void = { _ in }
  ) {
    self.configuration = configuration
    self.database = database
    self.clock = clock
    self.tell = tell
    folders = NightFolders(configuration)
  }

  /// What is done by the clock under this configuration.
  package var schedule: WatchSchedule {
    let reals = Set(configuration.execution.accounts.filter(\.isReal).map(\.id))
    return WatchSchedule(
      accounts: configuration.watch.accounts.map { .init(id: $0.id, isReal: reals.contains($0.id)) },
      refreshes: configuration.previews.hasQuotes, pushes: configuration.feedbackURL != nil,
      nightlyMinute: configuration.watch.nightlyMinute)
  }

  package func sight(_ now: MarketTime) throws -> WatchSchedule.Sight {
    let market = try openMarket(now)
    return WatchSchedule.Sight(
      bars: market.calendar.days, announced: market.comingDays, first: try database.firstWatchedDay())
  }

  package func perform(_ due: WatchDue) throws -> Message {
    switch due.task {
    case .refresh: try refresh()
    case .settle: try settle(due.day)
    case .trade(let account): try trade(account, due.day)
    case .close(let account): try close(account, due.day)
    case .signal(let account): try signal(account)
    case .feedback: try feedback(due.day)
    case .push: try push()
    case .nightly: try nightly(due.day)
    }
  }

  /// Follows open orders of real accounts in session, and cancels them where the switch is on; says whether any are
  /// left.
  package func follow() throws -> Bool {
    let now = MarketTime(clock)
    guard now.minute < WatchSchedule.closeMinute, now.minute >= TradingSessions.morning.lowerBound else { return false }
    var isAnyOpen = false
    var failure: (any Error)?
    for account in schedule.accounts where account.isReal {
      // Orders of an earlier day are over: they are ended with the account's next close.
      guard try database.openIntents(of: account.id).contains(where: { $0.day == now.day }) else {
        runs[account.id] = nil
        continue
      }
      isAnyOpen = true
      // What keeps one account from being followed keeps no other.
      do { try follow(account.id) } catch { failure = failure ?? error }
    }
    if let failure { throw failure }
    return isAnyOpen
  }

  /// Guards that cancel open orders of real accounts within a second of a turned switch, also while a step is being done.
  package func guards() throws -> [SwitchGuard] {
    let accounts = TradingAccounts(configuration, clock: clock)
    return try schedule.accounts.filter(\.isReal).map { account in
      let gateway = try accounts.gateway(
        of: account.id, market: try Markets.open(configuration.provider), instruments: [])
      return SwitchGuard(.following(account.id, through: gateway, in: database, configuration, clock: clock))
    }
  }

  private func follow(_ account: String) throws {
    let lock = try NightLock(path: folders.tradeLock(account))
    defer { withExtendedLifetime(lock) {} }
    // After a restart the run is made again: it goes on with what is stored.
    let run = try runs[account] ?? self.run(account)
    runs[account] = run
    try run.pass()
  }

  /// A run that goes on with open orders. Where no plan can be made any more, an approval that ended say, they are still
  /// followed, and canceled where the switch is on; nothing is bought.
  private func run(_ account: String) throws -> TradingRun {
    let desk = try desk(clock)
    let surroundings: TradingRun.Surroundings
    do { surroundings = try prepared(account, by: desk, .live).surroundings } catch let error as any DiagnosableError {
      tell(error.diagnostic.summary)
      surroundings = .unknown
    }
    let market = try openMarket(MarketTime(clock))
    let gateway = try TradingAccounts(configuration, clock: clock).gateway(of: account, market: market, instruments: [])
    return desk.run(gateway, account: account, surroundings: surroundings)
  }

  // MARK: - Previews

  private func refresh() throws -> Message {
    let lock = try NightLock(path: folders.lock)
    defer { withExtendedLifetime(lock) {} }
    let now = MarketTime(clock)
    let market = try openMarket(now)
    let outcome = try PreviewRefresh.refresh(
      in: database, quotes: QuoteSources(configuration.previews).cascade,
      calendar: SessionCalendar.make(market, from: now.day), market: market, at: now)
    try LivePage.write(outcome, site: configuration.site.output)
    try RecordedMinutes(configuration).add(outcome)
    if let problem = outcome.problems.first { throw problem }
    return .refreshed(outcome)
  }

  private func settle(_ day: TradingDay) throws -> Message {
    let lock = try NightLock(path: folders.lock)
    defer { withExtendedLifetime(lock) {} }
    let batch = PreviewBatch(
      database: database, folders: folders.previews, clock: clock, runtime: .ofThisProcess)
    let ids = try batch.waiting()
    var days = 0
    var failure: (any Error)?
    for result in try batch.settle(ids, market: try openMarket(MarketTime(clock)), through: day) {
      switch result {
      case .success(let outcome): days += outcome.settled.count
      case .failure(let error): failure = failure ?? error
      }
    }
    if let failure { throw failure }
    return .settled(previews: ids.count, days: days)
  }

  // MARK: - Accounts

  /// Now for a real broker; for a simulated one, which deals at closes, the moment before the close of a day.
  private func clock(of account: String, _ day: TradingDay) throws -> Clock {
    let settings = try TradingAccounts(configuration, clock: clock).settings(of: account)
    return settings.isReal ? clock : PlanStyle.closingClock(of: day)
  }

  private func desk(_ clock: Clock) throws -> TradingDesk {
    TradingDesk(
      configuration, database: database, market: try openMarket(MarketTime(self.clock)), clock: clock)
  }

  private func watched(_ account: String) throws -> WatchSettings.Account {
    guard let found = configuration.watch.accounts.first(where: { $0.id == account }) else {
      throw Diagnostic.unknown(account, among: configuration.watch.accounts.map(\.id))
    }
    return found
  }

  private func prepared(
    _ account: String, by desk: TradingDesk, _ environment: TradingEnvironment
  ) throws -> TradingDesk.Prepared {
    let own = try watched(account)
    return try desk.prepare(own.parts, account: account, environment: environment, style: own.style)
  }

  private func trade(_ account: String, _ day: TradingDay) throws -> Message {
    let lock = try NightLock(path: folders.tradeLock(account))
    defer { withExtendedLifetime(lock) {} }
    let isReal = try TradingAccounts(configuration, clock: clock).settings(of: account).isReal
    if !isReal, let last = try database.accountStates(of: account, from: day, through: .endOfTime).last?.day,
      last > day
    {
      return .alreadyLater(account, last)
    }
    let clock = try clock(of: account, day)
    let gate = TicketGate(ledger: ReviewLedger(configuration), database: database, clock: clock)
    let ticket = configuration.watch.ticket(of: account, on: day)
    // Whoever has no ticket is not asked, and neither is the broker: an unattended run is a signed one.
    if isReal { try gate.check(ticket, account: account, limits: configuration.execution.limits) }
    let desk = try desk(clock)
    let prepared = try prepared(account, by: desk, isReal ? .live : .paper)
    prepared.findings.filter { $0.severity != .note }.forEach { tell($0.evidence) }
    if isReal { try gate.admit(ticket, for: prepared.plan) }
    let run = desk.run(prepared)
    try run.open(prepared.plan, permits: prepared.permits)
    let intents = try TradingFollower(clock: clock, seconds: 0).follow(run)
    if isReal { runs[account] = run }
    return .traded(intents)
  }

  private func close(_ account: String, _ day: TradingDay) throws -> Message {
    let lock = try NightLock(path: folders.tradeLock(account))
    defer { withExtendedLifetime(lock) {} }
    let clock = try clock(of: account, day)
    // An account that nothing was ever traded on has no book that a statement could differ from.
    guard
      try !database.books(of: account, through: day).isEmpty || !database.intents(of: account, on: day).isEmpty
    else { return .nothingToBook }
    let market = try openMarket(MarketTime(self.clock))
    let gateway = try TradingAccounts(configuration, clock: clock).gateway(of: account, market: market, instruments: [])
    let closing = TradingClose(
      configuration, account: account, gateway: gateway,
      service: AccountService(gateways: [account: gateway], database: database, clock: clock), database: database,
      market: market, clock: clock)
    let result = try closing.close(accepting: nil, by: "watch")
    guard let first = result.comparison.first else { return .booked(result.books.count) }
    throw Diagnostic.differs(account, result.comparison.differences.count, first.message)
  }

  private func signal(_ account: String) throws -> Message {
    let lists = try desk(clock).outlook(try watched(account).parts, account: account)
    let document = JSONValue.array(
      lists.map { entry in
        [
          "strategy": .string(entry.strategy), "for": .string(entry.list.orders.next.day.description),
          "decided_on": .string(entry.list.orders.decidedOn.description),
          "orders": .array(
            entry.list.orders.lines.filter { $0.action != .hold }.map {
              [
                "instrument": .string($0.symbol.name), "side": .string($0.action == .buy ? "buy" : "sell"),
                "shares": .integer(Int($0.shares)), "target_weight": .number($0.targetWeight),
                "reason": $0.reason.json,
              ]
            }),
        ]
      })
    try FileWriter.write(document.pretty, to: folders.outlook(account))
    return .signalled(lists.reduce(0) { $0 + $1.list.orders.lines.filter { $0.action != .hold }.count })
  }

  // MARK: - Research and the night

  private func feedback(_ day: TradingDay) throws -> Message {
    let desk = FeedbackDesk(configuration, clock: clock)
    var documents: [LiveFeedback] = []
    for preview in try database.previews() where preview.status == .running {
      if try database.accounts(of: preview.id).isEmpty { continue }
      documents += try desk.build(
        strategy: preview.id, account: nil, experiment: nil, from: nil, through: day)
    }
    for account in configuration.watch.accounts
    where try database.books(of: account.id, through: day).contains(where: { $0.strategyID != StrategyBook.outside }) {
      documents += try desk.build(strategy: nil, account: account.id, experiment: nil, from: nil, through: day)
    }
    for document in documents { _ = try FeedbackFolder.write(document, to: configuration.watch.feedback) }
    return .fedBack(documents.count)
  }

  private func push() throws -> Message {
    guard let address = configuration.feedbackURL, FileReader.isFolder(configuration.watch.feedback) else {
      return .pushed(0)
    }
    return .pushed(try FeedbackPush(address: address).push(configuration.watch.feedback).sent.count)
  }

  private func nightly(_ day: TradingDay) throws -> Message {
    let lock = try NightLock(path: folders.lock)
    defer { withExtendedLifetime(lock) {} }
    let outcome = try Night(configuration, date: day, database: database, clock: clock).run()
    if let failure = outcome.failures.first { throw failure.diagnostic }
    return .night(outcome.pages)
  }

  private func openMarket(_ now: MarketTime) throws -> any Market {
    if let market, MarketTime(seconds: openedAt).day == now.day, now.seconds - openedAt < WatchDesk.marketSeconds {
      return market
    }
    let opened = try Markets.open(configuration.provider)
    if let fallback = opened.fallback { tell(fallback.evidence) }
    (market, openedAt) = (opened, now.seconds)
    return opened
  }
}

extension TradingDay {
  fileprivate static let endOfTime = TradingDay(daysSince1970: 200_000)
}

extension Message {
  fileprivate static let nothingToBook = Message(
    "watch.nothing-to-book", en: "Nothing was traded on the account yet.", zh: "该账户尚无交易。")

  fileprivate static func refreshed(_ outcome: PreviewRefresh.Outcome) -> Message {
    Message(
      "watch.marked",
      ["count": .count(outcome.live.count), "answered": .count(outcome.answered), "asked": .count(outcome.asked)],
      en: "{count} {count:preview|previews}, {answered} of {asked} stocks quoted.",
      zh: "{count} 个模拟预览，{asked} 只股票中 {answered} 只有行情。")
  }

  fileprivate static func settled(previews: Int, days: Int) -> Message {
    Message(
      "watch.settled-previews", ["count": .count(previews), "days": .count(days)],
      en: "{count} {count:preview|previews}, {days} {days:day|days} settled.", zh: "{count} 个模拟预览，结算 {days} 个交易日。")
  }

  fileprivate static func traded(_ intents: [TradeIntent]) -> Message {
    Message(
      "watch.traded",
      [
        "count": .count(intents.count), "filled": .count(intents.count { $0.state == .filled }),
        "blocked": .count(intents.count { $0.state == .riskBlocked }),
        "open": .count(intents.count { !$0.state.isFinal }),
      ],
      en: "{count} {count:order|orders}: {filled} filled, {blocked} blocked by risk rules, {open} open.",
      zh: "{count} 笔委托：成交 {filled}，风控拦截 {blocked}，未完结 {open}。")
  }

  fileprivate static func alreadyLater(_ account: String, _ day: TradingDay) -> Message {
    Message(
      "watch.already-later", ["account": .text(account), "day": .day(day)],
      en: "The account {account} stands at {day} already; nothing was traded.", zh: "账户 {account} 已到 {day}，未作交易。")
  }

  fileprivate static func booked(_ count: Int) -> Message {
    Message(
      "watch.booked", ["count": .count(count)],
      en: "{count} {count:book is|books are} equal to the broker's statement.", zh: "{count} 本账簿与对账单一致。")
  }

  fileprivate static func signalled(_ count: Int) -> Message {
    Message(
      "watch.signalled", ["count": .count(count)], en: "{count} {count:order|orders} wanted next.",
      zh: "下一交易日拟委托 {count} 笔。"
    )
  }

  fileprivate static func fedBack(_ count: Int) -> Message {
    Message(
      "watch.fed-back", ["count": .count(count)], en: "{count} LiveFeedback {count:document|documents} written.",
      zh: "已写入 {count} 份 LiveFeedback。")
  }

  fileprivate static func pushed(_ count: Int) -> Message {
    Message(
      "watch.pushed", ["count": .count(count)], en: "{count} {count:document|documents} delivered.",
      zh: "已送达 {count} 份文档。")
  }

  fileprivate static func night(_ pages: Int) -> Message {
    Message("watch.night", ["count": .count(pages)], en: "{count} pages published.", zh: "已发布 {count} 页。")
  }
}

extension Diagnostic {
  fileprivate static func differs(_ account: String, _ count: Int, _ first: Message) -> Diagnostic {
    Diagnostic(
      "watch.differs", .refused,
      ["account": .text(account), "count": .count(count), "first": .message(first)],
      (
        en: "Our book and the broker's statement of {account} differ in {count} {count:place|places}. {first}",
        zh: "账户 {account} 的账簿与对账单有 {count} 处不符。{first}"
      ),
      remedy: (
        en: "Find the reason, then run `aistock trade reconcile --account {account} --accept REASON`.",
        zh: "查明原因后运行 `aistock trade reconcile --account {account} --accept 理由`。"
      ))
  }
}
