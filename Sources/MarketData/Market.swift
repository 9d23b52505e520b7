package import Primitives
package import Records

/// The data service: one market's calendar, universes and daily bars, wherever they are kept.
package protocol Market: Sendable {
  /// For messages: a path, a URL, `demo`.
  var location: String { get }
  var calendar: TradingCalendar { get }
  /// Trading days behind the calendar that the market records as announced, ascending; empty where none are recorded.
  var announcedDays: [TradingDay] { get }
  /// The file of the user's that announces them; nil where it is the market itself.
  var announcer: String? { get }
  /// Why this is not the first market of a list; nil where it is.
  var fallback: Finding? { get }
  /// Names of universes, sorted.
  var universeNames: [String] { get }

  /// Throws `market.universe-missing` with the names that exist.
  func universe(_ name: String) throws -> Universe

  /// A field without `$`, any case; nil where the instrument has no such field. Damage throws.
  func series(_ field: String, of instrument: InstrumentID) throws -> FieldSeries?

  /// Names of the fields that any instrument has, lower case, sorted; nil where they cannot be listed.
  func fieldNames() throws -> [String]?

  /// Instruments that anything is recorded for, sorted; nil where they cannot be listed.
  var recordedInstruments: [InstrumentID]? { get }

  /// What of the files' forms is unusual though it can be read.
  func formFindings() throws -> [HealthFinding]

  /// Whether it has statements by their day of announcement, which nothing here reads.
  var hasPeriods: Bool { get }

  /// Whether anything at all is recorded for the instrument.
  func hasData(_ instrument: InstrumentID) -> Bool

  /// A cheap sign of all content, for caches: another one where anything has changed. Nil where the stamps of the files
  /// under `location` say it.
  func revision() throws -> String?

  /// The same market where it keeps nothing of the files that are read, for whoever goes through all instruments once.
  var withoutCache: any Market { get }

  /// SHA-256 over the calendar, the named universes and the given fields of the given instruments.
  func digest(universes: [String], fields: [String], instruments: [InstrumentID]) throws -> String
}

extension Market {
  package var announcedDays: [TradingDay] { [] }
  package var announcer: String? { nil }
  package var hasPeriods: Bool { false }

  /// Trading days between a day of the data and today: by the days that are announced where they reach to yesterday, else
  /// by the exchange's notices; nil where neither reaches so far.
  package func missedDays(after last: TradingDay, before today: TradingDay) -> Int? {
    ExchangeCalendar.missed(after: last, before: today, announced: calendar.days + announcedDays)
  }

  /// Trading days behind the calendar, ascending: those that a file of the user's or the market announces, else those of
  /// `ExchangeCalendar`; empty where none knows.
  package var comingDays: [TradingDay] {
    announcedDays.isEmpty ? calendar.days.last.map(ExchangeCalendar.days(after:)) ?? [] : announcedDays
  }

  package var fallback: Finding? { nil }
  package var withoutCache: any Market { self }
  package func fieldNames() throws -> [String]? { nil }
  package var recordedInstruments: [InstrumentID]? { nil }
  package func formFindings() throws -> [HealthFinding] { [] }
  package func revision() throws -> String? { nil }

  /// Refuses a universe that the market does not have, and names those that it has.
  package func universeMissing(_ name: String) -> Diagnostic {
    Diagnostic(
      "market.universe-missing", .absent, at: .init(location), ["name": .text(name), "names": .names(universeNames)],
      (
        en: "The market has no universe '{name}'. Its universes are {names}.",
        zh: "行情中没有股票池“{name}”，现有股票池为 {names}。"
      ),
      remedy: (
        en: "Name one of them, or add instruments/{name}.txt.", zh: "请指定其中之一，或添加 instruments/{name}.txt。"
      ))
  }
}
