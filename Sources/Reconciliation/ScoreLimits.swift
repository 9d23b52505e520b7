import Primitives
import Records

/// How far a score made here may lie from the recorded one: one limit for all, or a row's own bound where it is wider.
struct ScoreLimits: Sendable {
  var limit: Double
  /// By row; nil where scores have the same bits.
  var bounds: PanelTable?
  /// By what the bounds are multiplied.
  var multiple = 1.0

  /// The limits of the rung `reinferred`.
  init(_ tolerances: Tolerances, _ scored: ScoredRun) {
    limit = tolerances[.reinferredScores]
    bounds = scored.rounding
    multiple = tolerances[.reinferredRounding]
  }

  init(_ limit: Double, bounds: PanelTable? = nil) {
    self.limit = limit
    self.bounds = bounds
  }

  func exceeds(_ recorded: Double, _ own: Double, _ instrument: InstrumentID, _ day: TradingDay) -> Bool {
    guard Difference.exceeds(recorded, own, limit: limit) else { return false }
    guard let bound = bounds?.value(of: instrument, on: day) else { return true }
    return Difference.exceeds(recorded, own, limit: max(limit, bound * multiple))
  }
}
