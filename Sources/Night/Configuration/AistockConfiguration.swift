package import Execution
package import MarketData
package import Primitives
package import Records
package import Store

/// `aistock.yaml`: every key optional, unknown keys refused, paths relative to the file.
package struct AistockConfiguration: Sendable {
  /// One RD-Agent result that is reconciled each night.
  package struct Migration: Sendable {
    package var id: String
    package var workspace: String
    /// Overrides the benchmark of the workspace's own configuration.
    package var benchmark: InstrumentID?
    package var rungs: [Rung]
    package var tolerances: [String: Double]
    /// Seeds under which the model is trained for the band of `retrained`; 0 none.
    package var bands = 0
    /// Who made it, by the name of the allowed-signers file; nil: whoever asks first for its review.
    package var author: String?

    package init(
      id: String, workspace: String, benchmark: InstrumentID?, rungs: [Rung], tolerances: [String: Double],
      bands: Int = 0, author: String? = nil
    ) {
      self.id = id
      self.workspace = workspace
      self.benchmark = benchmark
      self.rungs = rungs
      self.tolerances = tolerances
      self.bands = bands
      self.author = author
    }
  }

  package struct Previews: Sendable {
    package typealias Rules = PreviewDefinition.Rules

    /// Running instances at most.
    package var limit = 50
    package var fees = true
    package var rules = Rules.ashare
    /// Sources of quotes in the order in which they are tried.
    package var quotes = ["bridge", "file"]
    /// The dropped file of the source `file`.
    package var quoteFile: String?
    /// The address of the source `bridge`.
    package var quoteURL: String?
    /// What the source `bridge` demands with each request; nil where it demands nothing.
    package var quoteToken: String?
    /// The folder of the source `bars`.
    package var minuteBars: String?

    /// Indexes that the page of previews offers beside `market.index`, where the market has them.
    package var indexes = ["SH000300", "SH000905", "SH000852", "SZ399006"].map { InstrumentID(canonical: $0) }

    /// Whether any of the listed sources has its place.
    package var hasQuotes: Bool { quoteFile != nil || quoteURL != nil || minuteBars != nil }
  }

  package struct Site: Sendable {
    package enum Colours: String, Sendable, CaseIterable {
      case redUp = "red-up"
      case greenUp = "green-up"
    }

    package var output: String
    package var languages = ["zh-Hans", "en"]
    package var colours = Colours.redUp
  }

  package struct Archive: Sendable {
    package var folder: String
    /// 0 metadata and metrics, 1 with runs and curves, 2 with code and weights.
    package var level = 1
    /// The operator's private SSH key, which signs the head each night; nil: nobody signs it.
    package var key: String?
  }

  package struct Review: Sendable {
    package var allowedSigners: String
    package var requiresOtherThanAuthor = true
  }

  /// What is known of factors beside the migrations' own.
  package struct Factors: Sendable {
    /// The factor library's file.
    package var library: String?
    /// What `factors verify --json` printed, later ones over earlier ones.
    package var verified: [String] = []
  }

  /// Where the market is looked for, in order.
  package var provider = MarketPlaces.demo
  /// What of the market stops a night; empty: nothing does.
  var marketStops: Set<MarketGate.Condition> = []
  /// The index that previews are shown against.
  package var index = InstrumentID(canonical: "SH000001")
  package var rdagentAPI: String?
  package var rdagentRoot: String?
  /// The Python that runs RD-Agent, for the exporter; nil: exports are made by hand.
  package var rdagentPython: String?
  /// Where LiveFeedback documents are pushed to; it may hold a secret.
  package var feedbackURL: String?
  package var migrations: [Migration] = []
  /// By which loops of the library become candidates without a person.
  package var libraryRules: [LibraryRule] = []
  package var factors = Factors()
  package var previews = Previews()
  package var site: Site
  package var archive: Archive
  package var review: Review
  /// To whom the night is told.
  package var notify: [NotifyChannel] = []
  /// Accounts that orders may be sent to, and what they may do at most.
  package var execution: ExecutionSettings
  /// What the watch does by itself.
  package var watch: WatchSettings
  /// SQLite file of previews and nights; hidden beside the configuration.
  package private(set) var state: String
  /// Whether the configuration itself says where the state is kept.
  private(set) var isStateNamed = false
  /// Days for which the night keeps what it can make again; nil: for ever.
  package var keepDays: Int? = 90
  /// The server that is given all rows of the state; nil: none is.
  package var stateServer: StateServer?
  /// Minutes after midnight in China by which a night ends; nil: it ends when all is done.
  package var deadlineMinute: Int?
  /// The file that the night leaves for a monitor, in Prometheus's text format.
  package var prometheus: String?
  /// The file itself; nil for the embedded demo.
  package var file: String?
  /// Whether the built-in demo stands for a configuration.
  package var isDemo = false

  /// The defaults, with paths under a folder.
  package init(folder: String) {
    site = Site(output: Path.join(folder, "site"))
    archive = Archive(folder: Path.join(folder, "reports"))
    review = Review(allowedSigners: Path.join(folder, "reports/allowed_signers"))
    let root = Path.join(folder, ".aistock")
    state = Path.join(root, "state.sqlite")
    execution = ExecutionSettings(killFile: Path.join(root, "kill"))
    watch = WatchSettings(folder: root)
  }

  /// Keeps the state, the kill switch, tickets and feedback in a folder of its own, where nothing else says where they are.
  mutating func keepState(in root: String) {
    isStateNamed = true
    state = Path.join(root, "state.sqlite")
    execution.killFile = Path.join(root, "kill")
    watch.tickets = WatchSettings(folder: root).tickets
    watch.feedback = WatchSettings(folder: root).feedback
  }

  /// What becomes of an address whose variable the environment does not have.
  package enum Secrets: Sendable {
    /// It stops the reading.
    case demanded
    /// It stays as it is written: for who asks for files and folders only.
    case left
  }

  /// The configuration named by `--config`, else `aistock.yaml` here, else the embedded demo.
  package static func load(
    _ path: String?, environment: [String: String], secrets: Secrets = .demanded
  ) throws -> AistockConfiguration {
    if let path { return try ConfigurationReader.read(path, environment: environment, secrets: secrets) }
    if FileReader.exists("aistock.yaml") {
      return try ConfigurationReader.read("aistock.yaml", environment: environment, secrets: secrets)
    }
    var configuration = AistockConfiguration(folder: "")
    configuration.isDemo = true
    configuration.archive.level = 0
    return configuration
  }
}
