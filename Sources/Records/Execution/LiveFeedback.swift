package import Primitives

/// What a strategy did with virtual or real money, in the form that research reads (`Contracts.md`, LiveFeedback).
///
/// A figure that is not known is nil and is written as null, never as 0.
package struct LiveFeedback: Equatable, Sendable {
  /// Something that happened, in the order of time.
  package struct Event: Equatable, Sendable {
    /// `2026-11-23T08:41:33+00:00`.
    package var time: String
    /// `risk_limit_hit`, `drawdown_alert`, `kill_switch`, `qmt_error`, …: an open set.
    package var type: String
    package var detail: Message?

    package init(time: String, type: String, detail: Message?) {
      self.time = time
      self.type = type
      self.detail = detail
    }
  }

  package static let schema = 1

  package var strategyInstanceID: String
  /// `<task_run_id>/<loop_id>`; nil for a strategy that no experiment made.
  package var experimentID: String?
  package var environment: TradingEnvironment
  /// First and last trading day with a row of the close.
  package var start: TradingDay
  package var end: TradingDay
  package var totalReturn: Double?
  package var annualReturn: Double?
  package var maxDrawdown: Double?
  package var volatility: Double?
  package var sharpe: Double?
  package var winRate: Double?
  package var turnover: Double?
  package var averageSlippageBps: Double?
  package var fillRatio: Double?
  package var orderRejectCount = 0
  package var riskBlockCount = 0
  package var events: [Event] = []
  package var strategyConfigHash: String?
  package var factorSetHash: String?
  /// `2026-11-23T08:41:33+00:00`.
  package var generatedAt: String

  package init(
    strategyInstanceID: String, environment: TradingEnvironment, start: TradingDay, end: TradingDay,
    generatedAt: String
  ) {
    self.strategyInstanceID = strategyInstanceID
    self.environment = environment
    self.start = start
    self.end = end
    self.generatedAt = generatedAt
  }

  package var json: JSONValue {
    [
      "schema_version": .integer(LiveFeedback.schema), "generated_at_utc": .string(generatedAt),
      "strategy_instance_id": .string(strategyInstanceID), "experiment_id": .optional(experimentID),
      "env": .string(environment.rawValue),
      "period": ["start_date": .string(start.description), "end_date": .string(end.description)],
      "total_return": .optional(totalReturn), "annual_return": .optional(annualReturn),
      "max_drawdown": .optional(maxDrawdown), "volatility": .optional(volatility), "sharpe": .optional(sharpe),
      "win_rate": .optional(winRate), "turnover": .optional(turnover),
      "avg_slippage_bps": .optional(averageSlippageBps), "fill_ratio": .optional(fillRatio),
      "order_reject_count": .integer(orderRejectCount), "risk_block_count": .integer(riskBlockCount),
      "events": .array(
        events.map {
          ["timestamp": .string($0.time), "type": .string($0.type), "detail": $0.detail?.json ?? .null]
        }),
      "strategy_config_hash": .optional(strategyConfigHash), "factor_set_hash": .optional(factorSetHash),
    ]
  }
}
