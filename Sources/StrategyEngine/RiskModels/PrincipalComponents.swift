/// scikit-learn's `PCA`: the directions of greatest variance, by the way that it takes for the size of the problem.
enum PrincipalComponents {
  /// Exposures, a row a stock and a column a factor. Each column's greatest value by magnitude is positive (`svd_flip`).
  ///
  /// - Parameter centred: a row a day, a column a stock.
  static func exposures(_ centred: Matrix, _ count: Int) -> Matrix? {
    let (days, stocks) = (centred.rows, centred.columns)
    let isTall = stocks <= 1000 && days >= 10 * stocks
    let isSmall = max(days, stocks) <= 500
    if !isTall, !isSmall, Double(count) < 0.8 * Double(min(days, stocks)) {
      var random = NumpyRandom(seed: 0)
      let rounds = Double(count) < 0.1 * Double(min(days, stocks)) ? 7 : 4
      return RandomizedDecomposition(centred, count, rounds: rounds, &random).map { positive($0.right.transposed) }
    }
    // Eigenvectors of `XᵀX` are the right singular vectors of X.
    return Decomposition.eigen(centred.gram(), greatest: count).map { positive($0.vectors) }
  }

  private static func positive(_ exposures: Matrix) -> Matrix {
    let signs = exposures.signs
    return exposures.map { value, _, column in value * signs[column] }
  }
}

extension Matrix {
  /// The sign of each column's first value of greatest magnitude.
  var signs: [Double] {
    (0..<columns).map { number in
      let greatest = column(number).reduce(0) { $1.magnitude > $0.magnitude ? $1 : $0 }
      return greatest < 0 ? -1 : greatest > 0 ? 1 : 0
    }
  }
}
