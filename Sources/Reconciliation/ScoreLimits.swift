import Primitives
import Records

/// How far a score made here may lie from the recorded one: one limit for all, or a row's own bound where it is wider.
struct ScoreLimits: Sendable {
  var limit: Double
  /// By row; nil where scores have the same bits.
  var bounds: PanelTable?
  /// By what the bounds are multiplied.
  var multiple = 1.0

  /// Whether the bounds hold what an unpromised input can move too.
  private(set) var coversEnvironment = false

  /// The limits of the rung `reinferred` on inputs that are promised bit for bit.
  init(_ tolerances: Tolerances, _ scored: ScoredRun) {
    self.init(tolerances[.reinferredScores], bounds: scored.rounding)
    multiple = tolerances[.reinferredRounding]
  }

  init(_ limit: Double, bounds: PanelTable? = nil) {
    self.limit = limit
    self.bounds = bounds
  }

  /// The same where an input is not promised; nil where every input is, or no bound is known.
  func besides(_ unpromised: ScoredRun.Unpromised?) -> ScoreLimits? {
    unpromised?.bounds().map {
      var wider = ScoreLimits(limit, bounds: $0)
      wider.coversEnvironment = true
      return wider
    }
  }

  func exceeds(_ recorded: Double, _ own: Double, _ instrument: InstrumentID, _ day: TradingDay) -> Bool {
    guard Difference.exceeds(recorded, own, limit: limit) else { return false }
    guard let bound = bounds?.value(of: instrument, on: day) else { return true }
    return Difference.exceeds(recorded, own, limit: max(limit, bound * multiple))
  }
}
