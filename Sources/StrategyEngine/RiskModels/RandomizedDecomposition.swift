/// scikit-learn's `randomized_svd` with ten further directions: the first singular values of a matrix, nearly.
///
/// Its directions are numpy's from a seed, so that the approximation is the same one.
struct RandomizedDecomposition {
  /// Descending.
  let values: [Double]
  /// Right vectors as rows; the greatest value by magnitude of the left one is positive.
  let right: Matrix

  /// - Parameter rounds: of power iteration, normalized by LU where there are more than two.
  init?(_ matrix: Matrix, _ count: Int, rounds: Int, _ random: inout NumpyRandom) {
    precondition(rounds > 2)
    let isWide = matrix.rows < matrix.columns
    let tall = isWide ? matrix.transposed : matrix
    let width = count + 10
    var directions = Matrix(rows: tall.columns, columns: width)
    for row in 0..<tall.columns {
      for column in 0..<width { directions[row, column] = random.normal() }
    }
    for _ in 0..<rounds {
      guard let there = Decomposition.lower(Matrix.product(tall, directions)),
        let back = Decomposition.lower(Matrix.product(tall, there, transposing: .left))
      else { return nil }
      directions = back
    }
    guard let basis = Decomposition.basis(Matrix.product(tall, directions)),
      let small = Decomposition.singular(Matrix.product(basis, tall, transposing: .left))
    else { return nil }
    let left = Matrix.product(basis, small.left)
    values = Array(small.values.prefix(count))
    let (ours, others) = isWide ? (left, small.right.transposed) : (small.right.transposed, left)
    let signs = others.signs
    right = ours.prefix(values.count).map { value, _, column in value * signs[column] }.transposed
  }
}
