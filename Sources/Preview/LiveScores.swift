package import MarketData
package import Models
package import Primitives
package import Records
package import Store

/// Recorded predictions continued by a kept model: each trading day behind the last recorded one is scored
/// here, once, and what was computed is stored to the bit.
///
/// 1. A stored day is taken again as long as the bars of that day are those it was computed from; where
///    they were restated it is computed anew, and settlement says that scores changed.
/// 2. Without the model or its library the stored days still stand; the first day that has no score for
///    that reason is named, and nothing behind it is decided.
package struct LiveScores: Sendable {
  /// Recorded and live scores, by day.
  package let table: PanelTable
  /// Days whose scores were computed here, now or earlier.
  package let liveDays: Set<TradingDay>
  /// Why a score could not be computed, or the model not be read; nil where all is well.
  package let failure: Diagnostic?
  /// The first day that has no score because of the failure. It is the last one that can be settled: the
  /// day before decides it.
  package let missingFrom: TradingDay?

  package static let empty = PanelTable(instruments: [], days: [], offsets: [0], codes: [], values: [])

  /// Recorded predictions alone.
  package init(recorded: PanelTable) {
    self.init(table: recorded, liveDays: [], failure: nil, missingFrom: nil)
  }

  private init(table: PanelTable, liveDays: Set<TradingDay>, failure: Diagnostic?, missingFrom: TradingDay?) {
    self.table = table
    self.liveDays = liveDays
    self.failure = failure
    self.missingFrom = missingFrom
  }

  /// - Parameters:
  ///   - recorded: nil where a preview has no predictions at all.
  ///   - days: trading days that shall have scores; those up to the last recorded one are left alone.
  /// - Throws: what the store throws; what stops a score is the failure.
  package init(
    continuing recorded: PanelTable?, with model: PreviewModel, on days: [TradingDay], market: any Market,
    in database: Database, runtime: ModelRuntime
  ) throws {
    let last = recorded?.days.last
    let wanted = days.filter { day in last.map { day > $0 } ?? true }.sorted()
    guard let first = wanted.first else {
      self.init(recorded: recorded ?? LiveScores.empty)
      return
    }
    var known = Dictionary(
      try database.liveScores(of: model.key, from: first).map { ($0.tradingDay, $0) }
    ) { first, _ in first }
    var made: [LiveScoreDay] = []
    var failure: Diagnostic?
    do {
      made = try LiveScores.compute(model, wanted, known, market, runtime)
    } catch let error as any DiagnosableError {
      failure = error.diagnostic
    }
    try database.save(made, of: model.key)
    for day in made { known[day.tradingDay] = day }
    let end = failure == nil ? nil : wanted.first { known[$0] == nil }
    let live = wanted.filter { day in end.map { day < $0 } ?? true }.compactMap { known[$0] }
    self.init(
      table: LiveScores.joined(recorded ?? LiveScores.empty, live), liveDays: Set(live.map(\.tradingDay)),
      failure: failure, missingFrom: end)
  }

  /// The days that are not stored, or stored from other bars.
  private static func compute(
    _ model: PreviewModel, _ wanted: [TradingDay], _ known: [TradingDay: LiveScoreDay], _ market: any Market,
    _ runtime: ModelRuntime
  ) throws -> [LiveScoreDay] {
    let scorer = try model.scorer(market: market)
    let inputs =
      try scorer.processing.map { try ScoredBarsDigest.digests(of: $0.dataset, on: wanted, market: market) } ?? [:]
    let missing = wanted.filter { known[$0].map { day in day.inputsSHA256 != inputs[day.tradingDay] } ?? true }
    guard let from = missing.first, let to = missing.last else { return [] }
    let scores = try scorer.predictions(on: market, from: from, through: to, runtime)
    return missing.compactMap { day in
      let rows = scores.rows(of: day)
      guard !rows.isEmpty else { return nil }
      return LiveScoreDay(
        tradingDay: day, inputsSHA256: inputs[day] ?? "",
        instruments: scores.codes[rows].map { scores.instruments[Int($0)] }, values: Array(scores.values[rows]))
    }
  }

  /// Live days lie behind all recorded ones.
  private static func joined(_ recorded: PanelTable, _ live: [LiveScoreDay]) -> PanelTable {
    guard !live.isEmpty else { return recorded }
    let instruments = Set(recorded.instruments).union(live.flatMap(\.instruments)).sorted()
    let places = Dictionary(uniqueKeysWithValues: instruments.enumerated().map { ($1, Int32($0)) })
    let old = recorded.instruments.map { places[$0] ?? 0 }
    var offsets = recorded.offsets
    var codes = recorded.codes.map { old[Int($0)] }
    var values = recorded.values
    for day in live {
      codes += day.instruments.map { places[$0] ?? 0 }
      values += day.values
      offsets.append(codes.count)
    }
    return PanelTable(
      instruments: instruments, days: recorded.days + live.map(\.tradingDay), offsets: offsets, codes: codes,
      values: values)
  }
}
