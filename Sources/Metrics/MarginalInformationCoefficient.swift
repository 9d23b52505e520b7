/// What a factor knows that a set of factors does not: the mean over days of Pearson's correlation of the label with
/// what is left of the factor after a cross-sectional least squares of it on the set and a constant.
///
/// A row counts on a day where the factor, every member of the set and the label are finite. A member that follows from
/// those before it adds nothing to the set and is passed over; what is left below a millionth of a column's length is
/// rounding of single precision.
///
/// Source: Frisch and Waugh, "Partial Time Regressions as Compared with Individual Trends", Econometrica 1933; Lovell,
/// Journal of the American Statistical Association 1963 (the residual carries the partial correlation); the correlation
/// is that of qlib/contrib/eva/alpha.py, calc_ic.
package enum MarginalInformationCoefficient {
  package static let formula = "marginal-ic.residual/1"

  /// One day's columns, of equal length; NaN is missing.
  package struct Day: Equatable, Sendable {
    package var set: [[Double]]
    /// Factors that are not of the set.
    package var newcomers: [[Double]]
    package var label: [Double]

    package init(set: [[Double]], newcomers: [[Double]] = [], label: [Double]) {
      self.set = set
      self.newcomers = newcomers
      self.label = label
    }
  }

  /// Why a day has no value.
  package enum Failure: Error, Hashable, Sendable {
    /// A constant and the others leave at least two degrees of freedom to a day that counts.
    case tooFewRows
    /// Nothing is left of the factor: the others span it.
    case spanned
    case constantLabel
  }

  /// Of one factor.
  package struct Outcome: Equatable, Sendable {
    /// Nil where no day has a value.
    package var mean: Double?
    /// Days with a value.
    package var days: Int
    /// Days without one, by the reason.
    package var failures: [Failure: Int]

    package init(mean: Double?, days: Int, failures: [Failure: Int]) {
      self.mean = mean
      self.days = days
      self.failures = failures
    }
  }

  /// Of each factor, in the order of ``values(_:)``.
  ///
  /// - Parameter days: what `values` says of each day.
  package static func outcomes(_ days: [[Result<Double, Failure>]]) -> [Outcome] {
    (days.first ?? []).indices.map { factor in
      var values: [Double] = []
      var failures: [Failure: Int] = [:]
      for day in days {
        switch day[factor] {
        case .success(let value): values.append(value)
        case .failure(let failure): failures[failure, default: 0] += 1
        }
      }
      return Outcome(mean: Mean.value(values), days: values.count, failures: failures)
    }
  }

  /// The day's value of each member beside the other members, then of each newcomer beside the whole set.
  ///
  /// - Complexity: rows x members x members; as much again for newcomers that miss rows which the set has.
  package static func values(_ day: Day) -> [Result<Double, Failure>] {
    let rows = wholeRows(day.set + [day.label], of: day.label.indices)
    let fit = Fit(day, rows)
    var others: [[Int]: Fit] = [rows: fit]
    return day.set.indices.map(fit.member)
      + day.newcomers.map { newcomer in
        let own = wholeRows([newcomer], of: rows)
        let fit = others[own] ?? Fit(day, own)
        others[own] = fit
        return fit.newcomer(own.map { newcomer[$0] })
      }
  }

  private static func wholeRows(_ columns: [[Double]], of rows: some Collection<Int>) -> [Int] {
    rows.filter { row in columns.allSatisfy { $0[row].isFinite } }
  }

  /// A day's set made orthogonal over some of its rows.
  private struct Fit {
    private let basis: OrthogonalBasis
    private let label: [Double]
    /// What of the label each direction of the basis holds.
    private let parts: [Double]
    private let labelLength: Double

    init(_ day: Day, _ rows: [Int]) {
      basis = OrthogonalBasis(day.set.map { member in centred(rows.map { member[$0] }) }, rows: rows.count)
      label = centred(rows.map { day.label[$0] })
      parts = basis.parts(of: label)
      labelLength = rows.dropFirst().contains { day.label[$0] != day.label[rows[0]] } ? length(label) : 0
    }

    func member(_ place: Int) -> Result<Double, Failure> {
      value(others: basis.rank - (basis.isSpanned(place) ? 0 : 1)) { basis.leftOver(place, parts) }
    }

    func newcomer(_ column: [Double]) -> Result<Double, Failure> {
      value(others: basis.rank) {
        let column = centred(column)
        let rest = basis.residual(of: basis.residual(of: column))
        let left = length(rest)
        guard left > OrthogonalBasis.shareMin * length(column) else { return nil }
        return zip(rest, label).reduce(0) { $0 + $1.0 * $1.1 } / left
      }
    }

    /// - Parameter part: the label's part along what is left of the factor; nil where nothing is.
    private func value(others: Int, _ part: () -> Double?) -> Result<Double, Failure> {
      guard label.count >= others + 3 else { return .failure(.tooFewRows) }
      guard labelLength > 0 else { return .failure(.constantLabel) }
      return part().map { .success($0 / labelLength) } ?? .failure(.spanned)
    }
  }
}

/// Columns made orthogonal one after the other by modified Gram and Schmidt steps, with the triangle that leads back.
private struct OrthogonalBasis {
  /// What is left below this share of a column's length is rounding: factors are single precision.
  static let shareMin = 1e-6

  private let rows: Int
  private let width: Int
  /// Row after row; a column that follows from those before it is 0.
  private var cells: [Double]
  /// Of the columns that count, in their order.
  private var kept: [Int] = []
  /// Inverse of the triangle of the kept columns, row after row.
  private var inverse: [Double] = []
  private var spanned: [Bool]

  var rank: Int { kept.count }

  /// - Parameter columns: centred.
  init(_ columns: [[Double]], rows: Int) {
    (self.rows, width) = (rows, columns.count)
    cells = [Double](repeating: 0, count: rows * columns.count)
    spanned = [Bool](repeating: false, count: columns.count)
    for (place, column) in columns.enumerated() { for row in 0..<rows { cells[row * width + place] = column[row] } }
    let lengths = columns.map(length)
    let triangle = orthogonalise(lengths)
    invert(triangle)
    for place in 0..<width where !kept.contains(place) {
      spanned[place] = true
      let coefficients = solve(kept.map { triangle[$0 * width + place] })
      for (known, coefficient) in zip(kept, coefficients)
      where abs(coefficient) * lengths[known] > OrthogonalBasis.shareMin * lengths[place] { spanned[known] = true }
    }
  }

  /// Whether the other columns span it.
  func isSpanned(_ place: Int) -> Bool { spanned[place] }

  /// The part of each kept direction in a column.
  func parts(of column: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: width)
    for row in 0..<rows { for place in 0..<width { sums[place] += cells[row * width + place] * column[row] } }
    return kept.map { sums[$0] }
  }

  func residual(of column: [Double]) -> [Double] {
    let parts = parts(of: column)
    return (0..<rows).map { row in
      var rest = column[row]
      for (place, part) in zip(kept, parts) { rest -= part * cells[row * width + place] }
      return rest
    }
  }

  /// The part of a column, given by its parts along the basis, along what the other columns leave of one of them; nil
  /// where they leave nothing. Row i of the triangle's inverse is that direction.
  func leftOver(_ place: Int, _ parts: [Double]) -> Double? {
    guard !spanned[place], let row = kept.firstIndex(of: place) else { return nil }
    let direction = inverse[row * rank..<(row + 1) * rank]
    return zip(direction, parts).reduce(0) { $0 + $1.0 * $1.1 } / length(Array(direction))
  }

  private mutating func orthogonalise(_ lengths: [Double]) -> [Double] {
    let (rows, width) = (rows, width)
    var triangle = [Double](repeating: 0, count: width * width)
    var sums = [Double](repeating: 0, count: width)
    for pivot in 0..<width {
      var square = 0.0
      for row in 0..<rows { square += cells[row * width + pivot] * cells[row * width + pivot] }
      let left = square.squareRoot()
      let isKept = left > OrthogonalBasis.shareMin * lengths[pivot]
      cells.withUnsafeMutableBufferPointer { cells in
        sums.withUnsafeMutableBufferPointer { sums in
          for row in 0..<rows { cells[row * width + pivot] = isKept ? cells[row * width + pivot] / left : 0 }
          guard isKept else { return }
          for place in pivot..<width { sums[place] = 0 }
          for row in 0..<rows {
            let (base, own) = (row * width, cells[row * width + pivot])
            for place in pivot + 1..<width { sums[place] += own * cells[base + place] }
          }
          for row in 0..<rows {
            let (base, own) = (row * width, cells[row * width + pivot])
            for place in pivot + 1..<width { cells[base + place] -= own * sums[place] }
          }
        }
      }
      guard isKept else { continue }
      kept.append(pivot)
      triangle[pivot * width + pivot] = left
      for place in pivot + 1..<width { triangle[pivot * width + place] = sums[place] }
    }
    return triangle
  }

  private mutating func invert(_ triangle: [Double]) {
    let rank = rank
    inverse = [Double](repeating: 0, count: rank * rank)
    for column in 0..<rank {
      inverse[column * rank + column] = 1 / triangle[kept[column] * width + kept[column]]
      for row in stride(from: column - 1, through: 0, by: -1) {
        var sum = 0.0
        for next in (row + 1)...column {
          sum += triangle[kept[row] * width + kept[next]] * inverse[next * rank + column]
        }
        inverse[row * rank + column] = -sum / triangle[kept[row] * width + kept[row]]
      }
    }
  }

  /// Coefficients of the kept columns for a column of these parts.
  private func solve(_ parts: [Double]) -> [Double] {
    (0..<rank).map { row in (row..<rank).reduce(0) { $0 + inverse[row * rank + $1] * parts[$1] } }
  }
}

private func centred(_ column: [Double]) -> [Double] {
  let mean = column.reduce(0, +) / Double(max(1, column.count))
  return column.map { $0 - mean }
}

private func length(_ column: [Double]) -> Double { column.reduce(0) { $0 + $1 * $1 }.squareRoot() }
