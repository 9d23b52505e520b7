import Primitives
package import Records

/// The metrics of a run in the conventions of published figures, beside qlib's own: after costs, 252
/// days a year, compounded where a formula compounds.
package enum StandardMetrics {
  package static let convention = "standard-252"

  /// How many strategies were tried before one was chosen.
  package struct Trials: Equatable, Sendable {
    /// The chosen one included.
    package var count: Int
    /// Of the trials' daily Sharpe ratios; nil: that of estimates without skill.
    package var variance: Double?

    package init(count: Int, variance: Double? = nil) {
      self.count = count
      self.variance = variance
    }

    /// Of trials by their daily Sharpe ratios; those without one are counted all the same.
    package init(ratios: [Double?]) {
      self.init(count: ratios.count, variance: StandardDeviation.value(ratios.compactMap(\.self)).map { $0 * $0 })
    }
  }

  /// The ratio of one trial, per day and after costs.
  package static func dailySharpe(_ report: [ReportRow]) -> Double? {
    SharpeRatio.daily(report.map { $0.returnRate - $0.cost })
  }

  /// The probability that a run is better than the best of its trials would be without skill.
  package static func deflatedSharpe(_ report: [ReportRow], _ trials: Trials?) -> MetricValue {
    let value = deflated(report.map { $0.returnRate - $0.cost }, trials).flatMap { $0.isFinite ? $0 : nil }
    return MetricValue(
      name: "standard.deflated_sharpe", convention: convention, formula: DeflatedSharpe.formula, value: value,
      count: report.count,
      reason: value != nil ? nil : trials == nil ? .trialsUnknown : .fewerThanFourDays)
  }

  /// Computes every standard metric of a run, after costs; a metric without a value says why.
  ///
  /// - Parameters:
  ///   - positions: sorted by day and instrument; nil where the record holds none.
  ///   - trials: nil: not known.
  package static func of(
    _ report: [ReportRow], positions: [PositionRow]?, trials: Trials?
  ) -> [MetricValue] {
    let net = report.map { $0.returnRate - $0.cost }
    let count = report.count
    func metric(
      _ name: String, _ formula: String, _ value: Double?, _ reason: Message, count own: Int? = nil
    ) -> MetricValue {
      let known = value.flatMap { $0.isFinite ? $0 : nil }
      return MetricValue(
        name: "standard." + name, convention: convention, formula: formula, value: known,
        count: own ?? count, reason: known == nil ? reason : nil)
    }
    let annual = GeometricReturn.value(net)
    let drawdown = NetAssetDrawdown.find(net, days: report.map(\.day))
    let fall = drawdown?.depth
    var metrics = [
      metric("annual_return", GeometricReturn.formula, annual, .noDayOrLost),
      metric("max_drawdown", NetAssetDrawdown.formula, fall, .noDay),
      metric("sharpe", SharpeRatio.formula, SharpeRatio.value(net), .fewerThanTwoDays),
      metric("sortino", SortinoRatio.formula, SortinoRatio.value(net), .noLoss),
      metric(
        "calmar", CalmarRatio.formula, CalmarRatio.value(annualReturn: annual, drawdown: fall),
        .noDrawdown),
      metric("hit_rate", HitRate.formula, HitRate.value(net), .noDay),
      metric(
        "value_at_risk_95", ValueAtRisk.formula, ValueAtRisk.value(net), .fewerDays(than: ValueAtRisk.observationsMin)),
      metric("skewness", Skewness.formula, Skewness.value(net), .fewerThanThreeDays),
      metric("kurtosis", Kurtosis.formula, Kurtosis.value(net), .fewerThanFourDays),
    ]
    metrics[1].detail = drawdown?.span
    metrics += benchmarked(report, net, metric: { metric($0, $1, $2, $3) })
    metrics.append(deflatedSharpe(report, trials))
    metrics += [
      metric("turnover", AnnualTurnover.formula, AnnualTurnover.value(report.map(\.turnover)), .noDay),
      metric(
        "cost_drag", CostDrag.formula,
        CostDrag.value(gross: report.map(\.returnRate), costs: report.map(\.cost)), .noDayOrLost),
    ]
    let period = positions.map { HoldingPeriod.value($0, days: report.map(\.day)) }
    metrics.append(
      metric(
        "holding_period", HoldingPeriod.formula, period?.mean,
        positions == nil ? .noPositions : .noEndedHolding, count: period?.count ?? 0))
    return metrics
  }

  private static func benchmarked(
    _ report: [ReportRow], _ net: [Double],
    metric: (String, String, Double?, Message) -> MetricValue
  ) -> [MetricValue] {
    let bench = report.map(\.bench)
    let missing = report.first { $0.bench.isNaN }?.day
    let model = missing == nil ? MarketModel(net, benchmark: bench) : nil
    let error = missing == nil ? TrackingError.value(net, benchmark: bench) : nil
    let reason: Message = missing.map { .noBenchmarkReturn(on: $0) } ?? .noBenchmarkSpread
    return [
      metric("tracking_error", TrackingError.formula, error, reason),
      metric("alpha", MarketModel.alphaFormula, model?.alpha, reason),
      metric("beta", MarketModel.betaFormula, model?.beta, reason),
    ]
  }

  private static func deflated(_ net: [Double], _ trials: Trials?) -> Double? {
    guard let trials, let sharpe = SharpeRatio.daily(net), let skewness = Skewness.value(net),
      let kurtosis = Kurtosis.value(net)
    else { return nil }
    return DeflatedSharpe.value(
      sharpe: sharpe, skewness: skewness, kurtosis: kurtosis, observations: net.count, trials: trials.count,
      variance: trials.variance)
  }
}

/// Why a metric has no value.
extension Message {
  fileprivate static let trialsUnknown = Message(
    "metrics.trials-unknown", en: "The number of trials is not known.", zh: "试验次数未知。")
  fileprivate static let noDay = Message("metrics.no-day", en: "There is no day.", zh: "没有交易日。")
  fileprivate static let noDayOrLost = Message(
    "metrics.no-day-or-lost", en: "There is no day, or the account was lost.", zh: "没有交易日，或资金已亏尽。")
  fileprivate static let fewerThanTwoDays = Message(
    "metrics.fewer-than-two-days", en: "There are fewer than two days, or no spread.", zh: "不足两个交易日，或没有波动。")
  fileprivate static let fewerThanThreeDays = Message(
    "metrics.fewer-than-three-days", en: "There are fewer than three days, or no spread.",
    zh: "不足三个交易日，或没有波动。")
  fileprivate static let fewerThanFourDays = Message(
    "metrics.fewer-than-four-days", en: "There are fewer than four days, or no spread.",
    zh: "不足四个交易日，或没有波动。")
  fileprivate static let noLoss = Message(
    "metrics.no-loss", en: "There are fewer than two days, or no loss.", zh: "不足两个交易日，或没有亏损日。")
  fileprivate static let noDrawdown = Message(
    "metrics.no-drawdown", en: "There is no return, or no drawdown.", zh: "没有收益率，或没有回撤。")
  fileprivate static let noPositions = Message(
    "metrics.no-positions", en: "The record holds no positions.", zh: "记录中没有持仓。")
  fileprivate static let noEndedHolding = Message(
    "metrics.no-ended-holding", en: "No holding ended.", zh: "没有已结束的持仓。")
  fileprivate static let noBenchmarkSpread = Message(
    "metrics.no-benchmark-spread", en: "There are fewer than two days, or the benchmark has no spread.",
    zh: "不足两个交易日，或基准没有波动。")

  fileprivate static func fewerDays(than least: Int) -> Message {
    Message(
      "metrics.fewer-days", ["least": .count(least)], en: "There are fewer than {least} days.",
      zh: "不足 {least} 个交易日。")
  }

  fileprivate static func noBenchmarkReturn(on day: TradingDay) -> Message {
    Message(
      "metrics.no-benchmark-return", ["day": .day(day)], en: "The benchmark has no return on {day}.",
      zh: "基准在 {day} 没有收益率。")
  }
}
