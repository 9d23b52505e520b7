import FactorEngine
import MarketData
import Metrics
import Models
import Primitives
import TestSupport
import Testing

struct MarginalCorrelationTests {
  private static func factor(_ text: String) throws -> Factor { try Factor(name: text, text: text) }

  private static func pearson(_ left: [Double], _ right: [Double]) -> Double {
    func rest(_ values: [Double]) -> [Double] {
      let mean = values.reduce(0, +) / Double(values.count)
      return values.map { $0 - mean }
    }
    func dot(_ one: [Double], _ other: [Double]) -> Double { zip(one, other).reduce(0) { $0 + $1.0 * $1.1 } }
    let (one, other) = (rest(left), rest(right))
    return dot(one, other) / (dot(one, one) * dot(other, other)).squareRoot()
  }

  private let market = DemoMarket.make()
  private let scope: FactorScope

  init() throws {
    let last = market.calendar.count - 1
    scope = FactorScope(
      .universe(try market.universe("all")), start: market.calendar[last - 40], end: market.calendar[last - 2])
  }

  @Test("beside nothing a factor has its own IC; beside itself, in other words, it has none")
  func ends() throws {
    let (own, label) = ("$close/Ref($close,5)-1", "Ref($close,-2)/Ref($close,-1)-1")
    let correlation = MarginalCorrelation(market: market)
    let alone = try correlation.outcomes(
      set: [], newcomers: [Self.factor(own)], label: Self.factor(label), scope)
    let table = try FactorEngine(market: market, factors: [Self.factor(own), Self.factor(label)]).compute(scope)
    var days: [Int32: (own: [Double], label: [Double])] = [:]
    for block in table.blocks {
      for (place, row) in block.rows.enumerated() where block[place, 0].isFinite && block[place, 1].isFinite {
        days[row, default: ([], [])].own.append(Double(block[place, 0]))
        days[row, default: ([], [])].label.append(Double(block[place, 1]))
      }
    }
    let values = days.keys.sorted().compactMap { day in
      days[day].map { Self.pearson($0.own, $0.label) }
    }
    #expect(values.count == 39 && alone[0].days == 39)
    #expect(isNear(alone[0].mean, values.reduce(0, +) / 39, relative: 1e-9))
    let same = try correlation.outcomes(
      set: [Self.factor(own), Self.factor("$volume")], newcomers: [Self.factor("3*($close/Ref($close,5)-1)+1")],
      label: Self.factor(label), scope)
    #expect(same.map(\.days) == [39, 39, 0] && same[2].failures == [.spanned: 39])
  }

  @Test("a set of more factors than a day has instruments is judged by nothing")
  func tooMany() throws {
    let count = try market.universe("all").members.count
    let set = try (0...count).map { try Self.factor("$close/Ref($close,\($0 + 1))") }
    let found = try MarginalCorrelation(market: market).outcomes(
      set: set, newcomers: [], label: Self.factor("Ref($close,-2)/Ref($close,-1)-1"), scope)
    #expect(found.count == set.count && found.allSatisfy { $0.mean == nil && $0.failures[.tooFewRows] == 39 })
  }

  @Test("a stock that lacks a field is missing, and the others keep their own values")
  func missingField() throws {
    let stock = try market.universe("all").members[0].instrument
    let lacking = LackingMarket(base: market, stock: stock)
    let label = try Self.factor("Ref($close,-2)/Ref($close,-1)-1")
    let found = try MarginalCorrelation(market: lacking).outcomes(
      set: [], newcomers: [Self.factor("$volume")], label: label, scope)
    let table = try FactorEngine(market: market, factors: [Self.factor("$volume"), label]).compute(scope)
    var days: [Int32: (own: [Double], label: [Double])] = [:]
    for block in table.blocks where block.instrument != stock {
      for (place, row) in block.rows.enumerated() where block[place, 0].isFinite && block[place, 1].isFinite {
        days[row, default: ([], [])].own.append(Double(block[place, 0]))
        days[row, default: ([], [])].label.append(Double(block[place, 1]))
      }
    }
    let values = days.keys.sorted().compactMap { day in days[day].map { Self.pearson($0.own, $0.label) } }
    #expect(values.count == 39 && found[0].days == 39)
    #expect(isNear(found[0].mean, values.reduce(0, +) / 39, relative: 1e-9))
  }
}

/// A market where one stock has no volume.
private struct LackingMarket: Market {
  var base: MemoryMarket
  var stock: InstrumentID

  var location: String { base.location }
  var calendar: TradingCalendar { base.calendar }
  var universeNames: [String] { base.universeNames }
  func universe(_ name: String) throws -> Universe { try base.universe(name) }
  func hasData(_ instrument: InstrumentID) -> Bool { base.hasData(instrument) }
  func series(_ field: String, of instrument: InstrumentID) throws -> FieldSeries? {
    field == "volume" && instrument == stock ? nil : base.series(field, of: instrument)
  }
  func digest(universes: [String], fields: [String], instruments: [InstrumentID]) throws -> String {
    try base.digest(universes: universes, fields: fields, instruments: instruments)
  }
}
