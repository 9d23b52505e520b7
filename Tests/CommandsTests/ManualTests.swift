import Foundation
import Primitives
import TestSupport
import Testing

/// The manual is made from the command line's own help and is never older than it.
///
/// To make it anew: `AISTOCK_WRITE_PAGES=1 swift test --filter ManualTests`.
struct ManualTests {
  private static let page = Path.join(RepositoryRoot.folder ?? ".", "Sources/Commands/Commands.docc/Manual.md")

  @Test func theManualIsMadeFromTheHelp() throws {
    let help = try Program().run("--experimental-dump-help")
    let text = ManualPage.text(try #require(help.json?["command"]))
    if ProcessInfo.processInfo.environment["AISTOCK_WRITE_PAGES"] != nil {
      try FileWriter.write(Array(text.utf8), to: Self.page)
    }
    #expect(try FileReader.text(Self.page) == text, "AISTOCK_WRITE_PAGES=1 makes the page anew")
  }

  @Test func everyCommandOfTheManualAnswersToHelp() throws {
    let text = try FileReader.text(Self.page)
    let commands = text.split(separator: "\n").filter { $0.hasPrefix("## ") }.map { $0.dropFirst(3) }
    try #require(commands.count > 30)
    let program = try Program()
    for command in commands {
      let help = try program.run(command.split(separator: " ").map(String.init) + ["--help"])
      #expect(help.exit == 0 && help.out.contains("USAGE: aistock \(command)"), "\(command)")
    }
  }
}

/// The page that describes the command line, made from what the argument parser says of itself.
enum ManualPage {
  static func text(_ root: JSONValue) -> String {
    var text = """
      # Manual

      Every command with its options. Made from the command line's own help; do not edit. Everywhere:


      """
    text += options((root["subcommands"]?.arrayValue?.first?["arguments"]?.arrayValue ?? []).filter(isGlobal))
    for command in root["subcommands"]?.arrayValue ?? [] where name(command) != "help" {
      text += section(command, path: [])
    }
    return text
  }

  private static func name(_ command: JSONValue) -> String { command["commandName"]?.stringValue ?? "" }

  private static func isGlobal(_ argument: JSONValue) -> Bool {
    ["config", "json", "quiet", "help"].contains(argument["valueName"]?.stringValue ?? "")
  }

  private static func section(_ command: JSONValue, path: [String]) -> String {
    let path = path + [name(command)]
    let children = (command["subcommands"]?.arrayValue ?? []).filter { name($0) != "help" }
    var text = "\n## \(path.joined(separator: " "))\n\n" + prose(command["abstract"]) + "\n"
    if let discussion = command["discussion"]?.stringValue { text += "\n" + paragraphs(discussion) }
    let arguments = (command["arguments"]?.arrayValue ?? []).filter { shown($0) && !isGlobal($0) && !isVersion($0) }
    if children.isEmpty {
      let usage = (["aistock"] + path + arguments.map(usage)).joined(separator: " ")
      text += "\n```\n\(usage)\n```\n"
      if !arguments.isEmpty { text += "\n" + options(arguments) }
    }
    return text + children.map { section($0, path: path) }.joined()
  }

  private static func shown(_ argument: JSONValue) -> Bool { argument["shouldDisplay"]?.boolValue != false }
  private static func isVersion(_ argument: JSONValue) -> Bool { argument["valueName"]?.stringValue == "version" }

  private static func prose(_ text: JSONValue?) -> String {
    escaped(text?.stringValue ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Marks that Markdown would take for its own.
  private static func escaped(_ text: String) -> String { text.replacing("<", with: "\\<") }

  /// Prose as it is, command lines as code.
  private static func paragraphs(_ text: String) -> String {
    var result = ""
    var isCode = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let isCommand = ["  ", "aistock ", "python "].contains { line.hasPrefix($0) }
      if isCommand != isCode { result += isCommand ? "\n```\n" : "```\n\n" }
      isCode = isCommand
      result += (isCommand ? line.trimmingCharacters(in: .whitespaces) : escaped(String(line))) + "\n"
    }
    return (result + (isCode ? "```\n" : "")).replacing("\n\n\n", with: "\n\n")
  }

  private static func spelled(_ argument: JSONValue) -> String {
    let name = argument["preferredName"]?["name"]?.stringValue ?? ""
    let value = argument["valueName"]?.stringValue ?? ""
    let dashes = argument["preferredName"]?["kind"]?.stringValue == "short" ? "-" : "--"
    switch argument["kind"]?.stringValue {
    case "positional": return "<\(value)>"
    case "flag": return dashes + name
    default: return "\(dashes)\(name) <\(value)>"
    }
  }

  private static func usage(_ argument: JSONValue) -> String {
    let text = spelled(argument) + (argument["isRepeating"]?.boolValue == true ? " ..." : "")
    return argument["isOptional"]?.boolValue == true ? "[\(text)]" : text
  }

  private static func options(_ arguments: [JSONValue]) -> String {
    arguments.map { argument in
      var text = "- `\(spelled(argument))`"
      let abstract = prose(argument["abstract"])
      if !abstract.isEmpty { text += ": \(abstract)" }
      if argument["isRepeating"]?.boolValue == true, !abstract.contains("may be repeated") {
        text += " May be repeated."
      }
      if let standard = argument["defaultValue"]?.stringValue { text += " Default: `\(standard)`." }
      if let values = argument["allValues"]?.arrayValue?.compactMap(\.stringValue), !values.isEmpty {
        text += " One of: " + values.map { "`\($0)`" }.joined(separator: ", ") + "."
      }
      return text + "\n"
    }.joined()
  }
}
