import Primitives

/// Learns a linear model, and says how far another solver in qlib's precision can come from it.
package struct LinearFit {
  package let model: LinearModel
  /// By how much, root mean square over the training rows, the scores of qlib's own solution can differ from these.
  package let resolution: Double

  /// Learns from the training rows without a missing value, and from the validation rows too where
  /// the parameters say so.
  ///
  /// Throws `model.empty` where no complete row is left, `model.infinite` where one is infinite, `model.label` for
  /// several labels, `model.nnls-rounds` where scipy stops too.
  package init(_ parameters: LinearParameters, on rows: TrainingRows) throws {
    let features = rows.frame.columns(of: "feature")
    let labels = rows.frame.columns(of: "label")
    guard labels.count == 1 else {
      throw Diagnostic.severalLabels(labels.count)
    }
    let columns = (features + labels).map(\.values)
    let chosen = try LinearFit.completeRows(parameters, rows, columns)
    guard !features.isEmpty else { throw Diagnostic.noCompleteRow() }
    let names = features.map(\.name)
    if parameters.estimator == .nnls {
      (model, resolution) = (try LinearFit.nonNegative(parameters, names, columns, chosen), 0)
      return
    }
    let sums = NormalEquations(
      columns.dropLast(), label: columns[features.count], chosen, isCentred: parameters.fitsIntercept)
    let unit = features.allSatisfy { $0.values.type == "float32" } ? 0x1p-24 : 0x1p-53
    let weights: [Double]
    switch parameters.estimator {
    case .lasso:
      let descent = LassoDescent(sums, alpha: parameters.alpha)
      weights = descent.weights
      resolution = LinearResolution(sums, weights, unit: unit).lasso(gap: descent.gap, alpha: parameters.alpha)
    case .ols, .ridge, .nnls:
      let spectrum = Spectrum(sums)
      weights = spectrum.weights(sums, alpha: parameters.alpha)
      let open = LinearResolution(sums, weights, unit: unit)
      resolution =
        parameters.estimator == .ols ? open.leastSquares(spectrum) : open.ridge(spectrum, alpha: parameters.alpha)
    }
    model = LinearModel(
      featureNames: names, weights: weights,
      intercept: sums.labelMean - zip(weights, sums.means).reduce(0) { $0 + $1.0 * $1.1 })
  }

  private static func completeRows(
    _ parameters: LinearParameters, _ rows: TrainingRows, _ columns: [ColumnValues]
  ) throws -> [Int] {
    var chosen = Array(rows.train)
    if parameters.includesValid, let valid = rows.valid { chosen += valid }
    chosen.removeAll { row in columns.contains { $0[row].isNaN } }
    guard !chosen.isEmpty else { throw Diagnostic.noCompleteRow() }
    guard columns.allSatisfy({ column in chosen.allSatisfy { column[$0].isFinite } }) else {
      throw Diagnostic(
        "model.infinite", .unsupported, (en: "A training row holds an infinite value.", zh: "有训练行含无穷值。"),
        remedy: (
          en: "Add ProcessInf to `shared_processors`. Without it qlib's own training stops here too.",
          zh: "请在 `shared_processors` 中加入 ProcessInf；没有它，qlib 自己的训练也会在此停止。"
        ))
    }
    return chosen
  }

  /// An intercept is one more feature that is always 1, and so not negative either (`_fit_nnls`).
  private static func nonNegative(
    _ parameters: LinearParameters, _ names: [String], _ columns: [ColumnValues], _ rows: [Int]
  ) throws -> LinearModel {
    var features = columns.dropLast().map { column in rows.map { column[$0] } }
    if parameters.fitsIntercept { features.append([Double](repeating: 1, count: rows.count)) }
    let labels = rows.map { columns[columns.count - 1][$0] }
    let weights = try NonNegativeSquares(NormalEquations(features, labels)).weights
    return LinearModel(
      featureNames: names, weights: Array(weights.prefix(names.count)),
      intercept: parameters.fitsIntercept ? weights[names.count] : 0)
  }
}

/// The directions in which the features vary, and how much.
struct Spectrum {
  let eigen: SymmetricEigen
  let largest: Double

  init(_ sums: NormalEquations) {
    eigen = SymmetricEigen(sums.gram, size: sums.size)
    largest = eigen.values.max() ?? 0
  }

  /// Directions in which the data hardly vary get no weight without a penalty: `LinearRegression` drops singular
  /// values below 1e-6 of the largest, which are the square roots of these eigenvalues.
  func isKept(_ index: Int, alpha: Double) -> Bool { alpha != 0 || eigen.values[index] > largest * 1e-12 }

  /// Along each eigenvector: its moment ÷ (eigenvalue + alpha).
  func weights(_ sums: NormalEquations, alpha: Double) -> [Double] {
    let size = sums.size
    var weights = [Double](repeating: 0, count: size)
    for k in 0..<size where isKept(k, alpha: alpha) {
      var share = 0.0
      for i in 0..<size { share += eigen.vectors[i * size + k] * sums.moments[i] }
      share /= max(0, eigen.values[k]) + alpha
      for i in 0..<size { weights[i] += share * eigen.vectors[i * size + k] }
    }
    return weights
  }
}

extension Diagnostic {
  fileprivate static func noCompleteRow() -> Diagnostic {
    Diagnostic(
      "model.empty", .absent, (en: "No training row is complete.", zh: "没有一行训练数据是完整的。"),
      remedy: (
        en: "Correct the segment, or add Fillna for the features.", zh: "请更正区段，或为特征加入 Fillna。"
      ))
  }
}
