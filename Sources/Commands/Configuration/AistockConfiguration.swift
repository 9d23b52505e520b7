import Primitives
import Records

/// `aistock.yaml`: every key optional, unknown keys refused, paths relative to the file.
struct AistockConfiguration: Sendable {
  /// One RD-Agent result that is reconciled each night.
  struct Migration: Sendable {
    var id: String
    var workspace: String
    /// Overrides the benchmark of the workspace's own configuration.
    var benchmark: InstrumentID?
    var rungs: [Rung]
    var tolerances: [String: Double]
  }

  struct Previews: Sendable {
    typealias Rules = PreviewDefinition.Rules

    /// Running instances at most.
    var limit = 50
    var fees = true
    var rules = Rules.ashare
    /// Sources of quotes in the order in which they are tried.
    var quotes = ["bridge", "file"]
    /// The dropped file of the source `file`.
    var quoteFile: String?
    /// The address of the source `bridge`.
    var quoteURL: String?
    /// The folder of the source `bars`.
    var minuteBars: String?

    /// Indexes that the page of previews offers beside `market.index`, where the market has them.
    var indexes = ["SH000300", "SH000905", "SH000852", "SZ399006"].map { InstrumentID(canonical: $0) }

    /// Whether any of the listed sources has its place.
    var hasQuotes: Bool { quoteFile != nil || quoteURL != nil || minuteBars != nil }
  }

  struct Site: Sendable {
    enum Colours: String, Sendable, CaseIterable {
      case redUp = "red-up"
      case greenUp = "green-up"
    }

    var output: String
    var languages = ["zh-Hans", "en"]
    var colours = Colours.redUp
  }

  struct Archive: Sendable {
    var folder: String
    /// 0 metadata and metrics, 1 with runs and curves, 2 with code and weights.
    var level = 1
  }

  struct Review: Sendable {
    var allowedSigners: String
    var requiresOtherThanAuthor = true
  }

  /// What is known of factors beside the migrations' own.
  struct Factors: Sendable {
    /// The factor library's file.
    var library: String?
    /// What `factors verify --json` printed, later ones over earlier ones.
    var verified: [String] = []
  }

  /// A provider folder, `postgresql://…`, or `demo`.
  var provider = "demo"
  /// The index that previews are shown against.
  var index = InstrumentID(canonical: "SH000001")
  var rdagentAPI: String?
  var rdagentRoot: String?
  var migrations: [Migration] = []
  var factors = Factors()
  var previews = Previews()
  var site: Site
  var archive: Archive
  var review: Review
  /// SQLite file of previews and nights; hidden beside the configuration.
  var state: String
  /// Whether the built-in demo stands for a configuration.
  var isDemo = false

  /// The defaults, with paths under a folder.
  init(folder: String) {
    site = Site(output: Path.join(folder, "site"))
    archive = Archive(folder: Path.join(folder, "reports"))
    review = Review(allowedSigners: Path.join(folder, "reports/allowed_signers"))
    state = Path.join(folder, ".aistock/state.sqlite")
  }

  /// The configuration named by `--config`, else `aistock.yaml` here, else the embedded demo.
  static func load(_ path: String?, environment: [String: String]) throws -> AistockConfiguration {
    if let path { return try ConfigurationReader.read(path, environment: environment) }
    if FileReader.exists("aistock.yaml") {
      return try ConfigurationReader.read("aistock.yaml", environment: environment)
    }
    var configuration = AistockConfiguration(folder: "")
    configuration.isDemo = true
    configuration.archive.level = 0
    return configuration
  }
}
