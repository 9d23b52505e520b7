package import Archive
package import Primitives
package import Records

/// Everything the site shows, as records; the pages compute nothing but their layout.
package struct SiteInput: Sendable {
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
    package var position: LifeCycle.Position
    /// Oldest first.
    package var history: [MigrationStep]

    package init(
      id: String, outcome: Outcome, review: ReviewStatus = .none, position: LifeCycle.Position? = nil,
      history: [MigrationStep] = []
    ) {
      self.id = id
      self.outcome = outcome
      self.review = review
      self.history = history
      var comparison: Comparison?
      if case .judged(let judgement) = outcome { comparison = judgement.comparison }
      self.position = position ?? LifeCycle.position(comparison, review)
    }
  }

  package struct Judgement: Sendable {
    package var comparison: Comparison
    /// RD-Agent's own curve; empty where it is not recorded.
    package var recorded: [ReportRow]
    /// The local replay; empty where it could not run.
    package var replayed: [ReportRow]
    package var identity: [Fact]
    /// The model as asked and as built, and its numbers under other seeds.
    package var model: ModelFacts
    /// What the predictions were worth; nil where that is not known.
    package var signal: PredictionQuality?
    /// What is said of the model beside its scores; nil where that is not known.
    package var evaluation: ModelEvaluation?

    package init(
      comparison: Comparison, recorded: [ReportRow], replayed: [ReportRow], identity: [Fact],
      model: ModelFacts = ModelFacts(), signal: PredictionQuality? = nil, evaluation: ModelEvaluation? = nil
    ) {
      self.model = model
      self.signal = signal
      self.evaluation = evaluation
      self.comparison = comparison
      self.recorded = recorded
      self.replayed = replayed
      self.identity = identity
    }
  }

  /// What a judgement rests on: a name of the string table (`identity.<key>`) and a value.
  package struct Fact: Sendable {
    package var key: String
    package var value: String

    package init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  package struct Preview: Sendable {
    package var strategy: PreviewStrategy
    package var definition: PreviewDefinition
    /// Every settled day.
    package var accounts: [PreviewAccount]
    /// At the last close.
    package var positions: [PreviewPosition]
    /// The newest, last one last.
    package var trades: [PreviewTrade]
    package var skips: [PreviewSkip]
    package var tradeCount: Int
    package var skipCount: Int
    package var figures: PreviewFigures
    /// What happened to its settled days.
    package var events: [PreviewEvent]
    /// What it wants next; nil where nobody asked.
    package var signal: Signal?

    package init(
      strategy: PreviewStrategy, definition: PreviewDefinition, accounts: [PreviewAccount],
      positions: [PreviewPosition], trades: [PreviewTrade], skips: [PreviewSkip], tradeCount: Int, skipCount: Int,
      figures: PreviewFigures = PreviewFigures(), events: [PreviewEvent] = [], signal: Signal? = nil
    ) {
      self.events = events
      self.signal = signal
      self.figures = figures
      self.strategy = strategy
      self.definition = definition
      self.accounts = accounts
      self.positions = positions
      self.trades = trades
      self.skips = skips
      self.tradeCount = tradeCount
      self.skipCount = skipCount
    }
  }

  /// What a preview wants on the trading day after a close.
  package struct Signal: Sendable {
    package struct Line: Sendable {
      package var symbol: InstrumentID
      /// Nil: kept.
      package var side: Direction?
      package var shares: Int64
      /// The last close, yuan; nil where there is none.
      package var price: Money?
      /// Shares of the account's value.
      package var weight: Double
      package var targetWeight: Double
      package var reason: Message

      package init(
        symbol: InstrumentID, side: Direction?, shares: Int64, price: Money?, weight: Double, targetWeight: Double,
        reason: Message
      ) {
        self.symbol = symbol
        self.side = side
        self.shares = shares
        self.price = price
        self.weight = weight
        self.targetWeight = targetWeight
        self.reason = reason
      }
    }

    package var decidedOn: TradingDay
    /// Which close and which scores decide, and what the orders leave; nil where there is no list.
    package var note: Message?
    package var rest: Message?
    package var lines: [Line]
    package var targetCashWeight: Double
    /// Why there is none; nil where there is one.
    package var absence: Diagnostic?

    package init(
      decidedOn: TradingDay, note: Message? = nil, rest: Message? = nil, lines: [Line] = [],
      targetCashWeight: Double = 1,
      absence: Diagnostic? = nil
    ) {
      self.decidedOn = decidedOn
      self.note = note
      self.rest = rest
      self.lines = lines
      self.targetCashWeight = targetCashWeight
      self.absence = absence
    }
  }

  /// An index beside the previews: closes, NaN where missing.
  package struct Index: Sendable {
    package var instrument: InstrumentID
    package var closes: [TradingDay: Double]

    package init(instrument: InstrumentID, closes: [TradingDay: Double]) {
      self.instrument = instrument
      self.closes = closes
    }
  }

  package var day: TradingDay
  package var toolVersion: String
  /// What was read: a folder's name, `demo`.
  package var market: String
  package var isDemo: Bool
  /// The first stands at the root of the site.
  package var languages: [Language]
  package var upIsRed: Bool
  package var migrations: [Migration]
  package var previews: [Preview]
  package var index: Index
  /// Further ones to tick on the page of previews.
  package var otherIndexes: [Index]
  /// Oldest first.
  package var snapshots: [SnapshotArchive.Snapshot]
  package var problems: [SnapshotArchive.Problem]
  /// The newest night against the one before; nil with fewer than two.
  package var changes: ArchiveDiff?
  /// Sources of quotes that fell on the last refreshed day.
  package var quoteFalls: [QuoteFallRow]
  /// Factors of the migrations and of the library; nil where there is none.
  package var factors: FactorSheet?
  /// The zooming chart library of the machine (dygraphs), put into the site; nil where it has none.
  package var zoom: Zoom?

  package struct Zoom: Sendable {
    package var script: [UInt8]
    package var style: [UInt8]

    package init(script: [UInt8], style: [UInt8]) {
      self.script = script
      self.style = style
    }
  }

  package init(
    day: TradingDay, toolVersion: String, market: String, isDemo: Bool, languages: [Language], upIsRed: Bool,
    migrations: [Migration], previews: [Preview], index: Index, snapshots: [SnapshotArchive.Snapshot],
    problems: [SnapshotArchive.Problem], changes: ArchiveDiff? = nil, zoom: Zoom? = nil,
    quoteFalls: [QuoteFallRow] = [], otherIndexes: [Index] = [], factors: FactorSheet? = nil
  ) {
    self.otherIndexes = otherIndexes
    self.factors = factors
    self.changes = changes
    self.quoteFalls = quoteFalls
    self.zoom = zoom
    self.day = day
    self.toolVersion = toolVersion
    self.market = market
    self.isDemo = isDemo
    self.languages = languages
    self.upIsRed = upIsRed
    self.migrations = migrations
    self.previews = previews
    self.index = index
    self.snapshots = snapshots
    self.problems = problems
  }
}
