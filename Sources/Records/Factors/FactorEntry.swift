package import Primitives

/// One factor as a reader of the site sees it: what it is, how far it has come, and on what evidence.
package struct FactorEntry: Equatable, Sendable {
  /// Where a factor stands between RD-Agent and this program, with who, when and against what.
  package struct State: Equatable, Sendable {
    /// `not migrated`, `migrated`, `verified`, `statistically equal`, `failed`.
    package var name: String
    package var reason: Message?
    package var by: String?
    package var at: String?
    /// What it was compared with, as name and value: `reference`, `market`, `impl_version`, ...
    package var against: [Named]
    /// What is to be known of the reference that the state rests on.
    package var findings: [Finding]

    package init(
      name: String, reason: Message? = nil, by: String? = nil, at: String? = nil, against: [Named] = [],
      findings: [Finding] = []
    ) {
      self.name = name
      self.reason = reason
      self.by = by
      self.at = at
      self.against = against
      self.findings = findings
    }
  }

  package struct Named: Equatable, Sendable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// How much a migration's model uses the factor.
  package struct Gain: Equatable, Sendable {
    package var migration: String
    /// Of the gain of all splits of the model, 0 to 1.
    package var share: Double

    package init(migration: String, share: Double) {
      self.migration = migration
      self.share = share
    }
  }

  /// Mean rank correlation of a day's values with the return that models are trained on.
  package struct RankIC: Equatable, Sendable {
    package var mean: Double
    /// Days that have one.
    package var days: Int

    package init(mean: Double, days: Int) {
      self.mean = mean
      self.days = days
    }
  }

  /// What the factor knows beside the other factors that migrations are given: the mean daily correlation of what they
  /// leave of it with the return that models are trained on.
  package struct Marginal: Equatable, Sendable {
    /// Nil where no day has a value.
    package var mean: Double?
    /// Days that have one.
    package var days: Int
    /// Factors that it stands beside.
    package var others: Int
    /// Days on which the others leave nothing of it.
    package var spannedDays: Int
    /// Days with too few instruments for so many factors.
    package var shortDays: Int
    /// Days on which all returns are equal.
    package var constantDays: Int

    package init(mean: Double?, days: Int, others: Int, spannedDays: Int, shortDays: Int, constantDays: Int) {
      self.mean = mean
      self.days = days
      self.others = others
      self.spannedDays = spannedDays
      self.shortDays = shortDays
      self.constantDays = constantDays
    }

    package var json: JSONValue {
      [
        "mean": .optional(mean), "days": .integer(days), "others": .integer(others),
        "spanned_days": .integer(spannedDays), "short_days": .integer(shortDays),
        "constant_days": .integer(constantDays),
      ]
    }

    package init?(_ json: JSONValue) {
      func count(_ key: String) -> Int? { json[key]?.intValue }
      guard let days = count("days"), let others = count("others"), let spanned = count("spanned_days"),
        let short = count("short_days"), let constant = count("constant_days")
      else { return nil }
      self.init(
        mean: json["mean"]?.doubleValue, days: days, others: others, spannedDays: spanned, shortDays: short,
        constantDays: constant)
    }
  }

  package var name: String
  /// In qlib's language; nil where a Swift file computes it, or nothing does.
  package var expression: String?
  package var implementation: String?
  /// Lower case, sorted.
  package var fields: [String]
  /// Rows before a day that are loaded for it.
  package var lookback: Int?
  package var looksAhead: Bool
  package var source: String?
  package var description: String?
  /// `module.function version` of its reference.
  package var reference: String?
  /// Migrations whose model is given it, sorted.
  package var usedBy: [String]
  /// Of migrations whose model tells it, by migration.
  package var gains: [Gain] = []
  package var rankIC: RankIC?
  package var marginal: Marginal?
  package var state: State?
  package var check: FactorCheck?
  package var profile: FactorDays?

  package init(
    name: String, expression: String? = nil, implementation: String? = nil, fields: [String] = [], lookback: Int? = nil,
    looksAhead: Bool = false, source: String? = nil, description: String? = nil, reference: String? = nil,
    usedBy: [String] = [], state: State? = nil, check: FactorCheck? = nil, profile: FactorDays? = nil
  ) {
    self.name = name
    self.expression = expression
    self.implementation = implementation
    self.fields = fields
    self.lookback = lookback
    self.looksAhead = looksAhead
    self.source = source
    self.description = description
    self.reference = reference
    self.usedBy = usedBy
    self.state = state
    self.check = check
    self.profile = profile
  }

  /// Where the factor stands beside its reference: the worse of what its figures and its recorded state say.
  package var standing: FactorStanding {
    let known = [check.map { FactorStanding(verdict: $0.verdict) }, state.map { FactorStanding(state: $0.name) }]
      .compactMap { $0 }.filter { $0 != .notCompared }
    return known.min() ?? .notCompared
  }

  /// The largest share of a model's split gain; nil where no model tells it.
  package var gain: Double? { gains.map(\.share).max() }

  /// What is to be known of the values that it was compared with: once where state and figures rest on the same.
  package var findings: [Finding] {
    (check?.findings ?? [])
      + (state?.findings ?? []).filter { known in
        check?.findings.contains { $0.title == known.title } != true
      }
  }

  /// The factor's place in the site: its name as far as a file name can hold it, and six digits that tell factors
  /// of one name, or of names that differ in signs only, apart.
  package var id: String {
    let plain = name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    let whole = [name, expression ?? "", implementation ?? ""].joined(separator: "\n")
    return String(plain.prefix(40)) + "-" + SHA256Digest(hashing: whole).hex.prefix(6)
  }
}

/// A factor across its universe, day by day.
package struct FactorDays: Equatable, Sendable {
  package var days: [TradingDay]
  /// Instruments with a row, and those of them with a finite value.
  package var rows: [Int]
  package var present: [Int]
  /// Of the day's finite values (numpy's linear quantiles): the twentieth from below, the median, the twentieth from
  /// above; NaN on a day without one.
  package var low: [Double]
  package var median: [Double]
  package var high: [Double]

  package init(
    days: [TradingDay] = [], rows: [Int] = [], present: [Int] = [], low: [Double] = [], median: [Double] = [],
    high: [Double] = []
  ) {
    self.days = days
    self.rows = rows
    self.present = present
    self.low = low
    self.median = median
    self.high = high
  }

  /// Finite values among all rows; nil without a row.
  package var coverage: Double? {
    let total = rows.reduce(0, +)
    return total == 0 ? nil : Double(present.reduce(0, +)) / Double(total)
  }
}
