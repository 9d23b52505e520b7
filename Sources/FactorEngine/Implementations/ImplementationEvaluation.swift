import MarketData
import Primitives

/// Evaluates Swift implementations over a market, an instrument a task.
struct ImplementationEvaluation: Sendable {
  let market: any Market
  let implementations: [any FactorImplementation]
  let names: [String]

  func parts(_ scope: FactorScope, meter: FactorMeter?) -> FactorParts {
    let calendar = market.calendar
    let rows = scope.rows(calendar)
    let members = scope.selection(calendar)
    let table = { (places: Range<Int>) throws -> FactorTable in
      let blocks =
        rows.isEmpty
        ? []
        : try Array(members[places]).concurrentMap { member throws -> FactorBlock? in
          defer { meter?.advance() }
          return try block(member.instrument, member.kept, rows)
        }
      return FactorTable(names: names, calendar: calendar, blocks: blocks.compactMap(\.self), failures: [])
    }
    return FactorParts(
      names: names, memberCount: members.count, cellsOfMember: rows.count * names.count, make: table,
      rows: { try table($0).rows })
  }

  private func block(_ instrument: InstrumentID, _ kept: [Range<Int>]?, _ rows: Range<Int>) throws
    -> FactorBlock?
  {
    var columns: [Series?] = []
    var present: Set<Int32> = []
    for implementation in implementations {
      let series = try column(implementation, instrument, rows)
      columns.append(series)
      for index in series?.range.clamped(to: rows) ?? 0..<0
      where kept.map({ $0.contains { $0.contains(index) } }) ?? true {
        present.insert(Int32(index))
      }
    }
    if present.isEmpty { return nil }
    let block = FactorBlock(
      instrument: instrument, rows: present.sorted(), columnCount: implementations.count)
    for (column, series) in columns.enumerated() { block.fill(column, series) }
    return block
  }

  private func column(
    _ implementation: any FactorImplementation, _ instrument: InstrumentID, _ rows: Range<Int>
  ) throws -> Series? {
    let fields = try implementation.fields.map { try market.series($0, of: instrument) ?? .empty }
    let filled = fields.map(\.range).filter { !$0.isEmpty }
    guard let first = filled.map(\.lowerBound).min(), let end = filled.map(\.upperBound).max()
    else { return nil }
    let lower = max(first, rows.lowerBound - implementation.lookback)
    let upper = min(end, rows.upperBound + implementation.future)
    if lower >= upper { return nil }
    let values = implementation.values(fields.map { $0.values(in: lower..<upper) })
    precondition(values.count == upper - lower, "an implementation returns a value for each row")
    return Series(
      .float32, start: lower, count: values.count, in: ColumnPool(rows: values.count),
      floats: { $0.initialize(from: values, count: values.count) })
  }
}
