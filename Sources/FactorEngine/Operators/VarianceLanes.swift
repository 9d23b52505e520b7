/// Two windows of `Var` side by side: the same operations as `VarianceAccumulator`, each rounded by itself, two
/// at a time. Their long divisions take the time of one.
struct VarianceLanes {
  private var count = SIMD2<Double>.zero
  private var mean = SIMD2<Double>.zero
  private var squares = SIMD2<Double>.zero
  private var addCompensation = SIMD2<Double>.zero
  private var removeCompensation = SIMD2<Double>.zero

  init(_ first: VarianceAccumulator, _ second: VarianceAccumulator) {
    self[0] = first
    self[1] = second
  }

  subscript(lane: Int) -> VarianceAccumulator {
    get {
      VarianceAccumulator(
        count: count[lane], mean: mean[lane], squares: squares[lane],
        addCompensation: addCompensation[lane],
        removeCompensation: removeCompensation[lane])
    }
    set {
      count[lane] = newValue.count
      mean[lane] = newValue.mean
      squares[lane] = newValue.squares
      addCompensation[lane] = newValue.addCompensation
      removeCompensation[lane] = newValue.removeCompensation
    }
  }

  /// An observation leaves either window, another one enters both; false where that does not suffice, and
  /// nothing is changed then.
  @inline(__always)
  mutating func exchange(_ old: SIMD2<Double>, by new: Double) -> Bool {
    if new != new || any(old .!= old) || any(count .< 2) { return false }
    var next = self
    let limit = VarianceAccumulator.conditionLimit
    next.count = count - 1
    let y = old - removeCompensation
    let t = y - mean
    next.removeCompensation = (t + mean) - y
    next.mean = mean - t / next.count
    let kept = squares - (old - (mean - removeCompensation)) * (old - next.mean)
    let value = SIMD2(repeating: new)
    let z = value - addCompensation
    let u = z - next.mean
    next.addCompensation = (u + next.mean) - z
    let moved = next.mean + u / count
    next.squares = kept + (value - (next.mean - addCompensation)) * (value - moved)
    next.mean = moved
    next.count = count
    // A comparison with a missing sum is false, so this says "well conditioned".
    if any((squares * limit .> kept) .| (kept * limit .> next.squares)) { return false }
    self = next
    return true
  }

  @inline(__always)
  var variance: SIMD2<Double> { (squares / (count - 1)).replacing(with: .nan, where: count .<= 1) }
}

/// `Std` and `Var` for several windows of a series.
enum VarianceKernel {
  static func run(_ x: Series, windows: [Int], isStd: Bool, _ context: inout StepContext)
    -> [Series]
  {
    let (count, emit, values) = (x.count, x.row(context.need), x.observations)
    let outputs = windows.map { _ in Series.column(x.pool, emit, count) }
    let empty = [VarianceAccumulator](repeating: VarianceAccumulator(), count: windows.count)
    context.resume(empty, x) { states, first in
      // The odd one goes along with itself.
      let pairs = stride(from: 0, to: windows.count, by: 2).map {
        ($0, min($0 + 1, windows.count - 1))
      }
      var lanes = pairs.map { VarianceLanes(states[$0], states[$1]) }
      let rows = pairs.map { (windows[$0], windows[$1]) }
      let ends = pairs.map { (outputs[$0], outputs[$1]) }
      lanes.withUnsafeMutableBufferPointer { lanes in
        rows.withUnsafeBufferPointer { rows in
          ends.withUnsafeBufferPointer { ends in
            for row in first..<count {
              // All pairs go along together: the divisions of one overlap with those of the others.
              for pair in 0..<lanes.count {
                step(&lanes[pair], values, row, rows[pair])
                if row < emit { continue }
                var value = lanes[pair].variance
                if isStd { value = value.squareRoot().replacing(with: 0, where: value .< 0) }
                ends[pair].0[row] = value.x
                ends[pair].1[row] = value.y
              }
            }
          }
        }
      }
      for (pair, made) in zip(pairs, lanes) {
        states[pair.0] = made[0]
        states[pair.1] = made[1]
      }
    }
    return outputs.map {
      Series(start: x.start, count: count, from: emit, in: x.pool, adopting: $0)
    }
  }

  @inline(__always)
  private static func step(
    _ lanes: inout VarianceLanes, _ x: UnsafePointer<Double>, _ row: Int, _ rows: (Int, Int)
  ) {
    let longest = max(rows.0, rows.1)
    if row >= longest, min(rows.0, rows.1) > 1,
      lanes.exchange(SIMD2(x[row &- rows.0], x[row &- rows.1]), by: x[row])
    {
      return
    }
    apart(&lanes, x, row, rows)
  }

  @inline(never)
  private static func apart(
    _ lanes: inout VarianceLanes, _ x: UnsafePointer<Double>, _ row: Int, _ rows: (Int, Int)
  ) {
    var (first, second) = (lanes[0], lanes[1])
    SlidingWindow.advance(&first, x, row, rows.0)
    SlidingWindow.advance(&second, x, row, rows.1)
    lanes[0] = first
    lanes[1] = second
  }
}
