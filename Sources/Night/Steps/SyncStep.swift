import Primitives
import RDAgent
import Records
import Store

/// Takes RD-Agent's results into the library, judges them among all that were tried, lets the rules propose candidates,
/// and fetches the bundles of candidates. The night waits for RD-Agent a short while and goes on without it.
///
/// Reads: the results API, else RD-Agent's folder. Writes: the library in the state file, and `bundles` beside it.
struct SyncStep {
  let context: NightContext

  /// Nil where nothing says where RD-Agent is.
  var planned: PlannedStep? {
    let configuration = context.configuration
    guard configuration.rdagentAPI ?? configuration.rdagentRoot != nil else { return nil }
    return PlannedStep(.sync) { try run() }
  }

  /// What the night waits for RD-Agent's service: two attempts of so many seconds a question, two minutes for all.
  private var limits: ResultsAPI.Limits {
    var limits = ResultsAPI.Limits()
    limits.attempts = 2
    limits.seconds = 20
    let (clock, begin) = (context.clock, context.clock.now())
    limits.left = { begin + 120 - clock.now() }
    return limits
  }

  private func run() throws -> Message {
    let configuration = context.configuration
    let sync = LibrarySync(database: context.database, clock: context.clock)
    let store = BundleStore(besideState: configuration.state)
    var (outcome, bundles): (LibrarySync.Outcome, BundleSync.Outcome)
    if let address = configuration.rdagentAPI {
      let service = ResultsAPI(address: address, limits: limits)
      outcome = try sync.run(APISource(service), detail: .candidates)
      // A loop that a rule proposes now is a candidate whose bundle is fetched.
      try propose()
      bundles = try BundleSync(service, store: store, database: context.database, clock: context.clock)
        .run(.candidates, confirms: false)
    } else {
      outcome = try sync.run(FolderSource(root: configuration.rdagentRoot ?? ""))
      try propose()
      bundles = BundleSync.Outcome()
    }
    try sync.run(store, addingTo: &outcome)
    if let first = (outcome.damaged + bundles.diagnostics).first { throw first }
    let received = bundles.items.count { $0.state == .received }
    return received == 0 ? .synced(outcome) : .fetched(received, .synced(outcome))
  }

  private func propose() throws {
    _ = try LibraryProposals.afterSync(context.database, context.configuration, clock: context.clock)
  }
}

extension Message {
  fileprivate static func synced(_ outcome: LibrarySync.Outcome) -> Message {
    let changed = outcome.tallies.reduce(0) { $0 + $1.added + $1.changed }
    return Message(
      "night.synced",
      ["changed": .count(changed), "received": .count(outcome.tallies.reduce(0) { $0 + $1.received })],
      en: "{received} {received:row|rows} of RD-Agent, {changed} new or changed.",
      zh: "RD-Agent 的 {received} 行，其中 {changed} 行为新增或变更。")
  }

  fileprivate static func fetched(_ bundles: Int, _ rows: Message) -> Message {
    Message(
      "night.synced-bundles", ["bundles": .count(bundles), "rows": .message(rows)],
      en: "{rows} {bundles} {bundles:bundle|bundles} of candidates fetched.", zh: "{rows}已取得候选的 {bundles} 个包。")
  }
}
