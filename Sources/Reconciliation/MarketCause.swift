import Primitives
import Records

/// Causes that the market shows: a price, a factor, a suspension, a listing that is not the same on both
/// sides of a divergence.
struct MarketCause {
  let laboratory: Laboratory
  let recorded: ComparedRun
  let replayed: ComparedRun

  /// A close that differs where both hold the stock.
  func price(_ divergence: FirstDivergence) -> CauseStatement? {
    guard let name = divergence.instrument, let (record, replay) = sides(name, divergence.day),
      let left = record.now, let right = replay.now
    else { return nil }
    let close = laboratory.value("close", name, divergence.day)
    if close.isNaN { return untraded(name, divergence.day, left.price) }
    if let carried = record.before?.price, carried == left.price, replay.before?.price != right.price {
      return CauseStatement(.suspension, .suspendedThere(name, carried: carried, close: close), proof: .fact)
    }
    let ratios = commonDays(name, from: divergence.day).map { $0.left / $0.right }
    if ratios.count > 1, let first = ratios.first, ratios.allSatisfy({ ($0 / first - 1).magnitude < 1e-6 }) {
      return CauseStatement(.adjustment, .scaledCloses(name, from: divergence.day, by: first), proof: .fact)
    }
    let isAlone = ratios.count > 1 && ratios.dropFirst().allSatisfy { $0 == 1 }
    return CauseStatement(
      .marketData,
      isAlone
        ? .restatedClose(name, left.price, here: right.price) : .otherClose(name, left.price, here: right.price),
      proof: .fact)
  }

  /// - Parameter price: at which the record values the stock; NaN where it does not hold it.
  private func untraded(_ name: InstrumentID, _ day: TradingDay, _ price: Double) -> CauseStatement {
    let later = recorded.report.lazy.map(\.day).filter { $0 >= day }
    if later.allSatisfy({ laboratory.value("close", name, $0).isNaN }) {
      return CauseStatement(.listing, .endedHere(name, before: day, price), proof: .fact)
    }
    return CauseStatement(.suspension, .suspendedHere(name, on: day, price), proof: .fact)
  }

  /// Amounts and prices that differ by one ratio in opposite directions; or a purchase whose amount is no
  /// whole number of lots under the factor here.
  func lots(_ divergence: FirstDivergence) -> CauseStatement? {
    guard let name = divergence.instrument, let unit = laboratory.setting.backtest.exchange.tradeUnit,
      let (record, replay) = sides(name, divergence.day), let bought = record.now
    else { return nil }
    if let here = replay.now, here.price > 0, here.amount > 0, bought.price != here.price,
      ((bought.price / here.price) * (bought.amount / here.amount) - 1).magnitude < MarketCause.sameValue
    {
      return CauseStatement(.adjustment, .sameWorth(name, by: bought.price / here.price), proof: .fact)
    }
    guard record.before == nil else { return nil }
    let factor = laboratory.value("factor", name, divergence.day)
    let shares = bought.amount * factor
    guard shares.isFinite, (shares / unit - (shares / unit).rounded()).magnitude > 1e-4 else { return nil }
    return CauseStatement(
      .adjustment, .brokenLot(name, bought.amount, shares: shares, factor: factor, unit: unit), proof: .fact)
  }

  /// A stock that one side could not trade, told by the market here.
  func tradability(_ divergence: FirstDivergence) -> CauseStatement? {
    guard let name = divergence.instrument, let (record, _) = sides(name, divergence.day) else { return nil }
    let close = laboratory.value("close", name, divergence.day)
    if !laboratory.isListed(name, divergence.day) {
      return CauseStatement(.listing, .notListedHere(name, on: divergence.day), proof: .fact)
    }
    if close.isNaN { return untraded(name, divergence.day, record.now?.price ?? .nan) }
    if let found = contradictedLimit(name, divergence.day, close) { return found }
    if let now = record.now, let before = record.before, now.price == before.price, close != now.price {
      return CauseStatement(.suspension, .suspendedThere(name, carried: now.price, close: close), proof: .fact)
    }
    return nil
  }

  /// A stock that only one side traded, locked or not by a `change` that its closes contradict.
  private func contradictedLimit(_ name: InstrumentID, _ day: TradingDay, _ close: Double) -> CauseStatement? {
    guard case .threshold(let threshold) = laboratory.setting.backtest.exchange.limit,
      let before = replayed.report.last(where: { $0.day < day })?.day
    else { return nil }
    let change = laboratory.value("change", name, day)
    let moved = close / laboratory.value("close", name, before) - 1
    guard moved.isFinite, change.isFinite, (moved - change).magnitude > MarketCause.ratioMax,
      (moved.magnitude >= threshold) != (change.magnitude >= threshold)
    else { return nil }
    return CauseStatement(
      .marketData, .contradictedChange(name, day, change: change, moved: moved, threshold: threshold), proof: .fact)
  }

  /// A stock that the replay holds whose close moves otherwise than `change`, which the exchange wrote, says: its
  /// prices were adjusted by another factor than the day before.
  func brokenAdjustment(_ divergence: FirstDivergence) -> CauseStatement? {
    guard let before = replayed.report.last(where: { $0.day < divergence.day })?.day else { return nil }
    let held = Set(
      (replayed.positions ?? []).lazy.filter { [before, divergence.day].contains($0.day) }.map(\.instrument))
    let jumps = held.sorted().compactMap { name -> (name: InstrumentID, moved: Double, change: Double)? in
      let (now, then) = (
        laboratory.value("close", name, divergence.day), laboratory.value("close", name, before)
      )
      let change = laboratory.value("change", name, divergence.day)
      let moved = now / then - 1
      guard moved.isFinite, change.isFinite, (moved - change).magnitude > MarketCause.ratioMax else { return nil }
      return (name, moved, change)
    }
    let largest = jumps.max { ($0.moved - $0.change).magnitude < ($1.moved - $1.change).magnitude }
    return largest.map { jump in
      CauseStatement(
        .adjustment,
        .brokenAdjustment(
          jump.name, divergence.day, moved: jump.moved, change: jump.change,
          factors: (
            laboratory.value("factor", jump.name, before), laboratory.value("factor", jump.name, divergence.day)
          )
        ),
        proof: .fact)
    }
  }

  /// How far a close may move from `change` by rounding to cents and float32.
  private static let ratioMax = 0.02

  /// Relative: lots of a hundred shares round the amounts apart by less.
  private static let sameValue = 0.01

  private typealias Side = (now: PositionRow?, before: PositionRow?)

  /// The holding on a day and the day before, on both sides; nil without positions.
  private func sides(_ name: InstrumentID, _ day: TradingDay) -> (Side, Side)? {
    guard recorded.positions != nil, replayed.positions != nil else { return nil }
    func side(_ run: ComparedRun) -> Side {
      let before = run.report.last { $0.day < day }?.day
      let own = (run.positions ?? []).lazy.filter { $0.instrument == name }
      return (
        own.first { $0.day == day }, before.flatMap { before in own.first { $0.day == before } }
      )
    }
    return (side(recorded), side(replayed))
  }

  /// Closes of a stock from a day on, while both hold it.
  private func commonDays(_ name: InstrumentID, from day: TradingDay) -> [(left: Double, right: Double)] {
    let right = Dictionary(
      (replayed.positions ?? []).lazy.filter { $0.instrument == name }.map { ($0.day, $0.price) }
    ) { first, _ in first }
    return (recorded.positions ?? []).lazy.filter { $0.instrument == name && $0.day >= day }
      .compactMap { row in
        right[row.day].map { (row.price, $0) }
      }.map { (left: $0.0, right: $0.1) }
  }
}

extension Message {
  fileprivate static func notListedHere(_ stock: InstrumentID, on day: TradingDay) -> Message {
    Message(
      "cause.not-listed-here", ["stock": .instrument(stock), "day": .day(day)],
      en: "The market's list of stocks (`all`) does not hold {stock} on {day}. Only one side could trade it.",
      zh: "行情的股票清单（`all`）在 {day} 没有 {stock}，只有一方能交易它。")
  }

  fileprivate static func contradictedChange(
    _ stock: InstrumentID, _ day: TradingDay, change: Double, moved: Double, threshold: Double
  ) -> Message {
    Message(
      "cause.contradicted-change",
      [
        "stock": .instrument(stock), "day": .day(day), "change": .ratio(change), "moved": .ratio(moved),
        "threshold": .ratio(threshold),
      ],
      en: "The market here gives {stock} a `change` of {change} on {day}, and its closes move by {moved}. The price "
        + "limit of {threshold} lies between them.",
      zh: "本地行情中 {stock} 在 {day} 的 `change` 为 {change}，而其收盘价变动 {moved}，涨跌停阈值 {threshold} 介于两者之间。")
  }

  fileprivate static func brokenAdjustment(
    _ stock: InstrumentID, _ day: TradingDay, moved: Double, change: Double, factors: (before: Double, now: Double)
  ) -> Message {
    Message(
      "cause.broken-adjustment",
      [
        "stock": .instrument(stock), "day": .day(day), "moved": .ratio(moved), "change": .ratio(change),
        "before": .number(factors.before), "now": .number(factors.now),
      ],
      en: "The close of {stock} moves by {moved} on {day} here, and its `change` says {change}. Its factor goes from "
        + "{before} to {now}.",
      zh: "本地行情中 {stock} 的收盘价在 {day} 变动 {moved}，而 `change` 为 {change}；其复权因子由 {before} 变为 {now}。")
  }

  fileprivate static func suspendedThere(_ stock: InstrumentID, carried: Double, close: Double) -> Message {
    Message(
      "cause.suspended-there", ["stock": .instrument(stock), "carried": .number(carried), "close": .number(close)],
      en: "The record carries the last close of {stock}, {carried}: it was suspended in RD-Agent's market. Here it "
        + "traded at {close}.",
      zh: "记录沿用 {stock} 的前一收盘价 {carried}：它在 RD-Agent 的行情中停牌，而本地当日收于 {close}。")
  }

  fileprivate static func scaledCloses(_ stock: InstrumentID, from day: TradingDay, by ratio: Double) -> Message {
    Message(
      "cause.scaled-closes", ["stock": .instrument(stock), "day": .day(day), "ratio": .number(ratio)],
      en: "Every close of {stock} from {day} on is {ratio} times the one here. The adjustment factor was based on "
        + "another day.",
      zh: "{stock} 自 {day} 起的收盘价都是本地的 {ratio} 倍：复权因子的基准日不同。")
  }

  fileprivate static func restatedClose(_ stock: InstrumentID, _ recorded: Double, here: Double) -> Message {
    Message(
      "cause.restated-close", ["stock": .instrument(stock), "recorded": .number(recorded), "here": .number(here)],
      en: "The close of {stock} is {recorded} in the record and {here} here, on this day alone. One price was "
        + "restated.",
      zh: "{stock} 的收盘价记录为 {recorded}，本地为 {here}，仅此一日不同：有一个价格被重述。")
  }

  fileprivate static func otherClose(_ stock: InstrumentID, _ recorded: Double, here: Double) -> Message {
    Message(
      "cause.other-close", ["stock": .instrument(stock), "recorded": .number(recorded), "here": .number(here)],
      en: "The close of {stock} is {recorded} in the record and {here} here. The market here is not the one RD-Agent "
        + "used.",
      zh: "{stock} 的收盘价记录为 {recorded}，本地为 {here}：本地行情不是 RD-Agent 所用的行情。")
  }

  fileprivate static func endedHere(_ stock: InstrumentID, before day: TradingDay, _ price: Double) -> Message {
    Message(
      "cause.ended-here", ["stock": .instrument(stock), "day": .day(day), "price": .number(price)],
      en: "The market here ends with {stock} before {day}, and the recorded price is {price}. It was delisted here, "
        + "or its data were cut.",
      zh: "本地行情中 {stock} 在 {day} 之前已终止，记录的价格为 {price}：本地已退市，或数据被截断。")
  }

  fileprivate static func suspendedHere(_ stock: InstrumentID, on day: TradingDay, _ price: Double) -> Message {
    Message(
      "cause.suspended-here", ["stock": .instrument(stock), "day": .day(day), "price": .number(price)],
      en: "{stock} has no close here on {day}, and the recorded price is {price}. It was suspended here, and "
        + "filled in RD-Agent's market.",
      zh: "{stock} 在 {day} 本地没有收盘价，记录的价格为 {price}：本地停牌，而 RD-Agent 的行情作了填充。")
  }

  fileprivate static func sameWorth(_ stock: InstrumentID, by ratio: Double) -> Message {
    Message(
      "cause.same-worth", ["stock": .instrument(stock), "ratio": .number(ratio)],
      en: "{stock} is worth the same in both runs: the recorded price is {ratio} times the one here. The adjustment "
        + "factor was based on another day.",
      zh: "{stock} 在两次运行中市值相同，记录的价格是本地的 {ratio} 倍：复权因子的基准日不同。")
  }

  fileprivate static func brokenLot(
    _ stock: InstrumentID, _ amount: Double, shares: Double, factor: Double, unit: Double
  ) -> Message {
    Message(
      "cause.broken-lot",
      [
        "stock": .instrument(stock), "amount": .number(amount), "shares": .number(shares), "factor": .number(factor),
        "unit": .number(unit),
      ],
      en: "The record bought {amount} of {stock}, {shares} shares under the factor here, {factor}. That is no whole "
        + "lot of {unit}: its factor was different.",
      zh: "记录买入 {stock} 的数量 {amount}，按本地复权因子 {factor} 折合 {shares} 股，不是 {unit} 股的整手：记录所用的复权因子不同。")
  }
}
