/// How far the scores of one solution of a linear model can lie from another's when both are solved in `unit`s.
///
/// All are root mean squares over the training rows. A backward stable solver gives the exact weights of features and
/// labels that each differ by a unit u of their own size. Along a direction with singular value s the fitted scores
/// then move by at most u(2S‖w‖ + (S/s + 1)‖r‖) (Wedin's theorem: Higham, Accuracy and Stability of Numerical
/// Algorithms, 20.1) with S the features' Frobenius norm, which no s exceeds, w the weights and r what they leave of the
/// labels; 2u(S‖w‖ + S‖r‖/s) is never less. A ridge is solved over XᵀX: once a unit of its size, s(S²‖w‖ + S‖y‖)/(s² +
/// alpha), for taking the products, and once for solving them. Perturbations of different directions are taken as
/// independent.
struct LinearResolution {
  private let sums: NormalEquations
  private let error: Double
  private let features: Double
  private let weightSize: Double
  private let residual: Double
  private let label: Double

  init(_ sums: NormalEquations, _ weights: [Double], unit: Double) {
    self.sums = sums
    error = 2 * unit
    features = (0..<sums.size).reduce(0) { $0 + sums.gram[$1 * sums.size + $1] }.squareRoot()
    weightSize = weights.reduce(0) { $0 + $1 * $1 }.squareRoot()
    residual = sums.residualSquares(weights).squareRoot()
    label = sums.labelSquares.squareRoot()
  }

  func leastSquares(_ spectrum: Spectrum) -> Double {
    root(spectrum, alpha: 0) { value in
      error * features * (weightSize + residual / value.squareRoot())
    }
  }

  func ridge(_ spectrum: Spectrum, alpha: Double) -> Double {
    root(spectrum, alpha: alpha) { value in
      error * value.squareRoot() / (value + alpha) * features * (features * weightSize + label)
    }
  }

  /// Both solutions lie within their gap of the least objective, which is curved at least as half the sum of squares.
  /// Without a penalty there is no gap: what least squares leave shows how far the descent still was.
  func lasso(gap: Double, alpha: Double) -> Double {
    let rows = Double(max(1, sums.rowCount))
    guard alpha > 0 else {
      let least = sums.residualSquares(Spectrum(sums).weights(sums, alpha: 0))
      return 2 * (max(0, residual * residual - least) / rows).squareRoot()
    }
    return (2 * max(0, gap) / rows).squareRoot() + (2 * LassoDescent.tolerance * sums.labelSquares / rows).squareRoot()
  }

  private func root(_ spectrum: Spectrum, alpha: Double, _ move: (Double) -> Double) -> Double {
    var squares = 0.0
    for k in 0..<sums.size where spectrum.isKept(k, alpha: alpha) && spectrum.eigen.values[k] > 0 {
      let size = move(spectrum.eigen.values[k])
      squares += size * size
    }
    return (squares / Double(max(1, sums.rowCount))).squareRoot()
  }
}
