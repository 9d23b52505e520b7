package import Primitives
package import Records

/// What a rung came to: its record, or the reason why there is none.
package enum Climbed<Record: Sendable>: Sendable {
  case made(Record)
  /// One or two sentences: why, and what to do about it.
  case unavailable(Message)

  package var record: Record? {
    guard case .made(let record) = self else { return nil }
    return record
  }

  package var reason: Message? {
    guard case .unavailable(let reason) = self else { return nil }
    return reason
  }

  package func map<Other>(_ transform: (Record) throws -> Other) rethrows -> Climbed<Other> {
    switch self {
    case .made(let record): .made(try transform(record))
    case .unavailable(let reason): .unavailable(reason)
    }
  }
}

extension Optional where Wrapped: Sendable {
  /// The value, or the reason why it is missing.
  package func orUnavailable(_ reason: @autoclosure () -> Message) -> Climbed<Wrapped> {
    map { .made($0) } ?? .unavailable(reason())
  }
}

/// One side of a comparison, day by day: a recorded or computed run, as far as it is known.
package struct ComparedRun: Sendable {
  package var report: [ReportRow]
  package var positions: [PositionRow]?
  /// Nil where orders are not recorded.
  package var trades: [TradeRow]?
  /// What the positions repeat of cash and account; empty where they do not.
  package var entries: [AccountEntry] = []
  /// Where this run took the other one's choice among equal scores, by day.
  package var ties: [TieChoice] = []

  /// No day at all: where scores are judged without a backtest.
  package static let none = ComparedRun(report: [], positions: nil, trades: nil)

  package init(report: [ReportRow], positions: [PositionRow]?, trades: [TradeRow]?) {
    self.report = report
    self.positions = positions
    self.trades = trades
  }
}

/// A run with its numbers under qlib's names, computed once where the run was made.
package struct MeasuredRun: Sendable {
  package var run: ComparedRun
  /// Of the daily report and the orders, then of the predictions against the labels.
  package var metrics: [MetricValue]

  package init(_ run: ComparedRun, metrics: [MetricValue]) {
    self.run = run
    self.metrics = metrics
  }
}

/// Scores computed here, and the run that follows from them.
package struct ScoredRun: Sendable {
  package var predictions: PanelTable
  package var measured: MeasuredRun
  /// Whether the model is the recorded one byte for byte; nil where there is none to compare with.
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
  /// By score: how far the recorded one can lie from it because both round a sum of products in their own order; nil
  /// where a score has the same bits.
  package var rounding: PanelTable?
  /// Whether every score may differ in its last digits, so that the order of the stocks is told.
  package var roundsEverywhere = false
  /// What of the model's inputs is not promised bit for bit; nil where everything is.
  package var unpromised: Unpromised?
  /// By how much, root mean square, scores of another training on the same rows can differ.
  package var resolution = 0.0

  package struct Unpromised: Sendable {
    /// qlib's class of the processor.
    package var processor: String
    /// By score: how far the recorded one can lie from it because of the processor's rounding; nil where no bound is
    /// known. Computed when it is asked for.
    package var bounds: @Sendable () -> PanelTable?

    package init(processor: String, bounds: @escaping @Sendable () -> PanelTable?) {
      self.processor = processor
      self.bounds = bounds
    }
  }

  package struct FitWindow: Sendable {
    /// A few words: `the train segment`.
    package var name: Message
    package var start: TradingDay
    package var end: TradingDay

    package init(name: Message, start: TradingDay, end: TradingDay) {
      self.name = name
      self.start = start
      self.end = end
    }
  }

  package init(
    predictions: PanelTable, measured: MeasuredRun, isSameModel: Bool? = nil, isSeeded: Bool = true, note: Message,
    labels: PanelTable? = nil
  ) {
    self.predictions = predictions
    self.measured = measured
    self.isSameModel = isSameModel
    self.isSeeded = isSeeded
    self.note = note
    self.labels = labels
  }

  package var run: ComparedRun { measured.run }
  package var metrics: [MetricValue] { measured.metrics }
}

/// What the ladder compares.
package struct LadderInput: Sendable {
  package var migration: String
  /// The rungs that are wanted; the others are not available, whatever is known.
  package var wanted: Set<Rung> = Set(Rung.allCases)
  /// The numbers as RD-Agent recorded them.
  package var reported: Climbed<QlibResults>
  /// RD-Agent's own daily report, with our formulas over it.
  package var recomputed: Climbed<MeasuredRun>
  /// Our run on RD-Agent's predictions.
  package var replayed: Climbed<MeasuredRun>
  /// The same in the order of codes, where the record was followed among equal scores; nil where it was not.
  package var codeOrder: MeasuredRun?
  /// RD-Agent's model on our features.
  package var reinferred: Climbed<ScoredRun>
  /// A model trained here on our features.
  package var retrained: Climbed<ScoredRun>
  /// What the exchange's own rules make of the run; shown, never judged.
  package var realistic: Climbed<RungResult>
  package var predictions: PanelTable?
  package var labels: PanelTable?
  /// The same training under other seeds; nil where it was not asked for.
  package var band: SeedBand?
  /// For the search for a cause; nil where nothing can be tried.
  package var laboratory: Laboratory?
  /// What the configuration says of costs and of the cut between held and not held.
  package var exchange: ExchangeConfig?
  package var strategy: StrategyConfig?
  /// Proceeds of a day are not in the cash of its close, or may not be: the configuration is not known.
  package var delaysProceeds = false
  package var tolerances: Tolerances
  /// Trading days of the market here, for the days of the recorded curve; nil where they are not known.
  package var calendar: [TradingDay]?
  /// Metrics that the record should hold and does not.
  package var absentMetrics: [String] = []
  package var findings: [Finding]
  /// The market's state of a stock on a day, one sentence each; for the lines around a divergence.
  package var state: @Sendable (InstrumentID, TradingDay) -> [Message]

  /// The record as far as it has a curve.
  var recordedCurve: MeasuredRun? { recomputed.record.flatMap { $0.run.report.isEmpty ? nil : $0 } }

  package init(
    migration: String, reported: Climbed<QlibResults>, recomputed: Climbed<MeasuredRun>,
    replayed: Climbed<MeasuredRun>, reinferred: Climbed<ScoredRun>, retrained: Climbed<ScoredRun>,
    realistic: Climbed<RungResult>, predictions: PanelTable?, labels: PanelTable?, exchange: ExchangeConfig?,
    strategy: StrategyConfig?, tolerances: Tolerances, findings: [Finding],
    state: @escaping @Sendable (InstrumentID, TradingDay) -> [Message]
  ) {
    self.migration = migration
    self.reported = reported
    self.recomputed = recomputed
    self.replayed = replayed
    self.reinferred = reinferred
    self.retrained = retrained
    self.realistic = realistic
    self.predictions = predictions
    self.labels = labels
    self.exchange = exchange
    self.strategy = strategy
    self.tolerances = tolerances
    self.findings = findings
    self.state = state
  }
}
