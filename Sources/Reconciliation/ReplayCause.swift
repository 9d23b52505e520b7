import Primitives
import Records

/// Why the replay differs from the recorded run at its first divergence.
///
/// Facts come first: an identity that the record breaks, predictions that are not there, equal scores,
/// a price. Then the setting is tried; what is left is told as far as the orders tell it.
struct ReplayCause {
  let input: LadderInput
  let recorded: ComparedRun
  let replayed: ComparedRun

  init(input: LadderInput, recorded: MeasuredRun, replayed: MeasuredRun) {
    self.input = input
    self.recorded = recorded.run
    self.replayed = replayed.run
  }

  func explain(_ divergence: FirstDivergence) -> CauseStatement {
    if let broken = broken(divergence) { return broken }
    switch divergence.field {
    case .day:
      return foreignDay(divergence) ?? tried(divergence)?.cause
        ?? CauseStatement(.window, .otherDays(divergence.left, divergence.right), proof: .fact)
    case .report("bench"): return tried(divergence)?.cause ?? benchmark(divergence)
    case .report("cost"), .report("total_cost"): return fees(divergence)
    case .report:
      return missingPredictions(divergence) ?? tried(divergence)?.cause ?? laterStart(divergence)
        ?? market?.brokenAdjustment(divergence) ?? otherReport(divergence)
    case .holding("price"):
      return market?.price(divergence) ?? divergence.instrument.map {
        CauseStatement(.marketData, .otherMarket($0), proof: .fact)
      } ?? otherReport(divergence)
    case .order, .holding: return orders(divergence)
    }
  }

  private var market: MarketCause? {
    input.laboratory.map { MarketCause(laboratory: $0, recorded: recorded, replayed: replayed) }
  }

  /// A day of the curve that is none of the market.
  private func foreignDay(_ divergence: FirstDivergence) -> CauseStatement? {
    guard let calendar = input.calendar else { return nil }
    let days = CurveDays(report: recorded.report, calendar: calendar)
    return days.flaw?.day == divergence.day ? days.cause : nil
  }

  /// The record trades for the first time on a later day than the replay.
  private func laterStart(_ divergence: FirstDivergence) -> CauseStatement? {
    func first(_ run: ComparedRun) -> TradingDay? { run.report.first { $0.totalTurnover > 0 }?.day }
    guard let own = first(replayed), divergence.day == own else { return nil }
    guard let record = first(recorded) else { return CauseStatement(.window, .neverTraded(own), proof: .fact) }
    return record > own ? CauseStatement(.window, .laterStart(record, replay: own), proof: .fact) : nil
  }

  /// The report differs: prices are to blame only where both sides hold the same.
  private func otherReport(_ divergence: FirstDivergence) -> CauseStatement {
    guard let positions = recorded.positions else {
      return CauseStatement(.unknown, .holdingsUnknown(divergence.field))
    }
    guard positions.contains(where: { $0.day <= divergence.day }) else {
      return CauseStatement(.account, .otherBeforeTrading(divergence.field, divergence.day))
    }
    return CauseStatement(.marketData, .otherPrices(divergence.field))
  }

  private func broken(_ divergence: FirstDivergence) -> CauseStatement? {
    guard divergence.field != .day else { return nil }
    return RecordAudit(recorded, input).violation(on: divergence.day)?.cause
  }

  /// The last day on which the market here has the benchmark, where the recorded run goes on behind it.
  private func lastDay(of index: InstrumentID, before day: TradingDay) -> TradingDay? {
    guard let laboratory = input.laboratory else { return nil }
    let days = recorded.report.map(\.day)
    guard let last = days.last(where: { !laboratory.value("close", index, $0).isNaN }), last < day else { return nil }
    return last
  }

  private func benchmark(_ divergence: FirstDivergence) -> CauseStatement {
    let rows = recorded.report
    if let index = input.laboratory?.setting.backtest.benchmark.instruments.first,
      let last = lastDay(of: index, before: divergence.day)
    {
      return CauseStatement(.benchmark, .benchmarkEnds(index, on: last), proof: .fact)
    }
    let statement: Message =
      rows.allSatisfy { $0.bench == 0 }
      ? .benchmarkZero : rows.allSatisfy { $0.bench.isNaN } ? .benchmarkMissing : .otherBenchmark
    return CauseStatement(.benchmark, statement, proof: .fact)
  }

  // MARK: - Trials

  /// The one change of the setting under which the replay is the record.
  private func tried(_ divergence: FirstDivergence) -> CounterfactualSearch.Found? {
    guard let laboratory = input.laboratory else { return nil }
    let catalogue = TrialCatalogue(laboratory, recorded: recorded, replayed: replayed)
    let search = CounterfactualSearch(laboratory: laboratory, recorded: recorded, tolerances: input.tolerances)
    let (found, steps) = search.find(divergence, catalogue.trials(for: divergence))
    return found ?? search.find(from: divergence, resuming: PredictionTrials(catalogue).shifts)
      ?? pair(steps, search, catalogue)
  }

  /// Two changes at once, under the cause of the first.
  ///
  /// - Parameter steps: of single changes; those of other predictions are none of the setting.
  private func pair(
    _ steps: [CounterfactualSearch.Step], _ search: CounterfactualSearch, _ catalogue: TrialCatalogue
  ) -> CounterfactualSearch.Found? {
    let predictions = catalogue.laboratory.setting.predictions
    let settings = steps.filter { $0.trial.setting.predictions.sharesRows(with: predictions) }
    let found = search.findPair(settings) { step in
      catalogue.on(step.trial, step.run).settings(for: step.rest)
    }
    return found.map { first, second in
      let both = Trial(
        cause: first.cause, statement: .both(first.statement, second.trial.statement), setting: second.trial.setting)
      return CounterfactualSearch.Found(trial: both, rest: nil)
    }
  }

  /// The predictions dated by the trading day beside, where they give the record on every day: stocks that were not
  /// scored on the day of the decision do not speak against it.
  private func shifted(_ divergence: FirstDivergence) -> CauseStatement? {
    guard let laboratory = input.laboratory else { return nil }
    let catalogue = TrialCatalogue(laboratory, recorded: recorded, replayed: replayed)
    let search = CounterfactualSearch(laboratory: laboratory, recorded: recorded, tolerances: input.tolerances)
    let found = search.find(divergence, PredictionTrials(catalogue).shifts).found
    return found?.rest == nil ? found?.cause : nil
  }

  private func fees(_ divergence: FirstDivergence) -> CauseStatement {
    let proof = tried(divergence)
    guard let exchange = input.exchange, let trades = replayed.trades,
      let fit = FeeFit(recorded: recorded.report, replayed: replayed.report, trades: trades)
    else { return proof?.cause ?? CauseStatement(.fees, .otherFees) }
    if let proof, proof.trial.cause != .fees { return proof.cause }
    let rates = fit.rounded
    let asked = (FeeFit.rounded(exchange.openCost), FeeFit.rounded(exchange.closeCost))
    if (rates.open, rates.close) == asked {
      return proof?.cause
        ?? CauseStatement(
          exchange.impactCost > 0 ? .volume : .fees, exchange.impactCost > 0 ? .otherImpact : .otherFees)
    }
    // Only where the replay under other fees is the record to the end do the fees explain the whole difference.
    let isWhole = proof.map { $0.rest == nil } ?? false
    return CauseStatement(
      .fees, .fittedFees(rates, exchange), proof: isWhole ? .replay : proof == nil ? .fact : .partialReplay,
      evidence: [.recordedFees(rates, days: fit.days), .configuredFees(exchange)]
        + (proof.map { [$0.cause.statement] } ?? []))
  }

  // MARK: - Orders and holdings

  private func orders(_ divergence: FirstDivergence) -> CauseStatement {
    guard let stock = divergence.instrument else { return otherReport(divergence) }
    if let found = missingPredictions(divergence) ?? shifted(divergence) ?? unscored(divergence) ?? tried(divergence)?
      .cause
      ?? outsidePredictions(divergence)
    {
      return found
    }
    if let found = market?.tradability(divergence) ?? unlisted(divergence) ?? refusal(divergence)
      ?? unrelated(divergence)
    {
      return found
    }
    let bothTraded = !divergence.left.isEmpty && !divergence.right.isEmpty
    if bothTraded, let found = market?.lots(divergence) { return found }
    if bothTraded, let ratio = ratio(divergence), ratio > 0.5, ratio < 2 {
      return CauseStatement(.lots, .otherAmounts(stock))
    }
    return CauseStatement(
      .selection, divergence.left.isEmpty ? .replayAlone(stock) : .recordAlone(stock))
  }

  private func ratio(_ divergence: FirstDivergence) -> Double? {
    guard let left = Double(divergence.left), let right = Double(divergence.right), right != 0 else { return nil }
    return left / right
  }

  /// The day of the decision has no predictions, and the days around it do.
  private func missingPredictions(_ divergence: FirstDivergence) -> CauseStatement? {
    guard let predictions = input.predictions, let first = predictions.days.first, let last = predictions.days.last,
      let before = replayed.report.last(where: { $0.day < divergence.day })?.day, before > first, before < last,
      predictions.days.binarySearch(before) == nil
    else { return nil }
    return CauseStatement(.missingPredictions, .missingPredictions(of: before, deciding: divergence.day), proof: .fact)
  }

  /// The day of the decision lies before the first or behind the last prediction.
  private func outsidePredictions(_ divergence: FirstDivergence) -> CauseStatement? {
    guard let predictions = input.predictions, let first = predictions.days.first, let last = predictions.days.last,
      let before = replayed.report.last(where: { $0.day < divergence.day })?.day, before < first || before > last
    else { return nil }
    return CauseStatement(
      .missingPredictions, .outsidePredictions(from: first, through: last, deciding: divergence.day), proof: .fact)
  }

  /// The record bought what the predictions do not score on the day of the decision.
  private func unscored(_ divergence: FirstDivergence) -> CauseStatement? {
    guard divergence.left.isEmpty != divergence.right.isEmpty, let predictions = input.predictions,
      let decision = Surroundings.decisionDay(divergence.day, replayed.report, predictions)
    else { return nil }
    let before = recorded.report.last { $0.day < divergence.day }?.day
    let known = Set((recorded.positions ?? []).lazy.filter { $0.day == before }.map(\.instrument))
    let bought = names(recorded, divergence).subtracting(names(replayed, divergence)).subtracting(known).sorted()
    guard let instrument = bought.first(where: { predictions.value(of: $0, on: decision) == nil }) else { return nil }
    let isKnown = predictions.instruments.binarySearch(instrument) != nil
    return CauseStatement(
      .rows, isKnown ? .notScored(instrument, on: decision) : .neverScored(instrument), proof: .fact)
  }

  /// What only the record bought on the day and the market here does not list.
  private func unlisted(_ divergence: FirstDivergence) -> CauseStatement? {
    let bought = names(recorded, divergence).subtracting(names(replayed, divergence)).sorted()
    guard let laboratory = input.laboratory,
      let stock = bought.first(where: { !laboratory.isListed($0, divergence.day) })
    else { return nil }
    var other = divergence
    other.instrument = stock
    return market?.tradability(other)
  }

  /// The first purchases of the record are not the best scores, and the replay could buy what they are: with
  /// nothing held before, the scores alone decide.
  private func unrelated(_ divergence: FirstDivergence) -> CauseStatement? {
    guard let first = RecordTraits(recorded).firstPurchases, divergence.day <= first.day,
      let own = RecordTraits(replayed).firstPurchases, own.day == first.day, let predictions = input.predictions,
      let decision = Surroundings.decisionDay(first.day, replayed.report, predictions)
    else { return nil }
    // Of two portfolios on the same scores the smaller one is the head of the larger.
    func score(_ name: InstrumentID) -> Double { predictions.value(of: name, on: decision) ?? -.infinity }
    let best = own.names.sorted { (score($1), $0) < (score($0), $1) }.prefix(first.names.count)
    let strangers =
      first.names.count <= own.names.count ? first.names.subtracting(best) : own.names.subtracting(first.names)
    if strangers.count == 1, first.names.count == own.names.count, let name = strangers.first,
      let other = own.names.subtracting(first.names).first
    {
      return CauseStatement(.scores, .otherScore(name, other, on: decision), proof: .fact)
    }
    guard strangers.count > 1 else { return otherSize(first.names.count, own.names.count) }
    return CauseStatement(
      .otherPredictions,
      .otherPredictions(
        first.names.count, first.names.intersection(best).count, among: best.count, on: decision))
  }

  /// The same scores and another number of stocks, which no single change of the setting explains.
  private func otherSize(_ first: Int, _ own: Int) -> CauseStatement? {
    guard first != own else { return nil }
    return CauseStatement(.anotherRun, .otherSize(first, own))
  }

  /// Our own order of the stock that did not trade, with the reason it was given.
  private func refusal(_ divergence: FirstDivergence) -> CauseStatement? {
    guard
      let order = replayed.trades?.first(where: {
        $0.day == divergence.day && $0.instrument == divergence.instrument && $0.status != .filled
      })
    else { return nil }
    let cause: Cause =
      switch order.reason {
      case .limitUp, .limitDown, .volumeLimit: .limit
      case .suspended, .noBar, .noVolume: .suspension
      case .noCash: .cash
      default: .lots
      }
    return CauseStatement(
      cause,
      order.reason.map { .refused(order.direction, order.instrument, $0.message) }
        ?? .refused(order.direction, order.instrument), proof: .fact)
  }

  /// What a run orders in the direction of the divergence, or holds, on its day.
  private func names(_ run: ComparedRun, _ divergence: FirstDivergence) -> Set<InstrumentID> {
    guard case .order(let field) = divergence.field else {
      return Set((run.positions ?? []).lazy.filter { $0.day == divergence.day }.map(\.instrument))
    }
    let orders = (run.trades ?? []).lazy.filter { $0.day == divergence.day && field.hasPrefix($0.direction.rawValue) }
    return Set(orders.map(\.instrument))
  }
}

extension CounterfactualSearch.Found {
  /// What the trial shows, and how far it carries.
  var cause: CauseStatement {
    if let resumed {
      return CauseStatement(trial.cause, .replayedFrom(trial.statement, resumed), proof: .partialReplay)
    }
    return CauseStatement(
      trial.cause, rest.map { .replayedUntil(trial.statement, $0.day, $0.field) } ?? .replayedExactly(trial.statement),
      proof: rest == nil ? .replay : .partialReplay)
  }
}

extension Direction {
  var name: Message {
    switch self {
    case .buy: Message("direction.buy-word", en: "buy", zh: "买入")
    case .sell: Message("direction.sell-word", en: "sell", zh: "卖出")
    }
  }
}

extension Message {
  fileprivate static func otherDays(_ recorded: String, _ replayed: String) -> Message {
    func day(_ text: String) -> MessageArgument { TradingDay(text).map { .day($0) } ?? .exact(.nan) }
    return Message(
      "cause.other-window", ["recorded": day(recorded), "replayed": day(replayed)],
      en: "The two runs do not cover the same days. Recorded: {recorded}; replayed: {replayed}.",
      zh: "两次运行覆盖的日期不同，记录为 {recorded}，回放为 {replayed}。")
  }

  fileprivate static func otherPrices(_ field: FirstDivergence.Field) -> Message {
    Message(
      "cause.other-prices", ["field": FieldName.of(field.name)],
      en: "The holdings agree, and {field} differs. Probably prices of this day differ between the two markets.",
      zh: "持仓一致而{field}不同：可能是两边行情当日的价格不同。")
  }

  fileprivate static func otherBeforeTrading(_ field: FirstDivergence.Field, _ day: TradingDay) -> Message {
    Message(
      "cause.other-before-trading", ["field": FieldName.of(field.name), "day": .day(day)],
      en: "{field} differs on {day}, before anything is held. The money at the start differs, and something else.",
      zh: "{day} 尚无持仓，{field}已不同：起始资金不同，且另有差异。")
  }

  fileprivate static let otherImpact = Message(
    "cause.other-impact",
    en: "The turnover agrees, and the cost differs. The configuration has an impact cost, which follows the volume of "
      + "the day: its rate or that volume differs.",
    zh: "换手一致而费用不同。配置有冲击成本，它取决于当日成交量：其系数或该成交量不同。")

  fileprivate static func otherMarket(_ stock: InstrumentID) -> Message {
    Message(
      "cause.other-market", ["stock": .instrument(stock)],
      en: "The close of {stock} differs. The market here is not the one RD-Agent used.",
      zh: "{stock} 的收盘价不同：本地行情不是 RD-Agent 所用的行情。")
  }

  fileprivate static func laterStart(_ record: TradingDay, replay: TradingDay) -> Message {
    Message(
      "cause.later-start", ["record": .day(record), "replay": .day(replay)],
      en: "The record first trades on {record}, and the replay on {replay}.", zh: "记录在 {record} 首次成交，回放在 {replay} 首次成交。"
    )
  }

  fileprivate static func neverTraded(_ replay: TradingDay) -> Message {
    Message(
      "cause.never-traded", ["replay": .day(replay)], en: "The record never trades, and the replay first on {replay}.",
      zh: "记录从未成交，回放在 {replay} 首次成交。")
  }

  fileprivate static func holdingsUnknown(_ field: FirstDivergence.Field) -> Message {
    Message(
      "cause.holdings-unknown", ["field": FieldName.of(field.name)],
      en: "{field} differs. No holdings are recorded, so that no stock can be named.",
      zh: "{field}不同；没有记录的持仓，无法指出是哪只证券。")
  }

  fileprivate static func benchmarkEnds(_ index: InstrumentID, on day: TradingDay) -> Message {
    Message(
      "cause.benchmark-ends", ["index": .instrument(index), "day": .day(day)],
      en: "The benchmark {index} ends on {day} in the market here. The recorded run has its returns on later days too.",
      zh: "本地行情中基准 {index} 止于 {day}，而记录的运行此后仍有其收益率。")
  }

  fileprivate static let benchmarkZero = Message(
    "cause.benchmark-zero",
    en: "The recorded benchmark return is 0 on every day. RD-Agent's data have no such index.",
    zh: "记录的基准收益率每天都是 0：RD-Agent 的数据中没有该指数。")

  fileprivate static let benchmarkMissing = Message(
    "cause.benchmark-missing", en: "The recorded benchmark return is missing on every day.",
    zh: "记录的基准收益率每天都缺失。")

  fileprivate static let otherBenchmark = Message(
    "cause.benchmark-other",
    en:
      "The benchmark return differs, and no index of the market here gives it. Its index or its prices are different.",
    zh: "基准收益率不同，本地行情中没有指数能得出它：指数或其价格序列不同。")

  fileprivate static let otherFees = Message(
    "cause.other-fees", en: "The turnover agrees, and the cost differs. The recorded run charged other fees.",
    zh: "换手一致而费用不同：记录的运行按其他费率收费。")

  fileprivate static func fittedFees(
    _ rates: (open: Double, close: Double), _ exchange: ExchangeConfig
  ) -> Message {
    Message(
      "cause.fees-fitted",
      [
        "open": .rate(rates.open), "close": .rate(rates.close), "openAsked": .rate(exchange.openCost),
        "closeAsked": .rate(exchange.closeCost),
      ],
      en: "The recorded run charged {open}/{close}; its configuration says {openAsked}/{closeAsked}.",
      zh: "记录按 {open}/{close} 收费，配置为 {openAsked}/{closeAsked}。")
  }

  fileprivate static func recordedFees(_ rates: (open: Double, close: Double), days: Int) -> Message {
    Message(
      "cause.recorded-fees", ["open": .rate(rates.open), "close": .rate(rates.close), "days": .count(days)],
      en: "Fees of the record: {open} of purchases and {close} of sales, fitted over {days} days.",
      zh: "记录的费率：买入 {open}，卖出 {close}，由 {days} 天拟合。")
  }

  fileprivate static func configuredFees(_ exchange: ExchangeConfig) -> Message {
    Message(
      "cause.configured-fees",
      ["open": .rate(exchange.openCost), "close": .rate(exchange.closeCost), "least": .money(exchange.minCost)],
      en: "Fees of the configuration: {open} of purchases and {close} of sales, at least {least}.",
      zh: "配置的费率：买入 {open}，卖出 {close}，最低 {least}。")
  }

  fileprivate static func replayedExactly(_ change: Message) -> Message {
    Message(
      "cause.replayed-exactly", ["change": .message(change)],
      en: "{change} A replay with this change gives every recorded number.", zh: "{change}如此回放，每个数值都与记录相同。")
  }

  fileprivate static func replayedUntil(
    _ change: Message, _ day: TradingDay, _ field: FirstDivergence.Field
  ) -> Message {
    Message(
      "cause.replayed-until",
      ["change": .message(change), "day": .day(day), "field": FieldName.of(field.name)],
      en: "{change} A replay with this change agrees until {day}, when {field} differs.",
      zh: "{change}如此回放，{day} 之前都与记录相同，当日{field}不同。")
  }

  fileprivate static func both(_ first: Message, _ second: Message) -> Message {
    Message(
      "cause.both-changes", ["first": .message(first), "second": .message(second)], en: "{first} {second}",
      zh: "{first}{second}")
  }

  fileprivate static func replayedFrom(_ change: Message, _ day: TradingDay) -> Message {
    Message(
      "cause.replayed-from", ["change": .message(change), "day": .day(day)],
      en: "{change} A replay with this change from the record's holdings of {day} holds what the record holds, to the "
        + "end.",
      zh: "{change}如此从记录 {day} 的持仓开始回放，直至末日持仓都与记录相同。")
  }

  fileprivate static func otherAmounts(_ stock: InstrumentID) -> Message {
    Message(
      "cause.other-amounts", ["stock": .instrument(stock)],
      en: "Both runs trade {stock} in different amounts. The cash, the price or the factor behind the lots differs.",
      zh: "双方都交易了 {stock} 而数量不同：资金、价格或取整手所用的复权因子不同。")
  }

  fileprivate static func recordAlone(_ stock: InstrumentID) -> Message {
    Message(
      "cause.record-alone", ["stock": .instrument(stock)],
      en:
        "Only the record holds or orders {stock}. Its score, its tradability or the universe differs on the day before.",
      zh: "只有记录持有或委托了 {stock}：前一日的得分、可交易性或股票池不同。")
  }

  fileprivate static func replayAlone(_ stock: InstrumentID) -> Message {
    Message(
      "cause.replay-alone", ["stock": .instrument(stock)],
      en:
        "Only the replay holds or orders {stock}. Its score, its tradability or the universe differs on the day before.",
      zh: "只有回放持有或委托了 {stock}：前一日的得分、可交易性或股票池不同。")
  }

  fileprivate static func missingPredictions(of decision: TradingDay, deciding day: TradingDay) -> Message {
    Message(
      "cause.missing-predictions", ["decision": .day(decision), "day": .day(day)],
      en:
        "There are no predictions of {decision}, which decide {day}. The recorded run had them: the file lacks a day.",
      zh: "缺少 {decision} 的预测，而 {day} 的交易由它决定。记录的运行当时有预测：文件缺少这一天。")
  }

  fileprivate static func outsidePredictions(
    from first: TradingDay, through last: TradingDay, deciding day: TradingDay
  ) -> Message {
    Message(
      "cause.outside-predictions", ["first": .day(first), "last": .day(last), "day": .day(day)],
      en: "The predictions cover {first} to {last}, and the record traded on scores of other days, first on {day}. The "
        + "file lacks them.",
      zh: "预测只覆盖 {first} 至 {last}，而记录按其他日期的得分交易，首次在 {day}：文件缺少这些日期。")
  }

  fileprivate static func neverScored(_ stock: InstrumentID) -> Message {
    Message(
      "cause.never-scored", ["stock": .instrument(stock)],
      en: "The record bought {stock}, which the predictions never score. They were made for another universe, or rows "
        + "are missing.",
      zh: "记录买入了 {stock}，而预测从未给它打分：预测的股票池不同，或缺少行。")
  }

  fileprivate static func notScored(_ stock: InstrumentID, on day: TradingDay) -> Message {
    Message(
      "cause.not-scored", ["stock": .instrument(stock), "day": .day(day)],
      en: "The record bought {stock}, which the predictions do not score on {day}. They were made for another "
        + "universe, or rows are missing.",
      zh: "记录买入了 {stock}，而预测在 {day} 没有它的得分：预测的股票池不同，或缺少行。")
  }

  fileprivate static func otherScore(_ bought: InstrumentID, _ other: InstrumentID, on day: TradingDay) -> Message {
    Message(
      "cause.other-score", ["bought": .instrument(bought), "other": .instrument(other), "day": .day(day)],
      en: "The record bought {bought} and not {other}, whose score of {day} is better. One of the two scores was "
        + "different.",
      zh: "记录买入了 {bought} 而非 {day} 得分更高的 {other}：两者之一的得分当时不同。")
  }

  fileprivate static func otherPredictions(
    _ bought: Int, _ shared: Int, among best: Int, on day: TradingDay
  ) -> Message {
    Message(
      "cause.other-predictions",
      ["bought": .count(bought), "shared": .count(shared), "best": .count(best), "day": .day(day)],
      en: "The record first bought {bought} stocks; {shared} of them have one of the {best} best scores of {day}. "
        + "Probably curve and predictions belong to two runs.",
      zh: "记录首批买入 {bought} 只证券，其中只有 {shared} 只属于 {day} 得分最高的 {best} 只：曲线与预测很可能属于两次运行。")
  }

  fileprivate static func otherSize(_ recorded: Int, _ replayed: Int) -> Message {
    Message(
      "cause.other-size", ["recorded": .count(recorded), "replayed": .count(replayed)],
      en: "The record first bought {recorded} stocks and the replay {replayed}. No single change of the setting "
        + "gives the record: the curve belongs to a different run.",
      zh: "记录首批买入 {recorded} 只证券，回放买入 {replayed} 只。改变任何单项设置都得不到该记录：曲线属于另一次运行。")
  }

  fileprivate static func refused(_ direction: Direction, _ stock: InstrumentID) -> Message {
    Message(
      "cause.refused", ["direction": .message(direction.name), "stock": .instrument(stock)],
      en: "The recorded {direction} order of {stock} was filled, and the replay's was not.",
      zh: "{stock} 的{direction}委托在记录中成交，在回放中未成交。")
  }

  fileprivate static func refused(_ direction: Direction, _ stock: InstrumentID, _ reason: Message) -> Message {
    Message(
      "cause.refused-with-reason",
      ["direction": .message(direction.name), "stock": .instrument(stock), "reason": .message(reason)],
      en: "The recorded {direction} order of {stock} was filled, and the replay's was not. {reason}",
      zh: "{stock} 的{direction}委托在记录中成交，在回放中未成交。{reason}")
  }
}
