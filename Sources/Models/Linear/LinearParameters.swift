import Primitives
package import Records

/// The arguments of qlib's `LinearModel` (`qlib/contrib/model/linear.py`).
package struct LinearParameters: Equatable, Sendable {
  package enum Estimator: String, Equatable, Sendable {
    /// Least squares; of several solutions the one of least norm.
    case ols
    /// Least squares plus `alpha` times the squared norm of the weights.
    case ridge
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

  /// The `kwargs` of the model block. Throws `config.…` for what qlib refuses, and for `nnls` and
  /// `lasso`, which are not built here.
  package init(_ kwargs: YAMLFields) throws {
    let names = ["estimator", "alpha", "fit_intercept", "include_valid"]
    for (key, value) in kwargs.mapping?.members ?? [] where !names.contains(key) {
      throw Diagnostic(
        "config.unsupported", "'\(key)' is no argument of LinearModel\(Spelling.hint(key, among: names))",
        at: kwargs.document.place(value, field: kwargs.path + "." + key), remedy: "Remove or correct it.")
    }
    let text = try kwargs.text("estimator") ?? "ols"
    guard let estimator = Estimator(rawValue: text) else {
      throw kwargs.wrong("estimator", kwargs["estimator"], "ols or ridge (nnls and lasso are not built here)")
    }
    let alpha = try kwargs.double("alpha") ?? 0
    guard alpha >= 0, alpha == 0 || estimator == .ridge else {
      throw kwargs.wrong("alpha", kwargs["alpha"], "a number of at least 0, and 0 for ols")
    }
    self.init(
      estimator: estimator, alpha: alpha, fitsIntercept: try kwargs.bool("fit_intercept") ?? false,
      includesValid: try kwargs.bool("include_valid") ?? false)
  }
}
