import Primitives
package import Records

/// The metrics of a run under qlib's names, in the order of its own record.
package enum RunMetrics {
  package static let riskConvention = "qlib-sum-238"
  package static let qualityConvention = "qlib-daily"

  private enum Basis: String, CaseIterable {
    case excessWithoutCost = "1day.excess_return_without_cost"
    case excessWithCost = "1day.excess_return_with_cost"
    case withoutCost = "1day.return_without_cost"
    case withCost = "1day.return_with_cost"
    case bench = "1day.bench"

    func daily(_ row: ReportRow) -> Double {
      switch self {
      case .excessWithoutCost: row.returnRate - row.bench
      case .excessWithCost: row.excess
      case .withoutCost: row.returnRate
      case .withCost: row.returnRate - row.cost
      case .bench: row.bench
      }
    }
  }

  private static let formulas: [(name: String, formula: String, value: @Sendable ([Double]) -> Double?)] = [
    ("mean", Mean.formula, { Mean.value($0) }),
    ("std", StandardDeviation.formula, { StandardDeviation.value($0) }),
    ("annualized_return", AnnualizedReturn.formula, { AnnualizedReturn.value($0) }),
    ("information_ratio", InformationRatio.formula, { InformationRatio.value($0) }),
    ("max_drawdown", MaximumDrawdown.formula, { MaximumDrawdown.value($0) }),
  ]

  /// Risk metrics of the daily curve, and the order indicators where orders are known.
  package static func portfolio(_ report: [ReportRow], trades: [TradeRow]?) -> [MetricValue] {
    var metrics: [MetricValue] = []
    for basis in Basis.allCases {
      let values = report.map(basis.daily)
      let missing = zip(report, values).first { $0.1.isNaN }?.0.day
      for formula in formulas {
        let name = basis.rawValue + "." + formula.name
        if let missing {
          metrics.append(
            MetricValue(
              name: name, convention: riskConvention, formula: formula.formula, value: nil,
              count: values.count { !$0.isNaN }, reason: .missingDay(missing)))
          continue
        }
        let value = formula.value(values)
        metrics.append(
          MetricValue(
            name: name, convention: riskConvention, formula: formula.formula, value: value, count: values.count,
            reason: value == nil ? .tooFewDays : nil))
      }
    }
    return metrics + OrderIndicators.metrics(trades)
  }

  /// IC, ICIR, Rank IC and Rank ICIR.
  package static func quality(predictions: PanelTable, labels: PanelTable) -> [MetricValue] {
    quality(PredictionPairs(predictions: predictions, labels: labels))
  }

  /// The same of pairs that are joined already.
  package static func quality(_ pairs: PredictionPairs) -> [MetricValue] {
    let days = InformationCoefficient.daily(pairs)
    func metrics(
      _ name: String, _ ratio: String, _ formula: String, _ ratioFormula: String, _ values: [Double]
    ) -> [MetricValue] {
      let mean = Mean.value(values)
      let deviation = StandardDeviation.value(values)
      let quotient: Double? =
        if let mean, let deviation, deviation > 0 { mean / deviation } else { nil }
      return [
        MetricValue(
          name: name, convention: qualityConvention, formula: formula, value: mean, count: values.count,
          reason: mean == nil ? .noDayWithPairs : nil),
        MetricValue(
          name: ratio, convention: qualityConvention, formula: ratioFormula, value: quotient, count: values.count,
          reason: quotient == nil ? .noSpreadOverDays : nil),
      ]
    }
    typealias IC = InformationCoefficient
    return metrics("IC", "ICIR", IC.formula, IC.ratioFormula, days.compactMap(\.pearson))
      + metrics("Rank IC", "Rank ICIR", IC.rankFormula, IC.rankRatioFormula, days.compactMap(\.spearman))
  }

  /// The metrics that qlib's records log, in the form of RD-Agent's result file; missing ones are empty there.
  ///
  /// qlib prints the analysis of the benchmark and of the absolute return and logs neither (`PortAnaRecord`,
  /// qlib/workflow/record_temp.py): they stand in `metrics.json` alone.
  package static func asResults(_ metrics: [MetricValue]) -> QlibResults {
    let logged = metrics.filter { metric in !unlogged.contains { metric.name.hasPrefix($0) } }
    return QlibResults(
      values: Dictionary(logged.map { ($0.name, $0.value ?? .nan) }, uniquingKeysWith: { first, _ in first }))
  }

  private static let unlogged = [Basis.withoutCost, .withCost, .bench].map { $0.rawValue + "." }
}

extension Message {
  fileprivate static func missingDay(_ day: TradingDay) -> Message {
    Message(
      "metrics.missing-day", ["day": .day(day)], en: "A daily value is missing, first on {day}.",
      zh: "有缺失的日值，首日为 {day}。")
  }

  fileprivate static let tooFewDays = Message(
    "metrics.too-few-days", en: "There are too few days, or no spread.", zh: "交易日太少，或没有波动。")

  /// Why a correlation by day has no mean.
  static let noDayWithPairs = Message(
    "metrics.no-day-with-pairs", en: "No day has two pairs and a spread.", zh: "没有一天具备两对数值且有波动。")
  static let noSpreadOverDays = Message(
    "metrics.no-spread-over-days", en: "There are fewer than two days, or no spread over days.",
    zh: "不足两个交易日，或各日之间没有波动。")
}
