/// Least squares plus alpha times the sum of the weights' magnitudes, by coordinate descent.
///
/// The steps, their order and the two tests that end them are scikit-learn's (`Lasso`, `cd_fast.enet_coordinate_descent`
/// of 1.8 to 1.9: tolerance 1e-4 of the labels' squares, at most 1,000 rounds, features that can have no weight left
/// out), over the gram matrix instead of the rows: a round takes the size's square and not the rows. Only what float32
/// rounds there differs.
struct LassoDescent {
  private let sums: NormalEquations
  /// The weight of the magnitudes beside half the sum of squares: rows times `alpha`.
  private let penalty: Double
  private var product: [Double]
  private(set) var weights: [Double]
  /// How far the objective can lie above its least value.
  private(set) var gap = Double.infinity
  private(set) var rounds = 0
  private(set) var isConverged = false

  static let tolerance = 1e-4
  private static let roundsMax = 1_000

  init(_ sums: NormalEquations, alpha: Double) {
    self.sums = sums
    penalty = alpha * Double(sums.rowCount)
    weights = [Double](repeating: 0, count: sums.size)
    product = weights
    descend()
  }

  private mutating func descend() {
    let limit = LassoDescent.tolerance * sums.labelSquares
    var (gap, dual, gradient) = state()
    self.gap = gap
    if gap <= limit {
      isConverged = true
      return
    }
    var active = Array(0..<sums.size)
    screen(&active, gap, dual, gradient)
    for round in 0..<LassoDescent.roundsMax {
      rounds = round + 1
      let (weightMax, changeMax) = sweep(active)
      guard
        weightMax == 0 || changeMax / weightMax <= LassoDescent.tolerance || round == LassoDescent.roundsMax - 1
      else { continue }
      (gap, dual, gradient) = state()
      self.gap = gap
      if gap <= limit {
        isConverged = true
        return
      }
      screen(&active, gap, dual, gradient)
    }
  }

  /// Each weight to its best value with the others held; returns the largest weight and the largest change.
  private mutating func sweep(_ active: [Int]) -> (weightMax: Double, changeMax: Double) {
    var weightMax = 0.0
    var changeMax = 0.0
    for feature in active {
      let square = sums.gram[feature * sums.size + feature]
      if square == 0 { continue }
      let old = weights[feature]
      let slope = sums.moments[feature] - product[feature] + old * square
      let shrunk = max(slope.magnitude - penalty, 0) / square
      set(feature, slope < 0 ? -shrunk : shrunk)
      changeMax = max(changeMax, (weights[feature] - old).magnitude)
      weightMax = max(weightMax, weights[feature].magnitude)
    }
    return (weightMax, changeMax)
  }

  private mutating func set(_ feature: Int, _ weight: Double) {
    let change = weight - weights[feature]
    if change == 0 { return }
    weights[feature] = weight
    for row in 0..<sums.size { product[row] += change * sums.gram[row * sums.size + feature] }
  }

  /// The duality gap (without a penalty: the squared gradient), the largest slope and all slopes.
  private func state() -> (gap: Double, dual: Double, gradient: [Double]) {
    let gradient = (0..<sums.size).map { sums.moments[$0] - product[$0] }
    if penalty == 0 {
      let squares = gradient.reduce(0) { $0 + $1 * $1 }
      return (squares, squares, gradient)
    }
    var residual = sums.labelSquares
    var residualTimesLabel = sums.labelSquares
    var magnitudes = 0.0
    for index in 0..<sums.size {
      residual += weights[index] * (product[index] - 2 * sums.moments[index])
      residualTimesLabel -= weights[index] * sums.moments[index]
      magnitudes += weights[index].magnitude
    }
    let dual = gradient.reduce(0) { max($0, $1.magnitude) }
    let scale = dual > penalty ? penalty / dual : 1
    let primal = 0.5 * residual + penalty * magnitudes
    return (primal - (scale * residualTimesLabel - 0.5 * scale * scale * residual), dual, gradient)
  }

  /// Leaves out features that have no weight at the optimum (the gap safe rule, https://arxiv.org/abs/1802.07481).
  private mutating func screen(_ active: inout [Int], _ gap: Double, _ dual: Double, _ gradient: [Double]) {
    if penalty == 0 { return }
    let radius = (2 * max(0, gap)).squareRoot() / penalty
    active.removeAll { feature in
      let square = sums.gram[feature * sums.size + feature]
      let slope = gradient[feature] / max(penalty, dual)
      let isKept = square > 0 && (1 - slope.magnitude) / square.squareRoot() <= radius
      if !isKept { set(feature, 0) }
      return !isKept
    }
  }
}
