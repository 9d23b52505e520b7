package import Records

extension EnhancedTopkDropout {
  /// One finding for each quirk that decided something, and for each that is switched off.
  package func findings(_ memory: StrategyMemory) -> [Finding] {
    EnhancedTopkDropoutParameters.Quirk.allCases.compactMap { quirk in
      let count = memory.enhanced.acted[quirk] ?? 0
      guard parameters.has(quirk) else {
        return Finding(
          id: "strategy.quirk-off.\(quirk.rawValue)", severity: .warning,
          evidence: "the quirk '\(quirk.rawValue)' is switched to the sane behaviour",
          consequence: "The orders are not those of the recorded strategy.",
          remedy: "Switch it on to compare with a record.")
      }
      guard count > 0 else { return nil }
      return Finding(
        id: "strategy.quirk.\(quirk.rawValue)", severity: .note,
        evidence: "'\(quirk.rawValue)' decided \(count) times: \(quirk.description)",
        consequence: quirk.consequence,
        remedy: "Run again with quirks.\(quirk.rawValue) false to see what it costs.")
    }
  }
}

extension EnhancedTopkDropoutParameters.Quirk {
  /// What the recorded strategy does.
  package var description: String {
    switch self {
    case .noScoresNoStops: "a day without scores with a stop-loss or a gain that was due"
    case .entryAtFirstOrder: "a purchase added to a holding whose entry price stayed"
    case .repeatedSecondSale: "a sale at 25 % gain after one had been made"
    case .firstSaleNotRetried: "a sale at 15 % gain that had not filled and was not tried again"
    case .rebuySameDay: "a stock bought on the day of its sale"
    case .entrySurvivesSale: "an old entry price kept for a stock sold and bought back"
    case .budgetOfCash: "a day's budget taken from the remaining cash"
    case .weightsOverHeld: "a day's weights shared with candidates that were not bought"
    case .capByWholeCash: "a purchase capped by cash that earlier purchases had spent"
    case .dividesByFactor: "a purchase divided by the factor though its price is adjusted"
    case .rawMinimumScore: "a day's minimum compared with the model's raw output"
    case .partialSellersUncounted: "a day on which holdings sold in part counted as gone"
    }
  }

  /// What that does to the numbers.
  package var consequence: String {
    switch self {
    case .noScoresNoStops: "Losses run on while scores are missing."
    case .entryAtFirstOrder: "Gains and losses are measured from a price that was not paid."
    case .repeatedSecondSale: "The holding is sold off day by day."
    case .firstSaleNotRetried: "A first gain that met a locked stock is never taken."
    case .rebuySameDay: "Costs are paid for no change of the holding."
    case .entrySurvivesSale: "The stock is stopped out again on the next day, and again."
    case .budgetOfCash: "Exposure creeps up from day to day; the maximum position is not enforced."
    case .weightsOverHeld: "A part of the budget is never spent."
    case .capByWholeCash: "Late orders of a day are cut by the exchange."
    case .dividesByFactor: "Positions are wrong by one over the factor."
    case .rawMinimumScore: "A weak model qualifies nobody and sells everything."
    case .partialSellersUncounted: "Holdings can exceed topk."
    }
  }
}
