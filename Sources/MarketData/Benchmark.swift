package import Primitives
package import Records

/// Daily returns of a benchmark as qlib computes them (`qlib/backtest/report.py`), all in float32.
package enum Benchmark {
  package struct Series: Sendable {
    /// One return a day of the asked range.
    package var returns: [Double]
    /// Days on which no member had a return; qlib's zero stands there and a finding says so.
    package var missingDays: [TradingDay]
    /// The closing prices of the first member, for charts; NaN is missing.
    package var closes: [Float]
  }

  /// The returns on a range of calendar indexes. Throws `benchmark.missing` for a code without data:
  /// a missing benchmark is never a row of zeros.
  package static func series(
    _ instruments: [InstrumentID], market: any Market, range: Range<Int>
  ) throws -> Series {
    let closes = try instruments.map { instrument in
      guard let series = try market.series("close", of: instrument), series.count > 0 else {
        throw Diagnostic(
          "benchmark.missing", "the benchmark \(instrument) has no closing prices", at: .init(market.location),
          remedy: "Load the index \(instrument), or name a benchmark that exists.")
      }
      guard series.range.overlaps(range) else {
        throw Diagnostic(
          "benchmark.missing",
          "the benchmark \(instrument) has no closing price between \(market.calendar[range.lowerBound]) and "
            + "\(market.calendar[range.upperBound - 1])", at: .init(market.location),
          remedy: "Load the index for these days, or name a benchmark that covers them.")
      }
      return series
    }
    var returns: [Double] = []
    var missing: [TradingDay] = []
    returns.reserveCapacity(range.count)
    for index in range {
      var sum: Float = 0
      var count: Float = 0
      for series in closes {
        let change = series[index] / series[index - 1] - 1
        if !change.isNaN {
          sum += change
          count += 1
        }
      }
      if count == 0 { missing.append(market.calendar[index]) }
      let mean = count == 0 ? 0 : sum / count
      returns.append(Double((mean + 1) - 1))
    }
    return Series(returns: returns, missingDays: missing, closes: closes.first?.values(in: range) ?? [])
  }

  /// Says on which days qlib's zero stands for a missing return.
  package static func finding(_ series: Series, _ instruments: [InstrumentID]) -> Finding? {
    guard let first = series.missingDays.first, let last = series.missingDays.last else { return nil }
    return Finding(
      id: "benchmark.zero-for-missing", severity: .serious,
      evidence: "the benchmark \(instruments.map(\.name).joined(separator: ", ")) has no return on "
        + "\(series.missingDays.count) days, \(first) to \(last)",
      consequence: "qlib counts 0 there, and so does this replay; excess returns are not to be trusted.",
      remedy: "Complete the index data.")
  }
}
