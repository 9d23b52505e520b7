import Dispatch
import MarketData
import Primitives
import Synchronization

/// What became of one instrument.
struct Slot: Sendable {
  var block: FactorBlock?
  var failures: [FactorTable.Failure] = []
  static let none = Slot(block: nil)
}

/// The part of the work that all instruments have in common.
struct FactorWork: Sendable {
  typealias Member = (instrument: InstrumentID, kept: [Range<Int>]?)

  let market: any Market
  let plan: Plan
  /// The extended window of each root, and whether its values depend on later days.
  private let windows: [ExtendedWindow]
  private let looksAhead: [Bool]
  private let leavesOfRoot: [[Int]]
  /// Calendar indexes that the query spans.
  private let rows: Range<Int>
  private let library: PowerLibrary
  private let schedules = Schedules()
  private let pools: Pools

  private final class Schedules: Sendable {
    let known = Mutex<[[Int]: Schedule]>([:])
  }

  init(
    market: any Market, plan: Plan, factors: [Factor], rows: Range<Int>, library: PowerLibrary = .vector
  ) {
    self.library = library
    self.market = market
    self.plan = plan
    self.rows = rows
    windows = factors.map(\.expression.extendedWindow)
    looksAhead = factors.map(\.looksAhead)
    leavesOfRoot = FactorWork.leaves(plan)
    pools = Pools(rows: market.calendar.count + 512)
  }

  /// Runs a task for each member, over all cores; the answers come in the members' order.
  func overAll<Answer: Sendable>(
    _ selection: ArraySlice<Member>, _ meter: FactorMeter?, _ task: @Sendable (ColumnPool, Member) throws -> Answer
  ) throws -> [Answer] {
    if rows.isEmpty { return [] }
    let answers = Mutex<[Answer?]>([Answer?](repeating: nil, count: selection.count))
    let failure = Mutex<(place: Int, error: any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: selection.count) { index in
      pools.withOne { pool in
        do {
          let answer = try task(pool, selection[selection.startIndex + index])
          answers.withLock { $0[index] = answer }
        } catch {
          failure.withLock { if $0.map({ index < $0.place }) ?? true { $0 = (index, error) } }
        }
        meter?.advance()
      }
    }
    if let failed = failure.withLock({ $0 }) { throw failed.error }
    return answers.withLock { $0 }.compactMap { $0 }
  }

  func leaves(of instrument: InstrumentID) throws -> [FieldSeries] {
    try plan.leaves.map { leaf in
      if leaf.field == Plan.pointInTime {
        if market.hasPeriods { throw Diagnostic.periodsNotOffered(market.location) }
        return .empty
      }
      return try market.series(leaf.field, of: leaf.instrument ?? instrument) ?? .empty
    }
  }

  /// - Parameters:
  ///   - asked: calendar indexes whose values are wanted, all within the query.
  ///   - memory: where kernels stopped, if they shall go on from there.
  func evaluate(
    _ member: Member, asked: Range<Int>, _ leaves: [FieldSeries], _ panels: [Series],
    _ memory: inout InstrumentMemory?,
    _ pool: ColumnPool
  ) throws -> Slot {
    let (groups, present) = present(member, asked: asked, leaves, panels)
    guard let first = present.first?.lowerBound else { return .none }
    let block = FactorBlock(
      instrument: member.instrument, runs: present, columnCount: plan.roots.count)
    var failures: [FactorTable.Failure] = []
    let evaluation = InstrumentEvaluation(leaves: leaves, panels: panels, pool: pool, library: library)
    for group in groups {
      evaluation.run(schedule(group.roots), rows: group.rows, first: first, memory: &memory) {
        root, result in
        switch fractionalStart(root, leaves) ? .failure(.fractionalStart) : result {
        case .success(let series): block.fill(root, series)
        case .failure(let fault):
          block.fill(root, nil)
          failures.append(.init(instrument: member.instrument, column: root, reason: fault.reason))
        }
      }
    }
    return Slot(block: block, failures: failures.sorted { $0.column < $1.column })
  }

  /// What is loaded for a member, and the rows it has, as calendar indexes.
  func present(
    _ member: Member, asked: Range<Int>, _ leaves: [FieldSeries], _ panels: [Series]
  ) -> (groups: [InstrumentEvaluation.Group], rows: [Range<Int>]) {
    let wanted = RowIndex.merged(member.kept.map { $0.map { $0.clamped(to: asked) } } ?? [asked])
    guard let last = wanted.last?.upperBound else { return ([], []) }
    let groups = groups(
      leaves.map(\.range) + panels.map(\.range), last: panels.isEmpty ? last : rows.upperBound)
    let covered = RowIndex.covered(groups, leaves, leavesOfRoot, panels.map(\.range), rows: rows)
    return (groups, covered.intersection(wanted))
  }

  /// Whether qlib would seek to a place in a file that it holds as a float (`FileFeatureStorage.__getitem__`).
  private func fractionalStart(_ root: Int, _ leaves: [FieldSeries]) -> Bool {
    guard let left = windows[root].fractional, Double(rows.lowerBound) - left > 0 else { return false }
    return leavesOfRoot[root].contains { leaf in
      !leaves[leaf].range.isEmpty && Double(leaves[leaf].range.lowerBound) <= Double(rows.lowerBound) - left
    }
  }

  private func schedule(_ roots: [Int]) -> Schedule {
    schedules.known.withLock { known in
      if let schedule = known[roots] { return schedule }
      let schedule = Schedule(plan, roots: roots)
      known[roots] = schedule
      return schedule
    }
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

/// Pools that are not in use: as many as threads worked at one time.
private final class Pools: Sendable {
  private let idle = Mutex<[Idle]>([])
  private let rows: Int

  private struct Idle: @unchecked Sendable {
    // @unchecked: handed from thread to thread, never used by two at a time.
    let pool: ColumnPool
  }

  init(rows: Int) { self.rows = rows }

  func withOne(_ body: (ColumnPool) -> Void) {
    let pool = idle.withLock { $0.popLast() } ?? Idle(pool: ColumnPool(rows: rows))
    body(pool.pool)
    idle.withLock { $0.append(pool) }
  }
}

/// The rows that any column has: qlib's table is the union of its columns' indexes.
struct RowIndex {
  private let ranges: [Range<Int>]

  static func covered(
    _ groups: [InstrumentEvaluation.Group], _ leaves: [FieldSeries], _ leavesOfRoot: [[Int]],
    _ panels: [Range<Int>],
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
    return RowIndex(ranges: merged(seen))
  }

  /// Ascending ranges without overlap.
  static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    for range in ranges.filter({ !$0.isEmpty }).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = result.last, range.lowerBound <= last.upperBound {
        result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        result.append(range)
      }
    }
    return result
  }

  /// What lies in both; `wanted` is merged.
  func intersection(_ wanted: [Range<Int>]) -> [Range<Int>] {
    wanted.flatMap { part in ranges.map { $0.clamped(to: part) }.filter { !$0.isEmpty } }
  }
}
