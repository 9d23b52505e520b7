import Primitives
import Records

/// Causes that the market shows: a price, a factor, a suspension, a listing that is not the same on both
/// sides of a divergence.
struct MarketCause {
  let laboratory: Laboratory
  let recorded: ComparedRun
  let replayed: ComparedRun

  /// A close that differs where both hold the stock.
  func price(_ divergence: FirstDivergence) -> Explanation? {
    guard let name = divergence.instrument, let (record, replay) = sides(name, divergence.day),
      let left = record.now, let right = replay.now
    else { return nil }
    let close = laboratory.value("close", name, divergence.day)
    if close.isNaN { return untraded(name, divergence.day, left.price) }
    if let carried = record.before?.price, carried == left.price,
      replay.before?.price != right.price
    {
      return Explanation(
        cause: .suspension,
        sentence:
          "The record carries the last close of \(name) (\(Difference.text(carried))): it was suspended in "
          + "RD-Agent's market, and here it traded at \(Difference.text(close)).")
    }
    let ratios = commonDays(name, from: divergence.day).map { $0.left / $0.right }
    if ratios.count > 1, let first = ratios.first,
      ratios.allSatisfy({ ($0 / first - 1).magnitude < 1e-6 })
    {
      return Explanation(
        cause: .adjustment,
        sentence:
          "Every close of \(name) from \(divergence.day) on is \(Difference.text(first)) times the one here: "
          + "the adjustment factor was based on another day.")
    }
    let alone = ratios.dropFirst().allSatisfy { $0 == 1 }
    return Explanation(
      cause: .marketData,
      sentence:
        "The close of \(name) is \(Difference.text(left.price)) in the record and \(Difference.text(right.price)) "
        + "here\(alone && ratios.count > 1 ? ", on this day alone: one price was restated" : ": the market here is not the one RD-Agent used")."
    )
  }

  private func untraded(_ name: InstrumentID, _ day: TradingDay, _ price: Double) -> Explanation {
    let later = recorded.report.lazy.map(\.day).filter { $0 >= day }
    if later.allSatisfy({ laboratory.value("close", name, $0).isNaN }) {
      return Explanation(
        cause: .listing,
        sentence:
          "The market here ends with \(name) before \(day), and the record values it at \(Difference.text(price)): "
          + "delisted here, or its data were cut.")
    }
    return Explanation(
      cause: .suspension,
      sentence:
        "\(name) has no close here on \(day), and the record values it at \(Difference.text(price)): suspended here, "
        + "filled in RD-Agent's market.")
  }

  /// Amounts and prices that differ by one ratio in opposite directions; or a purchase whose amount is no
  /// whole number of lots under the factor here.
  func lots(_ divergence: FirstDivergence) -> Explanation? {
    guard let name = divergence.instrument,
      let unit = laboratory.setting.backtest.exchange.tradeUnit,
      let (record, replay) = sides(name, divergence.day), let bought = record.now
    else { return nil }
    if let here = replay.now, here.price > 0, here.amount > 0, bought.price != here.price,
      ((bought.price / here.price) * (bought.amount / here.amount) - 1).magnitude
        < MarketCause.sameValue
    {
      return Explanation(
        cause: .adjustment,
        sentence:
          "\(name) is worth the same on both sides: its price in the record is \(Difference.text(bought.price / here.price)) "
          + "times the one here and its amount differs by one ratio, so the adjustment factor was based on another day."
      )
    }
    guard record.before == nil else { return nil }
    let factor = laboratory.value("factor", name, divergence.day)
    let shares = bought.amount * factor
    guard shares.isFinite, (shares / unit - (shares / unit).rounded()).magnitude > 1e-4 else {
      return nil
    }
    return Explanation(
      cause: .adjustment,
      sentence:
        "The record bought \(Difference.text(bought.amount)) of \(name), which is \(Difference.text(shares)) shares "
        + "under the factor here (\(Difference.text(factor))) and no whole lot of \(Difference.text(unit)): its factor was another."
    )
  }

  /// A stock that one side could not trade, told by the market here.
  func tradability(_ divergence: FirstDivergence) -> Explanation? {
    guard let name = divergence.instrument, let (record, _) = sides(name, divergence.day) else {
      return nil
    }
    let close = laboratory.value("close", name, divergence.day)
    if close.isNaN {
      return untraded(name, divergence.day, record.now?.price ?? .nan)
    }
    if let now = record.now, let before = record.before, now.price == before.price,
      close != now.price
    {
      return Explanation(
        cause: .suspension,
        sentence:
          "The record kept \(name) at its last close (\(Difference.text(now.price))): it was suspended in RD-Agent's "
          + "market, and here it traded at \(Difference.text(close)).")
    }
    return nil
  }

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
  private func commonDays(_ name: InstrumentID, from day: TradingDay) -> [(
    left: Double, right: Double
  )] {
    let right = Dictionary(
      (replayed.positions ?? []).lazy.filter { $0.instrument == name }.map { ($0.day, $0.price) }
    ) { first, _ in first }
    return (recorded.positions ?? []).lazy.filter { $0.instrument == name && $0.day >= day }
      .compactMap { row in
        right[row.day].map { (row.price, $0) }
      }.map { (left: $0.0, right: $0.1) }
  }
}
