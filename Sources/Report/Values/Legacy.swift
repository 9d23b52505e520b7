import Primitives

extension PageValue {
  static func prose(_ message: Message?, _ language: Language) -> PageValue { .message(optional: message) }
  static func prose(_ argument: MessageArgument, _ language: Language) -> PageValue { .argument(argument) }
  static func prose(note text: String, _ language: Language) -> PageValue { .note(text) }
  static func prose(_ messages: [Message], _ language: Language) -> PageValue { .sentences(messages) }
}

extension PageShell {
  func values(_ page: Page, title: String, style: String) -> [String: PageValue] {
    var document = PageDocument(page: page, title: .text(title), values: [:])
    document.isPublished = false
    return frame(document, style: style)
  }
}
