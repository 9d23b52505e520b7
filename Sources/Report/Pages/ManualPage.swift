import Primitives

/// Every command with its usage, its options and what its exit code says.
struct ManualPage {
  var manual = CommandManual.embedded

  var document: PageDocument {
    PageDocument(
      page: .manual, title: .label("manual"), description: .label("manualLead"),
      values: [
        "contents": .list(contents), "reading": .label("manualRead"),
        "everywhere": ManualPage.options(manual.everywhere),
        "commands": .list(manual.commands.map(ManualPage.command)),
        "exits": .list(
          ExitCode.allCases.map {
            [
              "id": .text("exit-\($0.rawValue)"), "code": .text("\($0.rawValue)"),
              "meaning": .label("manual.exit.\($0.rawValue)"),
            ]
          }),
      ])
  }

  private var contents: [[String: PageValue]] {
    func entry(_ id: String, _ label: PageValue) -> [String: PageValue] {
      ["id": .text(id), "label": label, "isMarked": false, "mark": ""]
    }
    return [entry("everywhere", .label("manualEverywhere")), entry("exits", .label("manualExits"))]
      + manual.commands.map { entry(ManualPage.anchor(of: $0), .drawing("<code>\(Markup.escaped($0.name))</code>")) }
  }

  static func anchor(of command: CommandManual.Command) -> String {
    "command-" + command.name.replacing(" ", with: "-")
  }

  private static func command(_ command: CommandManual.Command) -> [String: PageValue] {
    ["id": .text(anchor(of: command)), "name": .text(command.name), "blocks": .list(command.blocks.map(block))]
  }

  private static func block(_ block: CommandManual.Block) -> [String: PageValue] {
    var values: [String: PageValue] = [
      "isParagraph": false, "isCode": false, "isOptions": false, "text": "", "options": .list([]),
    ]
    switch block {
    case .paragraph(let spans):
      values["isParagraph"] = true
      values["text"] = markup(spans)
    case .code(let text):
      values["isCode"] = true
      values["text"] = .text(text)
    case .options(let list):
      values["isOptions"] = true
      values["options"] = options(list)
    }
    return values
  }

  private static func options(_ options: [CommandManual.Option]) -> PageValue {
    .list(options.map { ["option": .text($0.spelled), "text": markup($0.text)] })
  }

  private static func markup(_ spans: [CommandManual.Span]) -> PageValue {
    .drawing(
      spans.map { span in
        let text = Markup.escaped(span.kind == .code ? span.text : PageText.minus(span.text))
        return switch span.kind {
        case .text: text
        case .code: "<code>\(text)</code>"
        case .strong: "<strong>\(text)</strong>"
        }
      }.joined())
  }
}
