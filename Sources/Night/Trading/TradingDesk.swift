package import Archive
package import Execution
import Ladder
package import MarketData
import Models
package import Preview
package import Primitives
package import Records
import Simulation
package import Store

/// From approved bundles and an account to a plan, and from a plan to orders.
///
/// RD-Agent's folder is never needed: everything comes from the bundles, the market and the account.
package struct TradingDesk {
  /// A bundle and its part of the account's value.
  package struct Part: Equatable, Sendable {
    package var bundle: String
    package var weight: Double

    package init(bundle: String, weight: Double) {
      self.bundle = bundle
      self.weight = weight
    }
  }

  /// What a plan comes to, with the permits that it may be sent under.
  package struct Prepared {
    package var plan: TradePlan
    package var permits: [MoneyGate.Permit]
    package var gateway: any Gateway & Sendable
    package var surroundings: TradingRun.Surroundings
    /// What a reader must know of the scores, the holdings and the prices.
    package var findings: [Finding]
  }

  private let configuration: AistockConfiguration
  private let database: Database
  private let market: any Market
  private let clock: Clock
  /// Days over which a stock's average volume is taken.
  private static let volumeDays = 20

  package init(_ configuration: AistockConfiguration, database: Database, market: any Market, clock: Clock) {
    self.configuration = configuration
    self.database = database
    self.market = market
    self.clock = clock
  }

  /// The plan for the day of the clock.
  ///
  /// - Throws: `account.unknown` (exit 2), `account.away` (exit 4), what opening a bundle throws, `trade.real-account`
  ///   (exit 2) for paper trading on an account with real money and live trading on a simulated one,
  ///   `trade.other-market` (exit 1) for live trading on another market than the first of the list.
  package func prepare(
    _ parts: [Part], account id: String, environment: TradingEnvironment, style: PlanStyle
  ) throws -> Prepared {
    let accounts = TradingAccounts(configuration, clock: clock)
    let settings = try accounts.settings(of: id)
    guard settings.isReal == (environment == .live) else { throw Diagnostic.otherMoney(id, environment) }
    // Prices of another source than the configured one move no real money by themselves.
    if environment == .live, let fallback = market.fallback { throw Diagnostic.otherMarket(fallback) }
    let now = MarketTime(clock)
    let (day, index) = try decidingDay(before: now.day)
    let opened = try parts.map { try open($0, environment, start: day) }
    let stocks = Set(try opened.flatMap { try scored($0.instance, on: day) }).sorted()
    let gateway = try accounts.gateway(of: id, market: market, instruments: stocks)
    let state: AccountState
    do throws(GatewayFailure) { state = try gateway.account() } catch { throw Diagnostic.away(id, error.message) }
    try database.keep(state)
    let held = state.positions.map(\.instrument)
    let quotes: [BrokerQuote]
    do throws(GatewayFailure) { quotes = try gateway.quotes(of: Set(stocks + held).sorted()) } catch {
      throw Diagnostic.away(id, error.message)
    }
    let prices = try AShareQuotes(market: market, instruments: stocks + held)
    var desk = OrderDesk(
      database: database, folders: NightFolders(configuration).previews, market: market, day: day, now: now,
      quotes: GatewayQuotes.cascade(quotes), runtime: .ofThisProcess, isDealing: true)
    let owners = try AccountOwners(
      state, parts: opened.map { ($0.bundle.migration, $0.weight) }, database: database, prices: prices, on: now.day
    ) { stock in quotes.first { $0.instrument == stock }.flatMap { $0.last ?? $0.previousClose } }
    let limits = configuration.execution.limits
    var findings =
      try owners.findings + opened.compactMap { try SignedLimits.check(limits, against: $0.bundle, in: environment) }
    if configuration.execution.specialTreatment == nil, !limits.allowsST { findings.append(.unknownWarnings) }
    let wishes = try opened.map { part -> StrategyWish in
      let answer = try desk.list(part.instance, of: .given(owners.account(of: part.bundle.migration)))
      findings += answer.list.findings
      var wish = StrategyWish(
        strategyID: part.bundle.migration, weight: part.weight, approval: part.bundle.approval.statement,
        list: answer.list.orders, decidedOn: answer.list.scoresOf)
      wish.memory = answer.list.memory
      return wish
    }
    let volumes = try style.schedule == .vwap ? minuteVolumes(Set(stocks + held), through: index) : nil
    let planner = OrderPlanner(
      limits: limits, style: style,
      averageVolume: { [prices] stock in
        prices.number(of: stock).flatMap { prices.averageVolume($0, days: TradingDesk.volumeDays, upTo: index) }
      },
      priceLimits: { stock in
        let quote = quotes.first { $0.instrument == stock }
        return (quote?.limitDown, quote?.limitUp)
      }, minuteWeights: { [minutes = style.minutes] in volumes?.weights(of: $0, minutes) })
    let plan = try planner.plan(wishes, account: owners.strategies, environment: environment, day: now.day, time: now)
    if style.schedule == .vwap {
      let missing = plan.lines.map(\.instrument).filter { volumes?.weights(of: $0, style.minutes) == nil }
      if let finding = MinuteVolumes.finding(missing, of: plan.lines.count) { findings.append(finding) }
    }
    return Prepared(
      plan: plan, permits: opened.map(\.permit), gateway: gateway,
      surroundings: try surroundings(of: id, settings, state, prices, index, now.day), findings: findings)
  }

  /// What the strategies want on the next trading day, each with its name: sized at the last closes, from what was last
  /// known of the account. Nothing is asked of a broker that has told it once.
  ///
  /// - Throws: what opening a bundle throws, `account.unknown` (exit 2), `account.away` (exit 4), `trade.date`.
  package func outlook(_ parts: [Part], account id: String) throws -> [(strategy: String, list: PreviewOrderList)] {
    let accounts = TradingAccounts(configuration, clock: clock)
    let settings = try accounts.settings(of: id)
    let now = MarketTime(clock)
    guard let day = market.calendar.days.last(where: { $0 <= now.day }) else {
      throw Diagnostic.noDay(now.day, market.location)
    }
    let opened = try parts.map { try open($0, settings.isReal ? .live : .paper, start: day) }
    var known = try database.accountStates(of: id, from: TradingDay(daysSince1970: 0), through: now.day).last?.state
    if known == nil {
      let gateway = try accounts.gateway(of: id, market: market, instruments: [])
      do throws(GatewayFailure) { known = try gateway.account() } catch { throw Diagnostic.away(id, error.message) }
    }
    guard let state = known else { return [] }
    var desk = OrderDesk(
      database: database, folders: NightFolders(configuration).previews, market: market, day: day, now: now,
      quotes: nil, runtime: .ofThisProcess)
    let owners = try AccountOwners(
      state, parts: opened.map { ($0.bundle.migration, $0.weight) }, database: database,
      prices: try AShareQuotes(market: market, instruments: state.positions.map(\.instrument)),
      on: now.day.advanced(byDays: 1)
    ) { _ in nil }
    return try opened.map { part in
      (part.bundle.migration, try desk.list(part.instance, of: .given(owners.account(of: part.bundle.migration))).list)
    }
  }

  /// A run of the account, for a plan or for what is open of earlier ones.
  package func run(_ prepared: Prepared) -> TradingRun {
    run(prepared.gateway, account: prepared.plan.account, surroundings: prepared.surroundings)
  }

  package func run(
    _ gateway: any Gateway & Sendable, account: String, surroundings: TradingRun.Surroundings
  ) -> TradingRun {
    TradingRun.following(
      account, through: gateway, in: database, configuration, surroundings: surroundings, clock: clock)
  }

  /// Recorded minutes up to a day.
  private func minuteVolumes(_ stocks: Set<InstrumentID>, through index: Int) throws -> MinuteVolumes {
    let days = market.calendar.days[max(0, index - TradingDesk.volumeDays + 1)...index]
    return try MinuteVolumes(
      folder: configuration.previews.minuteBars, recorded: NightFolders(configuration).minutes, of: stocks,
      on: Array(days))
  }

  // MARK: - Parts

  private struct Opened {
    var bundle: FrozenBundle
    var permit: MoneyGate.Permit
    var instance: PreviewInstance
    var weight: Double
  }

  private func open(_ part: Part, _ environment: TradingEnvironment, start: TradingDay) throws -> Opened {
    let bundle = try FrozenBundle(folder: part.bundle, ledger: ReviewLedger(configuration), now: .system)
    let permit = try bundle.permit(for: environment == .live ? .live : .paper)
    let instance = try BundleSignal(bundle: bundle).instance(
      permit, capital: Money(yuan: 1), start: start, folders: NightFolders(configuration))
    return Opened(bundle: bundle, permit: permit, instance: instance, weight: part.weight)
  }

  /// The trading day whose close decides the orders of a day, and its place in the calendar.
  private func decidingDay(before day: TradingDay) throws -> (TradingDay, Int) {
    guard let index = market.calendar.lastIndex(onOrBefore: day.advanced(byDays: -1)) else {
      throw Diagnostic.noDay(day, market.location)
    }
    return (market.calendar[index], index)
  }

  private func scored(_ instance: PreviewInstance, on day: TradingDay) throws -> [InstrumentID] {
    var scores = PreviewScores(
      database: database, folders: NightFolders(configuration).previews, market: market, runtime: .ofThisProcess)
    let known = try scores.scores(instance, [day])
    if let failure = known.failure { throw failure }
    return known.table.rows(of: day).map { known.table.instruments[Int(known.table.codes[$0])] }
  }

  /// What the rules need beside account and quotes. A new account has no earlier close: its own value stands for it.
  private func surroundings(
    of account: String, _ settings: AccountSettings, _ state: AccountState, _ prices: AShareQuotes, _ index: Int,
    _ today: TradingDay
  ) throws -> TradingRun.Surroundings {
    let states = try database.accountStates(of: account, from: TradingDay(daysSince1970: 0), through: today)
    let before = states.last { $0.day < today }?.state.equity ?? state.equity
    let peak = states.map(\.state.equity).max().map { max($0, state.equity) } ?? state.equity
    var volumes: [InstrumentID: Int64] = [:]
    var ages: [InstrumentID: Int] = [:]
    for (place, stock) in prices.instruments.enumerated() {
      volumes[stock] = prices.averageVolume(Int32(place), days: TradingDesk.volumeDays, upTo: index)
      ages[stock] = prices.listingAge(Int32(place), on: index)
    }
    return TradingRun.Surroundings(
      equityBefore: before, peakEquity: peak, averageVolume: volumes, listingAge: ages,
      industries: try configuration.execution.industries.map(IndustryTable.read),
      specialTreatment: try configuration.execution.specialTreatment.map { try RiskWarningTable.read($0, on: today) })
  }
}

extension Finding {
  fileprivate static let unknownWarnings = Finding(
    "trade.unknown-risk-warnings", .note,
    title: (en: "Risk warnings (ST) are not checked", zh: "未检查风险警示（ST）"),
    evidence: (en: "No table says which stocks are under risk warning.", zh: "没有风险警示股票的名单。"),
    consequence: (en: "A stock under risk warning may be bought.", zh: "可能买入风险警示股票。"),
    remedy: (
      en: "Name a table at `execution.special_treatment`.", zh: "在 `execution.special_treatment` 指定名单文件。"
    ))
}

extension Diagnostic {
  fileprivate static func otherMarket(_ fallback: Finding) -> Diagnostic {
    Diagnostic(
      "trade.other-market", .refused, ["evidence": .message(fallback.evidence)],
      (en: "Nothing is traded with real money. {evidence}", zh: "不进行实盘交易。{evidence}"),
      remedy: (
        en: "Repair the first market of the list, or name this one alone with `--market`.",
        zh: "请修复列表中的第一个行情，或用 `--market` 单独指定本行情。"
      ))
  }

  fileprivate static func otherMoney(_ account: String, _ environment: TradingEnvironment) -> Diagnostic {
    Diagnostic(
      "trade.real-account", .usage, ["account": .text(account), "environment": .text(environment.rawValue)],
      (
        en: "The account {account} cannot be used with `--env {environment}`.",
        zh: "账户 {account} 不能用于 `--env {environment}`。"
      ),
      remedy: (
        en: "Use `--env live` with a gateway `qmt`, and `--env paper` with a gateway `sim`.",
        zh: "`qmt` 账户用 `--env live`，`sim` 账户用 `--env paper`。"
      ))
  }

  fileprivate static func noDay(_ day: TradingDay, _ location: String) -> Diagnostic {
    Diagnostic(
      "trade.date", .absent, at: .init(location), ["day": .day(day)],
      (en: "The market has no close before {day}.", zh: "行情在 {day} 之前没有收盘。"),
      remedy: (en: "Choose a later day, or load older data.", zh: "请选更晚的日期，或加载更早的行情。"))
  }
}
