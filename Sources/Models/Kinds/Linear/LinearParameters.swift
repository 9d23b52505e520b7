import Primitives
package import Records

/// The arguments of qlib's `LinearModel` (`qlib/contrib/model/linear.py`).
package struct LinearParameters: Equatable, Sendable {
  package enum Estimator: String, Equatable, Sendable {
    /// Least squares; of several solutions the one of least norm.
    case ols
    /// Least squares plus `alpha` times the squared norm of the weights.
    case ridge
    /// Half the mean square plus `alpha` times the sum of the weights' magnitudes.
    case lasso
    /// Least squares with weights of at least 0, the intercept too.
    case nnls
  }

  package var estimator: Estimator
  package var alpha: Double
  package var fitsIntercept: Bool
  package var includesValid: Bool

  package init(
    estimator: Estimator = .ols, alpha: Double = 0, fitsIntercept: Bool = false,
    includesValid: Bool = false
  ) {
    self.estimator = estimator
    self.alpha = alpha
    self.fitsIntercept = fitsIntercept
    self.includesValid = includesValid
  }

  /// The `kwargs` of the model block. Throws `config.…` for what qlib refuses.
  package init(_ kwargs: YAMLFields) throws {
    let names = ["estimator", "alpha", "fit_intercept", "include_valid"]
    for (key, value) in kwargs.mapping?.members ?? [] where !names.contains(key) {
      throw Diagnostic(
        "config.unsupported", .unsupported, at: kwargs.document.place(value, field: kwargs.path + "." + key),
        ["key": .text(key), "hint": Spelling.suggestion(for: key, among: names)],
        (en: "LinearModel has no argument '{key}'.{hint}", zh: "LinearModel 没有参数“{key}”。{hint}"),
        remedy: (en: "Remove or correct it.", zh: "请删除或更正。"))
    }
    let text = try kwargs.text("estimator") ?? "ols"
    guard let estimator = Estimator(rawValue: text) else {
      throw kwargs.wrong("estimator", kwargs["estimator"], .estimators)
    }
    let alpha = try kwargs.double("alpha") ?? 0
    guard alpha >= 0, alpha == 0 || estimator == .ridge || estimator == .lasso else {
      throw kwargs.wrong("alpha", kwargs["alpha"], .alphas)
    }
    self.init(
      estimator: estimator, alpha: alpha, fitsIntercept: try kwargs.bool("fit_intercept") ?? false,
      includesValid: try kwargs.bool("include_valid") ?? false)
  }
}

/// What an argument can be.
extension Message {
  fileprivate static let estimators = Message(
    "model.estimators-word", en: "ols, ridge, lasso or nnls", zh: "ols、ridge、lasso 或 nnls")
  fileprivate static let alphas = Message(
    "model.alphas-word", en: "a number of at least 0, and 0 for ols and nnls", zh: "不小于 0 的数字，ols 与 nnls 时为 0")
}
