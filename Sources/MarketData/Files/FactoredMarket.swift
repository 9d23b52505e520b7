package import Primitives

/// A market of raw prices with adjustment factors, in qlib's units: price = raw x factor, volume = shares / factor.
///
/// `factor` and `change` are added; `change` is close / close of the trading day before - 1, as qlib's own data have it.
/// Indexes have the factor 1. `amount` stays. Codes outside `all` without factors stay raw, and have no factor.
package struct FactoredMarket: Market {
  private let base: any Market
  private let factors: FactorFile

  /// - Throws: `factors.twice` where the market has factors of its own; `factors.missing` for a member of `all` that has
  ///   none, or none on its first day.
  package init(_ base: any Market, _ factors: FactorFile) throws {
    guard try base.fieldNames()?.contains("factor") != true else { throw Diagnostic.twice(base, factors) }
    for instrument in try base.universe("all").instruments {
      guard let close = try base.series("close", of: instrument), close.count > 0 else { continue }
      let first = base.calendar[close.start]
      guard let start = factors.start(of: instrument), start <= first else {
        throw Diagnostic.missing(instrument, on: first, at: factors.path)
      }
    }
    self.base = base
    self.factors = factors
  }

  package var location: String { base.location }
  package var calendar: TradingCalendar { base.calendar }
  package var announcedDays: [TradingDay] { base.announcedDays }
  package var universeNames: [String] { base.universeNames }
  package func universe(_ name: String) throws -> Universe { try base.universe(name) }
  package var recordedInstruments: [InstrumentID]? { base.recordedInstruments }
  package func formFindings() throws -> [HealthFinding] { try base.formFindings() }
  package func hasData(_ instrument: InstrumentID) -> Bool { base.hasData(instrument) }

  package func fieldNames() throws -> [String]? {
    try base.fieldNames().map { Set($0 + ["factor", "change"]).sorted() }
  }

  package func series(_ field: String, of instrument: InstrumentID) throws -> FieldSeries? {
    let name = field.lowercased()
    guard ["open", "high", "low", "close", "volume", "factor", "change"].contains(name) else {
      return try base.series(name, of: instrument)
    }
    let source = ["factor", "change"].contains(name) ? "close" : name
    guard let raw = try base.series(source, of: instrument) else { return nil }
    guard let factor = factor(of: instrument, raw.range) else {
      return ["factor", "change"].contains(name) ? nil : raw
    }
    let values = raw.values(in: raw.range)
    let result: [Float] =
      switch name {
      case "volume": zip(values, factor).map { Float(Double($0) / $1) }
      // A suspended day has no value in any field.
      case "factor": zip(values, factor).map { $0.isNaN ? .nan : Float($1) }
      case "change": FactoredMarket.changes(zip(values, factor).map { Float(Double($0) * $1) })
      default: zip(values, factor).map { Float(Double($0) * $1) }
      }
    return FieldSeries(start: raw.start, values: result)
  }

  private static func changes(_ closes: [Float]) -> [Float] {
    var before = Float.nan
    return closes.map { close in
      defer { if !close.isNaN { before = close } }
      return close / before - 1
    }
  }

  private func factor(of instrument: InstrumentID, _ range: Range<Int>) -> [Double]? {
    if InstrumentBars.isIndex(instrument) { return range.map { _ in 1 } }
    return factors.start(of: instrument) == nil ? nil : factors.values(of: instrument, on: calendar, range)
  }

  package func digest(universes: [String], fields: [String], instruments: [InstrumentID]) throws -> String {
    try digestOfValues(universes: universes, fields: fields, instruments: instruments)
  }
}

extension Diagnostic {
  fileprivate static func twice(_ market: any Market, _ factors: FactorFile) -> Diagnostic {
    Diagnostic(
      "factors.twice", .usage, at: .init(factors.path), ["market": .text(market.location)],
      (
        en: "The prices of {market} are adjusted already. It has the field 'factor'.", zh: "{market} 已有字段 factor，价格已复权。"
      ),
      remedy: (en: "Leave the factors out.", zh: "请去掉复权因子文件。"))
  }

  fileprivate static func missing(_ instrument: InstrumentID, on day: TradingDay, at path: String) -> Diagnostic {
    Diagnostic(
      "factors.missing", .absent, at: .init(path), ["instrument": .instrument(instrument), "day": .day(day)],
      (
        en: "{instrument} has no adjustment factor on {day}, its first day.", zh: "{instrument} 在其首日 {day} 没有复权因子。"
      ),
      remedy: (
        en: "Export the factors from the first day on. A stock without dividends has the factor 1.",
        zh: "请自首日起导出复权因子；从未除权的股票因子为 1。"
      ))
  }
}
