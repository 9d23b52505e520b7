import Primitives

/// A part of a letter: a heading and its lines.
struct LetterBlock {
  var heading: Message?
  var lines: [LetterLine]
}

/// One line: what it is, of what, the sentences, and what to do.
struct LetterLine {
  var mark: Message?
  var subject: Message?
  var texts: [Message]
  var after: Message?
}

/// How a letter is written.
enum LetterForm {
  case text, markdown

  /// - Parameter bytesMax: of UTF-8; what does not fit is left out from the end, and that is said.
  func render(_ title: Message, _ blocks: [LetterBlock], _ language: Language, bytesMax: Int) -> String {
    var lines = [self == .markdown ? "# " + escaped(title[language]) : title[language]]
    for block in blocks {
      lines.append("")
      if let heading = block.heading {
        lines.append(self == .markdown ? "## " + escaped(heading[language]) : heading[language])
        if self == .markdown { lines.append("") }
      }
      lines += block.lines.flatMap { written($0, language, isList: block.heading != nil) }
    }
    return LetterForm.fitted(lines, bytesMax, language)
  }

  private static func fitted(_ lines: [String], _ bytesMax: Int, _ language: Language) -> String {
    func size(_ lines: [String]) -> Int { lines.reduce(0) { $0 + $1.utf8.count + 1 } }
    guard size(lines) > bytesMax else { return lines.joined(separator: "\n") + "\n" }
    let end = Message.cut[language]
    var (kept, used) = ([String](), end.utf8.count + 1)
    for line in lines {
      used += line.utf8.count + 1
      if used > bytesMax { break }
      kept.append(line)
    }
    return (kept + [end]).joined(separator: "\n") + "\n"
  }

  private func written(_ line: LetterLine, _ language: Language, isList: Bool) -> [String] {
    let colon = language[("：", ": ")]
    let blank = language == .english ? " " : ""
    var head = ""
    let subject = line.subject.map { name($0[language]) }
    switch (self, line.mark.map { $0[language] }, subject) {
    case (.text, let mark?, let subject?): head = "[\(mark)] \(subject)"
    case (.text, let mark?, nil): head = "[\(mark)]"
    case (.markdown, let mark?, let subject?): head = "**\(escaped(mark))** \(subject)"
    case (.markdown, let mark?, nil): head = "**\(escaped(mark))**"
    case (_, nil, let subject): head = subject ?? ""
    }
    let body = line.texts.map { self == .markdown ? escaped($0[language]) : LetterForm.oneLine($0[language]) }
      .joined(separator: blank)
    let whole = [head, body].filter { !$0.isEmpty }.joined(separator: colon)
    guard let after = line.after else { return [(isList ? "- " : "") + whole] }
    let text = after[language]
    return [(isList ? "- " : "") + whole, "  " + (self == .markdown ? escaped(text) : LetterForm.oneLine(text))]
  }

  /// A name that somebody chose: no code, no control, no direction of its own.
  private func name(_ text: String) -> String {
    let plain = LetterForm.oneLine(text)
    return self == .markdown ? LetterForm.escaped(plain, keepsCode: false) : plain
  }

  private func escaped(_ text: String) -> String { LetterForm.escaped(LetterForm.oneLine(text), keepsCode: true) }

  /// Without line breaks, other controls, and marks that turn the direction of what follows.
  static func oneLine(_ text: String) -> String {
    var line = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x09, 0x0A, 0x0D, 0x85, 0x2028, 0x2029: line.append(" ")
      case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: break
      default: line.append(scalar)
      }
    }
    return String(line)
  }

  /// What means something to CommonMark stands as itself, code between backticks left alone.
  static func escaped(_ text: String, keepsCode: Bool) -> String {
    let letters = Array(text)
    var isCode = false
    var open = keepsCode ? letters.count { $0 == "`" } / 2 * 2 : 0
    var written = ""
    for (place, letter) in letters.enumerated() {
      if letter == "`" {
        if open > 0 {
          open -= 1
          isCode.toggle()
          written.append(letter)
        } else {
          written += "\\`"
        }
        continue
      }
      if isCode {
        written.append(letter)
        continue
      }
      switch letter {
      case "\\", "*", "[", "]", "<", ">": written += "\\" + String(letter)
      // Inside of a word it means nothing, and robots of chats show the backslash.
      case "_":
        let isInside =
          place > 0 && place + 1 < letters.count && letters[place - 1].isLetterOrNumber
          && letters[place + 1].isLetterOrNumber
        written += isInside ? "_" : "\\_"
      default: written.append(letter)
      }
    }
    return written
  }
}

extension Character {
  fileprivate var isLetterOrNumber: Bool { isLetter || isNumber }
}

extension Message {
  fileprivate static let cut = Message("letter.cut", en: "… The rest stands on the pages.", zh: "……其余见页面。")
}
