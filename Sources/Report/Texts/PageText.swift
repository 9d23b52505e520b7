package import Primitives

/// A text of a record as a page shows it: plain text with a true minus sign, code, and text of another language.
///
/// Code stands between backticks in a message. What a person or another program wrote is marked where it is not in
/// the language of the page.
package enum PageText {
  /// Text of one kind.
  package struct Piece: Equatable {
    /// How a piece is marked up.
    package enum Kind: Sendable { case plain, code, foreign }

    package var kind: Kind
    package var text: String

    package init(kind: Kind, text: String) {
      self.kind = kind
      self.text = text
    }
  }

  /// A message in the language of a page.
  package static func pieces(_ message: Message, _ language: Language) -> [Piece] {
    pieces(message[language], quoted: quotations(.message(message), language), language)
  }

  package static func pieces(_ argument: MessageArgument, _ language: Language) -> [Piece] {
    pieces(argument.text(language), quoted: quotations(argument, language), language)
  }

  /// A text that stands as it was written in every language: a name, a note, a line of another program.
  package static func pieces(note text: String, _ language: Language) -> [Piece] {
    text.isEmpty ? [] : [quotation(text, language)]
  }

  private static func pieces(_ text: String, quoted: [Piece], _ language: Language) -> [Piece] {
    // Most texts have neither a sign nor code nor another language.
    if !text.utf8.contains(where: { $0 == 0x2D || $0 == 0x60 }), !quoted.contains(where: { $0.kind != .plain }) {
      return text.isEmpty ? [] : [Piece(kind: .plain, text: text)]
    }
    var pieces: [Piece] = []
    var plain = ""
    var rest = text[...]
    func flush() {
      if !plain.isEmpty { pieces.append(Piece(kind: .plain, text: plain)) }
      plain = ""
    }
    while let character = rest.first {
      if let quotation = quoted.first(where: { rest.hasPrefix($0.text) }) {
        if quotation.kind == .plain {
          plain += quotation.text
        } else {
          flush()
          pieces.append(quotation)
        }
        rest = rest.dropFirst(quotation.text.count)
      } else if character == "`", let end = rest.dropFirst().firstIndex(of: "`") {
        flush()
        pieces.append(Piece(kind: .code, text: String(rest[rest.index(after: rest.startIndex)..<end])))
        rest = rest[rest.index(after: end)...]
      } else {
        let isMinus = character == "-" && opensNumber(after: plain, rest.dropFirst().first)
        plain.append(isMinus ? "\u{2212}" : character)
        rest = rest.dropFirst()
      }
    }
    flush()
    return pieces
  }

  /// `2026-11-29 21:44 UTC` of a time of ISO 8601; a shorter text stays.
  static func minute(_ time: String) -> String {
    time.count >= 16 ? time.prefix(10) + " " + time.dropFirst(11).prefix(5) + " UTC" : time
  }

  /// The text with a true minus sign before every number that is below 0.
  package static func minus(_ text: String) -> String {
    var shown = ""
    let characters = Array(text)
    for (place, character) in characters.enumerated() {
      let next = place + 1 < characters.count ? characters[place + 1] : nil
      shown.append(character == "-" && opensNumber(after: shown, next) ? "\u{2212}" : character)
    }
    return shown
  }

  /// Whether a hyphen is a minus sign: before a digit, and where a number or its exponent can begin. In dates and
  /// identifiers a letter or a digit stands before it.
  ///
  /// - Parameter before: the text up to the hyphen.
  private static func opensNumber(after before: String, _ next: Character?) -> Bool {
    guard let next, next.isASCII, next.isNumber else { return false }
    guard let last = before.last else { return true }
    return last.isWhitespace || "([{（【：，；、".contains(last) || ForeignText.isHan(last) || isMantissa(before)
  }

  /// Whether a text ends as a number before its exponent does: `1e` and `2.5e`.
  private static func isMantissa(_ text: String) -> Bool {
    guard text.last == "e" else { return false }
    let word = text.reversed().prefix { ($0.isASCII && ($0.isLetter || $0.isNumber)) || $0 == "." || $0 == "_" }
    let digits = word.dropFirst()
    return digits.first?.isNumber == true && digits.allSatisfy { $0.isNumber || $0 == "." }
  }

  /// The parts of a message that stand as they were written, longest first.
  private static func quotations(_ argument: MessageArgument, _ language: Language) -> [Piece] {
    func collect(_ argument: MessageArgument) -> [Piece] {
      switch argument {
      case .text(let text): text.isEmpty ? [] : [quotation(text, language)]
      case .list(let items): items.flatMap(collect)
      case .message(let message) where message.arguments.isEmpty:
        // Only a text that stands as it was written can be in another language.
        ForeignText.isForeign(message[language], to: language) ? [quotation(message[language], language)] : []
      case .message(let message): message.arguments.sorted { $0.key < $1.key }.flatMap { collect($0.value) }
      default: []
      }
    }
    // Plain words need no care: only signs and another language do.
    return collect(argument).filter { $0.kind == .foreign || $0.text.contains("-") || $0.text.contains("`") }
      .sorted { $0.text.count > $1.text.count }
  }

  private static func quotation(_ text: String, _ language: Language) -> Piece {
    Piece(kind: ForeignText.isForeign(text, to: language) ? .foreign : .plain, text: text)
  }
}

extension Message {
  /// The words of a page without markup: for drawings, and for what a page is called.
  func words(_ language: Language) -> String { PageText.pieces(self, language).map(\.text).joined() }
}

extension PageText {
  /// A message as markup: code, and text of another language with its mark.
  static func markup(_ message: Message, _ language: Language) -> String { markup(pieces(message, language), language) }

  static func markup(_ argument: MessageArgument, _ language: Language) -> String {
    markup(pieces(argument, language), language)
  }

  static func markup(note text: String, _ language: Language) -> String {
    markup(pieces(note: text, language), language)
  }

  /// A text of the site itself: code stands between backticks, and a name of another language has its mark.
  static func markup(label text: String, _ language: Language) -> String {
    markup(
      ForeignText.isForeign(text, to: language) ? pieces(note: text, language) : pieces(text, quoted: [], language),
      language)
  }

  private static func markup(_ pieces: [Piece], _ language: Language) -> String {
    let other = language == .chinese ? Language.english : .chinese
    return pieces.map { piece in
      let text = Markup.escaped(piece.text)
      return switch piece.kind {
      case .plain: text
      case .code: "<code>\(text)</code>"
      case .foreign: "<span lang=\"\(other.rawValue)\">\(text)</span>"
      }
    }.joined()
  }
}
