/// What a factor knows that a set of factors does not: the mean over days of Pearson's correlation of the label with
/// what is left of the factor after a cross-sectional least squares of it on the set and a constant.
///
/// A row counts on a day where the factor, every member of the set and the label are finite. The set is made orthogonal
/// by modified Gram and Schmidt steps, each done twice; nothing is inverted.
///
/// Source: Frisch and Waugh, "Partial Time Regressions as Compared with Individual Trends", Econometrica 1933; Lovell,
/// Journal of the American Statistical Association 1963 (the residual carries the partial correlation); the correlation
/// is that of qlib/contrib/eva/alpha.py, calc_ic.
package enum MarginalInformationCoefficient {
  package static let formula = "marginal-ic.residual/1"

  /// One day's columns, of equal length; NaN is missing.
  package struct Day: Equatable, Sendable {
    package var factor: [Double]
    package var set: [[Double]]
    package var label: [Double]

    package init(factor: [Double], set: [[Double]], label: [Double]) {
      self.factor = factor
      self.set = set
      self.label = label
    }
  }

  /// Why a day has no value.
  package enum Failure: Error, Equatable, Sendable {
    case unequalColumns
    /// Rows that are whole; a constant and the set leave at least two degrees of freedom to a day that counts.
    case tooFewRows(Int)
    /// A member of the set, counted from 0, that is constant or follows from those before it.
    case dependentMember(Int)
    /// Nothing is left of the factor: the set spans it.
    case spannedFactor
    case constantLabel
  }

  package struct Outcome: Equatable, Sendable {
    /// Nil where no day has a value.
    package var mean: Double?
    /// Days with a value.
    package var days: Int
    /// By the day's place.
    package var failures: [Int: Failure]
  }

  /// What is left below this share of a column's length is rounding.
  private static let shareMin = 1e-9

  package static func value(_ days: [Day]) -> Outcome {
    var values: [Double] = []
    var failures: [Int: Failure] = [:]
    for (place, day) in days.enumerated() {
      do throws(Failure) { values.append(try of(day)) } catch { failures[place] = error }
    }
    return Outcome(mean: Mean.value(values), days: values.count, failures: failures)
  }

  /// The value of one day.
  package static func of(_ day: Day) throws(Failure) -> Double {
    let columns = [day.factor, day.label] + day.set
    guard columns.allSatisfy({ $0.count == day.factor.count }) else { throw .unequalColumns }
    let rows = day.factor.indices.filter { row in columns.allSatisfy { $0[row].isFinite } }
    guard rows.count >= day.set.count + 3 else { throw .tooFewRows(rows.count) }
    var basis: [[Double]] = [normalised([Double](repeating: 1, count: rows.count))]
    for (place, member) in day.set.enumerated() {
      guard let rest = residual(rows.map { member[$0] }, on: basis) else { throw .dependentMember(place) }
      basis.append(normalised(rest))
    }
    guard let rest = residual(rows.map { day.factor[$0] }, on: basis) else { throw .spannedFactor }
    guard let value = Correlation.pearson(rest, rows.map { day.label[$0] }) else { throw .constantLabel }
    return value
  }

  /// Nil where nothing but rounding is left.
  private static func residual(_ column: [Double], on basis: [[Double]]) -> [Double]? {
    var rest = column
    for _ in 0..<2 {
      for unit in basis {
        let part = dot(rest, unit)
        for row in rest.indices { rest[row] -= part * unit[row] }
      }
    }
    let whole = dot(column, column).squareRoot()
    let left = dot(rest, rest).squareRoot()
    return left > shareMin * whole ? rest : nil
  }

  private static func normalised(_ column: [Double]) -> [Double] {
    let length = dot(column, column).squareRoot()
    return column.map { $0 / length }
  }

  private static func dot(_ left: [Double], _ right: [Double]) -> Double {
    var sum = 0.0
    for row in left.indices { sum += left[row] * right[row] }
    return sum
  }
}
