package import Primitives
package import Records

/// One side of a comparison: a recorded or computed run, as far as there is evidence.
package struct ComparedRun: Sendable {
  package var report: [ReportRow]
  package var positions: [PositionRow]?
  /// Nil where orders are not recorded.
  package var trades: [TradeRow]?

  package init(report: [ReportRow], positions: [PositionRow]?, trades: [TradeRow]?) {
    self.report = report
    self.positions = positions
    self.trades = trades
  }
}

/// Scores computed here, and the run that follows from them.
package struct ScoredRun: Sendable {
  package var predictions: PanelTable
  package var run: ComparedRun
  /// Metrics of these predictions against the labels.
  package var signal: [MetricValue]
  /// Whether the model is the recorded one byte for byte; nil where it is not compared.
  package var isSameModel: Bool?
  /// Whether chance enters the training: another seed is another model.
  package var isSeeded = true
  /// What was done, one sentence.
  package var note: Message
  /// The label of the configuration on the scored rows.
  package var labels: PanelTable?
  /// The scores with processors fitted on another window, for the search for a cause.
  package var rescored: (@Sendable (TradingDay, TradingDay) -> PanelTable?)?
  /// Windows that processors may have been fitted on, likeliest first.
  package var windows: [FitWindow] = []

  package struct FitWindow: Sendable {
    package var name: String
    package var start: TradingDay
    package var end: TradingDay

    package init(name: String, start: TradingDay, end: TradingDay) {
      self.name = name
      self.start = start
      self.end = end
    }
  }

  package init(
    predictions: PanelTable, run: ComparedRun, signal: [MetricValue], isSameModel: Bool? = nil, note: Message
  ) {
    self.predictions = predictions
    self.run = run
    self.signal = signal
    self.isSameModel = isSameModel
    self.note = note
  }
}

/// What the ladder compares; a part that is nil has its reason in `unavailable`.
package struct LadderInput: Sendable {
  package var migration: String
  /// The numbers as RD-Agent recorded them.
  package var reported: QlibResults?
  /// RD-Agent's own curve.
  package var recorded: ComparedRun?
  package var predictions: PanelTable?
  package var labels: PanelTable?
  /// Metrics of predictions against labels where the caller has them already; else they are computed.
  package var signal: [MetricValue]?
  /// Our run on RD-Agent's predictions.
  package var replayed: ComparedRun?
  /// RD-Agent's model on our features.
  package var reinferred: ScoredRun?
  /// A model trained here on our features.
  package var retrained: ScoredRun?
  /// The same training under other seeds; nil where it was not asked for.
  package var band: SeedBand?
  /// What the exchange's own rules make of the run; shown, never judged.
  package var realistic: RungResult?
  /// For the search for a cause; nil where nothing can be tried.
  package var laboratory: Laboratory?
  /// What the configuration says of costs and of the cut between held and not held.
  package var exchange: ExchangeConfig?
  package var strategy: StrategyConfig?
  package var tolerances: Tolerances
  package var findings: [Finding]
  /// Why a rung cannot run or was not asked for, one sentence.
  package var unavailable: [Rung: Message]
  /// The market's state of a stock on a day, `name: value` each; for the lines around a divergence.
  package var state: @Sendable (InstrumentID, TradingDay) -> [String]

  package init(
    migration: String, reported: QlibResults?, recorded: ComparedRun?, predictions: PanelTable?,
    labels: PanelTable?, signal: [MetricValue]? = nil, replayed: ComparedRun?, exchange: ExchangeConfig?,
    strategy: StrategyConfig?,
    tolerances: Tolerances, findings: [Finding], unavailable: [Rung: Message],
    state: @escaping @Sendable (InstrumentID, TradingDay) -> [String]
  ) {
    self.migration = migration
    self.reported = reported
    self.recorded = recorded
    self.predictions = predictions
    self.labels = labels
    self.signal = signal
    self.replayed = replayed
    self.exchange = exchange
    self.strategy = strategy
    self.tolerances = tolerances
    self.findings = findings
    self.unavailable = unavailable
    self.state = state
  }
}
