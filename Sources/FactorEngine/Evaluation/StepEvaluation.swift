/// Evaluates one step, or the members of its family together, from operands that are there.
enum StepEvaluation {
  /// - Parameter members: steps of one family; the values come in their order.
  static func run(_ members: [Plan.Step], _ sides: [Elementwise.Side], _ context: inout StepContext)
    throws(RowFault)
    -> [Series]
  {
    let step = members[0]
    let need = context.need
    guard case .operation(let operation) = step.kind else {
      guard step.kind == .flatMask else { throw RowFault.noSeries }
      return [try masked(sides, need)]
    }
    if operation.countsRows, let x = sides[0].series, !x.gaps.isEmpty {
      guard let compact = x.compact() else { throw RowFault.noSeries }
      var whole = StepContext(need: 0)
      return try run(members, [.series(compact)], &whole).map { $0.expanded(around: x.rows) }
    }
    switch operation {
    case .unary(let unary):
      let x = try series(sides[0])
      return [row(unary, x, try type(operation, sides), need, context.library).leavingOut(x.gaps)]
    case .binary(let binary):
      return [try Elementwise.binary(binary, sides[0], sides[1], need: need, context.library)]
    case .conditional:
      return [try Elementwise.choice(try series(sides[0]), sides[1], sides[2], need: need)]
    case .shift(let rows):
      return [RefOperator.run(try series(sides[0]), rows: rows, type: try type(operation, sides), need: need)]
    case .delta(let rows):
      let x = try series(sides[0])
      if rows == 0, x.count == 0 { throw RowFault.noFirstRow }
      return [DeltaOperator.run(x, rows: rows, type: try type(operation, sides), need: need)]
    // qlib's own regressions take the share for a window of no rows at all, which has no line.
    case .exponential(let rows, let window) where window == .slope || window == .residual:
      let x = try series(sides[0])
      if rows < 1 { return [MissingColumn.like(x, need: need)] }
      let question = window == .slope ? SlopeOperator.question : ResidualOperator.question
      return RegressionKernel.run(x, window: Int(rows), [question], &context)
    // A window between 0 and 1 makes the exponential mean of every operator that qlib lets take one, `Count` too
    // (`Rolling._load_internal`, qlib/data/ops.py).
    case .exponential(let alpha, _):
      return [
        alpha < 1
          ? EMAOperator.run(try series(sides[0]), alpha: alpha, &context)
          : EMAOperator.run(try series(sides[0]), span: alpha, &context)
      ]
    case .window, .quantile: return windows(members, try series(sides[0]), &context)
    case .rolling(let function, let rows):
      return [RollingKernel.run(try series(sides[0]), function, window: rows, need: need)]
    case .pair(let pair, _):
      let rows = members.map { step in
        if case .operation(.pair(_, let rows)) = step.kind { rows } else { 1 }
      }
      return try PairKernel.run(pair, try series(sides[0]), try series(sides[1]), windows: rows, &context)
    case .field, .pointInTime, .period, .number, .instrument, .cross:
      throw RowFault.noSeries
    }
  }

  /// The type that these rows give: where days are missing it is not the plan's.
  private static func type(_ operation: Operation, _ sides: [Elementwise.Side]) throws(RowFault) -> ValueType {
    let first = sides[0].type ?? .float32
    guard let type = ValueType.result(of: operation, first, sides.map(\.operand)) else {
      throw .values(operation.name)
    }
    return type
  }

  private static func series(_ side: Elementwise.Side) throws(RowFault) -> Series {
    switch side {
    case .series(let series): return series
    case .number: throw RowFault.noSeries
    }
  }

  private static func row(
    _ operation: UnaryOperation, _ x: Series, _ type: ValueType, _ need: Int, _ library: PowerLibrary
  ) -> Series {
    switch operation {
    case .abs: AbsOperator.run(x, type: type, need: need)
    case .sign: SignOperator.run(x, need: need)
    case .log: LogOperator.run(x, type: type, need: need, library)
    case .not: NotOperator.run(x, type: type, need: need)
    }
  }

  private static func masked(_ sides: [Elementwise.Side], _ need: Int) throws(RowFault) -> Series {
    let values = try series(sides[0])
    let from = max(values.row(need), values.from)
    let result = Series.column(values.pool, from, values.count)
    (result + from).initialize(from: values.doubles + from, count: values.count - from)
    for side in sides.dropFirst() {
      FlatMask.apply(try series(side).doubles, from..<values.count, to: result)
    }
    return Series(
      start: values.start, count: values.count, from: from, in: values.pool, adopting: result
    ).leavingOut(values.gaps)
  }

  /// Window operators of one series: several windows or several questions to the same window.
  private static func windows(_ members: [Plan.Step], _ x: Series, _ context: inout StepContext)
    -> [Series]
  {
    let asked = members.map { step in
      switch step.kind {
      case .operation(.window(let window, let rows)): SortedQuestion(window: window, rows: rows)
      case .operation(.quantile(let rows, let share)):
        SortedQuestion(window: nil, rows: rows, share: share.double)
      default: SortedQuestion(window: nil, rows: 1)
      }
    }
    let rows = asked.map(\.rows)
    let need = context.need
    switch asked[0].window {
    case .sum: return exact(SumAccumulator(), x, rows, &context)
    case .mean: return exact(MeanAccumulator(), x, rows, &context)
    case .std: return StdOperator.run(x, windows: rows, &context)
    case .variance: return VarianceKernel.run(x, windows: rows, isStd: false, &context)
    case .skew: return run(SkewAccumulator(), x, rows, &context)
    case .kurt: return run(KurtAccumulator(), x, rows, &context)
    case .max: return MaxOperator.run(x, windows: rows, need: need)
    case .min: return MinOperator.run(x, windows: rows, need: need)
    case .indexOfMax: return IdxMaxOperator.run(x, windows: rows, need: need)
    case .indexOfMin: return IdxMinOperator.run(x, windows: rows, need: need)
    case .meanDeviation: return [MadOperator.run(x, window: rows[0], need: need)]
    case .count: return [CountOperator.run(x, window: rows[0], need: need)]
    case .weightedMean: return [WMAOperator.run(x, window: rows[0], need: need)]
    case .exponentialMean:
      return [
        rows[0] == 0
          ? EMAOperator.expanding(x, need: need) : EMAOperator.run(x, span: Double(rows[0]), &context)
      ]
    case .slope, .rsquare, .residual:
      let questions = asked.map { question in
        switch question.window {
        case .slope: SlopeOperator.question
        case .rsquare: RsquareOperator.question
        default: ResidualOperator.question
        }
      }
      return RegressionKernel.run(x, window: rows[0], questions, &context)
    case .rank, .median, nil: return SortedKernel.run(x, asked, need: need)
    }
  }

  private static func run<A: WindowAccumulator>(
    _ empty: A, _ x: Series, _ windows: [Int], _ context: inout StepContext
  ) -> [Series] {
    let (count, emit, values) = (x.count, x.row(context.need), x.observations)
    let outputs = windows.map { _ in Series.column(x.pool, emit, count) }
    context.resume([A](repeating: empty, count: windows.count), x) { states, first in
      SlidingWindow.run(
        states, over: values, rows: first..<count, emit: emit, windows: windows, into: outputs)
    }
    return outputs.map {
      Series(start: x.start, count: count, from: emit, in: x.pool, adopting: $0)
    }
  }

  /// From sums that were never rounded, where that holds; there is nothing to go on from then.
  private static func exact<A: ExactAccumulator>(
    _ empty: A, _ x: Series, _ windows: [Int], _ context: inout StepContext
  ) -> [Series] {
    let (count, emit, values) = (x.count, x.row(context.need), x.observations)
    guard context.known.isEmpty, x.from == 0, count > 0,
      let sums = PrefixSums(values, count, x.pool)
    else {
      return run(empty, x, windows, &context)
    }
    let outputs = windows.map { _ in Series.column(x.pool, emit, count) }
    for (window, output) in zip(windows, outputs) {
      sums.windows(window, from: emit, to: count) { row, sum, present in
        output[row] = A.value(sum: sum, count: present)
      }
    }
    let keeps = context.keeps
    context.resume([A](repeating: empty, count: windows.count), x) { states, _ in
      if !keeps { return }
      for (place, window) in windows.enumerated() {
        states[place] = SlidingWindow.replay(empty, values, last: count - 1, window: window)
      }
    }
    return outputs.map {
      Series(start: x.start, count: count, from: emit, in: x.pool, adopting: $0)
    }
  }
}

extension Operation {
  /// Whether it looks at other rows than a day's own, by their number.
  fileprivate var countsRows: Bool {
    switch self {
    case .shift, .delta, .window, .exponential, .quantile, .rolling: true
    default: false
    }
  }
}
