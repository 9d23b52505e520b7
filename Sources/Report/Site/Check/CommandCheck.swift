import Primitives

/// The commands that a page shows: a reader types them as they stand.
enum CommandCheck {
  /// Whether an option takes a value, by its name; of each command, by the command's name.
  private static let options: (everywhere: [String: Bool], of: [String: [String: Bool]]) = {
    let manual = CommandManual.embedded
    func options(_ listed: [CommandManual.Option]) -> [String: Bool] {
      var found: [String: Bool] = [:]
      for option in listed {
        let words = option.spelled.split(separator: " ")
        if let name = words.first { found[String(name)] = words.count > 1 }
      }
      return found
    }
    var everywhere = options(manual.everywhere)
    everywhere["--version"] = false
    var commands: [String: [String: Bool]] = [:]
    for command in manual.commands {
      commands[command.name] = [:]
      for case .options(let listed) in command.blocks {
        commands[command.name, default: [:]].merge(options(listed)) { first, _ in first }
      }
    }
    return (everywhere, commands)
  }()

  /// Why what is shown as code is no command that can be typed; nil for one that can, and for other code.
  static func problem(of code: String) -> Message? {
    // What stands behind a sign of the shell, or on another line, is another program's.
    let line = code.split(whereSeparator: \.isNewline).first ?? ""
    var words = line.split(whereSeparator: \.isWhitespace).map(String.init)
    words = Array(words.prefix { ![">", "<", "|", "&&", ";"].contains($0) })
    guard words.count > 1, words.removeFirst() == "aistock" else { return nil }
    var known = options.everywhere
    if !words[0].hasPrefix("--") {
      // The longest name, since `preview list` is a command and `preview` another.
      guard
        let length = (1...3).last(where: {
          $0 <= words.count && options.of[words.prefix($0).joined(separator: " ")] != nil
        })
      else { return .unknownCommand(code) }
      known.merge(options.of[words.prefix(length).joined(separator: " ")] ?? [:]) { _, own in own }
      words.removeFirst(length)
    }
    for (place, word) in words.enumerated() where word.hasPrefix("--") {
      let name = String(word.prefix { $0 != "=" })
      guard let takesValue = known[name] else { return .unknownOption(name, code) }
      let hasValue = name != word || (place + 1 < words.count && !words[place + 1].hasPrefix("--"))
      if takesValue, !hasValue { return .cut(name, code) }
    }
    return nil
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

  fileprivate static func cut(_ name: String, _ code: String) -> Message {
    Message(
      "site.cut-command", ["name": .text(name), "code": .text(code)],
      en: "The command `{code}` lacks the value of `{name}`.", zh: "命令 `{code}` 缺少 `{name}` 的值。")
  }
}
