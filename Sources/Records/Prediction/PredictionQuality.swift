package import Primitives

/// What predictions were worth against what came (`prediction_quality.json`, and `prediction_quality.csv` day by day).
package struct PredictionQuality: Equatable, Sendable {
  package static let file = "prediction_quality.json"
  package static let dailyFile = "prediction_quality.csv"
  /// The names that version 0.1.0 gave to both files; folders of that version stay readable.
  package static let oldFile = "signal.json"
  package static let oldDailyFile = "signal.csv"

  /// One day; nil is missing.
  package struct Day: Equatable, Sendable {
    package var day: TradingDay
    package var ic: Double?
    package var rankIC: Double?
    /// Stocks with a prediction and a label.
    package var pairs: Int
    package var longShort: Double?
    package var longAverage: Double?
    package var longPrecision: Double?
    package var shortPrecision: Double?
    package var autocorrelation: Double?
    package var topTurnover: Double?
    package var bottomTurnover: Double?

    package init(
      day: TradingDay, ic: Double?, rankIC: Double?, pairs: Int, longShort: Double? = nil,
      longAverage: Double? = nil, longPrecision: Double? = nil, shortPrecision: Double? = nil,
      autocorrelation: Double? = nil, topTurnover: Double? = nil, bottomTurnover: Double? = nil
    ) {
      self.day = day
      self.ic = ic
      self.rankIC = rankIC
      self.pairs = pairs
      self.longShort = longShort
      self.longAverage = longAverage
      self.longPrecision = longPrecision
      self.shortPrecision = shortPrecision
      self.autocorrelation = autocorrelation
      self.topTurnover = topTurnover
      self.bottomTurnover = bottomTurnover
    }
  }

  /// The days of one month.
  package struct Month: Equatable, Sendable {
    /// `2019-01`.
    package var month: String
    package var ic: Double?
    package var rankIC: Double?
    package var count: Int
    package var missing: Int

    package init(month: String, ic: Double?, rankIC: Double?, count: Int, missing: Int) {
      self.month = month
      self.ic = ic
      self.rankIC = rankIC
      self.count = count
      self.missing = missing
    }
  }

  /// What the predictions still tell after some days.
  package struct Horizon: Equatable, Sendable {
    /// Trading days over which the return is held.
    package var days: Int
    package var ic: Double?
    package var rankIC: Double?
    /// Mean of the IC over its standard error, as if days were independent.
    package var t: Double?
    package var count: Int
    package var missing: Int

    package init(days: Int, ic: Double?, rankIC: Double?, t: Double?, count: Int, missing: Int) {
      self.days = days
      self.ic = ic
      self.rankIC = rankIC
      self.t = t
      self.count = count
      self.missing = missing
    }
  }

  /// Mean outcome of the stocks of a group; group 1 has the highest scores.
  package struct Group: Equatable, Sendable {
    package var group: Int
    package var mean: Double?
    package var count: Int
    package var missing: Int

    package init(group: Int, mean: Double?, count: Int, missing: Int) {
      self.group = group
      self.mean = mean
      self.count = count
      self.missing = missing
    }
  }

  /// `PanelTable.digest` of the predictions.
  package var predictionsDigest: String
  /// What the predictions are held against.
  package var label: Message
  package var figures: [QualityFigure]
  package var months: [Month]
  package var groups: [Group]
  /// Empty where no market was at hand.
  package var decay: [Horizon]
  /// Which returns the decay is measured against; nil without decay.
  package var decayNote: Message?
  package var days: [Day]

  package init(
    predictionsDigest: String, label: Message, figures: [QualityFigure], months: [Month], groups: [Group],
    decay: [Horizon] = [], decayNote: Message? = nil, days: [Day]
  ) {
    self.predictionsDigest = predictionsDigest
    self.label = label
    self.figures = figures
    self.months = months
    self.groups = groups
    self.decay = decay
    self.decayNote = decayNote
    self.days = days
  }

  package func figure(_ name: String) -> QualityFigure? { figures.first { $0.name == name } }
}
