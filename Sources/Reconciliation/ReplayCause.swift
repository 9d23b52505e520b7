import Primitives
import Records

/// Why the replay parts from the recorded run at its first divergence.
struct ReplayCause {
  let input: LadderInput
  let recorded: RungEvidence
  let replayed: RungEvidence

  func explain(_ divergence: FirstDivergence) -> Explanation {
    switch divergence.field {
    case .day:
      Explanation(
        cause: .window,
        sentence: "The two runs do not cover the same days: the record has '\(divergence.left)', the replay '\(divergence.right)'.")
    case .report("bench"):
      Explanation(
        cause: .benchmark,
        sentence: "The benchmark's return differs: another index, another price series, or none in RD-Agent's data.")
    case .report("cost"), .report("total_cost"): fees(divergence)
    case .report(let field):
      Explanation(
        cause: .marketData,
        sentence: "The holdings agree and \(field) does not: prices of this day differ between the two markets.")
    case .holding("price"):
      Explanation(
        cause: .marketData,
        sentence: "The close of \(name(divergence)) differs: the market here is not the one RD-Agent used.")
    case .order(let field), .holding(let field): orders(divergence, field)
    }
  }

  private func name(_ divergence: FirstDivergence) -> String { divergence.instrument?.name ?? "a stock" }

  private func fees(_ divergence: FirstDivergence) -> Explanation {
    guard let exchange = input.exchange, let trades = replayed.trades,
      let fit = FeeFit(recorded: recorded.report, replayed: replayed.report, trades: trades)
    else {
      return Explanation(
        cause: .fees, sentence: "The turnover agrees and the cost does not: the record was made under other fees.")
    }
    let asked = "\(Difference.text(exchange.openCost)) and \(Difference.text(exchange.closeCost))"
    let evidence = [
      "fees of the record: \(FeeFit.text(fit.open)) of purchases, \(FeeFit.text(fit.close)) of sales (\(fit.days) days)",
      "fees of the configuration: \(asked), at least \(Difference.text(exchange.minCost)) yuan",
    ]
    return Explanation(
      cause: .fees,
      sentence: "The record was made under other fees than its configuration says: it paid "
        + "\(FeeFit.text(fit.open)) of purchases and \(FeeFit.text(fit.close)) of sales, the configuration says \(asked).",
      evidence: evidence)
  }

  private func orders(_ divergence: FirstDivergence, _ field: String) -> Explanation {
    if let tie = tie(divergence) {
      return Explanation(
        cause: .ties,
        sentence: "\(name(divergence)) and \(tie.name) have the same score, or both none: which of them trades is left "
          + "open by the strategy.")
    }
    if let explanation = refusal(divergence) { return explanation }
    let bothTraded = !divergence.left.isEmpty && !divergence.right.isEmpty
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

  /// Our own order of the stock that did not trade, with the reason it was given.
  private func refusal(_ divergence: FirstDivergence) -> Explanation? {
    guard let order = replayed.trades?.first(where: {
      $0.day == divergence.day && $0.instrument == divergence.instrument && $0.status != .filled
    }) else { return nil }
    let cause: Cause =
      order.reason.contains("limit") ? .limit
      : order.reason.contains("suspended") ? .suspension
      : order.reason.contains("cash") ? .cash : .lots
    return Explanation(
      cause: cause,
      sentence: "The replay's \(order.direction.rawValue) order of \(name(divergence)) was not filled (\(order.reason)), the record's was.")
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
    func held(_ run: RungEvidence) -> Set<InstrumentID> {
      Set((run.positions ?? []).lazy.filter { $0.day == day }.map(\.instrument))
    }
    let both = held(recorded).intersection(held(replayed))
    guard both.contains(instrument) else { return nil }
    return both.filter { $0 != instrument && (predictions.value(of: $0, on: day) ?? .nan).isNaN }.min()
  }

  /// What a run orders in the direction of the divergence, or holds, on its day.
  private func names(_ run: RungEvidence, _ divergence: FirstDivergence) -> Set<InstrumentID> {
    guard case .order(let field) = divergence.field else {
      return Set((run.positions ?? []).lazy.filter { $0.day == divergence.day }.map(\.instrument))
    }
    let orders = (run.trades ?? []).lazy.filter { $0.day == divergence.day && field.hasPrefix($0.direction.rawValue) }
    return Set(orders.map(\.instrument))
  }
}
