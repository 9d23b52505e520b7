import ArgumentParser
import Primitives

/// The word of a command line that no command knows: found before anything is said to be missing.
///
/// The parser reports the first thing it misses, which behind a mistyped option is the option's right name.
enum Mistyped {
  /// Nil where every word is known, so that the parser's own report is the right one.
  static func diagnostic(of arguments: [String]) -> Diagnostic? {
    guard let help = try? JSONReader.read(Array(Aistock._dumpHelp().utf8)), var command = help["command"] else {
      return nil
    }
    var rest = arguments[...]
    var path = ["aistock"]
    while let word = rest.first, !word.hasPrefix("-") {
      let commands = command["subcommands"]?.arrayValue ?? []
      guard !commands.isEmpty else { break }
      guard let next = commands.first(where: { name($0) == word }) else {
        return .unknownCommand(word, of: path.joined(separator: " "), commands.map(name))
      }
      // What stands behind `help` is a command's name.
      if word == "help" { return nil }
      command = next
      path.append(word)
      rest = rest.dropFirst()
    }
    return option(in: rest, of: command, path.joined(separator: " "))
  }

  private static func name(_ command: JSONValue) -> String { command["commandName"]?.stringValue ?? "" }

  private static func option(in words: ArraySlice<String>, of command: JSONValue, _ path: String) -> Diagnostic? {
    var takesValue: [String: Bool] = ["--help": false, "-h": false, "--version": false]
    for argument in command["arguments"]?.arrayValue ?? [] {
      for name in argument["names"]?.arrayValue ?? [] {
        guard let text = name["name"]?.stringValue else { continue }
        takesValue[(name["kind"] == "short" ? "-" : "--") + text] = argument["kind"] == "option"
      }
    }
    var isValue = false
    for word in words {
      if word == "--" { return nil }
      guard !isValue, word.hasPrefix("-"), word.count > 1, Double(word) == nil else {
        isValue = false
        continue
      }
      let name = String(word.prefix { $0 != "=" })
      guard let known = takesValue[name] else {
        return .unknownOption(name, of: path, takesValue.keys.sorted())
      }
      isValue = known && name == word
    }
    return nil
  }
}

extension Diagnostic {
  fileprivate static func unknownCommand(_ word: String, of path: String, _ known: [String]) -> Diagnostic {
    Diagnostic(
      "usage.command", .usage,
      ["word": .text(word), "path": .text(path), "hint": Spelling.suggestion(for: word, among: known)],
      (en: "`{path}` has no command '{word}'.{hint}", zh: "`{path}` 没有命令“{word}”。{hint}"),
      remedy: (en: "See `{path} --help`.", zh: "请查看 `{path} --help`。"))
  }

  fileprivate static func unknownOption(_ word: String, of path: String, _ known: [String]) -> Diagnostic {
    Diagnostic(
      "usage.option", .usage,
      ["word": .text(word), "path": .text(path), "hint": Spelling.suggestion(for: word, among: known)],
      (en: "`{path}` has no option '{word}'.{hint}", zh: "`{path}` 没有选项“{word}”。{hint}"),
      remedy: (en: "See `{path} --help`.", zh: "请查看 `{path} --help`。"))
  }
}
