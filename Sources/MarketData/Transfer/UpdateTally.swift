package import Primitives
import Records

/// What an update appends, and what is to be known of it.
package struct UpdateTally: Sendable {
  /// The new days; empty where the market is up to date.
  package let days: [TradingDay]
  /// Instruments with new rows, and how many.
  package let appended: Int
  package let rows: Int
  /// Instruments whose source has another base, with old close / new close.
  package let rebased: [(instrument: InstrumentID, ratio: Double)]
  package let new: [InstrumentID]
  /// New instruments that have rows before the market's end.
  package let newWithHistory: [InstrumentID]
  /// Alive on the last day, and without a new row.
  package let ended: [InstrumentID]
  /// Instruments that the source does not have.
  package let absent: [InstrumentID]
  /// Instruments with new days that have no close between days that have one.
  package let gaps: [(instrument: InstrumentID, days: Int)]
  /// The fewest common days of an instrument with new rows; nil where there is none.
  package let overlapLeast: Int?
  /// Days before the market's end that only the source has.
  package let inside: [TradingDay]
  /// Universes that the source does not have: nobody joins or leaves them.
  package let kept: [String]
  /// Fields that only the source has.
  package let unused: [String]

  init(
    _ join: CalendarJoin, _ checks: [UpdateCheck], absent: [InstrumentID], fields: [String], kept: [String],
    unused: [String]
  ) {
    days = join.added.map { join.calendar[$0] }
    appended = checks.count { $0.isKnown && $0.rows > 0 }
    rows = checks.reduce(0) { $0 + $1.rows }
    rebased = checks.filter { $0.isKnown && $0.ratio != 1 }.map { ($0.instrument, $0.ratio) }
    new = checks.filter { !$0.isKnown }.map(\.instrument)
    newWithHistory = checks.filter { !$0.isKnown && $0.older > 0 }.map(\.instrument)
    let missing = Set(absent)
    ended =
      days.isEmpty
      ? []
      : checks.filter { $0.isKnown && $0.wasAlive && $0.rows == 0 && !missing.contains($0.instrument) }
        .map(\.instrument)
    self.absent = absent
    gaps = checks.filter { $0.gaps > 0 }.map { ($0.instrument, $0.gaps) }
    overlapLeast = checks.filter { $0.isKnown && $0.rows > 0 }.map(\.overlap).min()
    inside = join.inside
    self.kept = kept
    self.unused = unused
  }

  package var json: JSONValue {
    func names(_ list: [InstrumentID]) -> JSONValue { .array(list.map { .string($0.name) }) }
    return [
      "days": .integer(days.count), "start": .optional(days.first), "end": .optional(days.last),
      "instruments": .integer(appended), "rows": .integer(rows),
      "overlap_days_least": overlapLeast.map { .integer($0) } ?? .null,
      "rebased": .array(rebased.map { ["instrument": .string($0.instrument.name), "ratio": .number($0.ratio)] }),
      "new": names(new), "new_with_history": names(newWithHistory), "ended": names(ended), "absent": names(absent),
      "gaps": .array(gaps.map { ["instrument": .string($0.instrument.name), "days": .integer($0.days)] }),
      "days_only_in_source": .array(inside.map { .string($0.description) }),
      "universes_not_in_source": .array(kept.map { .string($0) }),
      "fields_only_in_source": .array(unused.map { .string($0) }),
    ]
  }

  /// A message each, of what is not as usual.
  package var remarks: [Message] {
    var remarks: [Message] = []
    if !rebased.isEmpty { remarks.append(.rebased(rebased)) }
    if !new.isEmpty { remarks.append(.new(new)) }
    if !newWithHistory.isEmpty { remarks.append(.withHistory(newWithHistory)) }
    if !ended.isEmpty { remarks.append(.ended(ended)) }
    if !absent.isEmpty { remarks.append(.absent(absent)) }
    if !gaps.isEmpty { remarks.append(.gaps(gaps.map(\.instrument))) }
    if !inside.isEmpty { remarks.append(.inside(inside)) }
    if !kept.isEmpty { remarks.append(.kept(kept)) }
    if !unused.isEmpty { remarks.append(.unused(unused)) }
    return remarks
  }
}

extension Message {
  fileprivate static func rebased(_ list: [(instrument: InstrumentID, ratio: Double)]) -> Message {
    Message(
      "update.rebased",
      ["count": .count(list.count), "names": .sample(list.map(\.instrument)), "ratio": .exact(list[0].ratio)],
      en: "{count} {count:instrument has|instruments have} factors of another base in the source: {names}. "
        + "Their new rows were brought to the market's base, the first one's by {ratio}.",
      zh: "{count} 个证券在来源中复权基准不同：{names}；新数据已换算到本行情的基准，首个比例为 {ratio}。")
  }

  fileprivate static func new(_ names: [InstrumentID]) -> Message {
    Message(
      "update.new", ["count": .count(names.count), "names": .sample(names)],
      en: "{count} {count:instrument is|instruments are} new: {names}.", zh: "新增 {count} 个证券：{names}。")
  }

  fileprivate static func withHistory(_ names: [InstrumentID]) -> Message {
    Message(
      "update.new-with-history", ["count": .count(names.count), "names": .sample(names)],
      en: "{count} new {count:instrument has|instruments have} rows before the market's end: {names}.",
      zh: "{count} 个新增证券在行情末日之前已有数据：{names}。")
  }

  fileprivate static func ended(_ names: [InstrumentID]) -> Message {
    Message(
      "update.ended", ["count": .count(names.count), "names": .sample(names)],
      en: "{count} {count:instrument has|instruments have} no new row, as after a delisting: {names}.",
      zh: "{count} 个证券没有新数据，可能已退市：{names}。")
  }

  fileprivate static func absent(_ names: [InstrumentID]) -> Message {
    Message(
      "update.absent", ["count": .count(names.count), "names": .sample(names)],
      en: "{count} {count:instrument is|instruments are} not in the source and stay as they are: {names}.",
      zh: "来源中没有 {count} 个证券，它们保持不变：{names}。")
  }

  fileprivate static func gaps(_ names: [InstrumentID]) -> Message {
    Message(
      "update.gaps", ["count": .count(names.count), "names": .sample(names)],
      en: "{count} {count:instrument has|instruments have} new days without a close: {names}.",
      zh: "{count} 个证券的新数据中有无收盘价的交易日：{names}。")
  }

  fileprivate static func inside(_ days: [TradingDay]) -> Message {
    Message(
      "update.inside", ["count": .count(days.count), "first": .day(days[0])],
      en: "{count} {count:day|days} before the market's end {count:is|are} only in the source, the first {first}.",
      zh: "有 {count} 个行情末日之前的交易日只在来源中，首个为 {first}。")
  }

  fileprivate static func kept(_ names: [String]) -> Message {
    Message(
      "update.universes-kept", ["names": .names(names)],
      en: "The source lacks these universes, which stay as they are: {names}.",
      zh: "来源没有以下股票池，它们保持不变：{names}。")
  }

  fileprivate static func unused(_ names: [String]) -> Message {
    Message(
      "update.fields-unused", ["names": .names(names)], en: "These fields are only in the source: {names}.",
      zh: "以下字段只在来源中：{names}。")
  }
}
