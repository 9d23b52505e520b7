import CLapack

/// Numbers in rows and columns, kept column by column as LAPACK has them.
package struct Matrix: Equatable, Sendable {
  package let rows: Int
  package let columns: Int
  /// Column by column.
  package var values: [Double]

  package init(rows: Int, columns: Int, values: [Double]) {
    precondition(values.count == rows * columns)
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  init(rows: Int, columns: Int) {
    self.init(rows: rows, columns: columns, values: [Double](repeating: 0, count: rows * columns))
  }

  package subscript(row: Int, column: Int) -> Double {
    get { values[column * rows + row] }
    set { values[column * rows + row] = newValue }
  }

  var isFinite: Bool { values.allSatisfy(\.isFinite) }

  var diagonal: [Double] { (0..<min(rows, columns)).map { self[$0, $0] } }

  func column(_ column: Int) -> ArraySlice<Double> { values[(column * rows)..<((column + 1) * rows)] }

  /// A function of each value and its place.
  func map(_ transform: (_ value: Double, _ row: Int, _ column: Int) -> Double) -> Matrix {
    var result = self
    for column in 0..<columns {
      for row in 0..<rows {
        result.values[column * rows + row] = transform(values[column * rows + row], row, column)
      }
    }
    return result
  }

  /// The first columns alone.
  func prefix(_ count: Int) -> Matrix {
    Matrix(rows: rows, columns: count, values: Array(values.prefix(rows * count)))
  }

  var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for column in 0..<columns {
      for row in 0..<rows { result.values[row * columns + column] = values[column * rows + row] }
    }
    return result
  }

  /// Which side of a product stands transposed.
  enum Turned { case neither, left, right }

  /// The product of two matrices.
  static func product(_ left: Matrix, _ right: Matrix, transposing turned: Turned = .neither) -> Matrix {
    let (rows, inner) = turned == .left ? (left.columns, left.rows) : (left.rows, left.columns)
    let columns = turned == .right ? right.rows : right.columns
    precondition(inner == (turned == .right ? right.columns : right.rows))
    var result = Matrix(rows: rows, columns: columns)
    guard inner > 0, rows > 0, columns > 0 else { return result }
    cblas_dgemm(
      CblasColMajor, turned == .left ? CblasTrans : CblasNoTrans, turned == .right ? CblasTrans : CblasNoTrans,
      Int32(rows), Int32(columns), Int32(inner), 1, left.values, Int32(left.rows), right.values, Int32(right.rows), 0,
      &result.values, Int32(rows))
    return result
  }

  /// The products of all columns with each other (`XᵀX`), or of all rows (`XXᵀ`): half the work of `product`.
  func gram(ofRows: Bool = false) -> Matrix {
    let size = ofRows ? rows : columns
    let inner = ofRows ? columns : rows
    var result = Matrix(rows: size, columns: size)
    guard size > 0, inner > 0 else { return result }
    cblas_dsyrk(
      CblasColMajor, CblasUpper, ofRows ? CblasNoTrans : CblasTrans, Int32(size), Int32(inner), 1, values, Int32(rows),
      0, &result.values, Int32(size))
    for column in 0..<size {
      for row in 0..<column { result[column, row] = result[row, column] }
    }
    return result
  }
}
