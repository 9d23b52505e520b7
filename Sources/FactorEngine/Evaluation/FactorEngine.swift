import Dispatch
package import MarketData
import Primitives
import Synchronization

/// Evaluates qlib's expressions on a market, bit for bit as qlib 0.9.7 does.
///
/// Each expression is evaluated from its own extended start (`ExtendedWindow`): running sums depend on
/// the row they began with. Instruments are spread over all cores; the answer does not depend on how.
package struct FactorEngine: Sendable {
  private let market: any Market
  private let factors: [Factor]

  package init(market: any Market, factors: [Factor]) {
    self.market = market
    self.factors = factors
  }

  /// Throws where data is damaged. What qlib cannot evaluate is listed in the table's failures.
  package func compute(_ scope: FactorScope) throws -> FactorTable {
    let plain = factors.indices.filter { factors[$0].expression.crossParts.isEmpty }
    if plain.count == factors.count { return try compute(scope, Plan(factors.map(\.expression))) }
    // A cross-sectional factor loads its own rows for all instruments: it goes by itself.
    var parts: [(columns: [Int], table: FactorTable)] = []
    if !plain.isEmpty {
      let engine = FactorEngine(market: market, factors: plain.map { factors[$0] })
      parts.append((plain, try engine.compute(scope)))
    }
    for index in factors.indices where !plain.contains(index) {
      let engine = FactorEngine(market: market, factors: [factors[index]])
      parts.append(([index], try engine.computeCross(scope)))
    }
    return FactorTable(joining: parts, names: factors.map(\.name), calendar: market.calendar)
  }

  private func computeCross(_ scope: FactorScope) throws -> FactorTable {
    let expression = factors[0].expression
    let window = expression.extendedWindow
    let asked = scope.rows(market.calendar)
    let rows = max(0, asked.lowerBound - window.left)..<min(market.calendar.count, asked.upperBound + window.right)
    let made = try CrossPanels(
      expression, market: market, rows: rows, selection: scope.selection(market.calendar))
    return try compute(scope, Plan([expression], panels: made.numbers), panels: made)
  }

  private func compute(_ scope: FactorScope, _ plan: Plan, panels: CrossPanels? = nil) throws -> FactorTable {
    let calendar = market.calendar
    let rows = scope.rows(calendar)
    let selection = scope.selection(calendar)
    let slots = Mutex<[Slot]>([Slot](repeating: .none, count: selection.count))
    let failure = Mutex<(any Error)?>(nil)
    let work = FactorWork(market: market, plan: plan, factors: factors, rows: rows)
    if !rows.isEmpty {
      DispatchQueue.concurrentPerform(iterations: selection.count) { index in
        let (instrument, kept) = selection[index]
        do {
          let slot = try work.evaluate(instrument, kept, (panels?.columns[instrument] ?? []).map(\.series))
          slots.withLock { $0[index] = slot }
        } catch {
          failure.withLock { $0 = $0 ?? error }
        }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    let done = slots.withLock { $0 }
    return FactorTable(
      names: factors.map(\.name), calendar: calendar, blocks: done.compactMap(\.block),
      failures: done.flatMap(\.failures))
  }
}

/// What became of one instrument.
struct Slot: Sendable {
  var block: FactorBlock?
  var failures: [FactorTable.Failure] = []
  static let none = Slot(block: nil)
}

/// The part of the work that all instruments have in common.
struct FactorWork: Sendable {
  let market: any Market
  let plan: Plan
  /// The extended window of each root, and whether its values depend on later days.
  private let windows: [ExtendedWindow]
  private let looksAhead: [Bool]
  private let leavesOfRoot: [[Int]]
  /// Calendar indexes that are asked for.
  private let rows: Range<Int>

  init(market: any Market, plan: Plan, factors: [Factor], rows: Range<Int>) {
    self.market = market
    self.plan = plan
    self.rows = rows
    windows = factors.map(\.expression.extendedWindow)
    looksAhead = factors.map(\.looksAhead)
    leavesOfRoot = FactorWork.leaves(plan)
  }

  func evaluate(_ instrument: InstrumentID, _ kept: [Range<Int>]?, _ panels: [Series]) throws -> Slot {
    let wanted = kept.map { $0.map { $0.clamped(to: rows) }.filter { !$0.isEmpty } } ?? [rows]
    guard let last = wanted.map(\.upperBound).max() else { return .none }
    let leaves = try plan.leaves.map { leaf in
      try market.series(leaf.field, of: leaf.instrument ?? instrument) ?? .empty
    }
    let groups = groups(leaves.map(\.range) + panels.map(\.range), last: panels.isEmpty ? last : rows.upperBound)
    let index = RowIndex.covered(groups, leaves, leavesOfRoot, panels.map(\.range), rows: rows)
    let present = index.intersection(wanted)
    if present.isEmpty { return .none }
    let block = FactorBlock(instrument: instrument, rows: present, columnCount: plan.roots.count)
    var failures: [FactorTable.Failure] = []
    let evaluation = InstrumentEvaluation(plan: plan, leaves: leaves, panels: panels)
    for group in groups {
      evaluation.run(group) { root, result in
        switch result {
        case .success(let series): block.fill(root, series)
        case .failure(let fault):
          block.fill(root, nil)
          failures.append(.init(instrument: instrument, column: root, reason: fault.reason))
        }
      }
    }
    return Slot(block: block, failures: failures.sorted { $0.column < $1.column })
  }

  /// Roots by the rows they load. Rows that no field has make no difference, so ranges are cut to the
  /// fields' own first; rows behind the last kept one matter only to what looks ahead.
  private func groups(_ ranges: [Range<Int>], last: Int) -> [InstrumentEvaluation.Group] {
    let filled = ranges.filter { !$0.isEmpty }
    let lowest = filled.map(\.lowerBound).min() ?? 0
    let highest = filled.map(\.upperBound).max() ?? 0
    var groups: [InstrumentEvaluation.Group] = []
    for root in plan.roots.indices {
      let lower = max(max(0, rows.lowerBound - windows[root].left), lowest)
      let end = looksAhead[root] ? rows.upperBound : last
      let upper = max(lower, min(end + windows[root].right, highest))
      if let known = groups.firstIndex(where: { $0.rows == lower..<upper }) {
        groups[known].roots.append(root)
      } else {
        groups.append(.init(roots: [root], rows: lower..<upper))
      }
    }
    return groups
  }

  /// Places in `plan.leaves` that each root is made from.
  private static func leaves(_ plan: Plan) -> [[Int]] {
    var ofStep: [Set<Int>] = []
    var number = 0
    for step in plan.steps {
      var set: Set<Int> = []
      if case .leaf = step.kind {
        set.insert(number)
        number += 1
      }
      for case .step(let input) in step.inputs { set.formUnion(ofStep[input]) }
      ofStep.append(set)
    }
    return plan.roots.map { ofStep[$0].sorted() }
  }
}

/// The rows that any column has: qlib's table is the union of its columns' indexes.
struct RowIndex {
  private let ranges: [Range<Int>]

  static func covered(
    _ groups: [InstrumentEvaluation.Group], _ leaves: [FieldSeries], _ leavesOfRoot: [[Int]], _ panels: [Range<Int>],
    rows: Range<Int>
  ) -> RowIndex {
    var seen = panels.map { $0.clamped(to: rows) }.filter { !$0.isEmpty }
    for group in groups {
      for root in group.roots {
        for leaf in leavesOfRoot[root] {
          let range = leaves[leaf].range.clamped(to: group.rows).clamped(to: rows)
          if !range.isEmpty, !seen.contains(range) { seen.append(range) }
        }
      }
    }
    return RowIndex(ranges: seen)
  }

  /// Ascending indexes that lie in any of the wanted ranges.
  func intersection(_ wanted: [Range<Int>]) -> [Int32] {
    let lower = ranges.map(\.lowerBound).min() ?? 0
    let upper = ranges.map(\.upperBound).max() ?? 0
    var result: [Int32] = []
    result.reserveCapacity(upper - lower)
    for index in lower..<upper
    where ranges.contains(where: { $0.contains(index) }) && wanted.contains(where: { $0.contains(index) }) {
      result.append(Int32(index))
    }
    return result
  }
}
