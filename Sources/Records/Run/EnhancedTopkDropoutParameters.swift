package import Primitives

/// Parameters of the users' `EnhancedTopkDropoutStrategy` with the defaults of its class, and the
/// switches of its quirks.
package struct EnhancedTopkDropoutParameters: Equatable, Sendable {
  /// Peculiarities of the recorded strategy. Reproduced unless switched to the sane behaviour that
  /// each names.
  package enum Quirk: String, Sendable, CaseIterable {
    /// A day without scores has no stop-loss either. Sane: gains and losses are looked at every day.
    case noScoresNoStops = "no_scores_no_stops"
    /// The entry price is that of the first order, whatever is added later. Sane: the mean price of
    /// the shares that were really bought.
    case entryAtFirstOrder = "entry_at_first_order"
    /// The sale at 25 % gain repeats daily. Sane: once a holding.
    case repeatedSecondSale = "repeated_second_sale"
    /// The sale at 15 % gain is not tried again when it did not fill. Sane: it is.
    case firstSaleNotRetried = "first_sale_not_retried"
    /// A stock sold today may be bought today. Sane: not before tomorrow.
    case rebuySameDay = "rebuy_same_day"
    /// The entry price survives a sale of everything that is bought back the same day. Sane: such a
    /// purchase starts anew.
    case entrySurvivesSale = "entry_survives_sale"
    /// The budget is a share of the remaining cash. Sane: of the account, less what is kept.
    case budgetOfCash = "budget_of_cash"
    /// Held candidates take a part of the weights that is then not spent. Sane: the stocks that are
    /// bought share the whole.
    case weightsOverHeld = "weights_over_held"
    /// Each purchase is capped by the whole cash. Sane: by the cash that earlier ones leave.
    case capByWholeCash = "cap_by_whole_cash"
    /// Shares are divided by the adjustment factor although the price is adjusted. Sane: they are not.
    case dividesByFactor = "divides_by_factor"
    /// `min_score` is compared with the model's raw output. Sane: with its rank of the day, 0 to 1.
    case rawMinimumScore = "raw_minimum_score"
    /// A holding that is sold in part does not count as held. Sane: it does.
    case partialSellersUncounted = "partial_sellers_uncounted"
  }

  /// Number of candidates, and of holdings aimed at.
  package var topk: Int
  /// Read and not used by the strategy.
  package var nDrop: Int
  package var minScore = 0.1
  /// Share of the cash that is spent.
  package var maxPositionRatio = 0.90
  /// Gain, a negative fraction, at which a holding is sold.
  package var stopLoss = -0.10
  /// Yuan an order.
  package var maxSingleOrderValue = 5e6
  /// Shares an order, in the unit of the rule set.
  package var maxSingleOrderAmount = 5e6
  /// Shares a lot where the exchange has none.
  package var lotSize = 100.0
  /// Quirks that are switched to the sane behaviour.
  package var sane: Set<Quirk> = []

  package init(topk: Int, nDrop: Int) {
    self.topk = topk
    self.nDrop = nDrop
  }

  package func has(_ quirk: Quirk) -> Bool { !sane.contains(quirk) }

  package var json: JSONValue {
    let quirks = Quirk.allCases.map { ($0.rawValue, JSONValue.bool(has($0))) }
    return [
      "topk": .integer(topk), "n_drop": .integer(nDrop), "min_score": .number(minScore),
      "max_position_ratio": .number(maxPositionRatio), "stop_loss": .number(stopLoss),
      "max_single_order_value": .number(maxSingleOrderValue),
      "max_single_order_amount": .number(maxSingleOrderAmount), "lot_size": .number(lotSize),
      "quirks": .object(Dictionary(quirks, uniquingKeysWith: { first, _ in first })),
    ]
  }
}
