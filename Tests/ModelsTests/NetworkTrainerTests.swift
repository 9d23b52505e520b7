import Models
import Primitives
import Records
import Testing

/// The arguments of `GeneralPTNN`, and who trains it.
@Suite struct NetworkTrainerTests {
  private func arguments(_ kwargs: String) throws -> ModelArguments {
    let document = try YAMLDocument("kwargs: {\(kwargs)}", path: "conf.yaml")
    return try NetworkKind().arguments(YAMLFields(document, document.root, path: "").fields("kwargs"))
  }

  /// qlib's own numbers (`pytorch_general_nn.py`).
  @Test func whatIsNotWrittenIsQlibs() throws {
    let read = try arguments("pt_model_uri: model.model_cls")
    let trainer = try #require(read.trainer as? NetworkTrainer)
    #expect(trainer.epochs == 200)
    #expect(trainer.rate == 0.001)
    #expect(trainer.batchSize == 2000)
    #expect(trainer.patience == 20)
    #expect(trainer.decay == 0)
    #expect(trainer.optimizer == "adam")
    #expect(trainer.seed == nil)
    #expect(trainer.entry == "model_cls")
    #expect(read.account.first { $0.field == "kwargs.n_epochs" }?.origin == .standard)
  }

  /// The arguments of RD-Agent's template.
  @Test func everyArgumentIsAccountedFor() throws {
    let read = try arguments(
      """
      n_epochs: 100, lr: 2e-4, early_stop: 10, batch_size: 256, weight_decay: 1e-4, metric: loss, loss: mse, n_jobs: 20,
      GPU: 0, seed: 7, optimizer: GD, pt_model_uri: model.model_cls, pt_model_kwargs: {num_features: 20, num_timesteps: 20}
      """)
    var trainer = try #require(read.trainer as? NetworkTrainer)
    #expect(trainer.rate == 2e-4)
    #expect(trainer.optimizer == "gd")
    #expect(trainer.seed == 7)
    #expect(trainer.structure["num_timesteps"]?.intValue == 20)
    let origins = Dictionary(read.account.map { ($0.field, $0.origin) }) { first, _ in first }
    #expect(origins["kwargs.GPU"] == .inert)
    #expect(origins["kwargs.n_jobs"] == .inert)
    #expect(origins["kwargs.lr"] == .written)
    #expect(read.account.count == 13)
    #expect(read.findings.map(\.id) == ["model.network-device"])
    #expect(try arguments("pt_model_uri: model.model_cls, GPU: -1").findings.isEmpty)
    trainer.reseed(3)
    #expect(trainer.json["seed"]?.intValue == 3)
  }

  @Test(arguments: [
    ("pt_model_uri: qlib.contrib.model.pytorch_gru_ts.GRUModel", "config.value"), ("", "config.value"),
    ("pt_model_uri: model.model_cls, loss: mae", "config.value"),
    ("pt_model_uri: model.model_cls, metric: ic", "config.value"),
    ("pt_model_uri: model.model_cls, optimizer: rmsprop", "config.value"),
    ("pt_model_uri: model.model_cls, n_epochs: 0", "config.value"),
    ("pt_model_uri: model.model_cls, lr: -1", "config.value"),
    ("pt_model_uri: model.model_cls, pt_model_kwargs: 3", "config.value"),
    ("pt_model_uri: model.model_cls, n_epoch: 3", "config.unsupported"),
    ("pt_model_uri: 'model.a-b'", "config.value"),
  ])
  func whatQlibOrTheWorkerRefusesIsRefused(_ kwargs: String, _ id: String) {
    let error = #expect(throws: Diagnostic.self) { try arguments(kwargs) }
    #expect(error?.id == id)
  }

  @Test(.enabled(if: NetworkFixture.isPresent, "ONNX Runtime is not there"))
  func trainingAsksTheWorker() throws {
    let trainer = try arguments("pt_model_uri: model.model_cls, seed: 5").trainer
    let keys = try RowKeys(rows: [(day: TradingDay(daysSince1970: 1), instrument: InstrumentID(canonical: "SH600000"))])
    let frame = try Frame(keys: keys, columns: [Column(feature: "A", [1]), Column(label: "L", [1])])
    let rows = TrainingRows(frame: frame, train: 0..<1, valid: nil)
    let alone = #expect(throws: Diagnostic.self) { try trainer.train(on: rows, .bare) }
    #expect(alone?.id == "model.network-worker")
    let missing = #expect(throws: Diagnostic.self) { try trainer.prepare(.bare) }
    #expect(missing?.id == "model.onnx-missing")
    let helped = NetworkFixture.runtime.with(StandIn())
    let model = try trainer.train(on: rows, helped)
    #expect(model.rounds?.kept == 2)
    #expect(model.curve.count == 3)
    #expect(model.weights.className == "GeneralPTNN")
    let other = #expect(throws: Diagnostic.self) {
      try trainer.train(on: rows, NetworkFixture.runtime.with(StandIn(shift: 0.01)))
    }
    #expect(other?.id == "model.onnx-parity")
    #expect(try trainer.identity(helped)["worker"]?.stringValue == "stand-in")
  }

  /// Gives what was trained before.
  private struct StandIn: NetworkWorker {
    var shift: Float = 0
    var identity: JSONValue { "stand-in" }

    func train(_ trainer: NetworkTrainer, on rows: TrainingRows) throws -> TrainedNetwork {
      let fixture = try NetworkFixture("mlp")
      return TrainedNetwork(
        weights: fixture.weights,
        curve: (0..<3).map { [Evaluation(set: "valid", metric: "loss", value: Double($0))] }, keptEpoch: 2,
        probe: fixture.input, probeScores: fixture.output.map { $0 + shift })
    }
  }
}
