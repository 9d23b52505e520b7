package import Records

/// What a simulated run produced, in the rows of a run folder.
package struct SimulationOutcome: Sendable {
  package var report: [ReportRow] = []
  /// Sorted by day and instrument.
  package var positions: [PositionRow] = []
  /// In the order of execution.
  package var trades: [TradeRow] = []
  package var findings: [Finding] = []

  package init() {}
}
