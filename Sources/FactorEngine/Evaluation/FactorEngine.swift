package import MarketData
import Primitives

/// Evaluates qlib's expressions on a market, bit for bit as qlib 0.9.7 does.
///
/// Each expression is evaluated from its own extended start (`ExtendedWindow`): running sums depend on
/// the row they began with. Instruments are spread over all cores; the answer does not depend on how.
package struct FactorEngine: Sendable {
  private let market: any Market
  private let factors: [Factor]

  private let library: PowerLibrary

  package init(market: any Market, factors: [Factor]) {
    self.init(market: market, factors: factors, library: .vector)
  }

  init(market: any Market, factors: [Factor], library: PowerLibrary) {
    self.market = market
    self.factors = factors
    self.library = library
  }

  /// Throws where data is damaged. What qlib cannot evaluate is listed in the table's failures.
  package func compute(_ scope: FactorScope, meter: FactorMeter? = nil) throws -> FactorTable {
    try parts(scope, meter: meter).whole()
  }

  /// The same in parts. The first of them waits for the columns that need all instruments of a day.
  package func parts(_ scope: FactorScope, meter: FactorMeter? = nil) throws -> FactorParts {
    let plain = factors.indices.filter { factors[$0].expression.crossParts.isEmpty }
    if plain.count == factors.count { return parts(scope, Plan(factors.map(\.expression)), meter) }
    // A cross-sectional factor loads its own rows for all instruments: it goes by itself.
    let cross = try factors.indices.filter { !plain.contains($0) }.map { index in
      let engine = FactorEngine(market: market, factors: [factors[index]], library: library)
      return (columns: [index], table: try engine.computeCross(scope, meter))
    }
    let base =
      plain.isEmpty
      ? nil
      : try FactorEngine(market: market, factors: plain.map { factors[$0] }, library: library)
        .parts(scope, meter: meter)
    let (names, calendar) = (factors.map(\.name), market.calendar)
    let instruments = scope.selection(calendar).map(\.instrument)
    return FactorParts(
      names: names, memberCount: instruments.count, cellsOfMember: scope.rows(calendar).count * names.count,
      make: { places in
        var tables = try base.map { [(columns: plain, table: try $0.make(places))] } ?? []
        tables += cross.map { ($0.columns, $0.table.of(instruments[places])) }
        return FactorTable(joining: tables, names: names, calendar: calendar)
      },
      rows: { places in
        FactorRows.union(
          try (base.map { [try $0.rows(places)] } ?? []) + cross.map { $0.table.of(instruments[places]).rows })
      })
  }

  /// How often `compute` goes through the instruments.
  var passCount: Int {
    let cross = factors.count { !$0.expression.crossParts.isEmpty }
    return cross + (cross < factors.count ? 1 : 0)
  }

  private func computeCross(_ scope: FactorScope, _ meter: FactorMeter?) throws -> FactorTable {
    let expression = factors[0].expression
    let window = expression.extendedWindow
    let asked = scope.rows(market.calendar)
    let rows =
      max(
        0, asked.lowerBound - window.left)..<min(
        market.calendar.count, asked.upperBound + window.right)
    let made = try CrossPanels(
      expression, market: market, rows: rows, selection: scope.selection(market.calendar))
    return try parts(scope, Plan([expression], panels: made.numbers), meter, panels: made).whole()
  }

  private func parts(
    _ scope: FactorScope, _ plan: Plan, _ meter: FactorMeter?, panels: CrossPanels? = nil
  ) -> FactorParts {
    let (names, calendar) = (factors.map(\.name), market.calendar)
    let rows = scope.rows(calendar)
    let members = scope.selection(calendar)
    let work = FactorWork(market: market, plan: plan, factors: factors, rows: rows, library: library)
    @Sendable func made(of member: FactorWork.Member, _ pool: ColumnPool) -> [Series] {
      (panels?.columns[member.instrument] ?? []).map { $0.series(pool) }
    }
    return FactorParts(
      names: names, memberCount: members.count, cellsOfMember: rows.count * names.count,
      make: { places in
        let done = try work.overAll(members[places], meter) { pool, member in
          var memory: InstrumentMemory?
          let (leaves, made) = (try work.leaves(of: member.instrument), made(of: member, pool))
          return try work.evaluate(member, asked: rows, leaves, made, &memory, pool)
        }
        return FactorTable(
          names: names, calendar: calendar, blocks: done.compactMap(\.block), failures: done.flatMap(\.failures))
      },
      rows: { places in
        try work.overAll(members[places], nil) { pool, member in
          let (leaves, made) = (try work.leaves(of: member.instrument), made(of: member, pool))
          let runs = work.present(member, asked: rows, leaves, made).rows
          return FactorRows(instrument: member.instrument, rows: runs.flatMap { $0.map { Int32($0) } })
        }.filter { !$0.rows.isEmpty }
      })
  }
}
