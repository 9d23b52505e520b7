import Primitives

extension PageValue {
  /// The value as a template shows it in a language: escaped by its type, so that no template can forget it.
  func rendered(_ language: Language) throws -> Any {
    switch self {
    case .flag(let flag): return flag
    case .list(let rows): return try rows.map { TemplateRow(try $0.mapValues { try $0.rendered(language) }, language) }
    case .chart(let chart):
      return [
        TemplateRow(
          try ChartValues.drawn(chart[language], chart.width).mapValues { try $0.rendered(language) }, language)
      ]
    case .translated(let chinese, let english):
      return try (language == .chinese ? chinese : english).rendered(language)
    default: return TemplateText(markup(language))
    }
  }

  private func markup(_ language: Language) -> String {
    switch self {
    case .text(let text): return Markup.escaped(text)
    case .label(let key): return StringTable.markup(key, language) ?? Markup.escaped(StringTable.require(key, language))
    case .message(let message): return PageText.markup(message, language)
    case .argument(let argument): return PageText.markup(argument, language)
    case .note(let text): return PageText.markup(note: text, language)
    case .figure(let figure):
      let text = figure.text(language)
      return figure.tone.map { "<span class=\"\($0)\">\(text)</span>" } ?? text
    case .joined(let parts, let separator):
      return parts.map { $0.markup(language) }.filter { !$0.isEmpty }.joined(separator: separator.text(language))
    case .drawing(let markup): return markup
    case .translated(let chinese, let english): return (language == .chinese ? chinese : english).markup(language)
    case .flag, .list, .chart: return ""
    }
  }

  /// The same in a cell of a table: what says nothing is a dash.
  var cell: PageValue {
    switch self {
    case .drawing, .list, .chart, .flag, .translated: self
    default: plain(.english).isEmpty ? .text(PageFigures.missing) : self
    }
  }

  /// The plain words, as a title in the head of a page has them.
  func plain(_ language: Language) -> String {
    switch self {
    case .text(let text), .note(let text): text
    case .label(let key): StringTable.require(key, language)
    case .message(let message): message[language]
    case .argument(let argument): argument.text(language)
    case .figure(let figure): figure.text(language)
    case .joined(let parts, let separator):
      parts.map { $0.plain(language) }.filter { !$0.isEmpty }.joined(separator: separator.text(language))
    case .translated(let chinese, let english): (language == .chinese ? chinese : english).plain(language)
    case .flag, .list, .chart, .drawing: ""
    }
  }
}

extension PageValue.Separator {
  func text(_ language: Language) -> String {
    switch self {
    case .none: ""
    case .space: " "
    case .dot: " · "
    case .sentence: language[("", " ")]
    case .comma: language[("，", ", ")]
    }
  }
}

/// Text inside of markup.
enum Markup {
  /// Escaped, and with U+FFFD for what XML 1.0 (production 2) does not permit: diagnostics quote damaged files.
  static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { needsCare($0) }) || text.unicodeScalars.contains(where: { !isPermitted($0) })
    else { return text }
    var markup = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": markup += "&amp;"
      case "<": markup += "&lt;"
      case ">": markup += "&gt;"
      case "\"": markup += "&quot;"
      case "'": markup += "&#39;"
      default: markup.unicodeScalars.append(isPermitted(scalar) ? scalar : "\u{FFFD}")
      }
    }
    return markup
  }

  static func permitted(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { isPermitted($0) ? $0 : "\u{FFFD}" }))
  }

  private static func needsCare(_ byte: UInt8) -> Bool { "&<>\"'".utf8.contains(byte) }

  private static func isPermitted(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }
}
