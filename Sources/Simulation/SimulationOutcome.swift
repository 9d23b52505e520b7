package import Records

/// What a simulated run produced, in the rows of a run folder.
package struct SimulationOutcome: Sendable {
  package var report: [ReportRow] = []
  /// Sorted by day and instrument.
  package var positions: [PositionRow] = []
  /// In the order of execution.
  package var trades: [TradeRow] = []
  package var findings: [Finding] = []
  /// Where a run that was followed chose otherwise among equal scores than the order of codes, by day.
  package var ties: [TieChoice] = []

  package init() {}
}
