import Ladder
import MarketData
import Preview
import Primitives
import Records
import Report
import Store

/// Signals of several strategies at one moment: scores, quotes and files are read once for all.
struct SignalDesk {
  private let database: Database
  private let market: any Market
  /// The last trading day up to the one that was asked for.
  private let day: TradingDay
  private let now: MarketTime
  private let quotes: QuoteCascade?
  private var scores: PreviewScores
  private var batches: [[InstrumentID]: QuoteCascade.Batch] = [:]

  struct Answer {
    var signal: PreviewSignal
    /// The first day of the preview that live scores decided, this signal's next day with; nil: none.
    var firstLiveDay: TradingDay?
    var falls: [QuoteCascade.Fall]
  }

  init(
    database: Database, folders: NightFolders, market: any Market, day: TradingDay, now: MarketTime,
    quotes: QuoteCascade?
  ) {
    self.database = database
    self.market = market
    self.day = market.calendar.lastIndex(onOrBefore: day).map { market.calendar[$0] } ?? day
    self.now = now
    self.quotes = quotes
    scores = PreviewScores(database: database, folders: folders, market: market, library: .ofThisProcess)
  }

  mutating func signal(_ instance: PreviewInstance) throws -> Answer {
    let id = instance.strategy.id
    let known = try scores.scores(instance, [day])
    if let failure = known.failure { throw failure }
    let account = try database.accounts(of: id).last { $0.tradingDay <= day }
    let standing = PreviewSignal.Standing(
      account: account, positions: try account.map { try database.positions(of: id, on: $0.tradingDay) } ?? [],
      memory: try account.flatMap { try database.memory(of: id, on: $0.tradingDay) })
    let rows = known.table.rows(of: day)
    let wanted = known.table.codes[rows].map { known.table.instruments[Int($0)] } + standing.positions.map(\.symbol)
    let batch = batch(Set(wanted).sorted())
    let signal = try PreviewSignal(
      instance, standing, scores: .init(table: known.table, liveDays: known.liveDays), market: market, on: day,
      quotes: batch)
    let settledLive = try database.firstLiveDay(of: id)
    return Answer(
      signal: signal,
      firstLiveDay: settledLive ?? (signal.scoreOrigin == .live ? signal.nextDay ?? signal.decidedOn : nil),
      falls: batch?.falls ?? [])
  }

  /// The same for a page, sized at the last closes; what stops a signal stands in its place.
  mutating func page(_ id: String) throws -> SiteInput.Signal {
    do {
      let signal = try signal(try PreviewInstance.open(id, in: database)).signal
      return SiteInput.Signal(
        decidedOn: signal.decidedOn, origin: signal.scoreOrigin,
        lines: signal.lines.map { line in
          SiteInput.Signal.Line(
            symbol: line.symbol, side: line.action == .hold ? nil : line.action == .buy ? .buy : .sell,
            shares: line.shares, price: line.price, weight: line.weight, targetWeight: line.targetWeight,
            reason: line.reason)
        }, targetCashWeight: signal.targetCashWeight)
    } catch let error as any DiagnosableError {
      return SiteInput.Signal(decidedOn: day, absence: error.diagnostic)
    }
  }

  private mutating func batch(_ stocks: [InstrumentID]) -> QuoteCascade.Batch? {
    guard let quotes else { return nil }
    if let known = batches[stocks] { return known }
    let batch = quotes.batch(of: stocks, at: now)
    batches[stocks] = batch
    return batch
  }
}

/// A signal for a terminal and for programs.
enum QualityText {
  static func json(_ name: String, _ answer: SignalDesk.Answer) -> JSONValue {
    let signal = answer.signal
    return [
      "strategy": .string(name), "decided_on": .string(signal.decidedOn.description),
      "for_day": .optional(signal.nextDay), "scores_of": .optional(signal.scoresOf),
      "scores": .string(signal.scoreOrigin.rawValue), "first_live_day": .optional(answer.firstLiveDay),
      "holdings_of": .optional(signal.holdingsOf), "quoted_at": .optional(signal.quotedAt?.description),
      "cash": .string(signal.cash.description), "total_value": .string(signal.totalValue.description),
      "target_cash_weight": .number(signal.targetCashWeight),
      "lines": .array(signal.lines.map(line)), "findings": .array(signal.findings.map(\.json)),
      "falls": .array(
        answer.falls.map {
          ["source": .string($0.source), "reason": .string($0.reason), "count": .integer($0.count)]
        }),
    ]
  }

  private static func line(_ line: PreviewSignal.Line) -> JSONValue {
    var members: [String: JSONValue] = [
      "symbol": .string(line.symbol.name), "action": .string(line.action.rawValue),
      "shares": .integer(Int(line.shares)), "price": .optional(line.price?.description),
      "weight": .number(line.weight), "target_weight": .number(line.targetWeight),
      "score": .optional(line.score), "reason": .string(line.reason), "price_source": .null, "price_of": .null,
      "price_age_seconds": .null,
    ]
    switch line.priceOrigin {
    case .close(let day):
      members["price_source"] = "close"
      members["price_of"] = .string(day.description)
    case .quote(let source, let time, let age):
      members["price_source"] = .string(source)
      members["price_of"] = .string(time.description)
      members["price_age_seconds"] = .integer(age)
    case nil: break
    }
    return .object(members)
  }

  static func lines(_ name: String, _ answer: SignalDesk.Answer) -> [String] {
    let signal = answer.signal
    let prices = signal.quotedAt.map { "quotes as of \($0)" } ?? "the last closes"
    let scores = signal.scoresOf.map { "\(signal.scoreOrigin.rawValue) scores of \($0)" } ?? "no scores"
    return ["\(name): decided on \(signal.decidedOn) by \(scores), sized at \(prices)"]
      + (answer.firstLiveDay.map { ["  live scores from \($0) on"] } ?? [])
      + ["  \(signal.totalValue) yuan, cash \(signal.cash)"] + signal.lines.map(text)
      + ["  cash to \(percent(signal.targetCashWeight))"]
      + answer.falls.map { "  \($0.source): \($0.reason) (\($0.count) stocks)" }
      + signal.findings.map { "  \($0.severity.rawValue) \($0.id): \($0.evidence) \($0.consequence)" }
  }

  private static func text(_ line: PreviewSignal.Line) -> String {
    let origin =
      switch line.priceOrigin {
      case .close(let day): " (close of \(day))"
      case .quote(let source, _, let age): " (\(source), \(age) s old)"
      case nil: ""
      }
    return
      "  \(line.action.rawValue) \(line.symbol) \(line.shares) at \(line.price?.description ?? "no price")\(origin), "
      + "\(percent(line.weight)) to \(percent(line.targetWeight)): \(line.reason)"
  }

  private static func percent(_ value: Double) -> String {
    let hundredths = Int((value * 10_000).rounded())
    let rest = hundredths.magnitude % 100
    return "\(hundredths < 0 ? "-" : "")\(hundredths.magnitude / 100).\(rest < 10 ? "0" : "")\(rest)%"
  }
}
