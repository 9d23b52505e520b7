/// How qlib's risk models treat returns before they estimate (`qlib/model/riskmodel/base.py`).
package struct RiskOptions: Equatable, Sendable {
  /// What a missing return is.
  package enum Missing: String, Sendable, CaseIterable {
    /// A return of 0.
    case fill
    /// Left out of each sum that it belongs to.
    case mask
    /// Missing, and with it every estimate that it touches.
    case ignore
  }

  package var missing: Missing
  /// Whether the mean return is taken as 0.
  package var assumesCentred = false
  /// Whether returns are counted in percent.
  package var scalesReturns = true

  package init(missing: Missing) { self.missing = missing }
}

/// Returns as an estimator takes them: a row a day, a column a stock.
struct RiskObservations {
  /// With `mask`, 0 where a return is missing.
  let values: Matrix
  /// With `mask`, 1 where there is a return and else 0; nil otherwise.
  let present: Matrix?

  init(_ returns: Matrix, _ options: RiskOptions) {
    var values = returns
    let scale = options.scalesReturns ? 100.0 : 1
    for place in values.values.indices {
      values.values[place] *= scale
      if options.missing == .fill, values.values[place].isNaN { values.values[place] = 0 }
    }
    if !options.assumesCentred {
      for column in 0..<values.columns {
        let known = values.column(column).filter { !$0.isNaN }
        let mean = known.reduce(0, +) / Double(known.count)
        for row in 0..<values.rows { values[row, column] -= mean }
      }
    }
    if options.missing == .mask {
      present = values.map { value, _, _ in value.isNaN ? 0 : 1 }
      values = values.map { value, _, _ in value.isNaN ? 0 : value }
    } else {
      present = nil
    }
    self.values = values
  }

  /// The sample covariance around 0 (`RiskModel._predict`): with `mask`, each pair over the days that both have.
  var covariance: Matrix {
    let products = values.gram()
    let counts = present?.gram()
    return products.map { value, row, column in value / (counts?[row, column] ?? Double(values.rows)) }
  }

  /// The mean return of all stocks, day by day.
  var market: [Double] {
    (0..<values.rows).map { row in
      var (sum, count) = (0.0, 0.0)
      for column in 0..<values.columns where !values[row, column].isNaN {
        sum += values[row, column]
        count += present?[row, column] ?? 1
      }
      return count > 0 ? sum / count : present == nil ? .nan : 0
    }
  }
}
