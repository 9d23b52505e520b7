package import Primitives

/// A configuration of qlib's `qrun` as RD-Agent's templates write it.
///
/// The blocks that count are those `qrun` itself reads: the portfolio configuration is the one handed
/// to `PortAnaRecord`; a top-level `port_analysis_config` is taken only where no record names one.
package struct QrunConfiguration: Sendable {
  package let document: YAMLDocument
  /// The portfolio block: strategy, backtest, executor; nil where the run records no portfolio.
  private let portfolio: YAMLValue?

  /// Throws `config.not-a-template` for YAML that has neither a task nor a portfolio.
  package init(file path: String) throws { try self.init(try YAMLDocument(file: path)) }

  package init(_ document: YAMLDocument) throws {
    self.document = document
    let root = document.root
    guard root.members != nil, root["task"] != nil || root["port_analysis_config"] != nil else {
      throw Diagnostic(
        "config.not-a-template", .absent, at: .init(document.path, line: 1),
        (
          en: "The file has neither 'task' nor 'port_analysis_config'.",
          zh: "文件中既没有“task”也没有“port_analysis_config”。"
        ),
        remedy: (
          en: "Name the qrun configuration of the workspace, such as conf.yaml or conf_baseline.yaml.",
          zh: "请指定工作区的 qrun 配置，如 conf.yaml 或 conf_baseline.yaml。"
        ))
    }
    if let base = root["BASE_CONFIG_PATH"], !base.isNull {
      throw Diagnostic(
        "config.base", .unsupported, at: document.place(base, field: "BASE_CONFIG_PATH"),
        ["base": .text(base.text ?? "…")],
        (
          en: "The configuration rests on another file, {base}, which is not read here.",
          zh: "该配置以另一文件 {base} 为基础，此处不读取。"
        ),
        remedy: (
          en: "Name the merged configuration. The recorder keeps it as its artifact `config`.",
          zh: "请指定合并后的配置，记录器将其保存为附件 `config`。"
        ))
    }
    let records = root["task"]?["record"]
    let entries = records?.items ?? records.map { [$0] } ?? []
    let analysis = entries.last { $0["class"]?.text == "PortAnaRecord" }
    if let analysis {
      portfolio = analysis["kwargs"]?["config"] ?? analysis["kwargs"]?["default_config"] ?? root["port_analysis_config"]
    } else {
      portfolio = entries.isEmpty ? root["port_analysis_config"] : nil
    }
  }

  package var hasPortfolio: Bool { portfolio?.members != nil }

  /// The class of the strategy without its module; nil where none is written.
  package var strategyName: String? {
    portfolio?["strategy"]?["class"]?.text?.split(separator: ".").last.map(String.init)
  }

  /// What the strategy's signal is written as; nil for a list of model and dataset, and where none is written.
  package var strategySignal: String? { portfolio?["strategy"]?["kwargs"]?["signal"]?.text }

  /// SHA-256 of the canonical configuration, dates as text, aliases resolved.
  package var digest: String { SHA256Digest(hashing: document.root.json.canonical).hex }

  /// The name of the universe the model is applied to, as written.
  package var market: String? {
    document.root["task"]?["dataset"]?["kwargs"]?["handler"]?["kwargs"]?["instruments"]?.text
      ?? document.root["market"]?.text
  }

  /// The first label's expression, as written; qlib's own where nothing is written.
  package var label: String? {
    let handler = document.root["task"]?["dataset"]?["kwargs"]?["handler"]?["kwargs"]
    let loader = handler?["data_loader"]?["kwargs"]
    let written = loader?["config"]?["label"] ?? loader?["alpha158_config"]?["label"] ?? handler?["label"]
    return (written?.items?.first?.items?.first ?? written?.items?.first)?.text
      ?? (handler == nil ? nil : QlibDefaults.label)
  }

  /// The test segment of the dataset; without an end where it is `null` and runs to the last day of the data.
  package var testSegment: (start: TradingDay, end: TradingDay?)? {
    guard let pair = document.root["task"]?["dataset"]?["kwargs"]?["segments"]?["test"]?.items, pair.count == 2,
      let start = pair[0].day, pair[1].isNull || pair[1].day != nil
    else { return nil }
    return (start, pair[1].day)
  }

  /// The model's class, and its seed where the configuration fixes one.
  package var modelClass: String? { document.root["task"]?["model"]?["class"]?.text }
  package var seed: Int? { document.root["task"]?["model"]?["kwargs"]?["seed"]?.whole }

  /// Throws `strategy.unsupported` for a strategy that is not run here, `config.…` for bad values.
  package func strategy() throws -> StrategyConfig {
    try QrunStrategy.read(try block(), document)
  }

  /// Reads account, window, benchmark and exchange of the backtest; throws `config.…` for bad values.
  ///
  /// - Parameter open: what takes the place of an end of the window that is `null`; without it such a window is
  ///   refused (`config.open-window`).
  package func backtest(open: OpenWindow? = nil) throws -> BacktestConfig {
    try QrunBacktest.read(try block(), document, open: open)
  }

  /// The one index that the backtest is measured against; nil where there are several, or none that can be read.
  package var benchmark: InstrumentID? { (try? block()).flatMap { QrunBacktest.benchmark(of: $0) } }

  /// Which ends of the backtest's window are `null`.
  package var openEnds: (start: Bool, end: Bool) {
    (try? block()).map { QrunBacktest.openEnds($0) } ?? (false, false)
  }

  private func block() throws -> YAMLFields {
    guard let portfolio, portfolio.members != nil else {
      throw Diagnostic(
        "config.no-portfolio", .absent, at: .init(document.path),
        (
          en: "The configuration records no portfolio. It has no strategy and no backtest.",
          zh: "该配置没有组合记录，其中没有策略与回测。"
        ),
        remedy: (en: "Name a configuration with a PortAnaRecord.", zh: "请指定带有 PortAnaRecord 的配置。"))
    }
    return YAMLFields(document, portfolio, path: "port_analysis_config")
  }
}
