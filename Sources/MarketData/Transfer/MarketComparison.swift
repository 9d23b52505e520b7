package import Primitives
import Records

/// Two markets, cell by cell: the days, instruments and fields that only one has, and by how much common cells differ.
package struct MarketComparison: Sendable {
  /// One cell in both markets.
  package struct Cell: Sendable {
    package var instrument: InstrumentID
    package var field: String
    package var day: TradingDay
    package var left: Float
    package var right: Float
    /// |left - right| / the larger of both; infinite where one is missing.
    package var relative: Double
  }

  /// The common cells of one field.
  package struct Field: Sendable {
    package let name: String
    package fileprivate(set) var cells = 0
    package fileprivate(set) var different = 0
    /// Values that only one has.
    package fileprivate(set) var onlyLeft = 0
    package fileprivate(set) var onlyRight = 0
    /// Different cells by relative difference: up to 1e-6, 1e-4, 1e-2, 1, and beyond.
    package fileprivate(set) var bands = [0, 0, 0, 0, 0]
    /// right / left where both differ: how often, by its decimal logarithm in hundredths.
    fileprivate var ratios: [Int: Int] = [:]
    /// The worst ones first, at most `worstMax`.
    package fileprivate(set) var worst: [Cell] = []

    /// 100, 1000, 10000 or a part of them by which most different cells differ; nil where it is no unit.
    package var unit: Double? {
      let both = different - onlyLeft - onlyRight
      guard both > 0, let (place, count) = ratios.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
        Double(count) >= MarketComparison.unitShare * Double(both)
      else { return nil }
      return [200: 100, 300: 1000, 400: 10_000, -200: 0.01, -300: 0.001, -400: 0.0001][place]
    }
  }

  package static let bandLimits = [1e-6, 1e-4, 1e-2, 1]
  static let worstMax = 5
  /// Share of the different cells that a unit has to explain.
  static let unitShare = 0.9

  package let left: String
  package let right: String
  package let commonDays: Int
  package let daysOnlyLeft: [TradingDay]
  package let daysOnlyRight: [TradingDay]
  package let commonInstruments: Int
  package let instrumentsOnlyLeft: [InstrumentID]
  package let instrumentsOnlyRight: [InstrumentID]
  package let fieldsOnlyLeft: [String]
  package let fieldsOnlyRight: [String]
  package private(set) var fields: [Field]

  /// - Parameters:
  ///   - days: nil for all.
  ///   - wanted: fields; nil for all common ones.
  ///   - tolerance: relative differences up to it are none.
  /// - Throws: what a market says of damage; `compare.nothing` where there is no common day or instrument.
  package init(
    _ left: any Market, _ right: any Market, days: ClosedRange<TradingDay>? = nil, fields wanted: [String]? = nil,
    tolerance: Double = 0
  ) throws {
    func within(_ market: any Market) -> [TradingDay] {
      market.calendar.days.filter { days?.contains($0) ?? true }
    }
    let (leftDays, rightDays) = (Set(within(left)), Set(within(right)))
    let common = leftDays.intersection(rightDays).sorted()
    daysOnlyLeft = leftDays.subtracting(rightDays).sorted()
    daysOnlyRight = rightDays.subtracting(leftDays).sorted()
    let (leftNames, rightNames) = (Set(left.recordedInstruments ?? []), Set(right.recordedInstruments ?? []))
    let instruments = leftNames.intersection(rightNames).sorted()
    instrumentsOnlyLeft = leftNames.subtracting(rightNames).sorted()
    instrumentsOnlyRight = rightNames.subtracting(leftNames).sorted()
    func named(_ market: any Market) throws -> Set<String> {
      try Set(market.fieldNames() ?? []).intersection(wanted ?? market.fieldNames() ?? [])
    }
    let (leftFields, rightFields) = (try named(left), try named(right))
    fieldsOnlyLeft = leftFields.subtracting(rightFields).sorted()
    fieldsOnlyRight = rightFields.subtracting(leftFields).sorted()
    let names = MarketTransfer.ordered(Array(leftFields.intersection(rightFields)))
    guard !common.isEmpty, !instruments.isEmpty, !names.isEmpty else { throw Diagnostic.nothing(left, right) }
    self.left = left.location
    self.right = right.location
    commonDays = common.count
    commonInstruments = instruments.count
    let places = common.map { day in (day, left.calendar.index(of: day) ?? 0, right.calendar.index(of: day) ?? 0) }
    let shares = stride(from: 0, to: instruments.count, by: 32).map {
      Array(instruments[$0..<min($0 + 32, instruments.count)])
    }
    let parts = try shares.concurrentMap { share throws in
      var parts = names.map { Field(name: $0) }
      for instrument in share {
        for place in names.indices {
          let series = (
            try left.series(names[place], of: instrument) ?? .empty,
            try right.series(names[place], of: instrument) ?? .empty
          )
          parts[place].add(instrument, series.0, series.1, places, tolerance)
        }
      }
      return parts
    }
    fields = names.map { Field(name: $0) }
    for part in parts { for place in names.indices { fields[place].join(part[place]) } }
  }

  package var isEqual: Bool {
    daysOnlyLeft.isEmpty && daysOnlyRight.isEmpty && instrumentsOnlyLeft.isEmpty && instrumentsOnlyRight.isEmpty
      && fieldsOnlyLeft.isEmpty && fieldsOnlyRight.isEmpty && fields.allSatisfy { $0.different == 0 }
  }
}

extension MarketComparison.Field {
  fileprivate mutating func add(
    _ instrument: InstrumentID, _ left: FieldSeries, _ right: FieldSeries, _ places: [(TradingDay, Int, Int)],
    _ tolerance: Double
  ) {
    var found: [MarketComparison.Cell] = []
    for (day, first, second) in places {
      let (one, other) = (left[first], right[second])
      if one.isNaN && other.isNaN { continue }
      cells += 1
      if one == other { continue }
      var relative = Double.infinity
      if !one.isNaN && !other.isNaN {
        let (one, other) = (Double(one), Double(other))
        relative = abs(one - other) / max(abs(one), abs(other))
        if relative <= tolerance { continue }
        let ratio = other / one
        if ratio > 0, ratio.isFinite { ratios[MarketComparison.place(of: ratio), default: 0] += 1 }
      } else if one.isNaN {
        onlyRight += 1
      } else {
        onlyLeft += 1
      }
      different += 1
      if relative.isFinite {
        bands[MarketComparison.bandLimits.firstIndex { relative <= $0 } ?? MarketComparison.bandLimits.count] += 1
      }
      found.append(.init(instrument: instrument, field: name, day: day, left: one, right: other, relative: relative))
      if found.count > 256 { found = MarketComparison.worst(found) }
    }
    worst = MarketComparison.worst(worst + found)
  }

  fileprivate mutating func join(_ other: MarketComparison.Field) {
    cells += other.cells
    different += other.different
    onlyLeft += other.onlyLeft
    onlyRight += other.onlyRight
    for band in bands.indices { bands[band] += other.bands[band] }
    for (place, count) in other.ratios { ratios[place, default: 0] += count }
    worst = MarketComparison.worst(worst + other.worst)
  }
}

extension MarketComparison {
  /// Values that only one has stand behind those that differ, which tell more.
  fileprivate static func worst(_ cells: [Cell]) -> [Cell] {
    func rank(_ cell: Cell) -> Double { cell.relative.isFinite ? cell.relative : -1 }
    return Array(
      cells.sorted { left, right in
        rank(left) != rank(right)
          ? rank(left) > rank(right) : (left.instrument, left.day) < (right.instrument, right.day)
      }.prefix(worstMax))
  }

  /// The decimal logarithm of a ratio in hundredths; 0 for ratios that are far from powers of ten.
  fileprivate static func place(of ratio: Double) -> Int {
    for (power, size) in [(200, 100.0), (300, 1000), (400, 10_000)] {
      if abs(ratio / size - 1) < 0.01 { return power }
      if abs(ratio * size - 1) < 0.01 { return -power }
    }
    return 0
  }

  package var json: JSONValue {
    func days(_ list: [TradingDay]) -> JSONValue {
      ["count": .integer(list.count), "first": .optional(list.first), "last": .optional(list.last)]
    }
    func names(_ list: [InstrumentID]) -> JSONValue { .array(list.map { .string($0.name) }) }
    return [
      "left": .string(left), "right": .string(right), "equal": .bool(isEqual),
      "days": ["common": .integer(commonDays), "only_left": days(daysOnlyLeft), "only_right": days(daysOnlyRight)],
      "instruments": [
        "common": .integer(commonInstruments), "only_left": names(instrumentsOnlyLeft),
        "only_right": names(instrumentsOnlyRight),
      ],
      "fields_only_left": .array(fieldsOnlyLeft.map { .string($0) }),
      "fields_only_right": .array(fieldsOnlyRight.map { .string($0) }),
      "fields": .array(
        fields.map { field in
          [
            "field": .string(field.name), "cells": .integer(field.cells), "different": .integer(field.different),
            "only_left": .integer(field.onlyLeft), "only_right": .integer(field.onlyRight),
            "relative_up_to": .object(
              Dictionary(
                uniqueKeysWithValues: zip(["1e-6", "1e-4", "1e-2", "1", "more"], field.bands.map { .integer($0) }))),
            "suspected_unit": .optional(field.unit),
            "worst": .array(
              field.worst.map { cell in
                [
                  "instrument": .string(cell.instrument.name), "day": .optional(cell.day),
                  "left": .optional(cell.left.isNaN ? nil : Double(cell.left)),
                  "right": .optional(cell.right.isNaN ? nil : Double(cell.right)),
                  "relative": .optional(cell.relative.isFinite ? cell.relative : nil),
                ]
              }),
          ]
        }),
    ]
  }

  package var lines: [Message] {
    var lines: [Message] = [.extent(self)]
    if !daysOnlyLeft.isEmpty { lines.append(.onlyDays(daysOnlyLeft, in: left)) }
    if !daysOnlyRight.isEmpty { lines.append(.onlyDays(daysOnlyRight, in: right)) }
    if !instrumentsOnlyLeft.isEmpty { lines.append(.onlyInstruments(instrumentsOnlyLeft, in: left)) }
    if !instrumentsOnlyRight.isEmpty { lines.append(.onlyInstruments(instrumentsOnlyRight, in: right)) }
    if !fieldsOnlyLeft.isEmpty { lines.append(.onlyFields(fieldsOnlyLeft, in: left)) }
    if !fieldsOnlyRight.isEmpty { lines.append(.onlyFields(fieldsOnlyRight, in: right)) }
    for field in fields where field.different > 0 {
      lines.append(.different(field))
      if let unit = field.unit { lines.append(.unit(field.name, unit)) }
      if let worst = field.worst.first { lines.append(.worst(worst)) }
    }
    if isEqual { lines.append(.equal) }
    return lines
  }
}

extension Message {
  fileprivate static let equal = Message("compare.equal", en: "Both markets are equal.", zh: "两个行情完全相同。")

  fileprivate static func extent(_ comparison: MarketComparison) -> Message {
    Message(
      "compare.extent",
      [
        "left": .text(comparison.left), "right": .text(comparison.right),
        "instruments": .count(comparison.commonInstruments), "days": .count(comparison.commonDays),
        "cells": .count(comparison.fields.reduce(0) { $0 + $1.cells }),
      ],
      en:
        "{left} and {right}: {instruments} common {instruments:instrument|instruments}, {days} common {days:day|days}, "
        + "{cells} {cells:cell|cells}.",
      zh: "{left} 与 {right}：共同证券 {instruments} 个，共同交易日 {days} 个，共 {cells} 个单元格。")
  }

  fileprivate static func onlyDays(_ days: [TradingDay], in market: String) -> Message {
    Message(
      "compare.only-days",
      [
        "count": .count(days.count), "market": .text(market), "first": .day(days[0]),
        "last": .day(days[days.count - 1]),
      ], en: "{count} {count:day is|days are} only in {market}, from {first} to {last}.",
      zh: "有 {count} 个交易日只在 {market} 中：{first} 至 {last}。")
  }

  fileprivate static func onlyInstruments(_ names: [InstrumentID], in market: String) -> Message {
    Message(
      "compare.only-instruments", ["count": .count(names.count), "market": .text(market), "names": .sample(names)],
      en: "{count} {count:instrument is|instruments are} only in {market}: {names}.",
      zh: "有 {count} 个证券只在 {market} 中：{names}。")
  }

  fileprivate static func onlyFields(_ names: [String], in market: String) -> Message {
    Message(
      "compare.only-fields", ["market": .text(market), "names": .names(names)],
      en: "These fields are only in {market}: {names}.", zh: "以下字段只在 {market} 中：{names}。")
  }

  fileprivate static func different(_ field: MarketComparison.Field) -> Message {
    Message(
      "compare.different",
      [
        "field": .text(field.name), "different": .count(field.different), "cells": .count(field.cells),
        "missing": .count(field.onlyLeft + field.onlyRight), "tiny": .count(field.bands[0]),
        "large": .count(field.bands[3] + field.bands[4]),
      ],
      en: "{field}: {different} of {cells} cells differ. {missing} lack a value, {tiny} differ by 1e-6 at most, "
        + "{large} by more than 1%.",
      zh: "{field}：{cells} 个单元格中 {different} 个不同，其中缺值 {missing} 个，相差不超过 1e-6 的 {tiny} 个，超过 1% 的 {large} 个。")
  }

  fileprivate static func unit(_ field: String, _ unit: Double) -> Message {
    Message(
      "compare.unit", ["field": .text(field), "unit": .exact(unit)],
      en: "{field}: the second market's values are {unit} times the first one's. The units differ.",
      zh: "{field}：第二个行情的数值为第一个的 {unit} 倍，单位不同。")
  }

  fileprivate static func worst(_ cell: MarketComparison.Cell) -> Message {
    Message(
      "compare.worst",
      [
        "field": .text(cell.field), "instrument": .instrument(cell.instrument), "day": .day(cell.day),
        "left": .exact(Double(cell.left)), "right": .exact(Double(cell.right)),
      ], en: "{field}: the worst is {instrument} on {day}, {left} and {right}.",
      zh: "{field}：相差最大的是 {instrument}，{day}，{left} 与 {right}。")
  }
}

extension Diagnostic {
  fileprivate static func nothing(_ left: any Market, _ right: any Market) -> Diagnostic {
    Diagnostic(
      "compare.nothing", .refused, ["left": .text(left.location), "right": .text(right.location)],
      (
        en: "{left} and {right} have no day, instrument or field in common.",
        zh: "{left} 与 {right} 没有共同的交易日、证券或字段。"
      ), remedy: (en: "Check the codes, the days and the fields.", zh: "请检查代码、日期与字段。"))
  }
}
