package import Primitives
import Records

/// Carries a market, or a part of it, into a sink: instruments in ascending order, one at a time.
///
/// 1. What is carried keeps its bits: a whole market into a folder gives equal files.
/// 2. An index never stands in the tradable universe `all`; it stands in `index`.
/// 3. Names that are no exchange codes, such as the `DAILY_ALL` of a dump that took a whole market for one stock, are
///    left out and named (`Contracts.md`, what goes wrong).
package struct MarketTransfer {
  /// Which part of a market.
  package struct Selection: Sendable {
    package var start: TradingDay?
    package var end: TradingDay?
    /// Members of this universe on any day of the window; indexes are kept, since nothing can be judged without one.
    package var universe: String?
    /// Nil for all that the market has.
    package var fields: [String]?

    package init(start: TradingDay? = nil, end: TradingDay? = nil, universe: String? = nil, fields: [String]? = nil) {
      self.start = start
      self.end = end
      self.universe = universe
      self.fields = fields
    }

    fileprivate var isWholeCalendar: Bool { start == nil && end == nil }
  }

  /// Fields in the order in which files list them; others follow by name.
  static let fieldOrder = ["open", "high", "low", "close", "volume", "amount", "factor", "change"]

  private let market: any Market
  private let selection: Selection
  /// Calendar indexes of the market.
  private let window: Range<Int>

  /// - Throws: `transfer.no-days` where the market has no day of the window.
  package init(_ market: any Market, _ selection: Selection = Selection()) throws {
    self.market = market
    self.selection = selection
    let calendar = market.calendar
    let first = selection.start.map { calendar.firstIndex(onOrAfter: $0) ?? calendar.count } ?? 0
    let last = selection.end.map { calendar.lastIndex(onOrBefore: $0) ?? -1 } ?? calendar.count - 1
    guard first <= last else { throw Diagnostic.noDays(in: market) }
    window = first..<(last + 1)
  }

  /// Carries it over, and puts it in place.
  ///
  /// - Parameter progress: called with the instruments done and their number.
  /// - Throws: `transfer.field`, `transfer.nothing`, what the market says of damage, and what the sink says.
  package func run(
    into sink: inout any MarketSink, progress: (_ done: Int, _ count: Int) -> Void = { _, _ in }
  ) throws -> TransferTally {
    let calendar = TradingCalendar(days: Array(market.calendar.days[window]))
    var tally = TransferTally(days: calendar.days)
    let fields = try fields()
    let instruments = try instruments(&tally)
    guard !instruments.isEmpty else { throw Diagnostic.nothing(in: market, tally.strangers) }
    try sink.begin(calendar: calendar, universes: try universes(of: Set(instruments), &tally), fields: fields)
    tally.fields = fields
    for (place, instrument) in instruments.enumerated() {
      var series: [String: FieldSeries] = [:]
      for field in fields {
        guard let whole = try market.series(field, of: instrument) else { continue }
        tally.surplus += whole.surplus
        if let part = part(of: whole) { series[field] = part }
      }
      if series.isEmpty {
        tally.withoutRows.append(instrument)
      } else {
        try sink.write(instrument, series)
        tally.add(instrument, series)
      }
      progress(place + 1, instruments.count)
    }
    guard tally.instruments > 0 else { throw Diagnostic.nothing(in: market, tally.strangers) }
    try sink.commit()
    return tally
  }

  /// Nil where nothing of it lies in the window.
  private func part(of series: FieldSeries) -> FieldSeries? {
    if selection.isWholeCalendar { return series }
    let range = series.range.clamped(to: window)
    if range.isEmpty { return nil }
    return FieldSeries(start: range.lowerBound - window.lowerBound, values: series.values(in: range))
  }

  private func fields() throws -> [String] {
    let known = try market.fieldNames() ?? MarketTransfer.fieldOrder
    let wanted = selection.fields?.map { String($0.drop { $0 == "$" }).lowercased() } ?? known
    if let stranger = wanted.first(where: { !known.contains($0) }) {
      throw Diagnostic.noField(stranger, known, in: market)
    }
    return MarketTransfer.ordered(wanted)
  }

  static func ordered(_ fields: [String]) -> [String] {
    let names = Set(fields)
    return fieldOrder.filter(names.contains) + names.subtracting(fieldOrder).sorted()
  }

  private func instruments(_ tally: inout TransferTally) throws -> [InstrumentID] {
    let recorded =
      try market.recordedInstruments
      ?? Set(market.universeNames.flatMap { try market.universe($0).instruments }).filter(market.hasData).sorted()
    tally.strangers = recorded.filter { !$0.isExchangeCode }
    let codes = recorded.filter(\.isExchangeCode)
    guard let name = selection.universe else { return codes }
    let days = market.calendar[window.lowerBound]...market.calendar[window.upperBound - 1]
    let members = Set(try market.universe(name).clamped(to: days).instruments)
    return codes.filter { members.contains($0) || InstrumentBars.isIndex($0) }
  }

  private func universes(of instruments: Set<InstrumentID>, _ tally: inout TransferTally) throws -> [Universe] {
    let days = market.calendar[window.lowerBound]...market.calendar[window.upperBound - 1]
    var members: [String: [Universe.Member]] = [:]
    for name in market.universeNames {
      var universe = try market.universe(name)
      if !selection.isWholeCalendar { universe = universe.clamped(to: days) }
      members[name] = universe.members.filter { member in
        member.instrument.isExchangeCode && (selection.universe == nil || instruments.contains(member.instrument))
      }
    }
    let tradable = members["all"] ?? []
    let indexes = tradable.filter { InstrumentBars.isIndex($0.instrument) }
    if !indexes.isEmpty {
      tally.moved = indexes.map(\.instrument)
      members["all"] = tradable.filter { !InstrumentBars.isIndex($0.instrument) }
      let known = Set((members["index"] ?? []).map(\.instrument))
      members["index", default: []] += indexes.filter { !known.contains($0.instrument) }
    }
    return members.sorted { $0.key < $1.key }.map { Universe(name: $0.key, members: $0.value) }
  }
}

extension Diagnostic {
  fileprivate static func noDays(in market: any Market) -> Diagnostic {
    Diagnostic(
      "transfer.no-days", .usage, at: .init(market.location),
      [
        "start": market.calendar.days.first.map { .day($0) } ?? .text("-"),
        "end": market.calendar.days.last.map { .day($0) } ?? .text("-"),
      ],
      (
        en: "The market has no trading day in this window. It goes from {start} to {end}.",
        zh: "行情在该区间内没有交易日，其范围为 {start} 至 {end}。"
      ),
      remedy: (en: "Choose --start and --end inside of it.", zh: "请在此范围内选择 --start 与 --end。"))
  }

  fileprivate static func noField(_ field: String, _ known: [String], in market: any Market) -> Diagnostic {
    Diagnostic(
      "transfer.field", .usage, at: .init(market.location), ["field": .text(field), "fields": .names(known)],
      (
        en: "The market has no field '{field}'. Its fields are {fields}.",
        zh: "行情中没有字段“{field}”，现有字段为 {fields}。"
      ), remedy: (en: "Name fields of this list.", zh: "请指定其中的字段。"))
  }

  fileprivate static func nothing(in market: any Market, _ strangers: [InstrumentID]) -> Diagnostic {
    Diagnostic(
      "transfer.nothing", .absent, at: .init(market.location),
      ["count": .count(strangers.count), "names": .names(strangers.prefix(3))],
      (
        en: "Nothing can be carried over. {count} {count:name is|names are} no exchange code: {names}.",
        zh: "没有可传输的内容：{count} 个名称不是证券代码：{names}。"
      ),
      remedy: (
        en: "Check the codes, the window and the universe. Nothing was written.", zh: "请检查代码、区间与股票池。未写入任何内容。"
      ))
  }
}
