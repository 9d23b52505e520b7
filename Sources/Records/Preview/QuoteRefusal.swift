package import Primitives

/// Why a source's word on a stock is not taken; the raw value is its code on disk.
package enum QuoteRefusal: String, Error, CaseIterable {
  case missing = "no-quote"
  case noPrice = "no-price"
  case notPositive = "price-not-positive"
  case outOfRange = "price-out-of-range"
  case earlierDay = "earlier-day"
  case stale = "stale"
  case future = "future"
  case implausible = "price-implausible"
  case contradicting = "contradicting-quotes"
  case crossed = "bid-above-ask"

  package var message: Message {
    switch self {
    case .missing: Message("quote.no-quote", en: "There is no quote.", zh: "无行情。")
    case .noPrice: Message("quote.no-price", en: "The quote has no price.", zh: "行情缺价格。")
    case .notPositive: Message("quote.price-not-positive", en: "The price is not above zero.", zh: "价格为零或负。")
    case .outOfRange: Message("quote.price-out-of-range", en: "The price is out of any range.", zh: "价格超出合理范围。")
    case .earlierDay: Message("quote.earlier-day", en: "The quote belongs to an earlier day.", zh: "行情不是当日的。")
    case .stale: Message("quote.stale", en: "The quote is too old.", zh: "行情过旧。")
    case .implausible:
      Message(
        "quote.price-implausible", en: "The price is beyond the price limit since the last close.",
        zh: "价格超出自上一收盘起的涨跌幅限制。")
    case .contradicting:
      Message(
        "quote.contradicting-quotes", en: "The source quotes the stock twice, differently.", zh: "同一来源对该股票给出两条不同行情。")
    case .crossed: Message("quote.bid-above-ask", en: "The bid is above the ask.", zh: "买价高于卖价。")
    case .future: Message("quote.future", en: "The quote lies in the future.", zh: "行情时间在未来。")
    }
  }
}

/// Why a source of quotes does not answer as it should.
package enum QuoteFallReason: Hashable, Sendable {
  /// Its word on some stocks is not taken.
  case refusal(QuoteRefusal)
  /// It cannot be asked at all: the identifier of the diagnostic and what it says.
  case failure(String, Message)

  /// The stable name, by which the minutes of a day are counted.
  package var code: String {
    switch self {
    case .refusal(let refusal): refusal.rawValue
    case .failure(let id, _): id
    }
  }

  package var message: Message {
    switch self {
    case .refusal(let refusal): refusal.message
    case .failure(_, let message): message
    }
  }
}
