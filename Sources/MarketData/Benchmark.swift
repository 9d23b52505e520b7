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
    /// Members of a list that the market has no closing price for in the range; the mean is over the others, as in qlib.
    package var absent: [InstrumentID]
  }

  /// The returns on a range of calendar indexes. Throws `benchmark.missing` for a code without data:
  /// a missing benchmark is never a row of zeros.
  package static func series(
    _ instruments: [InstrumentID], market: any Market, range: Range<Int>
  ) throws -> Series {
    func hasCloses(_ instrument: InstrumentID) throws -> Bool {
      try market.series("close", of: instrument).map { $0.count > 0 && $0.range.overlaps(range) } ?? false
    }
    let known = try instruments.filter { try hasCloses($0) }
    let closes = try (known.isEmpty ? instruments : known).map { instrument in
      guard let series = try market.series("close", of: instrument), series.count > 0 else {
        throw Diagnostic(
          "benchmark.missing", .absent, at: .init(market.location), ["instrument": .instrument(instrument)],
          (en: "The benchmark {instrument} has no closing prices.", zh: "基准 {instrument} 没有收盘价。"),
          remedy: (
            en: "Load the index {instrument}, or name a benchmark that exists.",
            zh: "请导入指数 {instrument}，或指定存在的基准。"
          ))
      }
      guard series.range.overlaps(range) else {
        throw Diagnostic(
          "benchmark.missing", .absent, at: .init(market.location),
          [
            "instrument": .instrument(instrument), "start": .day(market.calendar[range.lowerBound]),
            "end": .day(market.calendar[range.upperBound - 1]),
          ],
          (
            en: "The benchmark {instrument} has no closing price between {start} and {end}.",
            zh: "基准 {instrument} 在 {start} 至 {end} 之间没有收盘价。"
          ),
          remedy: (
            en: "Load the index for these days, or name a benchmark that covers them.",
            zh: "请导入这段日期的指数，或指定覆盖它的基准。"
          ))
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
    return Series(
      returns: returns, missingDays: missing, closes: closes.first?.values(in: range) ?? [],
      absent: instruments.filter { !known.contains($0) })
  }

  /// Says what of the benchmark is missing.
  package static func findings(_ series: Series, _ instruments: [InstrumentID]) -> [Finding] {
    [zeros(series, instruments), series.absent.isEmpty ? nil : .absentMembers(series.absent, of: instruments.count)]
      .compactMap { $0 }
  }

  /// On which days qlib's zero stands for a missing return.
  private static func zeros(_ series: Series, _ instruments: [InstrumentID]) -> Finding? {
    guard let first = series.missingDays.first, let last = series.missingDays.last else { return nil }
    return Finding(
      "benchmark.zero-for-missing", .serious,
      [
        "instruments": .names(instruments), "days": .count(series.missingDays.count), "first": .day(first),
        "last": .day(last),
      ],
      title: (en: "Benchmark returns are missing", zh: "基准收益率缺失"),
      evidence: (
        en: "The benchmark {instruments} has no return on {days} {days:day|days}, from {first} to {last}.",
        zh: "基准 {instruments} 有 {days} 天没有收益率，自 {first} 至 {last}。"
      ),
      consequence: (
        en: "qlib counts 0 there, and so does this replay. Excess returns cannot be trusted.",
        zh: "qlib 按 0 计，本次回放亦然，超额收益不可信。"
      ), remedy: (en: "Complete the index data.", zh: "请补全指数数据。"))
  }
}

extension Finding {
  fileprivate static func absentMembers(_ absent: [InstrumentID], of count: Int) -> Finding {
    Finding(
      "benchmark.absent-members", .serious,
      ["absent": .names(absent), "missing": .count(absent.count), "count": .count(count)],
      title: (en: "Members of the benchmark are missing", zh: "基准成分缺失"),
      evidence: (
        en: "The market has no closing price of {missing} of the {count} benchmark codes: {absent}.",
        zh: "基准的 {count} 个代码中有 {missing} 个在行情中没有收盘价：{absent}。"
      ),
      consequence: (
        en: "The benchmark is the mean of the others, as in qlib.", zh: "与 qlib 一致，基准取其余代码的平均。"
      ),
      remedy: (en: "Load the missing codes, or leave them out of the benchmark.", zh: "请导入缺失的代码，或从基准中去掉。"))
  }
}
