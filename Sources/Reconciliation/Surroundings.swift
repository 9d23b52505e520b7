import Primitives
import Records

/// The lines that show the state around a divergence: accounts before it, the stock's day, its score
/// beside the cut.
struct Surroundings {
  let input: LadderInput
  let recorded: ComparedRun
  let replayed: ComparedRun

  func lines(_ divergence: FirstDivergence) -> [Message] {
    var lines = accounts(divergence.day)
    if let instrument = divergence.instrument {
      lines += input.state(instrument, divergence.day)
      lines += score(instrument, divergence.day)
      lines += orders(instrument, divergence.day)
    }
    if let tie = replayed.ties.first, tie.day < divergence.day {
      lines.append(.followed(tie, days: replayed.ties.count { $0.day < divergence.day }))
    }
    return lines
  }

  /// The last day before with predictions: a decision sees the scores of the trading day before.
  static func decisionDay(_ day: TradingDay, _ report: [ReportRow], _ predictions: PanelTable) -> TradingDay? {
    let before = report.last { $0.day < day }?.day ?? predictions.days.last { $0 < day }
    return before.flatMap { predictions.days.binarySearch($0) != nil ? $0 : nil }
  }

  private func accounts(_ day: TradingDay) -> [Message] {
    [(Message.record, recorded.report), (.replay, replayed.report)].compactMap { run, report in
      report.first { $0.day == day }.map { .account(run, $0) }
    }
  }

  private func score(_ instrument: InstrumentID, _ day: TradingDay) -> [Message] {
    guard let predictions = input.predictions,
      let decision = Surroundings.decisionDay(day, replayed.report, predictions)
    else { return [] }
    guard let score = predictions.value(of: instrument, on: decision), !score.isNaN else {
      return [.noScore(on: decision)]
    }
    let values = predictions.rows(of: decision).map { predictions.values[$0] }.filter { !$0.isNaN }
    let rank = values.count { $0 > score } + 1
    guard case .topkDropout(let parameters)? = input.strategy?.kind, values.count >= parameters.topk,
      parameters.topk > 0
    else { return [.score(score, on: decision, rank: rank, of: values.count)] }
    let cut = values.sorted(by: >)[parameters.topk - 1]
    return [.score(score, on: decision, rank: rank, of: values.count, topk: parameters.topk, cut: cut)]
  }

  private func orders(_ instrument: InstrumentID, _ day: TradingDay) -> [Message] {
    [(Message.record, recorded.trades), (.replay, replayed.trades)].flatMap { run, trades in
      (trades ?? []).filter { $0.day == day && $0.instrument == instrument }.map {
        .order(run, $0)
      }
    }
  }
}

extension Message {
  fileprivate static let record = Message("side.record-word", en: "Record", zh: "记录")
  fileprivate static let replay = Message("side.replay-word", en: "Replay", zh: "回放")

  fileprivate static func account(_ run: Message, _ row: ReportRow) -> Message {
    Message(
      "state.account",
      [
        "run": .message(run), "account": .money(row.account), "cash": .money(row.cash),
        "turnover": .ratio(row.turnover), "cost": .ratio(row.cost),
      ],
      en: "{run}: account {account}, cash {cash}, turnover {turnover}, cost {cost}.",
      zh: "{run}：总资产 {account}，现金 {cash}，换手率 {turnover}，费用 {cost}。")
  }

  fileprivate static func noScore(on day: TradingDay) -> Message {
    Message("state.no-score", ["day": .day(day)], en: "There is no score on {day}.", zh: "{day} 没有得分。")
  }

  fileprivate static func score(_ score: Double, on day: TradingDay, rank: Int, of count: Int) -> Message {
    Message(
      "state.score", ["day": .day(day), "score": .number(score), "rank": .count(rank), "count": .count(count)],
      en: "Score on {day}: {score}, rank {rank} of {count}.", zh: "{day} 的得分为 {score}，在 {count} 只中排第 {rank}。")
  }

  fileprivate static func score(
    _ score: Double, on day: TradingDay, rank: Int, of count: Int, topk: Int, cut: Double
  ) -> Message {
    Message(
      "state.score-and-cut",
      [
        "day": .day(day), "score": .number(score), "rank": .count(rank), "count": .count(count), "topk": .count(topk),
        "cut": .number(cut),
      ],
      en: "Score on {day}: {score}, rank {rank} of {count}. The cut after {topk} stocks lies at {cut}.",
      zh: "{day} 的得分为 {score}，在 {count} 只中排第 {rank}；前 {topk} 只的入选线为 {cut}。")
  }

  fileprivate static func order(_ run: Message, _ trade: TradeRow) -> Message {
    guard let reason = trade.reason else {
      return Message(
        "state.order",
        [
          "run": .message(run), "direction": .message(trade.direction.name), "ordered": .number(trade.orderAmount),
          "dealt": .number(trade.dealAmount), "price": .number(trade.price),
        ],
        en: "{run}: {direction} {ordered}, dealt {dealt} at {price}.",
        zh: "{run}：{direction} {ordered}，成交 {dealt}，价格 {price}。")
    }
    return Message(
      "state.order-with-reason",
      [
        "run": .message(run), "direction": .message(trade.direction.name), "ordered": .number(trade.orderAmount),
        "dealt": .number(trade.dealAmount), "price": .number(trade.price), "reason": .message(reason.message),
      ],
      en: "{run}: {direction} {ordered}, dealt {dealt} at {price}. {reason}",
      zh: "{run}：{direction} {ordered}，成交 {dealt}，价格 {price}。{reason}")
  }
}
