/// The weights w, their deviation d = w - index and its factors v = d F that have the most return r d less aversion times
/// (v C v + var d d), where the weights sum to 1, lie within their bounds, and turnover and factors within theirs.
///
/// A convex quadratic program, solved by a primal-dual interior point method (Mehrotra 1992). Turnover enters by one more
/// variable a stock, not less than its change. A step's equations are a block of two a stock and as many more as there are
/// factors, which are solved first (Woodbury).
package struct WeightProgram: Sendable {
  package var returns: [Double]
  package var exposures: [Double]
  package var covariance: [Double]
  package var variances: [Double]
  package var aversion: Double
  package var index: [Double]
  package var held: [Double]
  package var lower: [Double]
  package var upper: [Double]
  /// Nil: no limit.
  package var turnover: Double?
  package var factorDeviation: [Double]?

  private static let steps = 100
  /// What is aimed at, and what is accepted where rounding lets no more be reached.
  private static let tolerance = 1e-10
  private static let accepted = 1e-6

  /// The value that is to be large.
  package func objective(_ weights: [Double]) -> Double {
    let factors = factors(weights)
    var value = 0.0
    for stock in weights.indices {
      let deviation = weights[stock] - index[stock]
      value += returns[stock] * deviation - aversion * variances[stock] * deviation * deviation
    }
    return value - aversion * dot(factors, product(covariance, factors))
  }

  private var factorCount: Int { returns.isEmpty ? 0 : exposures.count / returns.count }

  private func factors(_ weights: [Double]) -> [Double] {
    var factors = [Double](repeating: 0, count: factorCount)
    for stock in weights.indices {
      let deviation = weights[stock] - index[stock]
      for factor in factors.indices { factors[factor] += exposures[stock * factors.count + factor] * deviation }
    }
    return factors
  }

  /// Nil where no weights satisfy the limits, or none were found.
  package func solve() -> [Double]? {
    // A weight between equal bounds is none to find.
    let free = returns.indices.filter { upper[$0] > lower[$0] }
    var fixed = lower
    for stock in free { fixed[stock] = 0 }
    let rest = 1 - fixed.reduce(0, +)
    guard lower.reduce(0, +) <= 1 + 1e-9, upper.reduce(0, +) >= 1 - 1e-9 else { return nil }
    var room = turnover
    for stock in returns.indices where upper[stock] <= lower[stock] { room? -= abs(fixed[stock] - held[stock]) }
    if let room, room < 0 { return nil }
    guard !free.isEmpty else { return abs(rest) < 1e-9 ? fixed : nil }
    guard var state = InteriorPoint(self, free: free, constant: factors(fixed), sum: rest, turnover: room) else {
      return nil
    }
    // At the end rounding takes over: the best state counts, if it is good enough.
    var best = (weights: state.weights, lack: state.lack)
    for _ in 0..<WeightProgram.steps where best.lack > WeightProgram.tolerance {
      guard state.step() else { break }
      let lack = state.lack
      if lack < best.lack { best = (state.weights, lack) } else if best.lack < WeightProgram.accepted { break }
    }
    guard best.lack < WeightProgram.accepted else { return nil }
    for (place, stock) in free.enumerated() { fixed[stock] = best.weights[place] }
    return fixed
  }
}

/// Row by row.
private func product(_ matrix: [Double], _ vector: [Double]) -> [Double] {
  vector.indices.map { row in
    vector.indices.reduce(0) { $0 + matrix[row * vector.count + $1] * vector[$1] }
  }
}

private func dot(_ left: [Double], _ right: [Double]) -> Double { zip(left, right).reduce(0) { $0 + $1.0 * $1.1 } }

/// The state of the method over the free weights: variables, slacks of the limits and their multipliers.
private struct InteriorPoint {
  private let returns: [Double]
  private let exposures: [Double]
  private let variances: [Double]
  private let index: [Double]
  private let held: [Double]
  private let lower: [Double]
  private let upper: [Double]
  private let covariance: [Double]
  private let aversion: Double
  /// Factors where the free weights are 0.
  private let constant: [Double]
  private let sum: Double
  private let turnover: Double?
  private let factorDeviation: [Double]?
  private let count: Int
  private let factorCount: Int

  /// Weights, and behind them what bounds their changes.
  private var variables: [Double]
  private var multiplier = 0.0
  private var slacks: [Double]
  private var multipliers: [Double]

  var weights: [Double] { Array(variables[..<count]) }

  init?(_ program: WeightProgram, free: [Int], constant: [Double], sum: Double, turnover: Double?) {
    count = free.count
    factorCount = constant.count
    returns = free.map { program.returns[$0] }
    variances = free.map { program.variances[$0] }
    index = free.map { program.index[$0] }
    held = free.map { program.held[$0] }
    lower = free.map { program.lower[$0] }
    upper = free.map { program.upper[$0] }
    exposures = free.flatMap { program.exposures[($0 * constant.count)..<(($0 + 1) * constant.count)] }
    covariance = program.covariance
    aversion = program.aversion
    self.constant = constant
    self.sum = sum
    self.turnover = turnover
    factorDeviation = program.factorDeviation
    let start = zip(lower, upper).map { ($0 + $1) / 2 }
    let changes = turnover == nil ? [] : zip(start, held).map { abs($0 - $1) + 1 / Double(free.count) }
    variables = start + changes
    slacks = []
    multipliers = []
    let values = limits(variables)
    let least = 0.1 / Double(count)
    slacks = values.map { max($0, least) }
    multipliers = slacks.map { _ in returns.reduce(0) { max($0, abs($1)) } + 1e-3 }
  }

  /// The factors of weights; their change alone where `isChange`.
  private func factors(_ weights: [Double], isChange: Bool = false) -> [Double] {
    var factors = isChange ? [Double](repeating: 0, count: factorCount) : constant
    for stock in 0..<count {
      for factor in 0..<factorCount { factors[factor] += exposures[stock * factorCount + factor] * weights[stock] }
    }
    return factors
  }

  /// What every limit leaves, which must not be below 0; `isChange`: how a change of the variables changes it.
  private func limits(_ variables: [Double], isChange: Bool = false) -> [Double] {
    let one = isChange ? 0.0 : 1.0
    var values: [Double] = []
    values.reserveCapacity(4 * count + 2 * factorCount + 1)
    for stock in 0..<count { values.append(variables[stock] - one * lower[stock]) }
    for stock in 0..<count { values.append(one * upper[stock] - variables[stock]) }
    if let turnover {
      for stock in 0..<count { values.append(variables[count + stock] - variables[stock] + one * held[stock]) }
      for stock in 0..<count { values.append(variables[count + stock] + variables[stock] - one * held[stock]) }
      values.append(one * turnover - variables[count...].reduce(0, +))
    }
    if let factorDeviation {
      let factors = factors(variables, isChange: isChange)
      for factor in 0..<factorCount { values.append(one * factorDeviation[factor] - factors[factor]) }
      for factor in 0..<factorCount { values.append(one * factorDeviation[factor] + factors[factor]) }
    }
    return values
  }

  /// The limits' gradients times multipliers, by variable.
  private func gradient(_ values: [Double]) -> [Double] {
    var gradient = [Double](repeating: 0, count: variables.count)
    for stock in 0..<count { gradient[stock] = values[stock] - values[count + stock] }
    var place = 2 * count
    if turnover != nil {
      let whole = values[4 * count]
      for stock in 0..<count {
        gradient[stock] += values[3 * count + stock] - values[2 * count + stock]
        gradient[count + stock] = values[2 * count + stock] + values[3 * count + stock] - whole
      }
      place = 4 * count + 1
    }
    if factorDeviation != nil {
      for stock in 0..<count {
        for factor in 0..<factorCount {
          let value = values[place + factorCount + factor] - values[place + factor]
          gradient[stock] += exposures[stock * factorCount + factor] * value
        }
      }
    }
    return gradient
  }

  /// Of the negative objective.
  private var objectiveGradient: [Double] {
    let pull = product(covariance, factors(variables))
    var gradient = [Double](repeating: 0, count: variables.count)
    for stock in 0..<count {
      var common = 0.0
      for factor in 0..<factorCount { common += exposures[stock * factorCount + factor] * pull[factor] }
      gradient[stock] =
        2 * aversion * (common + variances[stock] * (variables[stock] - index[stock])) - returns[stock]
    }
    return gradient
  }

  private struct Residuals {
    var dual: [Double]
    var primal: [Double]
    var sum: Double
    var gap: Double
  }

  private var residuals: Residuals {
    var dual = objectiveGradient
    let pull = gradient(multipliers)
    for place in dual.indices { dual[place] -= pull[place] + (place < count ? multiplier : 0) }
    let values = limits(variables)
    return Residuals(
      dual: dual, primal: zip(values, slacks).map { $0 - $1 }, sum: weights.reduce(0, +) - sum,
      gap: dot(slacks, multipliers) / Double(slacks.count))
  }

  /// How much is missing: of the limits, and of the optimum relative to the returns.
  var lack: Double {
    let now = residuals
    let scale = returns.reduce(1e-6) { max($0, abs($1)) }
    let dual = now.dual.reduce(now.gap * Double(slacks.count)) { max($0, abs($1)) }
    return now.primal.reduce(max(abs(now.sum), dual / scale)) { max($0, abs($1)) }
  }

  /// One predictor and corrector; false where the equations have no solution in numbers.
  mutating func step() -> Bool {
    let now = residuals
    guard let equations = Equations(self) else { return false }
    let products = zip(slacks, multipliers).map { $0 * $1 }
    guard let predicted = direction(now, products, equations) else { return false }
    let reach = (length(slacks, predicted.slacks), length(multipliers, predicted.multipliers))
    var after = 0.0
    for place in slacks.indices {
      after +=
        (slacks[place] + reach.0 * predicted.slacks[place])
        * (multipliers[place] + reach.1 * predicted.multipliers[place])
    }
    let ratio = after / Double(slacks.count) / now.gap
    let centre = ratio * ratio * ratio * now.gap
    let corrected = products.indices.map { products[$0] + predicted.slacks[$0] * predicted.multipliers[$0] - centre }
    guard let found = direction(now, corrected, equations) else { return false }
    let primal = min(1, 0.99 * length(slacks, found.slacks, whole: 1e9))
    let dual = min(1, 0.99 * length(multipliers, found.multipliers, whole: 1e9))
    // One length for both: the objective's curvature ties them.
    let taken = min(primal, dual)
    guard taken > 1e-12 else { return false }
    for place in variables.indices { variables[place] += taken * found.variables[place] }
    for place in slacks.indices {
      slacks[place] += taken * found.slacks[place]
      multipliers[place] += taken * found.multipliers[place]
    }
    multiplier += taken * found.multiplier
    return multiplier.isFinite && variables.allSatisfy(\.isFinite)
  }

  /// How far values can go in a direction without one falling below 0.
  private func length(_ values: [Double], _ changes: [Double], whole: Double = 1) -> Double {
    zip(values, changes).reduce(whole) { $1.1 < 0 ? min($0, -$1.0 / $1.1) : $0 }
  }

  private struct Direction {
    var variables: [Double]
    var slacks: [Double]
    var multipliers: [Double]
    var multiplier: Double
  }

  private func direction(_ now: Residuals, _ products: [Double], _ equations: Equations) -> Direction? {
    let pulled = products.indices.map { -(products[$0] + multipliers[$0] * now.primal[$0]) / slacks[$0] }
    var right = gradient(pulled)
    for place in right.indices { right[place] -= now.dual[place] }
    guard let (variables, change) = solve(right, sum: -now.sum, equations) else { return nil }
    let moved = limits(variables, isChange: true)
    let opened = zip(moved, now.primal).map { $0 + $1 }
    let pressed = products.indices.map { -(products[$0] + multipliers[$0] * opened[$0]) / slacks[$0] }
    return Direction(variables: variables, slacks: opened, multipliers: pressed, multiplier: change)
  }

  /// Changes of the variables, and of the multiplier of their sum, refined by what the equations lack.
  private func solve(_ right: [Double], sum: Double, _ equations: Equations) -> ([Double], Double)? {
    let unit = equations.unit
    let reach = unit[..<count].reduce(0, +)
    guard reach != 0, reach.isFinite else { return nil }
    var found = ([Double](repeating: 0, count: right.count), 0.0)
    var best = (found, Double.infinity)
    var (lacking, lackingSum) = (right, sum)
    for _ in 0..<InteriorPoint.refinements {
      let plain = equations.solve(lacking)
      let change = (lackingSum - plain[..<count].reduce(0, +)) / reach
      for place in plain.indices { found.0[place] += plain[place] + change * unit[place] }
      found.1 += change
      let taken = curvature(found.0)
      for place in right.indices { lacking[place] = right[place] - taken[place] + (place < count ? found.1 : 0) }
      lackingSum = sum - found.0[..<count].reduce(0, +)
      let lack = lacking.reduce(abs(lackingSum)) { max($0, abs($1)) }
      guard lack < best.1 else { break }
      best = (found, lack)
    }
    return best.1.isFinite ? best.0 : nil
  }

  private static let refinements = 10

  /// The matrix of a step times a change of the variables.
  private func curvature(_ change: [Double]) -> [Double] {
    let moved = limits(change, isChange: true)
    var curvature = gradient(moved.indices.map { multipliers[$0] / slacks[$0] * moved[$0] })
    let pull = product(covariance, factors(change, isChange: true))
    for stock in 0..<count {
      var common = variances[stock] * change[stock]
      for factor in 0..<factorCount { common += exposures[stock * factorCount + factor] * pull[factor] }
      curvature[stock] += 2 * aversion * common + Equations.ridge * change[stock]
    }
    return curvature
  }

  /// The matrix of a step: a block of two a stock, and common columns weighed by a small matrix.
  private struct Equations {
    /// Holds a step back where neither risk nor limits bend the objective; it fades with the steps (a proximal point).
    static let ridge = 1e-9

    private let count: Int
    private let factorCount: Int
    private let exposures: [Double]
    private let hasTurnover: Bool
    /// Inverse blocks.
    private var first: [Double]
    private var cross: [Double] = []
    private var second: [Double] = []
    private var middle: [Double]
    private var small: LinearSystem
    /// The solution of a pull of 1 on every weight.
    private(set) var unit: [Double] = []

    init?(_ point: InteriorPoint) {
      count = point.count
      factorCount = point.factorCount
      exposures = point.exposures
      hasTurnover = point.turnover != nil
      let weights = zip(point.multipliers, point.slacks).map { $0 / $1 }
      first = (0..<count).map {
        2 * point.aversion * point.variances[$0] + weights[$0] + weights[point.count + $0] + Equations.ridge
      }
      let size = factorCount + (hasTurnover ? 1 : 0)
      middle = [Double](repeating: 0, count: size * size)
      var place = 2 * count
      if hasTurnover {
        cross = first
        second = first
        for stock in 0..<count {
          let (up, down) = (weights[2 * count + stock], weights[3 * count + stock])
          let own = first[stock]
          // Without the cancellation of the product of the diagonal.
          let determinant = own * (up + down) + 4 * up * down
          guard determinant > 0 else { return nil }
          first[stock] = (up + down) / determinant
          cross[stock] = (up - down) / determinant
          second[stock] = (own + up + down) / determinant
        }
        middle[size * size - 1] = weights[4 * count]
        place = 4 * count + 1
      } else {
        first = first.map { 1 / $0 }
      }
      for row in 0..<factorCount {
        for column in 0..<factorCount {
          middle[row * size + column] = 2 * point.aversion * point.covariance[row * factorCount + column]
        }
        if point.factorDeviation != nil {
          middle[row * size + row] += weights[place + row] + weights[place + factorCount + row]
        }
      }
      // The common columns under the inverse blocks.
      var inner = [Double](repeating: 0, count: size * size)
      for stock in 0..<count {
        for row in 0..<factorCount {
          let left = exposures[stock * factorCount + row]
          for column in 0..<factorCount {
            inner[row * size + column] += left * first[stock] * exposures[stock * factorCount + column]
          }
          if hasTurnover { inner[row * size + factorCount] += left * cross[stock] }
        }
        if hasTurnover { inner[size * size - 1] += second[stock] }
      }
      if hasTurnover {
        for row in 0..<factorCount { inner[factorCount * size + row] = inner[row * size + factorCount] }
      }
      var matrix = [Double](repeating: 0, count: size * size)
      for row in 0..<size {
        for column in 0..<size {
          for step in 0..<size {
            matrix[row * size + column] += middle[row * size + step] * inner[step * size + column]
          }
        }
        matrix[row * size + row] += 1
      }
      guard let system = LinearSystem(matrix, size) else { return nil }
      small = system
      var ones = [Double](repeating: 0, count: hasTurnover ? 2 * count : count)
      for stock in 0..<count { ones[stock] = 1 }
      unit = solve(ones)
    }

    func solve(_ right: [Double]) -> [Double] {
      let plain = blocks(right)
      let size = factorCount + (hasTurnover ? 1 : 0)
      var common = [Double](repeating: 0, count: size)
      for stock in 0..<count {
        for factor in 0..<factorCount { common[factor] += exposures[stock * factorCount + factor] * plain[stock] }
        if hasTurnover { common[factorCount] += plain[count + stock] }
      }
      let pull = small.solve(product(middle, common))
      var spread = [Double](repeating: 0, count: right.count)
      for stock in 0..<count {
        for factor in 0..<factorCount { spread[stock] += exposures[stock * factorCount + factor] * pull[factor] }
        if hasTurnover { spread[count + stock] = pull[factorCount] }
      }
      return zip(plain, blocks(spread)).map { $0 - $1 }
    }

    private func blocks(_ right: [Double]) -> [Double] {
      var left = right
      for stock in 0..<count {
        left[stock] = first[stock] * right[stock] + (hasTurnover ? cross[stock] * right[count + stock] : 0)
        if hasTurnover { left[count + stock] = cross[stock] * right[stock] + second[stock] * right[count + stock] }
      }
      return left
    }
  }
}

/// A small system, eliminated once with rows exchanged.
private struct LinearSystem {
  private var matrix: [Double]
  private let size: Int
  private var rows: [Int]

  /// Nil for a singular matrix.
  init?(_ matrix: [Double], _ size: Int) {
    self.matrix = matrix
    self.size = size
    rows = Array(0..<size)
    for step in 0..<size {
      let pivot = (step..<size).max { abs(self.matrix[$0 * size + step]) < abs(self.matrix[$1 * size + step]) } ?? step
      if pivot != step {
        rows.swapAt(pivot, step)
        for column in 0..<size { self.matrix.swapAt(pivot * size + column, step * size + column) }
      }
      let head = self.matrix[step * size + step]
      guard head != 0, head.isFinite else { return nil }
      for row in (step + 1)..<max(size, step + 1) {
        let share = self.matrix[row * size + step] / head
        self.matrix[row * size + step] = share
        guard share != 0 else { continue }
        for column in (step + 1)..<size {
          self.matrix[row * size + column] -= share * self.matrix[step * size + column]
        }
      }
    }
  }

  func solve(_ right: [Double]) -> [Double] {
    var left = rows.map { right[$0] }
    for row in 0..<size {
      for column in 0..<row { left[row] -= matrix[row * size + column] * left[column] }
    }
    for row in (0..<size).reversed() {
      for column in (row + 1)..<max(size, row + 1) { left[row] -= matrix[row * size + column] * left[column] }
      left[row] /= matrix[row * size + row]
    }
    return left
  }
}
