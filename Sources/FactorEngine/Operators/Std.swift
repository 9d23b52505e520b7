/// `Std(x,N)`: the standard deviation of the window's observations.
///
/// - Missing values: skipped, but they occupy the window; missing for fewer than two observations.
/// - Warm-up: windows at the beginning are shorter; the first row is missing. N=0 expands.
/// - Algorithm: the square root of `Var`; a negative rest of rounding counts as 0.
/// - Source: pandas 3, `roll_var` and `Window.std`.
enum StdOperator {
  static func run(_ x: Series, windows: [Int], _ context: inout StepContext) -> [Series] {
    VarianceKernel.run(x, windows: windows, isStd: true, &context)
  }
}
