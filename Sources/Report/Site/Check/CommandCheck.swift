import Primitives

/// The commands that a page shows: a reader types them as they stand.
enum CommandCheck {
  /// What the manual says of a command.
  private struct Grammar {
    /// Whether an option takes a value, by its name.
    var options: [String: Bool]
    /// Options that take one value or more.
    var repeated: Set<String> = []
    /// How many words it takes beside its options; 0 for one that only has commands below it.
    var operandsMax = 0
    /// Whether others lie below it, and it does nothing by itself.
    var isGroup = false
  }

  private static let everywhere: [String: Bool] = {
    var found = options(CommandManual.embedded.everywhere)
    found["--version"] = false
    found["-h"] = false
    return found
  }()

  private static let commands: [String: Grammar] = {
    let manual = CommandManual.embedded
    return Dictionary(manual.commands.map { ($0.name, grammar($0)) }) { first, _ in first }
  }()

  /// The usage is the last code of a command; a group has none.
  private static func grammar(_ command: CommandManual.Command) -> Grammar {
    var found = Grammar(options: [:], isGroup: true)
    for block in command.blocks {
      switch block {
      case .options(let listed): found.options.merge(options(listed)) { first, _ in first }
      case .code(let usage):
        guard usage.hasPrefix("aistock " + command.name) else { continue }
        found.isGroup = false
        let optional = /\[?(--[a-z-]+)(?: <[^>]+>)?( \.\.\.)?\]?/
        found.repeated = Set(usage.matches(of: optional).filter { $0.2 != nil }.map { String($0.1) })
        let operands = usage.replacing(optional, with: "")
        found.operandsMax = operands.contains("...") ? .max : operands.count { $0 == "<" }
      case .paragraph: break
      }
    }
    return found
  }

  private static func options(_ listed: [CommandManual.Option]) -> [String: Bool] {
    var found: [String: Bool] = [:]
    for option in listed {
      let words = option.spelled.split(separator: " ")
      if let name = words.first { found[String(name)] = words.count > 1 }
    }
    return found
  }

  /// The lines by which the manual says how commands are called: brackets in them are no words to type.
  private static let usages: Set<String> = Set(
    CommandManual.embedded.commands.flatMap(\.blocks).compactMap { block in
      guard case .code(let usage) = block else { return nil }
      return words(of: usage).joined(separator: " ")
    })

  /// Why what is shown as code is no command that can be typed; nil for one that can, and for other code.
  static func problem(of code: String) -> Message? {
    var words = words(of: String(code.split(whereSeparator: \.isNewline).first ?? ""))
    guard !usages.contains(words.joined(separator: " ")) else { return nil }
    guard words.count > 1, words.removeFirst() == "aistock" else { return nil }
    var known = Grammar(options: [:], isGroup: true)
    if !words[0].hasPrefix("-") {
      // The longest name, since `preview list` is a command and `preview` a group of them.
      guard
        let length = (1...3).last(where: {
          $0 <= words.count && commands[words.prefix($0).joined(separator: " ")] != nil
        }), let grammar = commands[words.prefix(length).joined(separator: " ")]
      else { return .unknownCommand(code) }
      known = grammar
      words.removeFirst(length)
    }
    known.options.merge(everywhere) { own, _ in own }
    return problem(of: words[...], known, code)
  }

  /// - Parameter words: what stands behind the command's name.
  private static func problem(of words: ArraySlice<String>, _ known: Grammar, _ code: String) -> Message? {
    var (rest, operands) = (words, 0)
    while let word = rest.popFirst() {
      guard word.hasPrefix("-"), word.count > 1 else {
        operands += 1
        guard operands > known.operandsMax else { continue }
        return known.isGroup ? .unknownCommand(code) : .surplus(word, code)
      }
      let name = String(word.prefix { $0 != "=" })
      guard let takesValue = known.options[name] else { return .unknownOption(name, code) }
      guard takesValue, name == word else { continue }
      guard let next = rest.first, !next.hasPrefix("--") else { return .cut(name, code) }
      rest.removeFirst()
      if known.repeated.contains(name) { rest = rest.drop { !$0.hasPrefix("--") } }
    }
    return nil
  }

  /// The words of a line as a shell parts them: quotes keep one together. What stands behind a sign of the shell is
  /// another program's.
  private static func words(of line: String) -> [String] {
    var words: [String] = []
    var (word, quote, isBegun): (String, Character?, Bool) = ("", nil, false)
    func end() -> Bool {
      defer { (word, isBegun) = ("", false) }
      guard isBegun else { return true }
      if [">", "<", "|", "&&", ";"].contains(word) { return false }
      words.append(word)
      return true
    }
    for character in line {
      if let open = quote {
        if character == open { quote = nil } else { word.append(character) }
      } else if character == "'" || character == "\"" {
        (quote, isBegun) = (character, true)
      } else if character.isWhitespace {
        guard end() else { return words }
      } else {
        word.append(character)
        isBegun = true
      }
    }
    _ = end()
    return words
  }
}

extension Message {
  fileprivate static func unknownCommand(_ code: String) -> Message {
    Message(
      "site.unknown-command", ["code": .text(code)], en: "There is no command like `{code}`.",
      zh: "没有 `{code}` 这样的命令。")
  }

  fileprivate static func unknownOption(_ name: String, _ code: String) -> Message {
    Message(
      "site.unknown-option", ["name": .text(name), "code": .text(code)],
      en: "The command `{code}` has no option `{name}`.", zh: "命令 `{code}` 没有选项 `{name}`。")
  }

  fileprivate static func surplus(_ word: String, _ code: String) -> Message {
    Message(
      "site.surplus-word", ["word": .text(word), "code": .text(code)],
      en: "The command `{code}` does not take `{word}`.", zh: "命令 `{code}` 不接受 `{word}`。")
  }

  fileprivate static func cut(_ name: String, _ code: String) -> Message {
    Message(
      "site.cut-command", ["name": .text(name), "code": .text(code)],
      en: "The command `{code}` lacks the value of `{name}`.", zh: "命令 `{code}` 缺少 `{name}` 的值。")
  }
}
