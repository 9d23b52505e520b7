import CLapack

/// LAPACK's decompositions. Nil where it gives none: a value is missing or infinite, or it does not converge.
enum Decomposition {
  /// The greatest eigenvalues of a symmetric matrix, descending, and their vectors as columns.
  static func eigen(_ matrix: Matrix, greatest count: Int) -> (values: [Double], vectors: Matrix)? {
    let size = matrix.rows
    precondition(size == matrix.columns && (1...size).contains(count))
    var work = matrix.values
    var values = [Double](repeating: 0, count: size)
    var vectors = Matrix(rows: size, columns: count)
    var support = [Int32](repeating: 0, count: 2 * count)
    var found: Int32 = 0
    let status = LAPACKE_dsyevr(
      LAPACK_COL_MAJOR, letter("V"), letter("I"), letter("U"), Int32(size), &work, Int32(size), 0, 0,
      Int32(size - count + 1), Int32(size), 0, &found, &values, &vectors.values, Int32(size), &support)
    guard status == 0, found == count else { return nil }
    let descending = (0..<count).reversed().flatMap { vectors.column($0) }
    return (values.prefix(count).reversed(), Matrix(rows: size, columns: count, values: descending))
  }

  /// Singular values, descending, with their left vectors as columns and their right ones as rows.
  static func singular(_ matrix: Matrix) -> (left: Matrix, values: [Double], right: Matrix)? {
    let count = min(matrix.rows, matrix.columns)
    var work = matrix.values
    var values = [Double](repeating: 0, count: count)
    var left = Matrix(rows: matrix.rows, columns: count)
    var right = Matrix(rows: count, columns: matrix.columns)
    let status = LAPACKE_dgesdd(
      LAPACK_COL_MAJOR, letter("S"), Int32(matrix.rows), Int32(matrix.columns), &work, Int32(matrix.rows), &values,
      &left.values, Int32(matrix.rows), &right.values, Int32(max(1, count)))
    return status == 0 ? (left, values, right) : nil
  }

  /// An orthonormal basis of the columns (`Q` of QR).
  static func basis(_ matrix: Matrix) -> Matrix? {
    let count = min(matrix.rows, matrix.columns)
    var work = matrix.values
    var scales = [Double](repeating: 0, count: count)
    let rows = Int32(matrix.rows)
    guard LAPACKE_dgeqrf(LAPACK_COL_MAJOR, rows, Int32(matrix.columns), &work, rows, &scales) == 0,
      LAPACKE_dorgqr(LAPACK_COL_MAJOR, rows, Int32(count), Int32(count), &work, rows, scales) == 0
    else { return nil }
    return Matrix(rows: matrix.rows, columns: count, values: Array(work.prefix(matrix.rows * count)))
  }

  /// The lower factor of LU with its rows where they were before pivoting.
  static func lower(_ matrix: Matrix) -> Matrix? {
    let count = min(matrix.rows, matrix.columns)
    var work = matrix.values
    var pivots = [Int32](repeating: 0, count: count)
    let rows = Int32(matrix.rows)
    // A pivot of 0 (status above 0) leaves the factors whole.
    guard LAPACKE_dgetrf(LAPACK_COL_MAJOR, rows, Int32(matrix.columns), &work, rows, &pivots) >= 0 else { return nil }
    var result = Matrix(rows: matrix.rows, columns: count)
    for column in 0..<count {
      result[column, column] = 1
      for row in (column + 1)..<max(column + 1, matrix.rows) { result[row, column] = work[column * matrix.rows + row] }
    }
    for place in (0..<count).reversed() where Int(pivots[place]) - 1 != place {
      for column in 0..<count {
        result.values.swapAt(column * matrix.rows + place, column * matrix.rows + Int(pivots[place]) - 1)
      }
    }
    return result
  }

  /// The inverse of a square matrix; nil for a singular one too.
  static func inverse(_ matrix: Matrix) -> Matrix? {
    let size = Int32(matrix.rows)
    var result = matrix
    var pivots = [Int32](repeating: 0, count: matrix.rows)
    guard LAPACKE_dgetrf(LAPACK_COL_MAJOR, size, size, &result.values, size, &pivots) == 0,
      LAPACKE_dgetri(LAPACK_COL_MAJOR, size, &result.values, size, pivots) == 0
    else { return nil }
    return result
  }

  private static func letter(_ letter: Unicode.Scalar) -> CChar { CChar(letter.value) }
}
