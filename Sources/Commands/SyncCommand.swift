import ArgumentParser
import Night
import Primitives
import RDAgent
import Records
import Store

/// `aistock sync`: RD-Agent's results into the library, and the bundles of its loops beside it.
struct SyncCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync", abstract: "Takes RD-Agent's results into the library: everything, then what changed.",
    discussion: """
      From the results API or from RD-Agent's own folder; default: rdagent.api, else rdagent.root of the configuration. \
      Nothing is deleted there or here. Bundles come from the API only and stand in 'bundles' beside the state file; \
      nothing of them is run. Loops that pass a rule of library.propose become candidates. Exit 3: a part or a bundle is damaged, and the others are kept. Exit 4: the service does \
      not answer, or did not take a confirmation.
      """)

  @OptionGroup var global: GlobalOptions
  @Option(help: "The address of RD-Agent's results API.") var api: String?
  @Option(help: "RD-Agent's folder: the one with RDagentDB and git_ignore_folder.") var root: String?
  @Flag(help: "Asks for everything and looks into it, as if there had been no sync.") var full = false
  @Option(
    help: """
      Bundles and lists of files to fetch: none, of candidates, or of all loops with a bundle; default with the API: \
      candidates.
      """) var bundles: LibraryDetail?
  @Flag(help: "Tells RD-Agent which bundles stand here, each once.") var confirm = false
  @Flag(help: "First asks RD-Agent to solidify what is pending and to export its catalogs.") var materialize = false

  func validate() throws {
    if api != nil, root != nil { throw ValidationError(.twoSources) }
    if root != nil, asksService { throw ValidationError(.serviceOnly) }
  }

  /// Whether an option was given that a folder cannot fulfil.
  private var asksService: Bool { confirm || materialize || bundles.map { $0 != .none } ?? false }

  func run() throws {
    let configuration = try global.configuration()
    let database = try Database(path: configuration.state)
    let sync = LibrarySync(database: database, clock: .system)
    let store = BundleStore(besideState: configuration.state)
    let address = api ?? (root == nil ? configuration.rdagentAPI : nil)
    var result = SyncResult()
    var told = 0
    var proposals: [LibraryProposal] = []
    if let address {
      let service = ResultsAPI(address: address)
      if materialize {
        result.materialize(service)
        for diagnostic in result.diagnostics { global.console.report(diagnostic) }
      }
      told = result.diagnostics.count
      let detail = bundles ?? .candidates
      result.library = try sync.run(APISource(service), isAfresh: full, detail: detail)
      // A loop that a rule proposes now is a candidate whose bundle is fetched.
      proposals = try LibraryProposals.afterSync(database, configuration, clock: .system)
      result.bundles = try BundleSync(service, store: store, database: database, clock: .system)
        .run(detail, confirms: confirm)
    } else if let folder = root ?? configuration.rdagentRoot {
      guard !asksService else { throw Diagnostic.noService }
      result.library = try sync.run(FolderSource(root: folder), isAfresh: full)
      proposals = try LibraryProposals.afterSync(database, configuration, clock: .system)
    } else {
      throw Diagnostic.noSource
    }
    if var library = result.library {
      try sync.run(store, isAfresh: full, addingTo: &library)
      result.library = library
    }
    let console = global.console
    for diagnostic in result.diagnostics.dropFirst(told) { console.report(diagnostic) }
    proposals.removeAll { $0.outcome != .proposed }
    var document = result.json.objectValue ?? [:]
    document["proposed"] = .array(proposals.map(\.json))
    console.answer(
      .object(document),
      lines: SyncListing(language: console.language).lines(of: result)
        + proposals.map { "\($0.loop): " + console.text($0.reason) })
    if let exit = result.exit { throw Ended(exit: exit) }
  }
}

extension LibraryDetail: ExpressibleByArgument {}

extension Diagnostic {
  fileprivate static var noSource: Diagnostic {
    Diagnostic(
      "sync.no-source", .usage, (en: "Nothing says where RD-Agent is.", zh: "未指定 RD-Agent 的位置。"),
      remedy: (
        en: "Give `--api URL` or `--root DIR`, or write `rdagent.api` into the configuration.",
        zh: "请给出 `--api URL` 或 `--root DIR`，或在配置中写明 `rdagent.api`。"
      ))
  }

  fileprivate static var noService: Diagnostic {
    Diagnostic(
      "sync.no-service", .usage, (en: "Only RD-Agent's service can do that.", zh: "只有 RD-Agent 的服务能完成该操作。"),
      remedy: (
        en: "Give `--api URL`, or write `rdagent.api` into the configuration.",
        zh: "请给出 `--api URL`，或在配置中写明 `rdagent.api`。"
      ))
  }
}

extension Message {
  fileprivate static let serviceOnly = Message(
    "sync.service-only", en: "--bundles, --confirm and --materialize ask the service: name --api.",
    zh: "--bundles、--confirm 与 --materialize 需要服务，请指定 --api。")
  fileprivate static let twoSources = Message(
    "sync.two-sources", en: "Name --api or --root, not both.", zh: "--api 与 --root 只能指定一个。")
}
