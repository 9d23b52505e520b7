package import MarketData
package import Primitives
package import Records
import Simulation
package import Store
import StrategyEngine

/// Settles previews with official closes, day after day.
///
/// 1. Settling twice changes nothing; settling in pieces equals settling at once.
/// 2. A settled day whose prices were restated since, or whose place in the calendar changed, is settled
///    again with all days after it, and the outcome says so.
/// 3. Predictions of the trading day before decide a day. Changed predictions of a settled day are
///    reported and change nothing: what was bought on paper stays bought.
/// 4. A stopped preview is settled through its last day and no further; an archived one never.
package enum PreviewSettlement {
  package struct Outcome: Equatable, Sendable {
    /// The days that were settled now, ascending.
    package var settled: [TradingDay] = []
    /// The first day that was settled again because its prices changed.
    package var restatedFrom: TradingDay?
    /// Those of the settled days that scores computed here decided, ascending.
    package var liveDays: [TradingDay] = []
    package var findings: [Finding] = []

    package init() {}
  }

  /// One preview of a batch.
  package struct Job: Sendable {
    package var instance: PreviewInstance
    /// Recorded scores, and behind them those that were computed here.
    package var predictions: PanelTable
    /// Days whose scores were computed here.
    package var liveDays: Set<TradingDay>
    /// The last day that there are scores for; nil: all.
    package var cap: TradingDay?

    package init(
      instance: PreviewInstance, predictions: PanelTable, liveDays: Set<TradingDay> = [], cap: TradingDay? = nil
    ) {
      self.cap = cap
      self.instance = instance
      self.predictions = predictions
      self.liveDays = liveDays
    }
  }

  /// Settles one preview; throws what went wrong.
  ///
  /// - Parameters:
  ///   - through: the last day to settle; where it is no trading day, the one before.
  ///   - clock: for the time stamp of the change only.
  @discardableResult package static func settle(
    _ instance: PreviewInstance, predictions: PanelTable, market: any Market,
    through day: TradingDay,
    in database: Database, clock: Clock
  ) throws -> Outcome {
    let job = Job(instance: instance, predictions: predictions)
    let outcomes = try settle([job], market: market, through: day, in: database, clock: clock)
    return try outcomes.first?.get() ?? Outcome()
  }

  /// Settles many previews, each in its own transaction; prices are read and checked once for all.
  ///
  /// - Returns: for each job in order what came out, or what stopped it: one never stops the others.
  package static func settle(
    _ jobs: [Job], market: any Market, through day: TradingDay, in database: Database, clock: Clock
  ) throws -> [Result<Outcome, any Error>] {
    let strategies = Dictionary(
      try database.previews().map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let heads = jobs.map { job in
      Result {
        try PreviewHead(job, strategies[job.instance.strategy.id], market, through: day, database)
      }
    }
    var symbols: Set<InstrumentID> = []
    var seen: Set<InstrumentList> = []
    var lower = market.calendar.count
    var upper = 0
    for (job, head) in zip(jobs, heads) {
      guard case .success(let head) = head, !head.range.isEmpty else { continue }
      if seen.insert(InstrumentList(job.predictions.instruments)).inserted {
        symbols.formUnion(job.predictions.instruments)
      }
      symbols.formUnion(head.others)
      lower = min(lower, head.range.lowerBound)
      upper = max(upper, head.range.upperBound)
    }
    let fields = Set(jobs.flatMap { $0.instance.definition.strategy.make().fields }).sorted()
    let quotes = try AShareQuotes(market: market, instruments: Array(symbols), fields: fields)
    var sums = PreviewSums(quotes, min(lower, upper)..<upper)
    let timestamp = clock.timestamp
    return zip(jobs, heads).map { job, head in
      head.flatMap { head in
        Result { try settle(job, head, quotes, &sums, day, database, timestamp) }
      }
    }
  }

  private static func settle(
    _ job: Job, _ head: PreviewHead, _ quotes: AShareQuotes, _ sums: inout PreviewSums,
    _ day: TradingDay, _ database: Database, _ timestamp: String
  ) throws -> Outcome {
    let id = job.instance.strategy.id
    let calendar = quotes.calendar
    var outcome = Outcome()
    guard head.isSettled else {
      outcome.findings = [PreviewFindings.stopped(id)]
      return outcome
    }
    outcome.findings = PreviewFindings.standing(job.instance.definition, calendar, through: day)
    guard !head.range.isEmpty else { return outcome }
    let check = try PreviewCheck(job, head, quotes, &sums, database)
    outcome.restatedFrom = check.restatedFrom
    if let changed = check.changedScores {
      outcome.findings.append(PreviewFindings.predictionsChanged(id, changed))
      try database.record(
        PreviewEvent(previewID: id, kind: .scoresChanged, tradingDay: changed, at: timestamp))
    }
    // Restated days are settled again even beyond the day that was asked for: none may be lost.
    let start = head.range.lowerBound + check.kept
    let range = start..<max(start, head.range.upperBound)
    guard !range.isEmpty || outcome.restatedFrom != nil else {
      let verified = check.verified(job, head, calendar, &sums, after: PreviewDays())
      if let verified, verified != head.verified { try database.save(verified) }
      return outcome
    }
    let strategy = job.instance.definition.strategy.make()
    let memory = try check.last.flatMap { try strategy.hasMemory ? database.memory(of: id, on: $0.tradingDay) : nil }
    if strategy.hasMemory, check.last != nil, memory == nil { outcome.findings.append(PreviewFindings.forgot(id)) }
    let state = try PreviewDay.State(
      job.instance.strategy, check.last, positions: check.lastPositions, memory: memory, quotes)
    let simulation = AShareSimulation(
      strategy: strategy, rules: AShareRules(quotes: quotes, fees: job.instance.definition.fees ? AShareFees() : nil))
    var days = PreviewDay(job, simulation: simulation, state: state)
    for index in range { try days.settle(index) }
    outcome.settled = range.map { calendar[$0] }
    outcome.liveDays = days.rows.accounts.filter { $0.scoreOrigin == .live }.map(\.tradingDay)
    outcome.findings += strategy.findings(days.state.memory)
    if let from = outcome.restatedFrom {
      outcome.findings.append(PreviewFindings.restated(id, from))
    }
    if let first = days.daysWithoutScores.first {
      outcome.findings.append(PreviewFindings.withoutScores(id, days.daysWithoutScores, first: first))
    }
    let from = outcome.restatedFrom ?? calendar[range.lowerBound]
    try database.replaceDays(
      of: id, from: from, with: days.rows, lastSettled: head.account?.tradingDay,
      verified: check.verified(job, head, calendar, &sums, after: days.rows),
      event: outcome.restatedFrom.map {
        PreviewEvent(previewID: id, kind: .restated, tradingDay: $0, at: timestamp)
      }, at: timestamp)
    return outcome
  }

  /// Lists of stocks are compared by what identifies most of them; equal lists are united once.
  private struct InstrumentList: Hashable {
    var count: Int
    var first: InstrumentID?
    var last: InstrumentID?
    var list: [InstrumentID]

    init(_ list: [InstrumentID]) {
      self.list = list
      count = list.count
      first = list.first
      last = list.last
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(count)
      hasher.combine(first)
      hasher.combine(last)
    }
  }
}
