package import Primitives

/// How a backtest turns scores into orders: the strategy block of a qlib configuration, typed.
package struct StrategyConfig: Equatable, Sendable {
  /// The strategies that can be run here, each with its parameters.
  package enum Kind: Equatable, Sendable {
    case topkDropout(TopkDropoutParameters)
    case enhancedTopkDropout(EnhancedTopkDropoutParameters)
    case weightedTopk(WeightedTopkParameters)
    case enhancedIndexing(EnhancedIndexingParameters)
    case softTopk(SoftTopkParameters)
    case fileOrder(FileOrderParameters)
  }

  package var kind: Kind
  /// Orders are given every so many trading days with scores; 1 is every day.
  package var rebalanceDays = 1
  package var rules = HoldingRules()

  package init(kind: Kind) { self.kind = kind }

  /// qlib's class name, or the name of this program's own strategy.
  package var className: String {
    switch kind {
    case .topkDropout: "TopkDropoutStrategy"
    case .enhancedTopkDropout: "EnhancedTopkDropoutStrategy"
    case .weightedTopk: "WeightedTopkStrategy"
    case .enhancedIndexing: "EnhancedIndexingStrategy"
    case .softTopk: "SoftTopkStrategy"
    case .fileOrder: "FileOrderStrategy"
    }
  }

  /// Everything that decides the orders, for display and digests.
  package var json: JSONValue {
    let parameters: JSONValue =
      switch kind {
      case .topkDropout(let parameters): parameters.json
      case .enhancedTopkDropout(let parameters): parameters.json
      case .weightedTopk(let parameters): parameters.json
      case .enhancedIndexing(let parameters): parameters.json
      case .softTopk(let parameters): parameters.json
      case .fileOrder(let parameters): parameters.json
      }
    var members: [String: JSONValue] = ["class": .string(className), "parameters": parameters]
    // Written only where they act, so that a strategy's digest does not change by their existence.
    if rebalanceDays != 1 { members["rebalance_days"] = .integer(rebalanceDays) }
    if rules != HoldingRules() { members["rules"] = rules.json }
    return .object(members)
  }
}

/// Parameters of qlib's `TopkDropoutStrategy` (`qlib/contrib/strategy/signal_strategy.py`); what nobody sets is
/// qlib's own.
package struct TopkDropoutParameters: Equatable, Sendable {
  /// Number of holdings aimed at.
  package var topk: Int
  /// Number of holdings replaced on a day, at most.
  package var nDrop: Int
  /// Days a holding must be kept, the day of purchase counted as 1 at its close.
  package var holdThreshold = 1
  package var onlyTradable = false
  package var forbidAllTradeAtLimit = true
  /// Share of the cash that is spent.
  package var riskDegree = QlibDefaults.riskDegree

  package init(topk: Int, nDrop: Int) {
    self.topk = topk
    self.nDrop = nDrop
  }

  package var json: JSONValue {
    [
      "topk": .integer(topk), "n_drop": .integer(nDrop), "hold_thresh": .integer(holdThreshold),
      "only_tradable": .bool(onlyTradable), "forbid_all_trade_at_limit": .bool(forbidAllTradeAtLimit),
      "risk_degree": .number(riskDegree),
    ]
  }
}
