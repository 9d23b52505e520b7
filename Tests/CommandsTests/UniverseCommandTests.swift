import Primitives
import TestSupport
import Testing

/// Every command that takes a universe says where it has no members on the days that are asked for.
@Suite("a universe without members")
struct UniverseCommandTests {
  private let world: SmallWorld
  private static let id = "market.universe-without-members"

  /// `mine` has members on the first two days alone; the configuration trains and tests on them or behind them.
  init() throws {
    world = try SmallWorld()
    let spans = ["SH600000", "SZ000001"].map { "\($0)\t2024-01-01\t2024-01-02\n" }.joined()
    try world.write(spans, "market/instruments/mine.txt")
    try world.write(Self.configuration(test: "2024-01-04, 2024-01-05"), "late.yaml")
    try world.write(Self.configuration(test: "2024-01-01, 2024-01-02"), "early.yaml")
    try world.write("F\t$close\n", "factors.tsv")
  }

  private static func configuration(test: String) -> String {
    """
    qlib_init: {provider_uri: market, region: cn}
    market: mine
    benchmark: SH000300
    port_analysis_config:
      strategy:
        class: TopkDropoutStrategy
        module_path: qlib.contrib.strategy
        kwargs: {signal: <PRED>, topk: 1, n_drop: 1}
      backtest:
        start_time: 2024-01-04
        end_time: 2024-01-04
        account: 1000000
        benchmark: SH000300
        exchange_kwargs: {deal_price: close}
    task:
      model: {class: LinearModel, module_path: qlib.contrib.model.linear, kwargs: {estimator: ridge, alpha: 1}}
      dataset:
        class: DatasetH
        module_path: qlib.data.dataset
        kwargs:
          handler:
            class: DataHandlerLP
            module_path: qlib.data.dataset.handler
            kwargs:
              start_time: 2024-01-01
              end_time: 2024-01-05
              instruments: mine
              data_loader:
                class: QlibDataLoader
                module_path: qlib.data.dataset.loader
                kwargs: {config: {feature: [["$close"], ["F"]], label: [["Ref($close, -1)/$close - 1"], ["LABEL0"]]}}
          segments: {train: [2024-01-01, 2024-01-02], test: [\(test)]}

    """
  }

  private func says(_ arguments: String...) throws -> Bool {
    try world.program.run(arguments).err.contains(Self.id)
  }

  @Test("factors computed over days without a member")
  func factors() throws {
    let command = ["factors", "compute", "--exprs", "factors.tsv", "--output", "none", "--market", "market"]
    for (start, isSaid) in [("2024-01-03", true), ("2024-01-02", false)] {
      let result = try world.program.run(command + ["--universe", "mine", "--start", start])
      #expect(result.err.contains(Self.id) == isSaid, "\(result.err)")
    }
  }

  @Test("a model trained, rolled and compared over factor sets")
  func training() throws {
    for (conf, isSaid) in [("late.yaml", true), ("early.yaml", false)] {
      #expect(
        try says("models", "train", "--conf", conf, "--market", "market", "--output", "model", "--allow-overlap")
          == isSaid)
      #expect(
        try says(
          "models", "roll", "--conf", conf, "--market", "market", "--output", "rolled", "--step", "1",
          "--allow-overlap") == isSaid)
      #expect(
        try says(
          "models", "grid", "--conf", conf, "--market", "market", "--output", "grid", "--sets", "rdagent20",
          "--allow-overlap") == isSaid)
    }
  }

  @Test("a segment scored, and predictions evaluated")
  func scoring() throws {
    #expect(
      try world.program.run(
        "models", "train", "--conf", "early.yaml", "--market", "market", "--output", "model", "--allow-overlap"
      ).exit == 0)
    for (conf, isSaid) in [("late.yaml", true), ("early.yaml", false)] {
      #expect(
        try says(
          "models", "predict", "--model", "model", "--conf", conf, "--market", "market", "--output", "scores") == isSaid
      )
      #expect(
        try says("models", "evaluate", "--conf", conf, "--pred", "ws/pred.csv", "--market", "market") == isSaid)
    }
  }

  @Test("a backtest, and a reconciliation in its findings")
  func runs() throws {
    try world.write("datetime,instrument,score\n2024-01-03,SH600000,1\n", "pred.csv")
    #expect(
      try says("backtest", "--conf", "late.yaml", "--pred", "pred.csv", "--market", "market", "--output", "run"))
    try world.write(Self.configuration(test: "2024-01-04, 2024-01-05"), "ws/conf.yaml")
    try world.write("datetime,instrument,score\n2024-01-03,SH600000,1\n", "ws/pred.csv")
    let result = try world.reconcile("--json")
    let ids = result.json?["findings"]?.arrayValue?.compactMap { $0["id"]?.stringValue } ?? []
    #expect(ids.contains(Self.id), "\(result.err)")
  }
}
