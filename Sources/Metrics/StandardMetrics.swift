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
      reason: value != nil
        ? nil : trials == nil ? "the number of trials is not known" : "fewer than four days, or no spread")
  }

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
    let few: Message = "fewer than two days, or no spread"
    var metrics = [
      metric("annual_return", GeometricReturn.formula, annual, "no day, or the account was lost"),
      metric("max_drawdown", NetAssetDrawdown.formula, fall, "no day"),
      metric("sharpe", SharpeRatio.formula, SharpeRatio.value(net), few),
      metric("sortino", SortinoRatio.formula, SortinoRatio.value(net), "fewer than two days, or no loss"),
      metric(
        "calmar", CalmarRatio.formula, CalmarRatio.value(annualReturn: annual, drawdown: fall),
        "no return, or no drawdown"),
      metric("hit_rate", HitRate.formula, HitRate.value(net), "no day"),
      metric(
        "value_at_risk_95", ValueAtRisk.formula, ValueAtRisk.value(net),
        "fewer than \(ValueAtRisk.observationsMin) days"),
      metric("skewness", Skewness.formula, Skewness.value(net), "fewer than three days, or no spread"),
      metric("kurtosis", Kurtosis.formula, Kurtosis.value(net), "fewer than four days, or no spread"),
    ]
    metrics[1].detail = drawdown?.trough == nil ? nil : drawdown?.description
    metrics += benchmarked(report, net, metric: { metric($0, $1, $2, $3) })
    metrics.append(deflatedSharpe(report, trials))
    metrics += [
      metric("turnover", AnnualTurnover.formula, AnnualTurnover.value(report.map(\.turnover)), "no day"),
      metric(
        "cost_drag", CostDrag.formula,
        CostDrag.value(gross: report.map(\.returnRate), costs: report.map(\.cost)),
        "no day, or the account was lost"),
    ]
    let period = positions.map { HoldingPeriod.value($0, days: report.map(\.day)) }
    metrics.append(
      metric(
        "holding_period", HoldingPeriod.formula, period?.mean,
        positions == nil ? "the record holds no positions" : "no holding ended", count: period?.count ?? 0))
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
    let reason: Message =
      missing.map { "the benchmark has no return on \($0)" }
      ?? "fewer than two days, or the benchmark has no spread"
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
