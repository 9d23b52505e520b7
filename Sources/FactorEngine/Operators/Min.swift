/// `Min(x,N)`: the smallest observation of the window.
///
/// - Missing values: skipped, but they occupy the window; missing where there is no observation.
/// - Warm-up: windows at the beginning are shorter; the first row has a value. N=0 expands.
/// - Algorithm: as `Max`, of the opposite values.
/// - Source: pandas 3, `roll_min` in `pandas/_libs/window/aggregations.pyx`.
enum MinOperator {
  static func run(_ x: Series, windows: [Int], need: Int) -> [Series] {
    ExtremeKernel.run(x, windows: windows, need: need, sign: -1)
  }
}
