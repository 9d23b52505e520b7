import Charts
package import Primitives

/// What a page says: typed and the same for every language. A page's markup and its published data are two
/// renderings of one tree of these.
package indirect enum PageValue: Sendable {
  /// The same in every language: an identifier, a digest, a path.
  case text(String)
  /// An entry of the string table.
  case label(String)
  case message(Message)
  /// One argument of a message by itself.
  case argument(MessageArgument)
  /// What a person or another program wrote: marked where it is not in the language of the page.
  case note(String)
  case figure(Figure)
  case flag(Bool)
  case list([[String: PageValue]])
  /// Parts with the same text between them; sentences take the space of their language.
  case joined([PageValue], separator: Separator)
  case chart(PageChart)
  /// Content that is written in each language by itself.
  case translated(chinese: PageValue, english: PageValue)
  /// Markup that this program drew itself.
  case drawing(String)

  package enum Separator: String, Sendable {
    case none, space, dot, sentence, comma
  }
}

extension PageValue: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByBooleanLiteral {
  package init(stringLiteral value: String) { self = .text(value) }
  package init(booleanLiteral value: Bool) { self = .flag(value) }
}

extension PageValue {
  /// Nothing where there is no message.
  static func message(optional message: Message?) -> PageValue { message.map { .message($0) } ?? .text("") }

  /// Sentences of one paragraph.
  static func sentences(_ messages: [Message]) -> PageValue {
    .joined(messages.map { .message($0) }, separator: .sentence)
  }
}

/// A chart of a page in the words of each language.
package struct PageChart: Sendable {
  let width: ChartWidth
  let chinese: ChartSpec
  let english: ChartSpec

  subscript(language: Language) -> ChartSpec {
    switch language {
    case .chinese: chinese
    case .english: english
    }
  }
}
