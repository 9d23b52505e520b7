import CEmbedded

/// The manual of the command line, read from the page that is made from its own help (`Commands.docc/Manual.md`).
struct CommandManual {
  typealias Span = MarkdownBlocks.Span

  struct Option: Equatable {
    /// As it is typed: `--json`, `--config <config>`.
    var spelled: String
    var text: [Span]
  }

  enum Block: Equatable {
    case paragraph([Span])
    case code(String)
    case options([Option])
  }

  struct Command: Equatable {
    /// Without the program's name: `factors compute`.
    var name: String
    var blocks: [Block]
  }

  /// Options that every command takes.
  private(set) var everywhere: [Option] = []
  private(set) var commands: [Command] = []

  static let embedded: CommandManual = {
    let file = aistock_embedded_manual
    return CommandManual(
      String(decoding: UnsafeBufferPointer(start: file.bytes, count: file.count), as: UTF8.self))
  }()

  init(_ markdown: String) {
    for block in MarkdownBlocks(markdown.replacing("\\<", with: "<")).blocks {
      switch block {
      case .heading(let level, _, let spans):
        if level > 1 { commands.append(Command(name: spans.map(\.text).joined(), blocks: [])) }
      case .paragraph(let spans): append(.paragraph(spans))
      case .code(let text): append(.code(text))
      case .list(let items):
        let options = items.map(CommandManual.option)
        if commands.isEmpty { everywhere = options } else { append(.options(options)) }
      case .table: preconditionFailure("the manual has no tables")
      }
    }
  }

  private mutating func append(_ block: Block) {
    if !commands.isEmpty { commands[commands.count - 1].blocks.append(block) }
  }

  /// An item begins with the option as code; a colon parts it from its text.
  private static func option(_ spans: [Span]) -> Option {
    guard let first = spans.first, first.kind == .code else { return Option(spelled: "", text: spans) }
    var rest = Array(spans.dropFirst())
    if let next = rest.first, next.kind == .text, next.text.hasPrefix(": ") {
      rest[0].text = String(next.text.dropFirst(2))
    }
    return Option(spelled: first.text, text: rest)
  }
}
