import MarketData
import Primitives

/// Values of a step on consecutive rows of one instrument, to be handed between threads.
struct PanelColumn: Sendable {
  var start: Int
  var values: [Double]

  init(start: Int, values: [Double]) {
    self.start = start
    self.values = values
  }

  init(_ series: Series) {
    start = series.start
    values = (0..<series.count).map { row in
      series.gaps.contains { $0.contains(series.start + row) } ? .nan : series.doubles[row]
    }
  }

  func series(_ pool: ColumnPool) -> Series {
    Series(
      .float64, start: start, count: values.count, in: pool,
      doubles: { output in for (row, value) in values.enumerated() { output[row] = value } })
  }

  subscript(index: Int) -> Double {
    let row = index - start
    return row >= 0 && row < values.count ? values[row] : .nan
  }
}

/// The cross-sectional parts of one expression, made over all instruments before the rest of it.
struct CrossPanels: Sendable {
  /// Number of each part, inner before outer.
  private(set) var numbers: [Expression: Int] = [:]
  /// By instrument, then by number.
  private(set) var columns: [InstrumentID: [PanelColumn]] = [:]

  /// - Parameters:
  ///   - rows: calendar indexes that the expression loads.
  ///   - selection: instruments in order, with the days on which each is a member.
  init(
    _ expression: Expression, market: any Market, rows: Range<Int>,
    selection: [(instrument: InstrumentID, kept: [Range<Int>]?)]
  ) throws {
    let pool = ColumnPool(rows: market.calendar.count + 512)
    for part in expression.crossParts {
      guard case .cross(let operation) = part.operation else { continue }
      let plan = Plan(part.operands, panels: numbers)
      let schedule = Schedule(plan, roots: Array(plan.roots.indices))
      var operands: [[PanelColumn]] = []
      for (instrument, _) in selection {
        let leaves = try plan.leaves.map { leaf in
          if leaf.field == Plan.pointInTime, market.hasPeriods { throw Diagnostic.periodsNotOffered(market.location) }
          return try market.series(leaf.field, of: leaf.instrument ?? instrument) ?? .empty
        }
        let panels = (columns[instrument] ?? []).map { $0.series(pool) }
        var memory: InstrumentMemory?
        var made = [PanelColumn](
          repeating: PanelColumn(start: 0, values: []), count: part.operands.count)
        InstrumentEvaluation(leaves: leaves, panels: panels, pool: pool)
          .run(schedule, rows: rows, first: rows.lowerBound, memory: &memory) { root, result in
            if case .success(let series) = result { made[root] = PanelColumn(series) }
          }
        operands.append(made)
      }
      let results = CrossPanels.days(operation, operands, rows, selection)
      for (place, member) in selection.enumerated() {
        columns[member.instrument, default: []].append(results[place])
      }
      numbers[part] = numbers.count
    }
  }

  private static func days(
    _ operation: CrossOperation, _ operands: [[PanelColumn]], _ rows: Range<Int>,
    _ selection: [(instrument: InstrumentID, kept: [Range<Int>]?)]
  ) -> [PanelColumn] {
    var results = operands.map { made in
      PanelColumn(
        start: made[0].start, values: [Double](repeating: .nan, count: made[0].values.count))
    }
    for day in rows {
      let members = selection.indices.filter { place in
        selection[place].kept.map { $0.contains { $0.contains(day) } } ?? true
      }
      let x = members.map { operands[$0][0][day] }
      let y = operation == .neutralize ? members.map { operands[$0][1][day] } : []
      for (place, value) in zip(members, CrossSection.day(operation, x, y)) {
        let row = day - results[place].start
        if row >= 0, row < results[place].values.count { results[place].values[row] = value }
      }
    }
    return results
  }
}

extension Expression {
  /// Cross-sectional parts, inner before outer, each once.
  var crossParts: [Expression] {
    var parts: [Expression] = []
    collectCrossParts(&parts)
    return parts
  }

  private func collectCrossParts(_ parts: inout [Expression]) {
    for operand in operands { operand.collectCrossParts(&parts) }
    if case .cross = operation, !parts.contains(self) { parts.append(self) }
  }
}
