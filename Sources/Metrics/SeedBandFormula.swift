package import Records

/// The band of a number over seeds, and the place of the recorded value in it.
///
/// The value of one more seed is expected within mean ± t·s·√(1 + 1/k): Student's t for k − 1 degrees of
/// freedom, s the sample deviation of k values. t is taken so that all judged numbers together leave their
/// bands by chance once in a hundred (Bonferroni). Where chance does not enter, s is 0 and the band is
/// the rounding of the recorded number.
package enum SeedBandFormula {
  package static let formula = "seed-band.student/1"
  /// Seeds below which a spread says nothing.
  package static let seedsMin = 3
  private static let falseAlarm = 0.01
  /// Numbers of two runs of one computation differ by no more than this.
  private static let rounding = 1e-10

  /// Numbers that decide; the others are shown. IC ratios and drawdowns follow from these.
  package static let judged = [
    "IC", "Rank IC", "1day.excess_return_without_cost.annualized_return",
    "1day.excess_return_without_cost.information_ratio", "1day.excess_return_with_cost.annualized_return",
    "1day.excess_return_with_cost.information_ratio",
  ]
  private static let shown = [
    "ICIR", "Rank ICIR", "1day.excess_return_without_cost.max_drawdown", "1day.excess_return_with_cost.max_drawdown",
  ]

  /// - Parameters:
  ///   - samples: by seed, the metrics of its model.
  ///   - recorded: the numbers of the record, by name.
  package static func band(
    seeds: [Int], samples: [[String: Double]], recorded: [String: Double]
  ) -> SeedBand {
    let names = (judged + shown).filter { name in samples.contains { $0[name] != nil } }
    let decisive = names.count { judged.contains($0) && recorded[$0] != nil }
    return SeedBand(
      seeds: seeds,
      rows: names.map { name in
        row(name, samples.map { $0[name] }, recorded: recorded[name], decisive: max(1, decisive))
      })
  }

  private static func row(_ name: String, _ values: [Double?], recorded: Double?, decisive: Int) -> SeedBand.Row {
    let known = values.compactMap { $0 }
    var row = SeedBand.Row(
      metric: name, values: values, mean: Mean.value(known), deviation: StandardDeviation.value(known),
      recorded: recorded)
    if let recorded, !known.isEmpty {
      let below = known.count { $0 < recorded }
      let equal = known.count { $0 == recorded }
      row.quantile = (Double(below) + Double(equal) / 2) / Double(known.count)
    }
    guard known.count >= seedsMin, let mean = row.mean, let deviation = row.deviation else { return row }
    let t = StudentDistribution.quantile(1 - falseAlarm / Double(2 * decisive), degrees: known.count - 1)
    let half = max(t * deviation * (1 + 1 / Double(known.count)).squareRoot(), rounding)
    row.low = mean - half
    row.high = mean + half
    row.isInside = recorded.map { $0 >= mean - half && $0 <= mean + half }
    return row
  }
}
