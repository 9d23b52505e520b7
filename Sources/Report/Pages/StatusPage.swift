package import Primitives
package import Records

/// How the watch and its accounts stand at a moment.
package struct WatchStatus: Sendable {
  package struct Account: Sendable {
    package var id: String
    package var isReal: Bool
    package var position: TradingSwitch.Position
    /// As the broker last told it; nil where it never did.
    package var state: AccountState?
    /// Of today, or of the last day on which the account was traded.
    package var orders: [TradeIntent]
    package var ordersDay: TradingDay
    /// What went wrong, what was blocked and what stopped the account on that day, newest first.
    package var faults: [ExecutionEvent]

    package init(
      id: String, isReal: Bool, position: TradingSwitch.Position, state: AccountState?, orders: [TradeIntent],
      ordersDay: TradingDay, faults: [ExecutionEvent]
    ) {
      self.id = id
      self.isReal = isReal
      self.position = position
      self.state = state
      self.orders = orders
      self.ordersDay = ordersDay
      self.faults = faults
    }
  }

  /// A step of the watch: kind and account apart.
  package struct Step: Sendable {
    package enum State: String, Sendable, CaseIterable { case running, done, retry, failed }

    package var day: TradingDay
    package var kind: String
    package var account: String?
    package var state: State
    package var at: MarketTime
    package var message: Message

    package init(
      day: TradingDay, kind: String, account: String?, state: State, at: MarketTime, message: Message
    ) {
      self.day = day
      self.kind = kind
      self.account = account
      self.state = state
      self.at = at
      self.message = message
    }
  }

  package var time: MarketTime
  /// Nil: the calendar ends before today.
  package var isTradingDay: Bool?
  package var dataThrough: TradingDay?
  package var accounts: [Account]
  /// Newest first.
  package var steps: [Step]
  package var market: String
  package var toolVersion: String

  package init(
    time: MarketTime, isTradingDay: Bool?, dataThrough: TradingDay?, accounts: [Account], steps: [Step],
    market: String, toolVersion: String
  ) {
    self.time = time
    self.isTradingDay = isTradingDay
    self.dataThrough = dataThrough
    self.accounts = accounts
    self.steps = steps
    self.market = market
    self.toolVersion = toolVersion
  }
}

/// The page that a person leaves open: accounts, orders, faults, the age of data and the steps of the watch.
struct StatusPage {
  let status: WatchStatus

  var document: PageDocument {
    let open = status.accounts.reduce(0) { $0 + $1.orders.count { !$0.state.isFinal } }
    let failed = status.steps.count { $0.day == status.time.day && $0.state == .failed }
    var document = PageDocument(
      page: .status, title: .label("status"),
      values: [
        "lead": .message(.lead(accounts: status.accounts.count, open: open, failed: failed)),
        "moment": .text(status.time.description), "shown": .text(StatusPage.shown(status.time)),
        "today": .label(status.isTradingDay.map { $0 ? "dayState.trading" : "dayState.rest" } ?? "dayState.unknown"),
        "data_through": status.dataThrough.map(dataThrough) ?? "–",
        "accounts": .list(status.accounts.enumerated().map(account)),
        "hasSteps": .flag(!status.steps.isEmpty), "steps": .list(status.steps.map(StatusPage.step)),
      ])
    document.scripts = ["scripts/reload.js"]
    return document
  }

  /// The day, with its age where it is not today's.
  private func dataThrough(_ day: TradingDay) -> PageValue {
    let days = status.time.day.daysSince1970 - day.daysSince1970
    return days > 0 ? .message(.dataThrough(day, Int(days))) : .text(day.description)
  }

  private func account(_ place: Int, _ account: WatchStatus.Account) -> [String: PageValue] {
    let state = account.state
    return [
      "id": .text("account-\(place + 1)"), "heading": .message(.heading(account)),
      "position": .label("switch." + account.position.rawValue),
      "equity": .figure(Figure(state?.equity)),
      "cash": .figure(Figure(state?.cash)),
      "age": state.map { .message(.age(status.time.seconds - $0.time.seconds)) } ?? .label("statusNoState"),
      "hasOrders": .flag(!account.orders.isEmpty), "ordersLabel": .message(.orders(account)),
      "orders": .list(account.orders.map(StatusPage.order)), "hasFaults": .flag(!account.faults.isEmpty),
      "faults": .list(
        account.faults.map {
          [
            "time": .text($0.time), "clock": .text(MarketTime($0.time).map(StatusPage.shown) ?? $0.time),
            "message": .message($0.message),
          ]
        }),
    ]
  }

  private static func order(_ intent: TradeIntent) -> [String: PageValue] {
    [
      "stock": .text(intent.instrument.name), "side": .label("side." + intent.side.rawValue),
      "shares": .figure(Figure(count: Int(intent.quantity))),
      "filled": .figure(Figure(count: Int(intent.filledQuantity))),
      "price": .figure(Figure(intent.price, .price)),
      "state": .label("intent." + intent.state.rawValue),
    ]
  }

  private static func step(_ step: WatchStatus.Step) -> [String: PageValue] {
    let kind = PageValue.label("watch." + step.kind)
    return [
      "day": .text(step.day.description),
      "name": step.account.map { .joined([kind, .text($0)], separator: .dot) } ?? kind,
      "state": .label("step." + step.state.rawValue), "at": .text(shown(step.at)), "message": .message(step.message),
    ]
  }

  /// `2026-11-23 10:31:00`.
  private static func shown(_ time: MarketTime) -> String {
    String(time.description.prefix(19)).replacing("T", with: " ")
  }
}

extension SiteBuilder {
  /// Pages that stand beside a published site and are written between two nights: below the site's root.
  package static let statusFiles =
    ["", "en/", "zh-Hans/"].map { $0 + PageShell.Page.status.path } + [PageShell.Page.status.data]

  /// Whether that page stands in every language of a site.
  package static func hasStatus(in folder: String, _ languages: [Language]) -> Bool {
    let settings = SiteSettings(languages: languages, upIsRed: true)
    return languages.allSatisfy { language in
      let path = PageShell.folder(language, settings) + PageShell.Page.status.path
      return FileReader.exists(Path.join(folder, path))
    }
  }

  /// Writes the status page in every language, each file whole or not at all; nothing where there is no site yet.
  ///
  /// - Throws: a diagnostic with exit code `render`.
  package static func writeStatus(_ status: WatchStatus, _ settings: SiteSettings, folder: String) throws {
    guard isSite(folder) else { return }
    let day = status.dataThrough ?? status.time.day
    let result = NightResult(
      day: day, toolVersion: status.toolVersion, market: status.market, isDemo: false, migrations: [], previews: [],
      index: .init(instrument: InstrumentID(canonical: "SH000001"), closes: [:]))
    let edition = try SiteEdition(result, settings)
    let source = PageSource(.status) { StatusPage(status: status).document }
    for page in try edition.make([source]) {
      for (path, bytes) in zip(page.paths, page.bytes ?? []) {
        try FileWriter.write(bytes, to: Path.join(folder, path))
      }
    }
  }
}

extension Message {
  fileprivate static func lead(accounts: Int, open: Int, failed: Int) -> Message {
    Message(
      "report.status", ["accounts": .count(accounts), "open": .count(open), "failed": .count(failed)],
      en:
        "{accounts} {accounts:account|accounts}, {open} open {open:order|orders}, {failed} failed {failed:step|steps} today.",
      zh: "账户 {accounts} 个，未完结委托 {open} 笔，今天失败的步骤 {failed} 个。")
  }

  fileprivate static func heading(_ account: WatchStatus.Account) -> Message {
    account.isReal
      ? Message(
        "report.status-live.label", ["account": .text(account.id)], en: "Account {account}, live",
        zh: "账户 {account}（实盘）")
      : Message(
        "report.status-paper.label", ["account": .text(account.id)], en: "Account {account}, paper",
        zh: "账户 {account}（模拟盘）")
  }

  fileprivate static func orders(_ account: WatchStatus.Account) -> Message {
    Message(
      "report.status-orders.label", ["account": .text(account.id), "day": .day(account.ordersDay)],
      en: "Orders of {account}, {day}", zh: "{account} 的委托，{day}")
  }

  fileprivate static func dataThrough(_ day: TradingDay, _ days: Int) -> Message {
    Message(
      "report.status-data.label", ["day": .day(day), "days": .count(days)], en: "{day}, {days} {days:day|days} old",
      zh: "{day}，{days} 天前")
  }

  fileprivate static func age(_ seconds: Int) -> Message {
    let hours = seconds / 3600
    if hours >= 48 {
      return Message(
        "report.status-age-days.label", ["count": .count(hours / 24)], en: "{count} days old", zh: "{count} 天前")
    }
    if hours >= 2 {
      return Message(
        "report.status-age-hours.label", ["count": .count(hours)], en: "{count} hours old", zh: "{count} 小时前")
    }
    return seconds < 600
      ? Message(
        "report.status-age-seconds.label", ["count": .count(max(0, seconds))], en: "{count} {count:second|seconds} old",
        zh: "{count} 秒前")
      : Message(
        "report.status-age-minutes.label", ["count": .count(seconds / 60)], en: "{count} minutes old", zh: "{count} 分钟前"
      )
  }
}
