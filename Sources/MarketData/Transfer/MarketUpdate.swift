import Primitives
import Records

/// A market with the days that another one has behind its end, verified by the days that both have.
///
/// 1. History never changes: the market's own values keep their bits, and what is new is brought to their base.
/// 2. Every export of adjusted prices may have factors of a new base (`Contracts.md`, what goes wrong). On the common days old
///    close / new close is one ratio then; prices and factor are multiplied by it, volumes divided. Where the ratio
///    changes from day to day, or any other field differs, the stock is refused by name, and nothing is appended.
/// 3. Nothing is appended unchecked: a stock needs `overlapMin` common days, or all that it has where it has fewer.
package struct MarketUpdate {
  /// Common days with a close that a stock needs.
  package static let overlapMin = 5
  /// Up to which relative difference float32 values of one base agree: sixteen steps of float32.
  static let tolerance = 1e-6
  /// Stocks alive on the last day that the source may lack: more is a source of a part of the market.
  static let absenceMax = 0.1

  /// The market as it will be.
  package let market: any Market
  package let tally: UpdateTally

  /// - Parameters:
  ///   - target: what is continued.
  ///   - overlap: common days that are demanded at least, `overlapMin` by default.
  /// - Throws: `update.no-overlap`, `update.field-missing`, `update.source-partial`, `update.overlap-short`,
  ///   `update.differs`, `update.ratio`.
  package init(_ target: any Market, from source: any Market, overlap: Int = MarketUpdate.overlapMin) throws {
    let join = try CalendarJoin(target, source, overlap: overlap)
    let fields = MarketTransfer.ordered(try target.fieldNames() ?? [])
    let offered = try source.fieldNames() ?? fields
    let missing = fields.filter { !offered.contains($0) }
    guard missing.isEmpty else { throw Diagnostic.fieldMissing(missing, in: source) }
    let own = (target.recordedInstruments ?? []).filter(\.isExchangeCode)
    let others = (source.recordedInstruments ?? []).filter(\.isExchangeCode)
    let absent = own.filter { !source.hasData($0) }
    let alive = try own.filter { try target.series("close", of: $0)?.range.contains(join.last) ?? false }
    let lost = alive.filter { !source.hasData($0) }
    guard Double(lost.count) <= MarketUpdate.absenceMax * Double(alive.count) else {
      throw Diagnostic.partial(lost, of: alive.count, in: source)
    }
    let known = Set(own)
    let instruments = known.union(others).sorted()
    let checks = try instruments.concurrentMap { instrument throws -> UpdateCheck in
      try UpdateCheck(instrument, target, source, join, fields, isKnown: known.contains(instrument))
    }
    if let refusal = checks.compactMap(\.refusal).first {
      let count = checks.count { $0.refusal != nil }
      throw refusal.diagnostic(others: count - 1, market: target, source: source)
    }
    market = UpdatedMarket(
      target: target, source: source, join: join, fields: fields,
      ratios: Dictionary(uniqueKeysWithValues: checks.map { ($0.instrument, $0.ratio) }), known: known)
    tally = UpdateTally(
      join, checks, absent: absent, fields: fields,
      kept: target.universeNames.filter { !source.universeNames.contains($0) },
      unused: offered.filter { !fields.contains($0) })
  }
}

/// Two calendars, the second going on where the first ends.
struct CalendarJoin: Sendable {
  let calendar: TradingCalendar
  /// The target's last calendar index.
  let last: Int
  /// By calendar index of the joined calendar, the source's index; nil where the source lacks the day.
  let places: [Int?]
  /// Days of the source before the target's end that the target lacks.
  let inside: [TradingDay]

  init(_ target: any Market, _ source: any Market, overlap: Int) throws {
    let (own, other) = (target.calendar, source.calendar)
    guard let end = own.days.last, let first = other.days.first else { throw Diagnostic.noOverlap(target, source, 0) }
    let common = own.days.filter { $0 >= first }
    inside = other.days.filter { $0 <= end && $0 >= own[0] && own.index(of: $0) == nil }
    let shared = common.count { other.index(of: $0) != nil }
    guard shared >= min(overlap, own.count) else { throw Diagnostic.noOverlap(target, source, shared) }
    self.overlap = overlap
    calendar = TradingCalendar(days: own.days + other.days.filter { $0 > end })
    last = own.count - 1
    places = calendar.days.map { other.index(of: $0) }
  }

  /// Common days that an instrument needs.
  let overlap: Int
  /// Calendar indexes of the new days.
  var added: Range<Int> { (last + 1)..<calendar.count }
}

/// One instrument of both markets, laid beside each other on the common days.
struct UpdateCheck: Sendable {
  enum Refusal: Sendable {
    case short(InstrumentID, days: Int, needed: Int)
    case ratio(InstrumentID, TradingDay, Double, TradingDay, Double)
    case cell(InstrumentID, String, TradingDay, Float, Float)
  }

  let instrument: InstrumentID
  let isKnown: Bool
  /// Old close / new close; 1 where both have one base.
  private(set) var ratio = 1.0
  private(set) var refusal: Refusal?
  /// New days with a row, and those of them between two rows without a close.
  private(set) var rows = 0
  private(set) var gaps = 0
  /// Common days with a close in both.
  private(set) var overlap = 0
  /// Whether it had a row on the target's last day.
  private(set) var wasAlive = false
  /// Rows before the target's end of an instrument that the target lacks.
  private(set) var older = 0

  init(
    _ instrument: InstrumentID, _ target: any Market, _ source: any Market, _ join: CalendarJoin, _ fields: [String],
    isKnown: Bool
  ) throws {
    self.instrument = instrument
    self.isKnown = isKnown
    let new = try source.series("close", of: instrument) ?? .empty
    let places = join.added.filter { index in join.places[index].map { new.range.contains($0) } ?? false }
    rows = places.count
    if let first = places.first, let last = places.last {
      gaps = (first...last).count { index in join.places[index].map { new[$0].isNaN } ?? true }
    }
    guard isKnown else {
      let dated = join.places.indices.count { index in join.places[index].map { new.range.contains($0) } ?? false }
      older = dated - rows
      return
    }
    let old = try target.series("close", of: instrument) ?? .empty
    wasAlive = old.range.contains(join.last)
    guard rows > 0 else { return }
    let common = old.range.filter { index in
      guard let place = join.places[index] else { return false }
      return !old[index].isNaN && !new[place].isNaN
    }
    overlap = common.count
    let priced = old.range.count { !old[$0].isNaN }
    let needed = min(join.overlap, priced)
    guard overlap >= needed, overlap > 0 || priced == 0 else {
      refusal = .short(instrument, days: overlap, needed: max(needed, 1))
      return
    }
    if overlap > 0 { findRatio(common, old, new, join) }
    guard refusal == nil else { return }
    for field in fields {
      try compare(field, target.series(field, of: instrument), source.series(field, of: instrument), join)
      if refusal != nil { return }
    }
  }

  private mutating func findRatio(_ days: [Int], _ old: FieldSeries, _ new: FieldSeries, _ join: CalendarJoin) {
    let ratios = days.compactMap { index in join.places[index].map { Double(old[index]) / Double(new[$0]) } }
    let mean = ratios.reduce(0, +) / Double(ratios.count)
    ratio = abs(mean - 1) <= MarketUpdate.tolerance ? 1 : mean
    guard let worst = ratios.indices.max(by: { abs(ratios[$0] - mean) < abs(ratios[$1] - mean) }),
      !(abs(ratios[worst] / mean - 1) <= MarketUpdate.tolerance)
    else { return }
    // The day that is farthest from the mean, and one that is on its other side.
    let other = ratios.indices.max { abs(ratios[$0] - ratios[worst]) < abs(ratios[$1] - ratios[worst]) } ?? worst
    let (first, second) = (min(worst, other), max(worst, other))
    refusal = .ratio(
      instrument, join.calendar[days[first]], ratios[first], join.calendar[days[second]], ratios[second])
  }

  private mutating func compare(_ field: String, _ old: FieldSeries?, _ new: FieldSeries?, _ join: CalendarJoin) {
    let (old, new) = (old ?? .empty, new ?? .empty)
    let power = UpdateCheck.power(of: field)
    let scale = power == 0 ? 1 : power > 0 ? ratio : 1 / ratio
    for index in old.range {
      guard let place = join.places[index] else { continue }
      let (left, right) = (Double(old[index]), Double(new[place]) * scale)
      if left.isNaN && right.isNaN { continue }
      // Only fields that are no level, such as a change, may be as small as the noise of float32.
      let size = power == 0 ? max(abs(left), abs(right), 1) : max(abs(left), abs(right))
      if left == right || abs(left - right) <= MarketUpdate.tolerance * size { continue }
      refusal = .cell(instrument, field, join.calendar[index], old[index], new[place])
      return
    }
  }

  /// How a field follows the factor: prices and the factor with it, volumes against it.
  static func power(of field: String) -> Int {
    switch field {
    case "open", "high", "low", "close", "vwap", "factor": 1
    case "volume": -1
    default: 0
    }
  }
}

/// The target's rows, and behind them the source's, brought to the target's base.
private struct UpdatedMarket: Market {
  let target: any Market
  let source: any Market
  let join: CalendarJoin
  let fields: [String]
  let ratios: [InstrumentID: Double]
  /// Instruments of the target.
  let known: Set<InstrumentID>

  var location: String { target.location }
  var calendar: TradingCalendar { join.calendar }

  var announcedDays: [TradingDay] {
    let end = calendar[calendar.count - 1]
    return Set(target.announcedDays + source.announcedDays).filter { $0 > end }.sorted()
  }

  var universeNames: [String] { Set(target.universeNames + source.universeNames).sorted() }
  var recordedInstruments: [InstrumentID]? { ratios.keys.sorted() }
  func fieldNames() -> [String]? { fields }
  func hasData(_ instrument: InstrumentID) -> Bool { ratios[instrument] != nil }

  func universe(_ name: String) throws -> Universe {
    guard target.universeNames.contains(name) else { return try source.universe(name) }
    let own = try target.universe(name)
    guard source.universeNames.contains(name) else { return own }
    return UpdatedUniverse(own, try source.universe(name), end: calendar[join.last]).universe
  }

  func series(_ field: String, of instrument: InstrumentID) throws -> FieldSeries? {
    let own = try target.series(field, of: instrument)
    guard let new = try source.series(field, of: instrument), new.count > 0 else { return own }
    let isKnown = known.contains(instrument)
    let open = isKnown ? join.added : 0..<calendar.count
    let rows = open.filter { index in join.places[index].map { new.range.contains($0) } ?? false }
    guard let first = rows.first, let last = rows.last else { return isKnown ? own : .empty }
    let start = own.flatMap { $0.count > 0 ? $0.start : nil } ?? first
    var values = own.map { $0.values(in: $0.range) } ?? []
    let ratio = ratios[instrument] ?? 1
    let power = UpdateCheck.power(of: field)
    let scale = power == 0 ? 1 : power > 0 ? ratio : 1 / ratio
    for index in (start + values.count)...last {
      let value = join.places[index].map { new[$0] } ?? .nan
      values.append(scale == 1 ? value : Float(Double(value) * scale))
    }
    return FieldSeries(start: start, values: values)
  }

  func digest(universes: [String], fields: [String], instruments: [InstrumentID]) throws -> String {
    try digestOfValues(universes: universes, fields: fields, instruments: instruments)
  }
}

/// Membership up to a day by one universe and behind it by another.
struct UpdatedUniverse {
  let universe: Universe

  init(_ own: Universe, _ source: Universe, end: TradingDay) {
    var spans: [InstrumentID: [Universe.Span]] = [:]
    for member in own.members { spans[member.instrument] = member.spans }
    for member in source.members {
      for span in member.spans where span.end > end {
        // A membership that goes on is one span, as it is in the source.
        if span.start <= end,
          let place = spans[member.instrument]?.firstIndex(where: { $0.start <= end && $0.end >= end })
        {
          spans[member.instrument]?[place].end = span.end
        } else {
          let start = max(span.start, end.advanced(byDays: 1))
          spans[member.instrument, default: []].append(.init(start: start, end: span.end))
        }
      }
    }
    universe = Universe(name: own.name, members: spans.map { .init(instrument: $0.key, spans: $0.value) })
  }
}

extension UpdateCheck.Refusal {
  func diagnostic(others: Int, market: any Market, source: any Market) -> Diagnostic {
    switch self {
    case .short(let instrument, let days, let needed):
      Diagnostic(
        "update.overlap-short", .refused, at: .init(source.location),
        [
          "instrument": .instrument(instrument), "days": .count(days), "needed": .count(needed),
          "others": .count(others),
        ],
        (
          en:
            "{instrument} has {days} common {days:day|days} with a close; {needed} are needed. {others} others fail too.",
          zh: "{instrument} 只有 {days} 个有收盘价的共同交易日，至少需要 {needed} 个；另有 {others} 个证券未通过。"
        ),
        remedy: (
          en: "Name a source that begins earlier. Nothing was written.", zh: "请指定起始更早的来源。未写入任何内容。"
        ))
    case .ratio(let instrument, let first, let left, let second, let right):
      Diagnostic(
        "update.ratio", .refused, at: .init(source.location),
        [
          "instrument": .instrument(instrument), "first": .day(first), "left": .exact(left), "second": .day(second),
          "right": .exact(right), "others": .count(others), "market": .text(market.location),
          "source": .text(source.location),
        ],
        (
          en: "{instrument}: old close / new close is {left} on {first} and {right} on {second}. "
            + "No one factor explains it. {others} others fail too.",
          zh: "{instrument} 的旧收盘价/新收盘价在 {first} 为 {left}，在 {second} 为 {right}，不是同一复权基准；另有 {others} 个证券未通过。"
        ),
        remedy: (
          en: "Run `aistock data compare {market} {source}`, and import the source anew. Nothing was written.",
          zh: "请运行 `aistock data compare {market} {source}`，并重新导入该来源。未写入任何内容。"
        ))
    case .cell(let instrument, let field, let day, let left, let right):
      Diagnostic(
        "update.differs", .refused, at: .init(source.location),
        [
          "instrument": .instrument(instrument), "field": .text(field), "day": .day(day), "left": .exact(Double(left)),
          "right": .exact(Double(right)), "others": .count(others), "market": .text(market.location),
          "source": .text(source.location),
        ],
        (
          en: "{instrument}, {field} on {day}: {left} here, {right} in the source. {others} others fail too.",
          zh: "{instrument} 在 {day} 的 {field}：本地为 {left}，来源为 {right}；另有 {others} 个证券未通过。"
        ),
        remedy: (
          en: "Run `aistock data compare {market} {source}`, and import the source anew. Nothing was written.",
          zh: "请运行 `aistock data compare {market} {source}`，并重新导入该来源。未写入任何内容。"
        ))
    }
  }
}

extension Diagnostic {
  fileprivate static func noOverlap(_ target: any Market, _ source: any Market, _ days: Int) -> Diagnostic {
    Diagnostic(
      "update.no-overlap", .refused, at: .init(source.location),
      ["days": .count(days), "end": target.calendar.days.last.map { .day($0) } ?? .text("-")],
      (
        en: "The source has {days} trading {days:day|days} in common with the market, which ends on {end}.",
        zh: "来源与行情（截至 {end}）只有 {days} 个共同交易日。"
      ),
      remedy: (
        en: "Name a source that begins some days before {end}. Nothing was written.",
        zh: "请指定在 {end} 之前数日开始的来源。未写入任何内容。"
      ))
  }

  fileprivate static func fieldMissing(_ fields: [String], in source: any Market) -> Diagnostic {
    Diagnostic(
      "update.field-missing", .refused, at: .init(source.location), ["fields": .names(fields)],
      (en: "The source lacks fields of the market: {fields}.", zh: "来源缺少行情已有的字段：{fields}。"),
      remedy: (
        en: "Export them, or name the factors with --factors. Nothing was written.",
        zh: "请导出这些字段，或用 --factors 指定复权因子。未写入任何内容。"
      ))
  }

  fileprivate static func partial(_ lost: [InstrumentID], of count: Int, in source: any Market) -> Diagnostic {
    Diagnostic(
      "update.source-partial", .refused, at: .init(source.location),
      ["lost": .count(lost.count), "count": .count(count), "names": .sample(lost)],
      (
        en: "The source lacks {lost} of the {count} instruments that are alive on the market's last day: {names}.",
        zh: "行情末日仍有数据的 {count} 个证券中，来源缺少 {lost} 个：{names}。"
      ),
      remedy: (
        en: "Name a source of the whole market. Nothing was written.", zh: "请指定覆盖全市场的来源。未写入任何内容。"
      ))
  }
}
