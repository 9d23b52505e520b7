import MarketData
import Primitives

/// Evaluates a plan on one instrument. Belongs to one thread.
struct InstrumentEvaluation {
  /// Roots that load the same rows: only these may share steps.
  struct Group {
    var roots: [Int]
    /// Calendar indexes that are loaded.
    var rows: Range<Int>
  }

  let plan: Plan
  /// The field series behind each leaf of the plan, in the plan's order.
  let leaves: [FieldSeries]
  /// Columns made beforehand, for this instrument.
  let panels: [Series]

  private enum Outcome {
    case series(Series)
    case fault(RowFault)
  }

  /// Evaluates a group and hands over each root's values, or why there are none, as soon as they are known.
  func run(_ group: Group, _ visit: (Int, Result<Series, RowFault>) -> Void) {
    var uses = [Int32](repeating: 0, count: plan.steps.count)
    var rootsOfStep: [Int: [Int]] = [:]
    for root in group.roots {
      rootsOfStep[plan.roots[root], default: []].append(root)
      uses[plan.roots[root]] += 1
    }
    for step in plan.steps.indices.reversed() where uses[step] > 0 {
      for case .step(let input) in plan.steps[step].inputs { uses[input] += 1 }
    }
    var values = [Outcome?](repeating: nil, count: plan.steps.count)
    var leafNumber = 0
    for step in plan.steps.indices {
      let isLeaf = if case .leaf = plan.steps[step].kind { true } else { false }
      defer { if isLeaf { leafNumber += 1 } }
      guard uses[step] > 0, values[step] == nil else { continue }
      var members = [step]
      if isLeaf {
        values[step] = .series(InstrumentEvaluation.load(leaves[leafNumber], group.rows))
      } else if case .panel(let panel) = plan.steps[step].kind {
        values[step] = .series(panels[panel].aligned(to: panels[panel].range.clamped(to: group.rows)))
      } else {
        members = plan.families[plan.steps[step].family].filter { uses[$0] > 0 && ready($0, values) }
        evaluate(members, &values)
      }
      for member in members {
        for case .step(let input) in plan.steps[member].inputs { release(input, &uses, &values) }
        for root in rootsOfStep[member] ?? [] {
          switch values[member] {
          case .series(let series)?: visit(root, .success(series))
          case .fault(let fault)?: visit(root, .failure(fault))
          case nil: break
          }
          release(member, &uses, &values)
        }
      }
    }
  }

  private func ready(_ step: Int, _ values: [Outcome?]) -> Bool {
    plan.steps[step].inputs.allSatisfy { input in
      if case .step(let number) = input { values[number] != nil } else { true }
    }
  }

  private func release(_ step: Int, _ uses: inout [Int32], _ values: inout [Outcome?]) {
    uses[step] -= 1
    if uses[step] == 0 { values[step] = nil }
  }

  private func evaluate(_ members: [Int], _ values: inout [Outcome?]) {
    do {
      let sides = try plan.steps[members[0]].inputs.map { input throws(RowFault) -> Elementwise.Side in
        switch input {
        case .number(let number): return .number(number)
        case .step(let step):
          switch values[step] {
          case .series(let series)?: return .series(series)
          case .fault(let fault)?: throw fault
          case nil: throw RowFault(reason: "an operand is missing")
          }
        }
      }
      let results = try StepEvaluation.run(members.map { plan.steps[$0] }, sides)
      for (member, result) in zip(members, results) { values[member] = .series(result) }
    } catch {
      for member in members { values[member] = .fault(error) }
    }
  }

  static func load(_ field: FieldSeries, _ rows: Range<Int>) -> Series {
    let range = field.range.clamped(to: rows)
    return Series(.float32, start: range.lowerBound, count: range.count, floats: { output in
      field.withValues { values in
        guard let base = values.baseAddress, !range.isEmpty else { return }
        output.initialize(from: base + (range.lowerBound - field.start), count: range.count)
      }
    })
  }
}
