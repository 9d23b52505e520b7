import Foundation
import Metrics
package import Primitives
package import Records

/// Figures of executed results, each by one formula; what cannot be computed is nil.
///
/// Rates are of 252 days, so that they are no information ratios of a backtest: those are of 238 days, over excess
/// returns, and without compounding.
package struct FeedbackFigures: Equatable, Sendable {
  /// The value at the close before the period, or the initial capital, and the values at each close of it; yuan.
  package var base: Money
  package var values: [Money]

  package init(base: Money, values: [Money]) {
    self.base = base
    self.values = values
  }

  /// V_end / V_base - 1.
  package var totalReturn: Double? {
    guard base > .zero, let last = values.last else { return nil }
    return last.yuan / base.yuan - 1
  }

  /// (1 + total return)^(252 / n) - 1; nil below 20 days.
  package var annualReturn: Double? {
    guard values.count >= 20, let total = totalReturn, total > -1 else { return nil }
    return pow(1 + total, StandardYear.days / Double(values.count)) - 1
  }

  /// The lowest V_t / peak_t - 1 of all days, at most 0; the base is a peak too.
  package var maxDrawdown: Double? {
    guard base > .zero, !values.isEmpty else { return nil }
    var peak = base
    var lowest = 0.0
    for value in values {
      peak = max(peak, value)
      lowest = min(lowest, value.yuan / peak.yuan - 1)
    }
    return lowest
  }

  /// V_t / V_(t-1) - 1 of each day; nil where a value is not above 0.
  package var dailyReturns: [Double]? {
    guard base > .zero, values.dropLast().allSatisfy({ $0 > .zero }) else { return nil }
    return zip([base] + values, values).map { $1.yuan / $0.yuan - 1 }
  }

  /// Sample deviation of daily returns x sqrt(252); nil below two days.
  package var volatility: Double? {
    guard let returns = dailyReturns, returns.count >= 2 else { return nil }
    return StandardDeviation.value(returns).map { $0 * StandardYear.days.squareRoot() }
  }

  /// Mean / sample deviation of daily returns x sqrt(252), without a riskless rate; nil where nothing varies.
  package var sharpe: Double? {
    dailyReturns.flatMap(SharpeRatio.value)
  }

  /// The mean of (bought + sold) / 2 / value at the close before.
  ///
  /// - Parameter traded: bought and sold on each day of `values`, yuan.
  package func turnover(_ traded: [Money]) -> Double? {
    guard traded.count == values.count, base > .zero, values.dropLast().allSatisfy({ $0 > .zero }) else { return nil }
    return Mean.value(zip([base] + values, traded).map { $1.yuan / 2 / $0.yuan })
  }
}

/// One fill, as the figures of execution need it.
package struct FeedbackFill: Equatable, Sendable {
  package var instrument: InstrumentID
  package var side: Direction
  package var volume: Int64
  package var price: Money
  package var cost: Money
  /// The price at which the decision was made; nil where it is not known.
  package var decisionPrice: Money?

  package init(
    instrument: InstrumentID, side: Direction, volume: Int64, price: Money, cost: Money, decisionPrice: Money?
  ) {
    self.instrument = instrument
    self.side = side
    self.volume = volume
    self.price = price
    self.cost = cost
    self.decisionPrice = decisionPrice
  }

  package var amount: Money { price * volume }
}

/// Figures of fills.
package enum ExecutionFigures {
  /// The mean of side x (fill - decision) / decision x 10,000, weighted by amount; above 0 it cost. Nil without a fill
  /// whose decision price is known.
  package static func slippage(_ fills: [FeedbackFill]) -> Double? {
    let known = fills.compactMap { fill in fill.decisionPrice.map { (fill, $0) } }.filter { $0.1 > .zero }
    let whole = known.reduce(0.0) { $0 + $1.0.amount.yuan }
    guard whole > 0 else { return nil }
    return known.reduce(0.0) { sum, pair in
      let (fill, decision) = pair
      let distance = (fill.price.yuan - decision.yuan) / decision.yuan * (fill.side == .buy ? 1 : -1)
      return sum + distance * fill.amount.yuan
    } / whole * 10_000
  }

  /// Round trips that ended with a gain after fees, as a part of all that ended; nil where none did.
  ///
  /// A round trip begins with the first purchase of a stock that was not held and ends when nothing of it is left.
  ///
  /// - Parameters:
  ///   - fills: in the order of time.
  ///   - held: shares and their cost before the first fill.
  package static func winRate(
    _ fills: [FeedbackFill], held: [InstrumentID: (volume: Int64, basis: Money)] = [:]
  ) -> Double? {
    var open = held.mapValues { (volume: $0.volume, gain: -$0.basis) }
    var won = 0
    var closed = 0
    for fill in fills {
      var trip = open[fill.instrument] ?? (0, .zero)
      trip.volume += fill.side == .buy ? fill.volume : -fill.volume
      trip.gain += fill.side == .buy ? -(fill.amount + fill.cost) : fill.amount - fill.cost
      open[fill.instrument] = trip
      guard trip.volume <= 0 else { continue }
      closed += 1
      if trip.gain > .zero { won += 1 }
      open[fill.instrument] = nil
    }
    return closed > 0 ? Double(won) / Double(closed) : nil
  }

  /// Filled shares by ordered shares, of orders that the broker took; nil where it took none.
  package static func fillRatio(ordered: Int64, filled: Int64) -> Double? {
    ordered > 0 ? Double(filled) / Double(ordered) : nil
  }
}
