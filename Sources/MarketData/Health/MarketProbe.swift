package import Primitives
package import Records

/// The rules of `MarketCheck` that decide whether a run means anything, asked cheaply: over the run's own days, the unit
/// of `change` on a sample of its stocks.
package enum MarketProbe {
  /// Stocks whose `change` is looked at, spread evenly over those of the run.
  static let sampleMax = 40
  /// From here on closes and `change` make a false move of a run: a whole limit of the main boards.
  static let falseMoveMin: Float = 0.1

  /// What of the data makes a run unbelievable.
  ///
  /// - Parameters:
  ///   - instruments: the stocks of the run, sorted.
  ///   - range: its calendar indexes.
  ///   - exchange: whose rules the run follows: they use `change` and volume differently.
  package static func findings(
    _ market: any Market, instruments: [InstrumentID], range: Range<Int>, exchange: Exchange
  ) throws -> [Finding] {
    let step = max(1, (instruments.count + sampleMax - 1) / sampleMax)
    var percent = Tally()
    var zeros = Tally()
    var moves = Tally()
    var looked = 0
    for (place, instrument) in instruments.enumerated() {
      guard let close = try market.series("close", of: instrument) else { continue }
      if let volume = try market.series("volume", of: instrument), !InstrumentBars.isIndex(instrument) {
        zeros.add(withoutVolume(instrument, close.view, volume.view, range.clamped(to: close.range), market.calendar))
      }
      guard let change = try market.series("change", of: instrument) else { continue }
      moves.add(
        falseMoves(instrument, close.view, change.view, range.clamped(to: close.range), market.calendar))
      guard place % step == 0 else { continue }
      looked += 1
      percent.add(ChangeUnitRule().cases(InstrumentBars(instrument, market.calendar, close, change, range)))
    }
    var findings: [Finding] = []
    // Half of the sample: one odd stock does not decide a run.
    if percent.instruments * 2 >= max(looked, 1), looked > 0, !percent.isEmpty {
      findings.append(.changeInPercent(percent, of: looked, exchange))
    }
    if !zeros.isEmpty { findings.append(.volumeZero(zeros, of: instruments.count, exchange)) }
    if !moves.isEmpty { findings.append(.falseMoves(moves, of: instruments.count)) }
    return findings
  }

  package enum Exchange: Sendable { case qlib, ashare }

  /// Days on which neither the fraction nor the percentage in `change` is near the move of the closes.
  private static func falseMoves(
    _ instrument: InstrumentID, _ close: FieldSeries.View, _ change: FieldSeries.View, _ range: Range<Int>,
    _ calendar: TradingCalendar
  ) -> [HealthCase] {
    var cases: [HealthCase] = []
    var before = Float.nan
    for day in range {
      let price = close[day]
      guard price > 0 else { continue }
      let (move, said) = (price / before - 1, change[day])
      if abs(move - said) > falseMoveMin, abs(move - said / 100) > falseMoveMin {
        cases.append(
          HealthCase(
            instrument, days: calendar[day]...calendar[day], weight: Double(abs(move - said)),
            .contradiction(move: Double(move), change: Double(said))))
      }
      before = price
    }
    return cases
  }

  private static func withoutVolume(
    _ instrument: InstrumentID, _ close: FieldSeries.View, _ volume: FieldSeries.View, _ range: Range<Int>,
    _ calendar: TradingCalendar
  ) -> [HealthCase] {
    var count = 0
    var first = 0
    var last = 0
    for day in range where volume[day] == 0 && close[day] > 0 {
      if count == 0 { first = day }
      last = day
      count += 1
    }
    guard count > 0 else { return [] }
    return [
      HealthCase(
        instrument, days: calendar[first]...calendar[last], count: count, weight: Double(count), .days(count))
    ]
  }
}

extension InstrumentBars {
  /// Close and change alone, on some days.
  fileprivate init(
    _ instrument: InstrumentID, _ calendar: TradingCalendar, _ close: FieldSeries, _ change: FieldSeries,
    _ range: Range<Int>
  ) {
    self.instrument = instrument
    self.calendar = calendar
    self.close = close
    self.change = change
    series = ["close": close, "change": change]
    open = nil
    high = nil
    low = nil
    volume = nil
    factor = nil
    let view = close.view
    priced = range.clamped(to: close.range).filter { view[$0].isFinite && view[$0] > 0 }
  }
}

extension Finding {
  fileprivate static func changeInPercent(_ tally: Tally, of count: Int, _ exchange: MarketProbe.Exchange) -> Finding {
    Finding(
      "market.change-in-percent", exchange == .qlib ? .serious : .warning,
      [
        "stocks": .count(tally.instruments), "count": .count(count),
        "ratio": .number(ChangeUnitRule.ratio(tally)), "worst": tally.named,
        "consequence": .message(exchange == .qlib ? .limitsActAlways : .limitsFromCloses),
      ], title: (en: "The field 'change' is in percent", zh: "字段“change”以百分数为单位"),
      evidence: (
        en: "For {stocks} of {count} sampled stocks 'change' is {ratio} times close/previous close - 1: {worst}.",
        zh: "抽查的 {count} 只股票中有 {stocks} 只的“change”是 close/前收盘-1 的 {ratio} 倍：{worst}。"
      ), consequence: (en: "{consequence}", zh: "{consequence}"),
      remedy: (
        en: "Divide 'change' by 100, dump it again, and run `aistock data check`.",
        zh: "请将“change”除以 100 后重新导出，并运行 `aistock data check`。"
      ))
  }

  fileprivate static func falseMoves(_ tally: Tally, of count: Int) -> Finding {
    Finding(
      "market.false-move", .warning,
      [
        "stocks": .count(tally.instruments), "count": .count(count), "days": .count(tally.total), "worst": tally.named,
      ], title: (en: "Closes of the run jump without a cause", zh: "运行期间收盘价无故跳变"),
      evidence: (
        en: "For {stocks} of {count} {count:stock|stocks} closes and 'change' differ by over 10 points "
          + "in {days} {days:bar|bars}: {worst}.",
        zh: "{count} 只股票中有 {stocks} 只的收盘价与“change”相差 10 个百分点以上，共 {days} 条日线：{worst}。"
      ),
      consequence: (
        en: "A holding of these stocks gains or loses what nobody did.", zh: "持有这些股票会产生虚假的盈亏。"
      ),
      remedy: (en: "Run `aistock data check` and dump these stocks again.", zh: "请运行 `aistock data check`，并重新导出这些股票。"))
  }

  fileprivate static func volumeZero(_ tally: Tally, of count: Int, _ exchange: MarketProbe.Exchange) -> Finding {
    Finding(
      "market.volume-zero", exchange == .qlib ? .warning : .note,
      [
        "stocks": .count(tally.instruments), "count": .count(count), "days": .count(tally.total), "worst": tally.named,
        "consequence": .message(exchange == .qlib ? .suspendedTrade : .suspendedDoNotTrade),
      ], title: (en: "Days with a price have volume 0", zh: "有价格而成交量为 0"),
      evidence: (
        en: "{stocks} of {count} {count:stock has|stocks have} a price and volume 0 "
          + "in {days} {days:bar|bars}: {worst}.",
        zh: "{count} 只股票中有 {stocks} 只有价格而成交量为 0，共 {days} 条日线：{worst}。"
      ), consequence: (en: "{consequence}", zh: "{consequence}"),
      remedy: (en: "Write every field of a suspended day as missing.", zh: "请将停牌日的所有字段写为缺失。"))
  }
}

extension Message {
  fileprivate static let limitsActAlways = Message(
    "market.limits-act-always",
    en: "A move beyond 0.095% counts as locked at a limit of 0.095. Nearly nothing trades, as in qlib.",
    zh: "限幅为 0.095 时，涨跌超过 0.095% 即视为封板。与 qlib 一致，几乎没有成交。")
  fileprivate static let limitsFromCloses = Message(
    "market.limits-from-closes",
    en:
      "The rules 'ashare' compute limits from closes and trade as usual. Factors of 'change' are a hundred times too large.",
    zh: "ashare 规则按收盘价计算涨跌停，成交不受影响。使用“change”的因子放大了 100 倍。")
  fileprivate static let suspendedTrade = Message(
    "market.suspended-trade", en: "These look like suspensions, and the run trades on them, as qlib does.",
    zh: "疑为停牌；与 qlib 一致，本次运行会在这些日期成交。")
  fileprivate static let suspendedDoNotTrade = Message(
    "market.suspended-do-not-trade", en: "They count as suspensions: orders on them are rejected.",
    zh: "按停牌处理，当日委托不成交。")

  fileprivate static func days(_ count: Int) -> Message {
    Message("market.probe-run-label", ["count": .count(count)], en: "{count} {count:day|days}", zh: "{count} 天")
  }
}
