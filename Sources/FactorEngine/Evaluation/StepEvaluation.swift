/// Evaluates one step, or the members of its family together, from operands that are there.
enum StepEvaluation {
  /// - Parameter members: steps of one family; the values come in their order.
  static func run(_ members: [Plan.Step], _ sides: [Elementwise.Side]) throws(RowFault) -> [Series] {
    let step = members[0]
    guard case .operation(let operation) = step.kind else {
      guard step.kind == .flatMask else { throw RowFault(reason: "a column that was not made") }
      return [masked(try series(sides[0]), try series(sides[1]))]
    }
    switch operation {
    case .unary(let unary): return [UnaryOperator.run(unary, try series(sides[0]), type: step.type)]
    case .binary(let binary): return [try Elementwise.binary(binary, sides[0], sides[1], type: step.type)]
    case .conditional: return [try Elementwise.choice(try series(sides[0]), sides[1], sides[2], type: step.type)]
    case .shift(let rows): return [RefOperator.run(try series(sides[0]), rows: rows, type: step.type)]
    case .delta(let rows): return [DeltaOperator.run(try series(sides[0]), rows: rows, type: step.type)]
    case .exponential(let alpha, _): return [exponential(try series(sides[0]), alpha)]
    case .window, .quantile: return windows(members, try series(sides[0]))
    case .pair(let pair, _):
      let rows = members.map { step in
        if case .operation(.pair(_, let rows)) = step.kind { rows } else { 1 }
      }
      let (left, right) = (try series(sides[0]), try series(sides[1]))
      return switch pair {
      case .correlation: try CorrOperator.run(left, right, windows: rows)
      case .covariance: try CovOperator.run(left, right, windows: rows)
      }
    case .field, .pointInTime, .number, .instrument, .cross:
      throw RowFault(reason: "not a step")
    }
  }

  private static func series(_ side: Elementwise.Side) throws(RowFault) -> Series {
    switch side {
    case .series(let series): return series
    case .number: throw RowFault(reason: "a number stands where a series is needed")
    }
  }

  private static func made(_ x: Series, _ fill: (UnsafeMutablePointer<Double>) -> Void) -> Series {
    Series(.float64, start: x.start, count: x.count, doubles: fill)
  }

  private static func masked(_ values: Series, _ deviation: Series) -> Series {
    made(values) { output in
      output.initialize(from: values.doubles, count: values.count)
      FlatMask.apply(deviation.doubles, values.count, to: output)
    }
  }

  /// A window between 0 and 1 makes the exponential mean of every operator that qlib lets take one,
  /// `Count` too (`Rolling._load_internal`, qlib/data/ops.py).
  private static func exponential(_ x: Series, _ alpha: Double) -> Series {
    made(x) { EMAOperator.run(alpha: alpha, x.observations, x.count, $0) }
  }

  /// Window operators of one series: several windows or several questions to the same window.
  private static func windows(_ members: [Plan.Step], _ x: Series) -> [Series] {
    let count = x.count
    let outputs = members.map { _ in UnsafeMutablePointer<Double>.allocate(capacity: max(count, 1)) }
    let asked: [(WindowOperation?, Int, Double)] = members.map { step in
      switch step.kind {
      case .operation(.window(let window, let rows)): (window, rows, 0)
      case .operation(.quantile(let rows, let share)): (nil, rows, share.double)
      default: (nil, 1, 0)
      }
    }
    let (window, rows, _) = asked[0]
    let all = asked.map(\.1)
    switch window {
    case .sum: run(SumAccumulator(), x, all, outputs)
    case .mean: run(MeanAccumulator(), x, all, outputs)
    case .std: run(StdAccumulator(), x, all, outputs)
    case .variance: run(VarianceAccumulator(), x, all, outputs)
    case .skew: run(SkewAccumulator(), x, all, outputs)
    case .kurt: run(KurtAccumulator(), x, all, outputs)
    case .max: ExtremeOperator.run(x.observations, count, window: rows, sign: 1, outputs[0])
    case .min: ExtremeOperator.run(x.observations, count, window: rows, sign: -1, outputs[0])
    case .indexOfMax: ExtremePlaceOperator.run(x.observations, count, window: rows, sign: 1, outputs[0])
    case .indexOfMin: ExtremePlaceOperator.run(x.observations, count, window: rows, sign: -1, outputs[0])
    case .meanDeviation: MadOperator.run(x.observations, count, window: rows, outputs[0])
    case .count: CountOperator.run(x.doubles, count, window: rows, outputs[0])
    case .weightedMean: WMAOperator.run(x.observations, count, window: rows, outputs[0])
    case .exponentialMean:
      if rows == 0 {
        EMAOperator.expanding(x.observations, count, outputs[0])
      } else {
        EMAOperator.run(span: rows, x.observations, count, outputs[0])
      }
    case .slope, .rsquare, .residual:
      var wanted = RegressionOperator.Outputs()
      for (member, output) in zip(asked, outputs) {
        switch member.0 {
        case .slope: wanted.slope = output
        case .rsquare: wanted.rsquare = output
        default: wanted.residual = output
        }
      }
      RegressionOperator.run(x.doubles, count, window: rows, wanted)
    case .rank, .median, nil: sorted(asked, x, outputs)
    }
    return outputs.map { Series(start: x.start, count: count, adopting: $0) }
  }

  private static func run<A: WindowAccumulator>(
    _ empty: A, _ x: Series, _ windows: [Int], _ outputs: [UnsafeMutablePointer<Double>]
  ) {
    SlidingWindow.run(empty, over: x.observations, count: x.count, windows: windows, into: outputs)
  }

  private static func sorted(
    _ asked: [(WindowOperation?, Int, Double)], _ x: Series, _ outputs: [UnsafeMutablePointer<Double>]
  ) {
    let values = x.observations
    SortedWindow.follow(values, x.count, window: asked[0].1) { row, sorted in
      for (member, output) in zip(asked, outputs) {
        switch member.0 {
        case .rank: output[row] = RankOperator.value(sorted, newest: values[row])
        case .median: output[row] = MedianOperator.value(sorted)
        default: output[row] = QuantileOperator.value(sorted, share: member.2)
        }
      }
    }
  }
}
