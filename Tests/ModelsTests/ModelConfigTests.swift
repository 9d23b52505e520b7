import Models
import Primitives
import Records
import Testing

@Suite struct ModelConfigTests {
  private func config(_ name: String, _ kwargs: String) throws -> ModelConfig {
    let text = "task:\n  model:\n    class: \(name)\n    kwargs: {\(kwargs)}\n"
    return try ModelConfig(QrunConfiguration(YAMLDocument(text, path: "conf.yaml")))
  }

  private func boosted(_ kwargs: String) throws -> LightGBMParameters? {
    try config("LGBModel", kwargs).trainer as? LightGBMParameters
  }

  @Test func theDeviceIsReplacedAndSaid() throws {
    let config = try config("LGBModel", "loss: mse, device_type: gpu, gpu_use_dp: false, max_bin: 63, subsample: 0.8")
    let parameters = try #require(config.trainer as? LightGBMParameters)
    #expect(
      parameters.line
        == "objective=mse verbosity=-1 device_type=cpu max_bin=63 subsample=0.8 num_iterations=1000")
    #expect(config.findings.map(\.id) == ["model.device"])
    let origins = Dictionary(uniqueKeysWithValues: config.account.map { ($0.field, $0.origin) })
    #expect(origins["task.model.kwargs.device_type"] == .replaced)
    #expect(origins["task.model.kwargs.max_bin"] == .written)
    #expect(origins["task.model.kwargs.subsample"] == .inert)
    #expect(origins["task.model.kwargs.num_boost_round"] == .standard)
  }

  /// LightGBM's own names for the rounds win over qlib's argument.
  @Test func roundsUnderAnyName() throws {
    #expect(try boosted("n_estimators: 500")?.rounds == 500)
    #expect(try boosted("n_estimators: 500, num_iterations: 20")?.rounds == 20)
    #expect(try boosted("num_boost_round: 30, early_stopping_rounds: 7")?.patience == 7)
    #expect(try boosted("num_boost_round: 30")?.line == "objective=mse verbosity=-1 num_iterations=30")
  }

  @Test func whatIsWrongIsNamed() {
    let unknown = #expect(throws: Diagnostic.self) { try config("XGBModel", "") }
    #expect(unknown?.id == "model.unsupported" && unknown?.place?.line == 3)
    #expect(throws: Diagnostic.self) { try config("LGBModel", "loss: mae") }
    #expect(throws: Diagnostic.self) { try config("LinearModel", "estimator: elastic") }
    #expect(throws: Diagnostic.self) { try config("LinearModel", "alpha: 1") }
    #expect(throws: Diagnostic.self) { try config("LinearModel", "estimator: nnls, alpha: 1") }
  }

  /// What ends LightGBM's process, never ends, or makes its library read files.
  @Test(arguments: [
    "num_boost_round: 0", "num_boost_round: -5", "num_boost_round: 1e18", "num_boost_round: 99999999999999999999",
    "num_boost_round: 9223372036854775807", "n_estimators: 1e18", "num_trees: 0", "n_iter: many",
    "num_threads: 100000000", "n_jobs: 2000", "forcedsplits_filename: /etc/passwd", "forced_splits: a.json",
    "forcedbins_filename: a.json", "input_model: a.txt", "config: a.conf", "'learning_rate=5 num_leaves': 3",
    "'a b': 1", "learning_rate: 'a b'", "learning_rate: {a: 1}",
  ])
  func argumentsThatTheLibraryCannotTakeAreRefused(kwargs: String) {
    let error = #expect(throws: Diagnostic.self) { try config("LGBModel", kwargs) }
    #expect(error?.exit == .input)
  }

  /// As LightGBM's callback: nothing or less is no early stopping, and dart has none.
  @Test func earlyStoppingIsAccountedFor() throws {
    #expect(try boosted("early_stopping_rounds: -3")?.patience == -3)
    #expect(try boosted("early_stopping_rounds: 0")?.patience == 0)
    for name in ["boosting", "boosting_type", "boost"] {
      let account = try config("LGBModel", "\(name): dart, early_stopping_rounds: 50").account
      let field = account.first { $0.field == "task.model.kwargs.early_stopping_rounds" }
      #expect(field?.asked == "50" && field?.built == "0" && field?.origin == .inert)
    }
  }

  @Test func listsOfListsKeepTheirBrackets() throws {
    #expect(try boosted("interaction_constraints: [[0, 1], [2]]")?.value(of: "interaction_constraints") == "[0,1],[2]")
    #expect(try boosted("monotone_constraints: [1, -1]")?.value(of: "monotone_constraints") == "1,-1")
  }

  @Test func argumentsOfALinearModelAreRead() throws {
    let config = try config("LinearModel", "estimator: ridge, alpha: 0.5, fit_intercept: true")
    #expect(
      config.trainer as? LinearParameters == LinearParameters(estimator: .ridge, alpha: 0.5, fitsIntercept: true))
    for name in ["ols", "ridge", "lasso", "nnls"] {
      #expect(
        (try self.config("LinearModel", "estimator: \(name)").trainer as? LinearParameters)?.estimator.rawValue == name)
    }
  }
}
