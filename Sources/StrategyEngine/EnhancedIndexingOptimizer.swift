package import Records

/// qlib's `EnhancedIndexingOptimizer` (`qlib/contrib/strategy/optimizer/enhanced_indexing.py`): more return than an index at
/// little deviation from it. qlib hands the problem to ECOS; `WeightProgram` solves the same one.
package struct EnhancedIndexingOptimizer: Sendable {
  package let parameters: EnhancedIndexingParameters.Optimizer

  package init(_ parameters: EnhancedIndexingParameters.Optimizer) { self.parameters = parameters }

  /// What is known of a day; one entry a stock.
  package struct Day: Sendable {
    package var scores: [Double]
    /// Exposures of each stock to the factors, stock by stock.
    package var exposures: [Double]
    /// Covariance of the factors, row by row.
    package var covariance: [Double]
    /// Variances that no factor explains.
    package var variances: [Double]
    package var held: [Double]
    package var index: [Double]
    /// Stocks whose weight cannot change.
    package var isKept: [Bool]
    /// Stocks that must go, also where they are kept.
    package var isLeaving: [Bool]

    package init(
      scores: [Double], exposures: [Double], covariance: [Double], variances: [Double], held: [Double],
      index: [Double], isKept: [Bool], isLeaving: [Bool]
    ) {
      self.scores = scores
      self.exposures = exposures
      self.covariance = covariance
      self.variances = variances
      self.held = held
      self.index = index
      self.isKept = isKept
      self.isLeaving = isLeaving
    }
  }

  /// How the weights were found.
  package enum Outcome: Sendable { case optimal, withoutTurnoverLimit, unchanged }

  /// The weights of a day: with all limits, or without the turnover's, or else those that are held.
  package func weights(_ day: Day) -> (weights: [Double], outcome: Outcome) {
    var program = program(day)
    if let weights = program.solve() { return (cleaned(weights), .optimal) }
    if program.turnover != nil {
      program.turnover = nil
      if let weights = program.solve() { return (cleaned(weights), .withoutTurnoverLimit) }
    }
    return (day.held, .unchanged)
  }

  package func program(_ day: Day) -> WeightProgram {
    let count = day.scores.count
    let factors = count == 0 ? 0 : day.exposures.count / count
    var scores = day.scores
    if parameters.scalesReturn {
      let mean = scores.reduce(0, +) / Double(count)
      let deviation = (scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)).squareRoot()
      var variance = 0.0
      for stock in 0..<count {
        let row = day.exposures[(stock * factors)..<((stock + 1) * factors)]
        for (i, left) in zip(0..<factors, row) {
          for (j, right) in zip(0..<factors, row) { variance += left * day.covariance[i * factors + j] * right }
        }
        variance += day.variances[stock]
      }
      let scale = (variance / Double(count)).squareRoot()
      scores = scores.map { $0 / deviation * scale }
    }
    var lower = [Double](repeating: 0, count: count)
    var upper = [Double](repeating: 1, count: count)
    for stock in 0..<count {
      if let limit = parameters.benchmarkDeviation {
        lower[stock] = max(0, day.index[stock] - limit)
        upper[stock] = min(1, day.index[stock] + limit)
      }
      if day.isKept[stock] { (lower[stock], upper[stock]) = (day.held[stock], day.held[stock]) }
      if day.isLeaving[stock] { (lower[stock], upper[stock]) = (0, 0) }
    }
    let factorLimits = parameters.factorDeviation.map { limits in
      limits.count == 1 ? (0..<factors).map { _ in limits[0] } : limits
    }
    return WeightProgram(
      returns: scores, exposures: day.exposures, covariance: day.covariance, variances: day.variances,
      aversion: parameters.lamb, index: day.index, held: day.held, lower: lower, upper: upper,
      turnover: day.held.reduce(0, +) > 0 ? parameters.delta : nil, factorDeviation: factorLimits)
  }

  private func cleaned(_ weights: [Double]) -> [Double] {
    let kept = weights.map { $0 < parameters.epsilon ? 0 : $0 }
    let sum = kept.reduce(0, +)
    return kept.map { $0 / sum }
  }
}
