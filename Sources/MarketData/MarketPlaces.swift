package import Primitives
import Records

/// Where a market is looked for: one place, or several in the order in which they are tried.
///
/// A place is a qlib provider folder, a folder of CSV files, a `.csv` or `.csv.gz`, `tdx:FOLDER`, `bridge:FOLDER`,
/// `postgresql://…`, a `.sqlite`, or `demo`. As one text, places are separated by commas: `/data/cn,demo`.
package struct MarketPlaces: Sendable, Equatable {
  package let names: [String]
  /// A file of trading days that go before those of any of the places and of the exchange's notices.
  package var calendar: String?

  /// - Parameter names: at least one.
  package init(_ names: [String], calendar: String? = nil) {
    precondition(!names.isEmpty, "a market has a place")
    self.names = names
    self.calendar = calendar
  }

  /// The trading days of `calendar`; nil where none is named. Throws what `CalendarFile` says.
  package func calendarFile() throws -> CalendarFile? { try calendar.map { try CalendarFile($0) } }

  /// One text; a file or folder whose name has a comma is one place, and an address has the rest of the text.
  package init(_ text: String) {
    var parts: [String] = []
    var rest = text[...]
    while !rest.isEmpty {
      rest = rest.drop { $0 == " " || $0 == "," }
      let end = PostgreSQLAddress.isAddress(String(rest)) ? rest.endIndex : rest.firstIndex(of: ",") ?? rest.endIndex
      if rest.startIndex < end { parts.append(String(rest[..<end])) }
      rest = rest[end...]
    }
    names = parts.isEmpty || FileReader.exists(text) ? [text] : parts
  }

  package static let demo = MarketPlaces(["demo"])

  /// The files and folders among the places: what a command may not write onto.
  package var inputs: [OutputPlace.Input] {
    names.compactMap { OutputPlace.Input(.market, MarketPlaces.path(of: $0)) }
      + [OutputPlace.Input(.market, calendar)].compactMap(\.self)
  }

  /// What stands before the folder of an adapter that has a word for itself: `tdx:`, `bridge:`; empty otherwise.
  package static func prefix(of name: String) -> String {
    [TDXMarket.prefix, BridgeMarket.prefix].first(where: name.hasPrefix) ?? ""
  }

  /// The file or folder of a place, where it is one.
  static func path(of name: String) -> String { String(name.dropFirst(prefix(of: name).count)) }

  /// A place as it may be shown: an address without its password.
  package static func shown(_ name: String) -> String { PostgreSQLAddress.shown(name) }

  package var shown: String { names.map(MarketPlaces.shown).joined(separator: ", ") }
}

/// The market that opened, with what its place in the list and a calendar of the user's say beside it. Everything that
/// looks at its form says so too.
struct OpenedMarket: Market {
  private var base: any Market
  private let fall: HealthFinding?
  private let ownCalendar: CalendarFile?

  /// - Parameters:
  ///   - failures: the places before it, and why they were not used.
  ///   - calendar: trading days that go before those of the market and of the exchange's notices.
  init(_ base: any Market, _ failures: [(place: String, reason: Message)], calendar: CalendarFile?) {
    self.base = base
    fall = failures.isEmpty ? nil : HealthFinding(.fallback(to: base, failures))
    ownCalendar = calendar
  }

  var location: String { base.location }
  var calendar: TradingCalendar { base.calendar }
  /// A file that ends with the data says nothing of later days.
  var announcedDays: [TradingDay] { ownDays.isEmpty ? base.announcedDays : ownDays }
  var announcer: String? { ownDays.isEmpty ? base.announcer : ownCalendar?.path }
  private var ownDays: [TradingDay] { ownCalendar?.days(behind: calendar) ?? [] }
  var universeNames: [String] { base.universeNames }
  func universe(_ name: String) throws -> Universe { try base.universe(name) }
  func series(_ field: String, of instrument: InstrumentID) throws -> FieldSeries? {
    try base.series(field, of: instrument)
  }
  func fieldNames() throws -> [String]? { try base.fieldNames() }
  func revision() throws -> String? { try base.revision() }
  var recordedInstruments: [InstrumentID]? { base.recordedInstruments }
  func formFindings() throws -> [HealthFinding] {
    [fall, ownCalendar?.finding(against: calendar)].compactMap(\.self) + (try base.formFindings())
  }
  var fallback: Finding? { fall?.finding }
  var hasPeriods: Bool { base.hasPeriods }
  func hasData(_ instrument: InstrumentID) -> Bool { base.hasData(instrument) }
  var withoutCache: any Market {
    var market = self
    market.base = base.withoutCache
    return market
  }
  func digest(universes: [String], fields: [String], instruments: [InstrumentID]) throws -> String {
    try base.digest(universes: universes, fields: fields, instruments: instruments)
  }
}

extension Finding {
  fileprivate static func fallback(
    to market: any Market, _ failures: [(place: String, reason: Message)]
  ) -> Finding {
    Finding(
      "market.fallback", .warning,
      [
        "market": .text(market.location), "reasons": .list(failures.map { .message(.reason($0.place, $0.reason)) }),
        "end": market.calendar.days.last.map { .day($0) } ?? .text("-"),
      ],
      title: (en: "The market is not the first of the list", zh: "行情不是列表中的第一个"),
      evidence: (
        en: "{market} is used, since those before it do not open: {reasons}",
        zh: "使用 {market}，列表中在它之前的未能打开：{reasons}"
      ),
      consequence: (
        en: "Results stand on {market}, whose data end on {end}.", zh: "结果基于 {market}，其数据截至 {end}。"
      ),
      remedy: (
        en: "Repair what stands before {market}, or take it out of the list.", zh: "请修复 {market} 之前的行情，或将其移出列表。"
      ))
  }
}
