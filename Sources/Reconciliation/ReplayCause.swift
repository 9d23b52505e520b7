import Primitives
import Records

/// Why the replay parts from the recorded run at its first divergence.
///
/// Facts come first: an identity that the record breaks, predictions that are not there, equal scores,
/// a price. Then the setting is tried; what is left is told as far as the orders tell it.
struct ReplayCause {
  let input: LadderInput
  let recorded: ComparedRun
  let replayed: ComparedRun

  func explain(_ divergence: FirstDivergence) -> Explanation {
    if let broken = broken(divergence) { return broken }
    switch divergence.field {
    case .day:
      return tried(divergence)
        ?? Explanation(
          cause: .window,
          sentence:
            "The two runs do not cover the same days: the record has '\(divergence.left)', the replay '\(divergence.right)'."
        )
    case .report("bench"): return tried(divergence) ?? benchmark(divergence)
    case .report("cost"), .report("total_cost"): return fees(divergence)
    case .report(let field):
      return missingPredictions(divergence) ?? tried(divergence)
        ?? Explanation(
          cause: .marketData,
          sentence: "The holdings agree and \(field) does not: prices of this day differ between the two markets.")
    case .holding("price"):
      return market?.price(divergence)
        ?? Explanation(
          cause: .marketData,
          sentence: "The close of \(name(divergence)) differs: the market here is not the one RD-Agent used.")
    case .order(let field), .holding(let field): return orders(divergence, field)
    }
  }

  private var market: MarketCause? {
    input.laboratory.map { MarketCause(laboratory: $0, recorded: recorded, replayed: replayed) }
  }

  private func name(_ divergence: FirstDivergence) -> String { divergence.instrument?.name ?? "a stock" }

  private func broken(_ divergence: FirstDivergence) -> Explanation? {
    guard divergence.field != .day else { return nil }
    let audit = RecordAudit(
      run: recorded, delaysProceeds: input.laboratory?.setting.backtest.delaysProceeds ?? false)
    guard let violation = audit.violation(on: divergence.day) else { return nil }
    return Explanation(
      cause: .edited, sentence: "The record contradicts itself on \(divergence.day): \(violation).")
  }

  private func benchmark(_ divergence: FirstDivergence) -> Explanation {
    let rows = recorded.report
    let what =
      rows.allSatisfy { $0.bench == 0 }
      ? "is 0 on every day of the record: RD-Agent's data have no such index"
      : rows.allSatisfy { $0.bench.isNaN }
        ? "is missing on every day of the record"
        : "differs, and no index of the market here gives it: another index, another price series, or none in RD-Agent's data"
    return Explanation(cause: .benchmark, sentence: "The benchmark's return \(what).")
  }

  // MARK: - Trials

  /// The one change of the setting under which the replay is the record.
  private func tried(_ divergence: FirstDivergence) -> Explanation? {
    guard let laboratory = input.laboratory else { return nil }
    let catalogue = TrialCatalogue(laboratory, recorded: recorded, replayed: replayed)
    let search = CounterfactualSearch(laboratory: laboratory, recorded: recorded, tolerances: input.tolerances)
    guard let found = search.find(divergence, catalogue.trials(for: divergence)) else { return nil }
    let trial = found.trial
    let rest =
      found.rest.map { "they agree until \($0.day) and part again in \($0.field.name)" }
      ?? "every day and number is the record's"
    return Explanation(
      cause: trial.cause,
      sentence:
        "The record was made with \(trial.name) = \(trial.tried), not \(trial.configured): replayed so, \(rest).",
      evidence: ["tried: \(trial.name) \(trial.tried) instead of \(trial.configured)"])
  }

  private func fees(_ divergence: FirstDivergence) -> Explanation {
    let proof = tried(divergence)
    guard let exchange = input.exchange, let trades = replayed.trades,
      let fit = FeeFit(recorded: recorded.report, replayed: replayed.report, trades: trades)
    else {
      return proof
        ?? Explanation(
          cause: .fees, sentence: "The turnover agrees and the cost does not: the record was made under other fees.")
    }
    if let proof, proof.cause != .fees { return proof }
    let asked = "\(Difference.text(exchange.openCost)) and \(Difference.text(exchange.closeCost))"
    let evidence = [
      "fees of the record: \(FeeFit.text(fit.open)) of purchases, \(FeeFit.text(fit.close)) of sales (\(fit.days) days)",
      "fees of the configuration: \(asked), at least \(Difference.text(exchange.minCost)) yuan",
    ]
    if [fit.open, fit.close].map(FeeFit.text) == [exchange.openCost, exchange.closeCost].map(FeeFit.text), let proof {
      return proof
    }
    return Explanation(
      cause: .fees,
      sentence: "The record was made under other fees than its configuration says: it paid "
        + "\(FeeFit.text(fit.open)) of purchases and \(FeeFit.text(fit.close)) of sales, the configuration says \(asked).",
      evidence: evidence.map(Message.verbatim) + (proof?.evidence ?? []))
  }

  // MARK: - Orders and holdings

  private func orders(_ divergence: FirstDivergence, _ field: String) -> Explanation {
    if let tie = tie(divergence) {
      return Explanation(
        cause: .ties,
        sentence: "\(name(divergence)) and \(tie.name) have the same score, or both none: which of them trades is left "
          + "open by the strategy.")
    }
    if let found = missingPredictions(divergence) ?? unscored(divergence) ?? tried(divergence) { return found }
    if let found = market?.tradability(divergence) ?? refusal(divergence) ?? unrelated(divergence) { return found }
    let bothTraded = !divergence.left.isEmpty && !divergence.right.isEmpty
    if bothTraded, let found = market?.lots(divergence) { return found }
    if bothTraded, let ratio = ratio(divergence), ratio > 0.5, ratio < 2 {
      return Explanation(
        cause: .lots,
        sentence: "Both runs trade \(name(divergence)) and the amounts differ: the cash, the price or the factor that "
          + "lots are rounded with is not the same.")
    }
    return Explanation(
      cause: .selection,
      sentence: "Only one of the runs \(divergence.left.isEmpty ? "(the replay)" : "(the record)") holds or orders "
        + "\(name(divergence)): its score, tradability or universe on the day before differs.")
  }

  private func ratio(_ divergence: FirstDivergence) -> Double? {
    guard let left = Double(divergence.left), let right = Double(divergence.right), right != 0 else { return nil }
    return left / right
  }

  /// The day of the decision has no predictions, and the days around it do.
  private func missingPredictions(_ divergence: FirstDivergence) -> Explanation? {
    guard let predictions = input.predictions, let first = predictions.days.first, let last = predictions.days.last,
      let before = replayed.report.last(where: { $0.day < divergence.day })?.day, before > first, before < last,
      predictions.days.binarySearch(before) == nil
    else { return nil }
    return Explanation(
      cause: .missingPredictions,
      sentence:
        "There are no predictions of \(before), which decide \(divergence.day), and the record traded on some: the "
        + "file lacks a day.")
  }

  /// The record bought what the predictions do not score on the day of the decision.
  private func unscored(_ divergence: FirstDivergence) -> Explanation? {
    guard divergence.left.isEmpty != divergence.right.isEmpty, let predictions = input.predictions,
      let decision = Surroundings.decisionDay(divergence.day, replayed.report, predictions)
    else { return nil }
    let before = recorded.report.last { $0.day < divergence.day }?.day
    let known = Set((recorded.positions ?? []).lazy.filter { $0.day == before }.map(\.instrument))
    let bought = names(recorded, divergence).subtracting(names(replayed, divergence)).subtracting(known).sorted()
    guard let instrument = bought.first(where: { predictions.value(of: $0, on: decision) == nil }) else { return nil }
    let never = predictions.instruments.binarySearch(instrument) == nil
    return Explanation(
      cause: .rows,
      sentence:
        "The record bought \(instrument), which the predictions \(never ? "never score" : "do not score on \(decision)"): "
        + "they were made for another universe, or rows are missing.")
  }

  /// The first purchases of the record are not the best scores, and the replay could buy what they are: with
  /// nothing held before, the scores alone decide.
  private func unrelated(_ divergence: FirstDivergence) -> Explanation? {
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
      return Explanation(
        cause: .scores,
        sentence:
          "The record bought \(name) and not \(other), whose score of \(decision) is better: one of the two scores was "
          + "another.")
    }
    guard strangers.count > 1 else { return otherSize(first.names.count, own.names.count) }
    return Explanation(
      cause: .otherPredictions,
      sentence: "Of the \(first.names.count) stocks that the record bought first, "
        + "\(first.names.intersection(best).count) are among the \(best.count) best scores of \(decision): curve and "
        + "predictions are of two runs.")
  }

  /// The same scores and another number of stocks, which no single change of the setting explains.
  private func otherSize(_ first: Int, _ own: Int) -> Explanation? {
    guard first != own else { return nil }
    return Explanation(
      cause: .anotherRun,
      sentence: "The record bought \(first) stocks first and the replay \(own), and no single change of the setting "
        + "gives the record: the curve is of another run.")
  }

  /// Our own order of the stock that did not trade, with the reason it was given.
  private func refusal(_ divergence: FirstDivergence) -> Explanation? {
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
    let instrument = MessageArgument.text(name(divergence))
    guard let reason = order.reason else {
      return CauseStatement(
        cause,
        Message(
          "replay.order-not-filled", ["instrument": instrument, "side": .text(order.direction.rawValue)],
          en: "The record filled its {side} order of {instrument}, the replay did not.",
          zh: "记录中 {instrument} 的 {side} 委托成交，回放中未成交。"))
    }
    return CauseStatement(
      cause,
      Message(
        "replay.order-rejected",
        ["instrument": instrument, "side": .text(order.direction.rawValue), "reason": .message(reason.message)],
        en: "The record filled its {side} order of {instrument}, the replay did not. {reason}",
        zh: "记录中 {instrument} 的 {side} 委托成交，回放中未成交。{reason}"))
  }

  /// Another stock with exactly the score that the day's decision saw for this one, and that takes its
  /// place: where one run orders or holds this stock, only the other run does so with that one.
  private func tie(_ divergence: FirstDivergence) -> InstrumentID? {
    guard divergence.left.isEmpty != divergence.right.isEmpty, let instrument = divergence.instrument,
      let predictions = input.predictions,
      let day = Surroundings.decisionDay(divergence.day, replayed.report, predictions)
    else { return nil }
    guard let score = predictions.value(of: instrument, on: day), !score.isNaN else {
      return unscoredRival(of: instrument, on: day, predictions)
    }
    let (own, others) = divergence.right.isEmpty ? (recorded, replayed) : (replayed, recorded)
    let substitutes = names(others, divergence).subtracting(names(own, divergence))
    let row = predictions.rows(of: day).first {
      predictions.values[$0] == score && substitutes.contains(predictions.instruments[Int(predictions.codes[$0])])
    }
    return row.map { predictions.instruments[Int(predictions.codes[$0])] }
  }

  /// Another holding of both runs without a score on the day of the decision, as this one.
  ///
  /// qlib ranks holdings without a score last, and among themselves in the order of a Python set when no
  /// stock is to be bought (`TopkDropoutStrategy`, the union with an empty index keeps its order): two
  /// runs of qlib itself differ there.
  private func unscoredRival(
    of instrument: InstrumentID, on day: TradingDay, _ predictions: PanelTable
  ) -> InstrumentID? {
    func held(_ run: ComparedRun) -> Set<InstrumentID> {
      Set((run.positions ?? []).lazy.filter { $0.day == day }.map(\.instrument))
    }
    let both = held(recorded).intersection(held(replayed))
    guard both.contains(instrument) else { return nil }
    return both.filter { $0 != instrument && (predictions.value(of: $0, on: day) ?? .nan).isNaN }.min()
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
