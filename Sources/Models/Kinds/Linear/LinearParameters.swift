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
    guard alpha >= 0, alpha == 0 || estimator == .ridge else {
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
    "model.estimators-word", en: "ols or ridge (nnls and lasso are not built here)",
    zh: "ols 或 ridge（此处未实现 nnls 和 lasso）")
  fileprivate static let alphas = Message(
    "model.alphas-word", en: "a number of at least 0, and 0 for ols", zh: "不小于 0 的数字，ols 时为 0")
}
