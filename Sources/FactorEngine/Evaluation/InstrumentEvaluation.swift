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

  /// The field series behind each leaf of the plan, in the plan's order.
  let leaves: [FieldSeries]
  /// Columns made beforehand, for this instrument.
  let panels: [Series]
  let pool: ColumnPool
  var library = PowerLibrary.vector

  private enum Outcome {
    case series(Series)
    case fault(RowFault)
  }

  /// Evaluates a group and hands over each root's values, or why there are none, as soon as they are known.
  ///
  /// - Parameters:
  ///   - first: calendar index of the first row that is asked for.
  ///   - memory: where kernels stopped, if they shall go on from there; they leave there where they stop now.
  func run(
    _ schedule: Schedule, rows: Range<Int>, first: Int, memory: inout InstrumentMemory?,
    _ visit: (Int, Result<Series, RowFault>) -> Void
  ) {
    let contexts = contexts(schedule, rows, first, memory)
    var values = [Outcome?](repeating: nil, count: schedule.stepCount)
    for (place, task) in schedule.tasks.enumerated() {
      var context = contexts[place]
      context.library = library
      switch task.work {
      case .leaf(let number):
        values[task.numbers[0]] = .series(load(leaves[number], rows, need: context.need))
      case .panel(let number):
        values[task.numbers[0]] = .series(
          panels[number].cut(to: panels[number].range.clamped(to: rows)))
      case .family:
        evaluate(task, &context, &values)
        if memory != nil { keep(task, context, values, rows.lowerBound, &memory) }
      }
      for (member, root) in task.roots {
        switch values[task.numbers[member]] {
        case .series(let series)?: visit(root, .success(series))
        case .fault(let fault)?: visit(root, .failure(fault))
        case nil: break
        }
      }
      for step in task.releases { values[step] = nil }
    }
  }

  /// From which row on each task's values are needed, and from where kernels can go on.
  private func contexts(
    _ schedule: Schedule, _ rows: Range<Int>, _ first: Int, _ memory: InstrumentMemory?
  )
    -> [StepContext]
  {
    // Where days do not touch, windows reach over those between: all rows are made, and nothing is gone on with.
    // `If` counts by places where its sides have other days.
    let loaded = leaves.map { $0.range.clamped(to: rows) }.filter { !$0.isEmpty }
    if RowIndex.merged(loaded).count > 1 || (schedule.countsPlaces && loaded.contains { $0 != loaded[0] }) {
      return [StepContext](repeating: StepContext(need: 0), count: schedule.tasks.count)
    }
    var contexts = [StepContext](repeating: StepContext(need: .max), count: schedule.tasks.count)
    for (place, task) in schedule.tasks.enumerated().reversed() {
      if !task.roots.isEmpty { contexts[place].need = min(contexts[place].need, first) }
      var need = contexts[place].need
      switch task.reach {
      case .back(let back): need -= back
      case .whole: need = 0
      case .running(let back):
        need = 0
        guard let memory else { break }
        contexts[place].keeps = true
        contexts[place].need = max(0, min(contexts[place].need, rows.upperBound - task.lookback))
        let known = task.numbers.compactMap { memory.state(rows.lowerBound, $0) }
        guard let end = known.first?.end, known.count == task.numbers.count,
          known.allSatisfy({ $0.end == end && contexts[place].need >= end - $0.tail.count })
        else { break }
        contexts[place].known = known
        need = end - back
      }
      contexts[place].need = max(0, contexts[place].need)
      for source in task.sources {
        contexts[source].need = max(0, min(contexts[source].need, need))
      }
    }
    return contexts
  }

  private func evaluate(
    _ task: Schedule.Task, _ context: inout StepContext, _ values: inout [Outcome?]
  ) {
    do {
      let sides = try task.inputs.map { input throws(RowFault) -> Elementwise.Side in
        switch input {
        case .number(let number): return .number(number)
        case .step(let step):
          switch values[step] {
          case .series(let series)?: return .series(series)
          case .fault(let fault)?: throw fault
          case nil: throw RowFault.noSeries
          }
        }
      }
      let results = try StepEvaluation.run(task.members, sides, &context)
      for (place, result) in results.enumerated() {
        values[task.numbers[place]] = .series(result)
        if place < context.known.count {
          result.restore(context.known[place].tail, before: result.row(context.known[place].end))
        }
      }
    } catch {
      for number in task.numbers { values[number] = .fault(error) }
    }
  }

  private func keep(
    _ task: Schedule.Task, _ context: StepContext, _ values: [Outcome?], _ lower: Int,
    _ memory: inout InstrumentMemory?
  ) {
    for (place, words) in context.words.enumerated() {
      guard case .series(let series)? = values[task.numbers[place]] else { continue }
      let state = KernelState(
        end: series.range.upperBound, words: words, tail: series.tail(task.lookback))
      memory?.keep(lower, task.numbers[place], state)
    }
  }

  private func load(_ field: FieldSeries, _ rows: Range<Int>, need: Int) -> Series {
    let range = field.range.clamped(to: rows)
    let from = min(max(need - range.lowerBound, 0), range.count)
    return Series(
      .float32, start: range.lowerBound, count: range.count, from: from, in: pool,
      floats: { output in
        field.withValues { values in
          guard let base = values.baseAddress, from < range.count else { return }
          (output + from).initialize(
            from: base + (range.lowerBound - field.start) + from, count: range.count - from)
        }
      })
  }
}
