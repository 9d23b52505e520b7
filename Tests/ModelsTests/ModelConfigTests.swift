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
    let unknown = #expect(throws: Diagnostic.self) { try config("GeneralPTNN", "") }
    #expect(unknown?.id == "model.unsupported" && unknown?.place?.line == 3)
    #expect(throws: Diagnostic.self) { try config("LGBModel", "loss: mae") }
    #expect(throws: Diagnostic.self) { try config("LGBModel", "early_stopping_round: 10") }
    #expect(throws: Diagnostic.self) { try config("LinearModel", "estimator: lasso") }
    #expect(throws: Diagnostic.self) { try config("LinearModel", "alpha: 1") }
  }

  @Test func argumentsOfALinearModelAreRead() throws {
    let config = try config("LinearModel", "estimator: ridge, alpha: 0.5, fit_intercept: true")
    #expect(
      config.trainer as? LinearParameters == LinearParameters(estimator: .ridge, alpha: 0.5, fitsIntercept: true))
  }
}
