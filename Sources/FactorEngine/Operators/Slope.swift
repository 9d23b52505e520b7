/// `Slope(x,N)`, `Rsquare(x,N)`, `Resi(x,N)`: slope of the window's line, squared correlation with
/// it, and distance of the newest value from it.
///
/// Infinities are not turned into missing values. Slope is defined on missing days too; Resi is missing
/// where the newest value is; one observation alone gives 0/0, missing. qlib then drops Rsquare where
/// the window's `Std` is at most 2e-5 (`FlatMask`). N=0 expands and has no such mask.
enum RegressionOperator {
  struct Outputs {
    var slope: UnsafeMutablePointer<Double>?
    var rsquare: UnsafeMutablePointer<Double>?
    var residual: UnsafeMutablePointer<Double>?
  }

  static func run(_ x: UnsafePointer<Double>, _ count: Int, window: Int, _ outputs: Outputs) {
    var state = RegressionState(window: window)
    for row in 0..<count {
      let value = x[row]
      if window == 0 {
        state.grow(value, place: Double(row + 1))
      } else {
        state.step(value, oldest: row >= window ? x[row - window] : .nan)
      }
      let width = window == 0 ? Double(row + 1) : Double(window)
      if let rsquare = outputs.rsquare { rsquare[row] = state.rsquare(width) }
      if outputs.slope == nil, outputs.residual == nil { continue }
      let slope = state.slope(width)
      if let slopes = outputs.slope { slopes[row] = slope }
      if let residual = outputs.residual {
        residual[row] = state.residual(width, value, slope: slope, place: width)
      }
    }
  }
}

/// qlib's guard against dividing by nothing: missing where a standard deviation is at most 2e-5,
/// absolute (`np.isclose(std, 0, atol=2e-5)`). A missing deviation leaves the value.
enum FlatMask {
  static let limit = 2e-5

  static func apply(_ deviation: UnsafePointer<Double>, _ count: Int, to values: UnsafeMutablePointer<Double>) {
    for row in 0..<count where deviation[row] <= limit { values[row] = .nan }
  }
}
