/// A configuration of `qrun` in the shape of RD-Agent's templates, with places for what a test varies.
enum QrunTemplate {
  static func text(
    strategy: String = "topk: 50\nn_drop: 5",
    exchange: String = "limit_threshold: 0.095\ndeal_price: close",
    backtest: String =
      "start_time: 2019-01-01\nend_time: 2026-04-30\naccount: 100000000\nbenchmark: *benchmark",
    executor: String = "", record: String = "config: *port_analysis_config"
  ) -> String {
    """
    qlib_init:
        provider_uri: "~/.qlib/qlib_data/cn_data"
        region: cn
    market: &market csi300
    benchmark: &benchmark SH000300
    data_handler_config: &data_handler_config
        start_time: 2010-01-04
        instruments: *market
    port_analysis_config: &port_analysis_config
        strategy:
            class: TopkDropoutStrategy
            module_path: qlib.contrib.strategy
            kwargs:
                signal: <PRED>
    \(indented(strategy, 12))
    \(executor.isEmpty ? "" : "    executor:\n        class: SimulatorExecutor\n        kwargs:\n" + indented(executor, 12))
        backtest:
    \(indented(backtest, 8))
            exchange_kwargs:
    \(indented(exchange, 12))
    task:
        model:
            class: LGBModel
            kwargs:
                seed: 2026
        dataset:
            class: DatasetH
            kwargs:
                handler:
                    class: Alpha158
                    kwargs: *data_handler_config
                segments:
                    train: [2010-01-04, 2016-12-31]
                    test: [2019-01-01, 2026-04-30]
        record:
            - class: SignalRecord
              kwargs: {model: <MODEL>, dataset: <DATASET>}
            - class: PortAnaRecord
              kwargs:
    \(indented(record, 12))
    """
  }

  /// Lines moved right: what is interpolated does not take part in the literal's own indentation.
  private static func indented(_ lines: String, _ width: Int) -> String {
    lines.split(separator: "\n").map { String(repeating: " ", count: width) + $0 }.joined(
      separator: "\n")
  }
}
