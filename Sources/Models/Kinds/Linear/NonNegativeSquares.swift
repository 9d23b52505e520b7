import Primitives

/// Least squares with weights of at least 0, by the active sets of Lawson and Hanson.
///
/// qlib calls scipy's `nnls`, the same method in float64 over the rows. Here it runs over the gram matrix. The fitted
/// scores are unique; the weights are, unless features repeat each other.
struct NonNegativeSquares {
  private let sums: NormalEquations
  /// Features that may have a weight.
  private var free: [Int] = []
  private(set) var weights: [Double]

  /// A slope below this share of the largest one possible is 0.
  private static let slopeMin = 1e-11
  /// What is left of a feature's square beside the free ones: less is a repetition of these.
  private static let pivotMin = 1e-12

  /// Throws `model.nnls-rounds` where scipy stops too: after three rounds a feature.
  init(_ sums: NormalEquations) throws {
    self.sums = sums
    weights = [Double](repeating: 0, count: sums.size)
    try solve()
  }

  private mutating func solve() throws {
    var refused: Set<Int> = []
    var roundsLeft = 3 * sums.size
    while let next = steepest(besides: refused) {
      guard let solution = solution(free + [next]), solution.last ?? 0 > 0 else {
        refused.insert(next)
        continue
      }
      refused = []
      free.append(next)
      var wanted = solution
      while let step = step(towards: wanted) {
        roundsLeft -= 1
        guard roundsLeft >= 0 else { throw Diagnostic.tooManyRounds() }
        for (index, feature) in free.enumerated() { weights[feature] += step * (wanted[index] - weights[feature]) }
        let limit = free.reduce(0) { max($0, weights[$1]) } * 1e-15
        free.removeAll { feature in
          guard weights[feature] <= limit else { return false }
          weights[feature] = 0
          return true
        }
        wanted = self.solution(free) ?? free.map { weights[$0] }
      }
      for (index, feature) in free.enumerated() { weights[feature] = wanted[index] }
    }
  }

  /// The feature whose weight would gain most; nil where none gains.
  private func steepest(besides refused: Set<Int>) -> Int? {
    let product = sums.gramTimes(weights)
    var best: (feature: Int, slope: Double)?
    for feature in 0..<sums.size where !free.contains(feature) && !refused.contains(feature) {
      let slope = sums.moments[feature] - product[feature]
      let square = sums.gram[feature * sums.size + feature]
      guard slope > NonNegativeSquares.slopeMin * (square * sums.labelSquares).squareRoot() else { continue }
      if slope > best?.slope ?? 0 { best = (feature, slope) }
    }
    return best?.feature
  }

  /// How far the weights can go before one of them would be negative; nil where all stay above 0.
  private func step(towards wanted: [Double]) -> Double? {
    var step: Double?
    for (index, feature) in free.enumerated() where wanted[index] <= 0 {
      let here = weights[feature]
      let share = here > 0 ? here / (here - wanted[index]) : 0
      step = min(step ?? share, share)
    }
    return step
  }

  /// The weights of least squares of some features alone, by Cholesky's factors; nil where one repeats others.
  private func solution(_ chosen: [Int]) -> [Double]? {
    let count = chosen.count
    var lower = [Double](repeating: 0, count: count * count)
    for row in 0..<count {
      for column in 0...row {
        var sum = sums.gram[chosen[row] * sums.size + chosen[column]]
        for k in 0..<column { sum -= lower[row * count + k] * lower[column * count + k] }
        if row == column {
          let square = sums.gram[chosen[row] * sums.size + chosen[row]]
          guard sum > square * NonNegativeSquares.pivotMin else { return nil }
          lower[row * count + row] = sum.squareRoot()
        } else {
          lower[row * count + column] = sum / lower[column * count + column]
        }
      }
    }
    var values = chosen.map { sums.moments[$0] }
    for row in 0..<count {
      for k in 0..<row { values[row] -= lower[row * count + k] * values[k] }
      values[row] /= lower[row * count + row]
    }
    for row in (0..<count).reversed() {
      for k in (row + 1)..<max(count, row + 1) { values[row] -= lower[k * count + row] * values[k] }
      values[row] /= lower[row * count + row]
    }
    return values
  }
}

extension Diagnostic {
  fileprivate static func tooManyRounds() -> Diagnostic {
    Diagnostic(
      "model.nnls-rounds", .unsupported,
      (
        en: "The weights of nnls do not settle in three rounds a feature, and scipy stops too.",
        zh: "nnls 的权重在每特征三轮内未稳定，scipy 也会在此停止。"
      ), remedy: (en: "Remove features that repeat each other.", zh: "请删除相互重复的特征。"))
  }
}
