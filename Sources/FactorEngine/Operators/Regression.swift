/// Sums of a straight line fitted to the window, x running from 1 to N (qlib's own Cython,
/// `qlib/data/_libs/rolling.pyx`).
///
/// Nothing is ever summed anew: rounding errors accumulate over the loaded rows, and one infinity leaves
/// missing values for the rest of them. Missing values keep their place on the x axis.
struct RegressionState {
  private var observed = 0.0
  private var x = 0.0
  private var xx = 0.0
  private var y = 0.0
  private var yy = 0.0
  private var xy = 0.0
  private var missing: Double
  private let rows: Double

  /// - Parameter window: rows; the rows before the first are missing.
  init(window: Int) {
    rows = Double(window)
    missing = Double(window)
  }

  /// One row on: `oldest` leaves, missing while the window is not full.
  @inline(__always)
  mutating func step(_ value: Double, oldest: Double) {
    xy = xy - y
    xx = xx + observed - 2 * x
    x = x - observed
    if oldest == oldest {
      observed -= 1
      y -= oldest
      yy -= oldest * oldest
    } else {
      missing -= 1
    }
    if value == value {
      add(value, at: rows)
    } else {
      missing += 1
    }
  }

  /// One row of an expanding window, at coordinate `place`.
  @inline(__always)
  mutating func grow(_ value: Double, place: Double) {
    if value == value {
      add(value, at: place)
    } else {
      missing += 1
    }
  }

  @inline(__always)
  private mutating func add(_ value: Double, at place: Double) {
    observed += 1
    x += place
    xx += place * place
    y += value
    yy += value * value
    xy += place * value
  }

  @inline(__always)
  func slope(_ width: Double) -> Double {
    let n = width - missing
    return (n * xy - x * y) / (n * xx - x * x)
  }

  @inline(__always)
  func rsquare(_ width: Double) -> Double {
    let n = width - missing
    let r = (n * xy - x * y) / ((n * xx - x * x) * (n * yy - y * y)).squareRoot()
    return r * r
  }

  @inline(__always)
  func residual(_ width: Double, _ value: Double, slope: Double, place: Double) -> Double {
    let n = width - missing
    let intercept = y / n - slope * (x / n)
    return value - (slope * place + intercept)
  }
}
