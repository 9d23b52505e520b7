package import Primitives
package import Records

/// Everything that is said of predictions from predictions and labels alone.
package enum QualityEvaluation {
  package static let convention = "qlib-daily"

  /// Measures predictions against labels, by day, by month and by group.
  ///
  /// - Parameters:
  ///   - label: what the labels are, for the reader.
  ///   - digest: `PanelTable.digest` of the predictions.
  package static func document(_ pairs: PredictionPairs, label: Message, digest: String) -> PredictionQuality {
    var groups = [[Double]](repeating: [], count: QuantileMean.groupCount)
    let days = self.days(pairs) { means in
      for (group, mean) in means.enumerated() { if let mean { groups[group].append(mean) } }
    }
    return PredictionQuality(
      predictionsDigest: digest, label: label, figures: figures(days, groups), months: months(days),
      groups: groups.enumerated().map { index, values in
        PredictionQuality.Group(
          group: index + 1, mean: Mean.value(values), count: values.count, missing: days.count - values.count)
      }, days: days)
  }

  private static func days(_ pairs: PredictionPairs, _ group: ([Double?]) -> Void) -> [PredictionQuality.Day] {
    let table = pairs.predictions
    var last = [Double](repeating: .nan, count: table.instruments.count)
    return InformationCoefficient.daily(pairs).enumerated().map { index, ic in
      let rows = table.rows(ofDay: index)
      let known = rows.indices.filter { !table.values[$0].isNaN }
      let values = known.map { table.values[$0] }
      let order = Ordering.ascending(values)
      let outcomes = known.map { pairs.outcomes[$0] }
      let narrow = outcomes.map { Float($0) }
      let count = Int(Double(rows.count) * LongShort.share)
      let descending = Ordering.largest(order.count, values, ascending: order)
      let (highest, lowest) = (Array(descending.prefix(count)), Array(order.prefix(count)))
      let earned = LongShort.day(narrow, highest: highest, lowest: lowest)
      let precision = LongShortPrecision.day(narrow, highest: highest, lowest: lowest)
      let before = known.map { last[Int(table.codes[$0])] }
      let fifth = known.count / QuantileMean.groupCount
      let turnover = PredictionTurnover.day(
        before, highest: Array(descending.prefix(fifth)), lowest: Array(order.prefix(fifth)))
      for row in known { last[Int(table.codes[row])] = table.values[row] }
      group(QuantileMean.day(outcomes, descending: descending))
      return PredictionQuality.Day(
        day: ic.day, ic: ic.pearson, rankIC: ic.spearman, pairs: ic.pairs,
        longShort: earned.longShort.map { Double($0) }, longAverage: earned.average.map { Double($0) },
        longPrecision: precision.long, shortPrecision: precision.short,
        autocorrelation: PredictionAutocorrelation.day(table, index), topTurnover: turnover.top,
        bottomTurnover: turnover.bottom)
    }
  }

  private static func months(_ days: [PredictionQuality.Day]) -> [PredictionQuality.Month] {
    var months: [(name: String, days: [PredictionQuality.Day])] = []
    for day in days {
      let name = String(day.day.description.prefix(7))
      if months.last?.name == name {
        months[months.count - 1].days.append(day)
      } else {
        months.append((name, [day]))
      }
    }
    return months.map { month in
      let known = month.days.compactMap(\.ic)
      return PredictionQuality.Month(
        month: month.name, ic: Mean.value(known), rankIC: Mean.value(month.days.compactMap(\.rankIC)),
        count: known.count, missing: month.days.count - known.count)
    }
  }

  /// The figures of a segment, in the order in which a reviewer reads them.
  package static func correlation(_ days: [InformationCoefficient.Day]) -> [QualityFigure] {
    correlation(days.map(\.pearson), days.map(\.spearman))
  }

  private static func correlation(_ pearson: [Double?], _ spearman: [Double?]) -> [QualityFigure] {
    typealias IC = InformationCoefficient
    let source = "qlib/contrib/eva/alpha.py, calc_ic"
    return [
      (pearson, "IC", "ICIR", IC.formula, IC.ratioFormula),
      (spearman, "Rank IC", "Rank ICIR", IC.rankFormula, IC.rankRatioFormula),
    ].flatMap { daily, name, ratio, formula, ratioFormula in
      let series = FigureSeries(daily)
      return [
        series.figure(
          name, formula, "correlation", source, Mean.value(series.values), .noDayWithPairs),
        series.figure(
          ratio, ratioFormula, "ratio", source, series.quotient, .noSpreadOverDays),
        series.figure(
          name + " t", TStatistic.formula, "ratio", TStatistic.source, TStatistic.value(series.values),
          .noSpreadOverDays),
        series.figure(
          name + " positive", HitRate.formula, "fraction", "share of days above 0", HitRate.value(series.values),
          .noDayWithPairs),
      ]
    }
  }

  private static func figures(_ days: [PredictionQuality.Day], _ groups: [[Double]]) -> [QualityFigure] {
    let longShort = FigureSeries(days.map(\.longShort))
    let average = FigureSeries(days.map(\.longAverage))
    func narrow(_ series: FigureSeries) -> [Float] { series.values.map { Float($0) } }
    var figures = correlation(days.map(\.ic), days.map(\.rankIC))
    for (series, name) in [(longShort, "Long-Short"), (average, "Long-Avg")] {
      figures += [
        series.figure(
          name + " Ann Return", LongShort.annualFormula, "fraction a year", LongShort.source,
          LongShort.annual(narrow(series)).map { Double($0) }, .noDayWithBothSides),
        series.figure(
          name + " Ann Sharpe", LongShort.sharpeFormula, "ratio", LongShort.source,
          LongShort.sharpe(narrow(series)).map { Double($0) }, .noSpreadOverDays),
      ]
    }
    let means: [(String, String, String, String, [Double?])] = [
      ("Long precision", LongShortPrecision.formula, "fraction", LongShortPrecision.source, days.map(\.longPrecision)),
      (
        "Short precision", LongShortPrecision.formula, "fraction", LongShortPrecision.source, days.map(\.shortPrecision)
      ),
      (
        "Autocorrelation", PredictionAutocorrelation.formula, "correlation", PredictionAutocorrelation.source,
        days.map(\.autocorrelation)
      ),
      ("Turnover top", PredictionTurnover.formula, "fraction", PredictionTurnover.source, days.map(\.topTurnover)),
      (
        "Turnover bottom", PredictionTurnover.formula, "fraction", PredictionTurnover.source, days.map(\.bottomTurnover)
      ),
    ]
    figures += means.map { name, formula, unit, source, values in
      let series = FigureSeries(values)
      return series.figure(name, formula, unit, source, Mean.value(series.values), .noDayWithStocks)
    }
    return figures
  }
}

/// A daily series with its missing days counted.
private struct FigureSeries {
  let values: [Double]
  let missing: Int

  init(_ daily: [Double?]) {
    values = daily.compactMap { $0 }
    missing = daily.count - values.count
  }

  var quotient: Double? {
    guard let mean = Mean.value(values), let deviation = StandardDeviation.value(values), deviation > 0
    else { return nil }
    return mean / deviation
  }

  func figure(
    _ name: String, _ formula: String, _ unit: String, _ source: String, _ value: Double?, _ reason: Message
  ) -> QualityFigure {
    QualityFigure(
      name: name, formula: formula, convention: QualityEvaluation.convention, unit: unit, source: source,
      value: value, count: values.count, missing: missing, reason: value == nil ? reason : nil)
  }
}

extension Message {
  fileprivate static let noDayWithBothSides = Message(
    "metrics.no-day-with-both-sides", en: "No day has labels on both sides.", zh: "没有一天两端都有标签。")
  fileprivate static let noDayWithStocks = Message(
    "metrics.no-day-with-stocks", en: "No day has enough stocks.", zh: "没有一天有足够的股票。")
}
