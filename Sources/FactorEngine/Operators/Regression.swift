/// Sums of a straight line fitted to the window, x running from 1 to N (qlib's own Cython,
/// `qlib/data/_libs/rolling.pyx`).
///
/// Nothing is ever summed anew: rounding errors accumulate over the loaded rows, and one infinity leaves
/// missing values for the rest of them. Missing values keep their place on the x axis.
struct RegressionState: BitwiseCopyable {
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

/// What `Slope`, `Rsquare` and `Resi` have in common: one line fitted for all that ask for it.
enum RegressionKernel {
  enum Question { case slope, rsquare, residual }

  static func run(_ x: Series, window: Int, _ questions: [Question], _ context: inout StepContext)
    -> [Series]
  {
    let (count, from, values) = (x.count, x.row(context.need), x.doubles)
    let outputs = questions.map { _ in Series.column(x.pool, from, count) }
    var (slopes, rsquares, residuals): (Output, Output, Output) = (nil, nil, nil)
    for (question, output) in zip(questions, outputs) {
      switch question {
      case .slope: slopes = output
      case .rsquare: rsquares = output
      case .residual: residuals = output
      }
    }
    context.resume(
      [RegressionState](repeating: RegressionState(window: window), count: questions.count), x
    ) {
      states, first in
      var state = states[0]
      let silent = min(max(from, first), count)
      for row in first..<silent { advance(&state, values, row, window) }
      for row in silent..<count {
        advance(&state, values, row, window)
        let width = window == 0 ? Double(row + 1) : Double(window)
        if let rsquares { rsquares[row] = state.rsquare(width) }
        if slopes == nil, residuals == nil { continue }
        let slope = state.slope(width)
        if let slopes { slopes[row] = slope }
        if let residuals {
          residuals[row] = state.residual(width, values[row], slope: slope, place: width)
        }
      }
      for place in questions.indices { states[place] = state }
    }
    return outputs.map {
      Series(start: x.start, count: count, from: from, in: x.pool, adopting: $0)
    }
  }

  private typealias Output = UnsafeMutablePointer<Double>?

  @inline(__always)
  private static func advance(
    _ state: inout RegressionState, _ values: UnsafePointer<Double>, _ row: Int, _ window: Int
  ) {
    if window == 0 {
      state.grow(values[row], place: Double(row + 1))
    } else if window < 0 {
      // qlib's queue of fewer than no rows hands back what it was given.
      state.step(values[row], oldest: values[row])
    } else {
      state.step(values[row], oldest: row >= window ? values[row &- window] : .nan)
    }
  }
}
