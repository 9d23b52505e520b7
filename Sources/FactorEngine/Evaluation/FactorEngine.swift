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
    let plain = factors.indices.filter { factors[$0].expression.crossParts.isEmpty }
    if plain.count == factors.count { return try compute(scope, Plan(factors.map(\.expression)), meter) }
    // A cross-sectional factor loads its own rows for all instruments: it goes by itself.
    var parts: [(columns: [Int], table: FactorTable)] = []
    if !plain.isEmpty {
      let engine = FactorEngine(market: market, factors: plain.map { factors[$0] }, library: library)
      parts.append((plain, try engine.compute(scope, meter: meter)))
    }
    for index in factors.indices where !plain.contains(index) {
      let engine = FactorEngine(market: market, factors: [factors[index]], library: library)
      parts.append(([index], try engine.computeCross(scope, meter)))
    }
    return FactorTable(joining: parts, names: factors.map(\.name), calendar: market.calendar)
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
    return try compute(scope, Plan([expression], panels: made.numbers), meter, panels: made)
  }

  private func compute(
    _ scope: FactorScope, _ plan: Plan, _ meter: FactorMeter?, panels: CrossPanels? = nil
  ) throws -> FactorTable {
    let calendar = market.calendar
    let rows = scope.rows(calendar)
    let work = FactorWork(market: market, plan: plan, factors: factors, rows: rows, library: library)
    let done = try work.overAll(scope.selection(calendar), meter) { pool, _, member in
      var memory: InstrumentMemory?
      let made = (panels?.columns[member.instrument] ?? []).map { $0.series(pool) }
      let leaves = try work.leaves(of: member.instrument)
      return try work.evaluate(member, asked: rows, leaves, made, &memory, pool)
    }
    return FactorTable(
      names: factors.map(\.name), calendar: calendar, blocks: done.compactMap(\.block),
      failures: done.flatMap(\.failures))
  }
}
