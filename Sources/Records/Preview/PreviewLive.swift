package import Primitives

/// A preview between two closes: the settled holdings at their last quotes.
package struct PreviewLive: Equatable, Sendable {
  package var previewID: String
  /// The day in session.
  package var tradingDay: TradingDay
  /// The moment of the refresh, local market time with offset.
  package var asOf: String
  /// The settled day that the holdings are from; nil before the first.
  package var settledDay: TradingDay?
  /// Settled cash, with what today's dividends left over.
  package var cash: Money
  /// Cash and all market values.
  package var totalValue: Money
  /// Against the last settled close; before the first one against the initial capital.
  package var dailyPnL: Money
  /// Against the initial capital.
  package var cumPnL: Money
  /// The highest settled value, or `totalValue` where that is higher.
  package var peak: Money
  /// Holdings with a quote of now, and without.
  package var quoted: Int
  package var missing: Int

  package init(
    previewID: String, tradingDay: TradingDay, asOf: String, settledDay: TradingDay?, cash: Money,
    totalValue: Money, dailyPnL: Money, cumPnL: Money, peak: Money, quoted: Int, missing: Int
  ) {
    self.previewID = previewID
    self.tradingDay = tradingDay
    self.asOf = asOf
    self.settledDay = settledDay
    self.cash = cash
    self.totalValue = totalValue
    self.dailyPnL = dailyPnL
    self.cumPnL = cumPnL
    self.peak = peak
    self.quoted = quoted
    self.missing = missing
  }
}

/// A holding of a preview at its last quote.
package struct PreviewLivePosition: Equatable, Sendable {
  package var previewID: String
  package var symbol: InstrumentID
  /// Shares, after today's dividends and splits.
  package var volume: Int64
  /// Yuan per share; where no quote came, the last price that was known.
  package var lastPrice: Money
  package var marketValue: Money
  /// Cash that a dividend or a split of today left over.
  package var leftOver: Money
  /// When the price was current, local market time; nil where no quote of this day came.
  package var quotedAt: String?
  package var source: String?
  /// Why there is no quote of now; nil where there is one.
  package var reason: QuoteRefusal?

  package init(
    previewID: String, symbol: InstrumentID, volume: Int64, lastPrice: Money, marketValue: Money,
    leftOver: Money, quotedAt: String?, source: String?, reason: QuoteRefusal?
  ) {
    self.leftOver = leftOver
    self.previewID = previewID
    self.symbol = symbol
    self.volume = volume
    self.lastPrice = lastPrice
    self.marketValue = marketValue
    self.quotedAt = quotedAt
    self.source = source
    self.reason = reason
  }
}

/// A source of quotes that did not answer as it should, over a day.
package struct QuoteFallRow: Equatable, Sendable {
  package var tradingDay: TradingDay
  package var source: String
  package var reason: QuoteFallReason
  package var firstAt: String
  package var lastAt: String
  /// Refreshes on which it happened.
  package var minutes: Int
  /// Stocks that it concerned at the last.
  package var count: Int

  package init(
    tradingDay: TradingDay, source: String, reason: QuoteFallReason, firstAt: String, lastAt: String,
    minutes: Int, count: Int
  ) {
    self.tradingDay = tradingDay
    self.source = source
    self.reason = reason
    self.firstAt = firstAt
    self.lastAt = lastAt
    self.minutes = minutes
    self.count = count
  }
}

/// Under which prices and scores all settled days of a preview were last found unchanged.
package struct PreviewVerified: Equatable, Sendable {
  package var previewID: String
  /// The last settled day it speaks of.
  package var tradingDay: TradingDay
  /// Sums over the real prices and the scores, up to that day.
  package var prices: Int64
  package var scores: Int64
  /// Stocks that were ever held, traded or passed over, sorted.
  package var touched: [InstrumentID]

  package init(
    previewID: String, tradingDay: TradingDay, prices: Int64, scores: Int64, touched: [InstrumentID]
  ) {
    self.previewID = previewID
    self.tradingDay = tradingDay
    self.prices = prices
    self.scores = scores
    self.touched = touched
  }
}

/// What a refresh needs of a settled holding.
package struct PreviewHolding: Equatable, Sendable {
  package var previewID: String
  package var symbol: InstrumentID
  /// Shares.
  package var volume: Int64
  /// The last settled close, yuan per share.
  package var lastPrice: Money

  package init(previewID: String, symbol: InstrumentID, volume: Int64, lastPrice: Money) {
    self.previewID = previewID
    self.symbol = symbol
    self.volume = volume
    self.lastPrice = lastPrice
  }
}

extension QuoteFallRow {
  /// One source over a day, for a reader.
  package var message: Message {
    Message(
      "quote-fall.of-day",
      [
        "source": .text(source), "reason": .message(reason.message), "minutes": .count(minutes), "count": .count(count),
        "last": .text(lastAt),
      ],
      en: "{source}, {minutes} {minutes:time|times}, last at {last} for {count} {count:stock|stocks}: {reason}",
      zh: "{source}，{minutes} 次，最近一次 {last}，涉及 {count} 只：{reason}")
  }
}
