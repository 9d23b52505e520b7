import Ladder
import MarketData
import Models
import Primitives
import Records
import Store

/// What every step of a night reads: settings, market, day and state, and what is known of files.
struct NightContext {
  let configuration: AistockConfiguration
  let folders: NightFolders
  let database: Database
  let clock: Clock
  let progress: NightProgress
  let market: any Market
  /// Sign of the market's files.
  let marketStamp: String
  /// Sign of the program: another build may compute something else.
  let program: String
  /// Sign of the libraries of models that stand here.
  let libraries = ModelRuntime.libraryStamp
  let day: TradingDay
  /// Nothing is passed over because it has not changed.
  let isAfresh: Bool
  let migrations: [AistockConfiguration.Migration]
  /// What earlier nights found out about files that nobody has touched since.
  let known: StampedFacts
  let marketDigest = MarketDigest()
  let shared = SharedWork()

  /// Whether the market's files, or its database's revision, are as they were when the night opened it; throws where they
  /// cannot be asked.
  func isMarketUntouched() throws -> Bool { try Markets.stamp(of: market) == marketStamp }

  /// Throws `night.date` for a day before the market's first.
  init(
    _ configuration: AistockConfiguration, date: TradingDay?, database: Database, clock: Clock,
    progress: NightProgress, isAfresh: Bool
  ) throws {
    self.configuration = configuration
    self.database = database
    self.clock = clock
    self.progress = progress
    self.isAfresh = isAfresh
    folders = NightFolders(configuration)
    known = isAfresh ? StampedFacts() : StampedFacts(reading: folders.facts)
    migrations = configuration.isDemo ? DemoWorkspaces.migrations(folders.demo) : configuration.migrations
    progress.note(.openingMarket(configuration.provider.shown))
    market = try Markets.open(configuration.provider)
    if let fallback = market.fallback { progress.note(fallback.evidence) }
    marketStamp = try Markets.stamp(of: market)
    program = NightContext.programStamp
    let wanted = date ?? clock.dayInChina
    guard let index = market.calendar.lastIndex(onOrBefore: wanted) else {
      throw Diagnostic.noTradingDay(upTo: wanted, at: .init(market.location, field: "calendar"))
    }
    day = market.calendar[index]
    if day != wanted { progress.note(.lastTradingDay(day, upTo: wanted)) }
  }

  /// Without its stamp the version alone tells programs apart.
  private static let programStamp =
    (try? FileStamp.of("/proc/self/exe")).map { "\(ToolVersion.current) \($0)" } ?? ToolVersion.current

  /// SHA-256 over the parts of an input, one a line.
  func digest(_ parts: [String]) -> String { SHA256Digest(hashing: parts.joined(separator: "\n")).hex }
}

extension Message {
  fileprivate static func openingMarket(_ name: String) -> Message {
    Message("night.opening-market", ["market": .text(name)], en: "Opening the market {market}.", zh: "打开行情 {market}。")
  }

  fileprivate static func lastTradingDay(_ day: TradingDay, upTo wanted: TradingDay) -> Message {
    Message(
      "night.last-trading-day", ["day": .day(day), "wanted": .day(wanted)],
      en: "The last trading day up to {wanted} is {day}.", zh: "{wanted} 及以前的最后一个交易日是 {day}。")
  }
}

extension Diagnostic {
  fileprivate static func noTradingDay(upTo wanted: TradingDay, at place: Place) -> Diagnostic {
    Diagnostic(
      "night.date", .absent, at: place, ["day": .day(wanted)],
      (en: "The market has no trading day up to {day}.", zh: "行情中 {day} 及以前没有交易日。"),
      remedy: (en: "Choose a later day, or load older data.", zh: "请选择更晚的日期，或载入更早的数据。"))
  }
}
