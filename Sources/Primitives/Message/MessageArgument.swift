/// A value of a message, with the meaning that decides how it is written in each language.
package indirect enum MessageArgument: Hashable, Sendable {
  /// Yuan: `1,326,871.36 CNY`, `1,326,871.36 元`.
  case money(Double)
  /// A fraction, shown in percent with two decimals, in basis points below 0.01 %.
  case ratio(Double)
  /// A fraction that a rule or a configuration fixes, shown in percent with every digit: `0.025%`.
  case rate(Double)
  /// A difference of two fractions, in percentage points.
  case points(Double)
  /// A figure without a unit, to four significant digits.
  case number(Double)
  /// A value exactly as it stands in a file: the shortest text that reads back to the same bits.
  case exact(Double)
  /// How many.
  case count(Int)
  case day(TradingDay)
  case instrument(InstrumentID)
  /// A name, a path, a word of a file: the same in every language.
  case text(String)
  case list([MessageArgument])
  /// Another message inside this one: a reason, a name that has a word in each language.
  case message(Message)

  /// Missing values are said to be missing.
  package func text(_ language: Language) -> String {
    switch self {
    case .money(let yuan): Figures.money(yuan, language)
    case .ratio(let value): Figures.ratio(value, language)
    case .rate(let value): Figures.rate(value, language)
    case .points(let value): Figures.points(value, language)
    case .number(let value): Figures.significant(value, language)
    case .exact(let value): value.isNaN ? Figures.missing(language) : Figures.exact(value)
    case .count(let count): Figures.grouped(count)
    case .day(let day): day.description
    case .instrument(let instrument): instrument.name
    case .text(let text): text
    case .list(let items): items.map { $0.text(language) }.joined(separator: language[("、", ", ")])
    case .message(let message): message[language]
    }
  }

  package static func money(_ amount: Money) -> MessageArgument { .money(amount.yuan) }

  package static func names(_ names: some Sequence<String>) -> MessageArgument { .list(names.map { .text($0) }) }

  package static func names(_ instruments: some Sequence<InstrumentID>) -> MessageArgument {
    .list(instruments.map { .instrument($0) })
  }
}

extension MessageArgument: ExpressibleByStringLiteral {
  package init(stringLiteral value: String) { self = .text(value) }
}
