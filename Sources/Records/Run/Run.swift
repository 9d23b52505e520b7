import Primitives

/// One backtest, imported or computed here, in the one form that both take.
package struct Run: Sendable {
  package var document: RunDocument
  package var report: [ReportRow]
  /// Sorted by day and instrument.
  package var positions: [PositionRow]
  /// In the order of execution; nil where the record does not hold orders.
  package var trades: [TradeRow]?
  package var predictions: PanelTable?
  /// The numbers as the recorder logged them, or as computed here under the same names.
  package var results: QlibResults?
  package var metrics: [MetricValue]
  /// Where the record was followed among equal scores, by day; of a run made here beside a record, and in no file.
  package var ties: [TieChoice] = []

  package init(
    document: RunDocument, report: [ReportRow], positions: [PositionRow], trades: [TradeRow]?,
    predictions: PanelTable?, results: QlibResults?, metrics: [MetricValue]
  ) {
    self.document = document
    self.report = report
    self.positions = positions
    self.trades = trades
    self.predictions = predictions
    self.results = results
    self.metrics = metrics
  }
}
