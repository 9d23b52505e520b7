import Primitives

/// The manual in the form of `man`, section 1 (`man(7)`): the site carries it beside its page.
struct ManPage {
  static let file = "aistock.1"

  let manual: CommandManual
  let version: String

  var text: String {
    var lines = [
      ".TH AISTOCK 1 \"\" \"aistock \(ManPage.escaped(version))\" \"User Commands\"", ".SH NAME",
      "aistock \\- reconciles, previews and publishes RD\\-Agent and qlib strategies for Chinese A\\-shares",
      ".SH SYNOPSIS", ".B aistock", "\\fICOMMAND\\fR [\\fIOPTIONS\\fR]", ".SH OPTIONS OF EVERY COMMAND",
    ]
    lines += manual.everywhere.flatMap(ManPage.option)
    lines.append(".SH COMMANDS")
    for command in manual.commands {
      lines.append(".SS \"\(ManPage.escaped(command.name))\"")
      lines += command.blocks.flatMap(ManPage.block)
    }
    lines.append(".SH EXIT STATUS")
    for code in ExitCode.allCases {
      lines += [
        ".TP", ".B \(code.rawValue)", ManPage.line(StringTable.require("manual.exit.\(code.rawValue)", .english)),
      ]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func block(_ block: CommandManual.Block) -> [String] {
    switch block {
    case .paragraph(let spans): [".PP", line(spans)]
    // A usage is one long line, which `man` breaks like prose.
    case .code(let text) where !text.contains("\n"): [".PP", line(text)]
    case .code(let text): [".PP", ".nf"] + text.split(separator: "\n").map { line(String($0)) } + [".fi"]
    case .options(let options): options.flatMap(option)
    }
  }

  private static func option(_ option: CommandManual.Option) -> [String] {
    [".TP", "\\fB\(escaped(option.spelled))\\fR", line(option.text)]
  }

  private static func line(_ spans: [CommandManual.Span]) -> String {
    guarded(
      spans.map { span in span.kind == .text ? escaped(span.text) : "\\fB\(escaped(span.text))\\fR" }.joined())
  }

  private static func line(_ text: String) -> String { guarded(escaped(text)) }

  /// A dot or an apostrophe at the start of a line would be a request.
  private static func guarded(_ text: String) -> String {
    text.isEmpty || text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" + text : text
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
  }
}
