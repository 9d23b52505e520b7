import Primitives
import RDAgent
import Records
import Store

/// Takes RD-Agent's results into the library, judges them among all that were tried, and lets the rules propose
/// candidates. The night waits for RD-Agent a short while and goes on without it.
///
/// Reads: the results API, else RD-Agent's folder. Writes: the library in the state file.
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
    let sync = LibrarySync(database: context.database, clock: context.clock)
    let outcome: LibrarySync.Outcome
    if let address = context.configuration.rdagentAPI {
      outcome = try sync.run(APISource(ResultsAPI(address: address, limits: limits)))
    } else {
      outcome = try sync.run(FolderSource(root: context.configuration.rdagentRoot ?? ""))
    }
    _ = try LibraryProposals.afterSync(context.database, context.configuration, clock: context.clock)
    if let first = outcome.damaged.first { throw first }
    let changed = outcome.tallies.reduce(0) { $0 + $1.added + $1.changed }
    return .synced(changed, of: outcome.tallies.reduce(0) { $0 + $1.received })
  }
}

extension Message {
  fileprivate static func synced(_ changed: Int, of received: Int) -> Message {
    Message(
      "night.synced", ["changed": .count(changed), "received": .count(received)],
      en: "{received} {received:row|rows} of RD-Agent, {changed} new or changed.",
      zh: "RD-Agent 的 {received} 行，其中 {changed} 行为新增或变更。")
  }
}
