package import Primitives

/// The catalogue of causes of a first divergence: the one place where each is documented.
///
/// Each is told by evidence, never guessed from size alone: by an identity that the record breaks, by a
/// fact of predictions or market, or by a replay under another setting that gives the record.
package enum Cause: String, Sendable, CaseIterable {
  // Record against its own curve.
  /// The number follows from the curve under another convention: days a year, compounding, sign.
  case convention
  /// The number is that of another series of the same curve: with and without cost exchanged, absolute
  /// instead of excess.
  case basis
  /// The number follows from no series of this curve, or the curve itself is of another run than the setting
  /// and the scores beside it.
  case anotherRun = "another-run"

  // The record against itself.
  /// The curve has a day that is no trading day of the market, or lacks one that is.
  case calendar
  /// The record breaks an identity of accounting on the day: cells were edited, or two runs mixed.
  case edited

  // Recorded run against the replay: another setting than the configuration's.
  /// Start or end of the backtest.
  case window
  /// Another index, one that is zero or missing, or other prices of the same.
  case benchmark
  /// Commission rates or the least commission.
  case fees
  /// The money at the start.
  case account
  /// `topk`, `n_drop`, `hold_thresh`, `only_tradable`, `risk_degree` and their like.
  case strategy
  /// Bought or sold at another price of the day.
  case dealPrice = "deal-price"
  /// When proceeds can be spent, or whether purchases come before sales.
  case settlement
  /// Volume limits or impact cost.
  case volume
  /// A price limit that one side honours and the other does not, or another threshold.
  case limit

  // Recorded run against the replay: other inputs.
  /// The decision day has no predictions here, and the record traded on them.
  case missingPredictions = "missing-predictions"
  /// The predictions are those of the record, dated a day earlier or later.
  case shiftedPredictions = "shifted-predictions"
  /// Scores are exchanged, negated or changed: with that undone the replay is the record.
  case scores
  /// The record's purchases have nothing to do with the scores: the predictions are of another run.
  case otherPredictions = "other-predictions"
  /// One side scores rows that the other does not have: universe, segment or data.
  case rows
  /// Equal scores: which of them trades is left open.
  case ties
  /// A price of the day differs between the two markets.
  case marketData = "market-data"
  /// The adjustment factor differs: amounts and prices by one ratio, or lots rounded with another factor.
  case adjustment
  /// Suspended on one side and trading on the other.
  case suspension
  /// The market here no longer has the stock.
  case listing
  /// One side had too little cash for the order.
  case cash
  /// Both trade and the amounts differ: lots are rounded otherwise.
  case lots
  /// Only one run holds or orders the stock, and no fact tells why.
  case selection

  // RD-Agent's model on our features.
  /// The model is not the one that made the predictions.
  case model
  /// A processor was fitted on other days.
  case processor
  /// Our factors or processors give the model other inputs.
  case features
  /// The labels differ, or are dated a day earlier or later.
  case labels
  /// The record's libraries round a function otherwise than this program, and every difference is within what that
  /// rounding can move.
  case referenceEnvironment = "reference-environment"

  /// The catalogue has no reason for it.
  case unknown
}

/// A cause with what is said of it.
package struct CauseStatement: Hashable, Sendable {
  /// What shows that a cause is the cause, weakest first.
  package enum Proof: String, Sendable, Comparable, CaseIterable {
    /// Nothing but the place of the difference.
    case none
    /// A fact of predictions, orders or market on the day.
    case fact
    /// A replay with one change agrees for days and not to the end.
    case partialReplay = "partial replay"
    /// The number follows exactly from the record under another rule.
    case formula
    /// A replay with one change gives every recorded number.
    case replay
    /// The record breaks an identity of accounting.
    case identity

    package static func < (left: Proof, right: Proof) -> Bool { left.order < right.order }
    private var order: Int { Proof.allCases.firstIndex(of: self) ?? 0 }

    /// Whether the cause is shown, and not only likely.
    package var isConclusive: Bool { self >= .formula }
  }

  package var cause: Cause
  package var proof: Proof
  /// With the values that it rests on.
  package var statement: Message
  /// What shows it: trials, identities, fits.
  package var evidence: [Message]

  package init(_ cause: Cause, _ statement: Message, proof: Proof = .none, evidence: [Message] = []) {
    self.cause = cause
    self.proof = proof
    self.statement = statement
    self.evidence = evidence
  }
}
