import MarketData
import Primitives

/// The sources of quotes that a configuration or an option names, in their order.
enum QuoteSources {
  static let names = ["bridge", "file", "bars"]

  static func cascade(_ previews: AistockConfiguration.Previews) -> QuoteCascade {
    QuoteCascade(previews.quotes.map { source($0, previews) })
  }

  /// One source from an option: a folder of minute bars, an http address, or a dropped file.
  static func cascade(option: String) -> QuoteCascade {
    if option.hasPrefix("http://") || option.hasPrefix("https://") {
      return QuoteCascade([HTTPQuotes(address: option)])
    }
    return FileReader.isFolder(option)
      ? QuoteCascade([MinuteBars(folder: option)]) : QuoteCascade([QuoteFile(path: option)])
  }

  private static func source(_ name: String, _ previews: AistockConfiguration.Previews)
    -> any QuoteSource
  {
    switch name {
    case "bridge":
      previews.quoteURL.map { HTTPQuotes(address: $0) as any QuoteSource }
        ?? AbsentSource(name: name, key: "previews.quote_url")
    case "bars":
      previews.minuteBars.map { MinuteBars(folder: $0) as any QuoteSource }
        ?? AbsentSource(name: name, key: "previews.minute_bars")
    default:
      previews.quoteFile.map { QuoteFile(path: $0) as any QuoteSource }
        ?? AbsentSource(name: name, key: "previews.quote_file")
    }
  }

  /// A source that the configuration lists but does not place: each batch falls through it, seen.
  private struct AbsentSource: QuoteSource {
    var name: String
    var key: String
    var stalenessMax: Int { 0 }

    func snapshot(of instruments: [InstrumentID], at now: MarketTime) throws -> [RawQuote] {
      throw Diagnostic(
        "quotes.not-configured", "the configuration has no \(key)",
        remedy: "Set \(key), or take '\(name)' out of previews.quotes.", exit: .usage)
    }
  }
}

/// The trading days that a clock may meet: the market's, then weekdays until the data has them. A
/// holiday among these brings quotes of an earlier day only, which are refused.
enum SessionCalendar {
  private static let daysAhead: Int32 = 30

  static func make(_ market: any Market, from today: TradingDay) -> TradingCalendar {
    var days = market.calendar.days
    var next = days.last?.advanced(byDays: 1) ?? today
    let end = today.advanced(byDays: Int(daysAhead))
    while next <= end {
      if next.weekday < 5 { days.append(next) }
      next = next.advanced(byDays: 1)
    }
    return TradingCalendar(days: days)
  }
}
