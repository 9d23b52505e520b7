/// `Std(x,N)`: the square root of `Var`; a negative rest of rounding counts as 0.
///
/// Missing rows are skipped but occupy the window; missing for fewer than two observations.
struct StdAccumulator: WindowAccumulator {
  private var variance = VarianceAccumulator()

  var isUnstable: Bool {
    @inline(__always) get { variance.isUnstable }
    @inline(__always) set { variance.isUnstable = newValue }
  }

  @inline(__always)
  mutating func reset(first: Double) { variance.reset(first: first) }

  @inline(__always)
  mutating func add(_ value: Double) { variance.add(value) }

  @inline(__always)
  mutating func remove(_ value: Double) { variance.remove(value) }

  @inline(__always)
  var value: Double {
    let value = variance.value
    return value < 0 ? 0 : value.squareRoot()
  }
}
