package import Primitives
package import Records

/// Everything that decides a replay but the market: what a trial changes one thing of.
package struct RunSetting: Sendable {
  package var strategy: StrategyConfig
  package var backtest: BacktestConfig
  package var predictions: PanelTable

  package init(strategy: StrategyConfig, backtest: BacktestConfig, predictions: PanelTable) {
    self.strategy = strategy
    self.backtest = backtest
    self.predictions = predictions
  }
}

/// What the caller knows of the market and can run, for the search for a cause.
///
/// The engines live elsewhere: this room only says what to ask.
package struct Laboratory: Sendable {
  /// Under the configuration as it is.
  package var setting: RunSetting
  /// Another index than the configuration's that the market has.
  package var indexes: [InstrumentID]
  /// A field without `$` of a stock on a day; NaN is missing.
  package var value: @Sendable (String, InstrumentID, TradingDay) -> Double
  /// Whether the market lists a stock on a day.
  package var isListed: @Sendable (InstrumentID, TradingDay) -> Bool
  /// The replay under another setting; nil where it cannot run.
  package var replay: @Sendable (RunSetting) -> ComparedRun?

  package init(
    setting: RunSetting, indexes: [InstrumentID],
    value: @escaping @Sendable (String, InstrumentID, TradingDay) -> Double,
    isListed: @escaping @Sendable (InstrumentID, TradingDay) -> Bool = { _, _ in true },
    replay: @escaping @Sendable (RunSetting) -> ComparedRun?
  ) {
    self.setting = setting
    self.indexes = indexes
    self.value = value
    self.isListed = isListed
    self.replay = replay
  }
}

/// One thing changed in a setting, with the cause that it would show.
struct Trial {
  var cause: Cause
  /// What the recorded run did, if the trial gives it; one sentence.
  var statement: Message
  var setting: RunSetting
}
