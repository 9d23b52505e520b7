package import Primitives

/// One night, whole: what it judged, settled, archived and could not do.
///
/// It is built once, after the last step that computes; the terminal, the archive and the pages read it and
/// compute nothing but their layout.
package struct NightResult: Sendable {
  package var day: TradingDay
  package var toolVersion: String
  /// What was read: a folder's name, `demo`.
  package var market: String
  package var isDemo: Bool
  /// What is wrong with the market as a whole, serious ones first; notes are left to `data check`.
  package var marketFindings: [Finding]
  package var migrations: [Migration]
  package var previews: [Preview]
  /// The index that previews are shown against.
  package var index: Index
  /// Further ones to tick on the page of previews.
  package var otherIndexes: [Index]
  /// Factors of the migrations and of the library; nil where there is none.
  package var factors: FactorSheet?
  /// What RD-Agent had found up to then; nil where nobody ever synced and nothing says where RD-Agent is.
  package var library: LibraryNight?
  /// Sources of quotes that fell on the last refreshed day.
  package var quoteFalls: [QuoteFallRow]
  /// As the archive step left it.
  package var archive: ArchiveState
  /// When the record was built, how long the night took up to then, and how old its data were.
  package var build = Build()
  /// SHA-256 of this night's manifest; nil where it is not archived.
  package var manifest: String?
  /// The exchange's rules that realistic rungs and previews are under, in the order of their table.
  package var rules: [ExchangeRule] = []
  /// Steps that did not do their work, those of migrations too.
  package var failures: [StepFailure] = []
  /// That the deadline came before some migrations; nil where all were reached.
  package var unreached: Diagnostic?
  /// What waits for a person, the most urgent first.
  package var attention: [AttentionItem] = []
  /// Each night that is kept against the one before, oldest first; at most `changesMax`.
  package var changes: [NightChange] = []

  /// As many nights as the strip of a migration shows.
  package static let changesMax = MigrationStanding.nightsMax

  package init(
    day: TradingDay, toolVersion: String, market: String, isDemo: Bool, marketFindings: [Finding] = [],
    migrations: [Migration], previews: [Preview], index: Index, otherIndexes: [Index] = [], factors: FactorSheet? = nil,
    quoteFalls: [QuoteFallRow] = [],
    archive: ArchiveState = ArchiveState()
  ) {
    self.day = day
    self.toolVersion = toolVersion
    self.market = market
    self.isDemo = isDemo
    self.marketFindings = marketFindings
    self.migrations = migrations
    self.previews = previews
    self.index = index
    self.otherIndexes = otherIndexes
    self.factors = factors
    self.quoteFalls = quoteFalls
    self.archive = archive
  }

  /// When a record was built.
  package struct Build: Equatable, Sendable {
    /// `2026-11-23T08:41:33+00:00`; empty where nobody looked at a clock.
    package var at: String
    package var seconds: Double
    /// Calendar days from the night's trading day to the day of the clock in China; never below 0.
    package var dataAge: Int
    /// The exchange's trading days in between; nil where its calendar does not reach so far.
    package var missedDays: Int?

    package init(at: String = "", seconds: Double = 0, dataAge: Int = 0, missedDays: Int? = nil) {
      self.at = at
      self.seconds = seconds
      self.dataAge = dataAge
      self.missedDays = missedDays
    }

    /// A long weekend and the holiday beside it.
    package static let dataAgeMax = 4

    /// Whether a trading day is missing; without the exchange's calendar, whether the data are older than a weekend
    /// explains.
    package var isStale: Bool { missedDays.map { $0 > 0 } ?? (dataAge > Build.dataAgeMax) }
  }

  /// This night against the one before; nil where either is not archived.
  package var lastChange: NightChange? { changes.last { $0.right.day == day } }

  /// An index beside the previews: closes, NaN where missing.
  package struct Index: Sendable {
    package var instrument: InstrumentID
    package var closes: [TradingDay: Double]

    package init(instrument: InstrumentID, closes: [TradingDay: Double]) {
      self.instrument = instrument
      self.closes = closes
    }
  }
}

extension NightResult {
  /// One RD-Agent result, and how far it has come.
  package struct Migration: Sendable {
    package enum Outcome: Sendable {
      case judged(Judgement)
      /// The input could not be read: shown, never dropped.
      case failed(Diagnostic)
    }

    package var id: String
    package var outcome: Outcome
    package var review: ReviewStatus
    /// Where the migration stands and what blocks its next stage.
    package var position: MigrationPosition
    /// Oldest first.
    package var history: [MigrationStep]
    /// SHA-256 over everything that its page shows beside the night's own facts; nil where nobody computed it.
    package var digest: String?
    /// What earlier nights found; nil where nobody looked.
    package var standing: MigrationStanding?
    /// The earlier night that judged it, where the deadline came before it tonight.
    package var judgedOn: TradingDay?
    /// Rungs that the configuration asks for.
    package var asked = Rung.allCases
    /// Who made it, as the configuration names it; nil where it names nobody.
    package var owner: String?
    /// What it did on paper and live accounts, in the order of the configuration.
    package var realised: [RealisedRun] = []

    package init(
      id: String, outcome: Outcome, review: ReviewStatus = .none, position: MigrationPosition,
      history: [MigrationStep] = [], digest: String? = nil, standing: MigrationStanding? = nil, owner: String? = nil
    ) {
      self.standing = standing
      self.owner = owner
      self.id = id
      self.outcome = outcome
      self.review = review
      self.position = position
      self.history = history
      self.digest = digest
    }

    /// The word of the verdict, in the archive and on the terminal too.
    package var verdict: String {
      switch outcome {
      case .judged(let judgement): judgement.comparison.verdict.rawValue
      case .failed: Migration.damaged
      }
    }

    /// How many rungs ran; nil where the input could not be read.
    package var rungsRan: Int? {
      switch outcome {
      case .judged(let judgement): judgement.comparison.ranCount
      case .failed: nil
      }
    }

    package var passes: Bool {
      switch outcome {
      case .judged(let judgement): [.pass, .passWithExceptions].contains(judgement.comparison.verdict)
      case .failed: false
      }
    }

    /// Stands where there is no verdict because the input could not be read.
    package static let damaged = "DAMAGED"
  }

  package struct Judgement: Sendable {
    package var comparison: Comparison
    /// RD-Agent's own curve; empty where it is not recorded.
    package var recorded: [ReportRow]
    /// The local replay; empty where it could not run.
    package var replayed: [ReportRow]
    package var identity: [IdentityFact]
    /// The model as asked and as built, and its numbers under other seeds.
    package var model: ModelFacts
    /// What the predictions were worth; nil where that is not known.
    package var quality: PredictionQuality?
    /// What is said of the model beside its scores; nil where that is not known.
    package var evaluation: ModelEvaluation?
    /// The run under the exchange's own rules; empty where it did not run.
    package var realistic: [ReportRow]
    /// How far the result depends on its assumptions; nil in nights of earlier versions.
    package var robustness: Robustness?
    /// Both sides at the first divergence of the runs; nil where they do not differ, or only numbers are compared.
    package var divergence: DivergenceRows?
    /// What became of the local replay's orders; nil where it could not run, and in nights of earlier versions.
    package var orders: OrderFate?

    package init(
      comparison: Comparison, recorded: [ReportRow], replayed: [ReportRow], identity: [IdentityFact],
      model: ModelFacts = ModelFacts(), quality: PredictionQuality? = nil, evaluation: ModelEvaluation? = nil,
      realistic: [ReportRow] = [], robustness: Robustness? = nil, divergence: DivergenceRows? = nil,
      orders: OrderFate? = nil
    ) {
      self.orders = orders
      self.realistic = realistic
      self.robustness = robustness
      self.divergence = divergence
      self.comparison = comparison
      self.recorded = recorded
      self.replayed = replayed
      self.identity = identity
      self.model = model
      self.quality = quality
      self.evaluation = evaluation
    }
  }
}

extension NightResult.Build {
  /// How old the data are.
  package var staleness: Message {
    let age = Message(
      "night.data-age", ["days": .count(dataAge)], en: "Market data are {days} {days:day|days} old.",
      zh: "行情已 {days} 天未更新。")
    guard let missedDays else { return age }
    return Message(
      "night.data-missed", ["age": .message(age), "missed": .count(missedDays)],
      en: "{age} {missed} trading {missed:day is|days are} missing.", zh: "{age}缺少 {missed} 个交易日。")
  }
}
