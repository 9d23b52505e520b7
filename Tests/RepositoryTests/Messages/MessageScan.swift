import Foundation
import TestSupport

/// Every message of the sources, and every place that does not follow the form in which they are read.
struct MessageScan {
  private(set) var messages: [WrittenMessage] = []
  private(set) var offences: [Offence] = []

  /// Stands for the identifier of a diagnostic that the caller names: readers of JSON serve every room.
  static let foreignID = "(id)"

  /// All rooms of the checkout, read once.
  static let sources = Result { try MessageScan() }

  private init() throws {
    guard let root = RepositoryRoot.folder else { return }
    for file in RepositoryRoot.files(below: "Sources", suffix: ".swift") {
      // The types themselves: their patterns are parameters.
      if file.hasPrefix("Sources/Primitives/Message/") || file == "Sources/Records/Judgement/Finding.swift" { continue }
      read(try String(contentsOfFile: root + "/" + file, encoding: .utf8), file: file)
    }
  }

  /// One source by itself.
  init(_ source: String, file: String) { read(source, file: file) }

  private mutating func read(_ source: String, file: String) {
    guard
      source.contains("Message") || source.contains("Diagnostic") || source.contains("Finding")
        || source.contains("CauseStatement") || source.contains("verbatim") || source.contains("en:")
    else { return }
    for tokens in SourceLexer.lists(source) {
      var known: [Range<Int>] = []
      for place in tokens.indices {
        guard let word = tokens[place].word else { continue }
        if let form = WrittenMessage.Form(rawValue: word), let open = MessageScan.call(tokens, at: place) {
          let end = CallSyntax.end(tokens[...], from: open)
          let call = CallSyntax.arguments(tokens[(open + 1)..<end])
          read(form, call, file, tokens[place].line)
          known.append(open..<end)
        }
        if word == "CauseStatement", let open = MessageScan.call(tokens, at: place) {
          let call = CallSyntax.arguments(tokens[(open + 1)..<CallSyntax.end(tokens[...], from: open)])
          if let text = call.lazy.compactMap(\.literal).first {
            offences.append(Offence(rule: .literalConversion, file: file, line: tokens[place].line, subject: text))
          }
        }
        if word == "verbatim", place + 2 < tokens.count, tokens[place + 1].isSymbol("("),
          case .text(let text, _) = tokens[place + 2].kind, text.contains(where: \.isLetter)
        {
          offences.append(Offence(rule: .literalConversion, file: file, line: tokens[place].line, subject: text))
        }
        if word == "en", place > 0, place + 1 < tokens.count, tokens[place + 1].isSymbol(":"),
          tokens[place - 1].isSymbol("(") || tokens[place - 1].isSymbol(","),
          place + 2 < tokens.count, case .text(let text, _) = tokens[place + 2].kind,
          !known.contains(where: { $0.contains(place) })
        {
          offences.append(Offence(rule: .strayWording, file: file, line: tokens[place].line, subject: text))
        }
      }
    }
  }

  /// The place of the parenthesis where a name is called; nil for a declaration or a mere mention.
  private static func call(_ tokens: [SourceToken], at place: Int) -> Int? {
    var open = place + 1
    if open + 1 < tokens.count, tokens[open].isSymbol("."), tokens[open + 1].word == "init" { open += 2 }
    guard open < tokens.count, tokens[open].isSymbol("(") else { return nil }
    if place > 0, let before = tokens[place - 1].word,
      ["struct", "func", "enum", "extension", "class", "typealias", "protocol"].contains(before)
    {
      return nil
    }
    return open
  }

  private mutating func read(_ form: WrittenMessage.Form, _ call: [WrittenArgument], _ file: String, _ line: Int) {
    func offend(_ rule: MessageRule, _ subject: String) {
      offences.append(Offence(rule: rule, file: file, line: line, subject: subject))
    }
    if call.contains(where: { $0.label == "stringLiteral" }) {
      return offend(.literalConversion, "\(form.rawValue)(stringLiteral:)")
    }
    // Read back from disk: nothing is said here.
    if call.count == 1, call[0].literal == nil, form != .diagnostic || call[0].label == "stored" { return }
    let plain = call.filter { $0.label == nil }
    let isNamedByCaller =
      form == .diagnostic && plain.first?.tokens.count == 1 && plain.first?.tokens.first?.word == "id"
    guard let id = plain.first?.literal ?? (isNamedByCaller ? MessageScan.foreignID : nil) else {
      return offend(.untyped, "\(form.rawValue) without a literal identifier")
    }
    guard let arguments = MessageScan.kinds(form, plain.dropFirst()) else { return offend(.untyped, id) }
    var parts: [WrittenMessage.Part] = []
    for (name, elements) in MessageScan.wordings(form, call) {
      guard let english = elements.first(where: { $0.label == "en" })?.literal,
        let chinese = elements.first(where: { $0.label == "zh" })?.literal
      else { return offend(.untyped, name.isEmpty ? id : "\(id), \(name)") }
      parts.append(.init(name: name, english: english, chinese: chinese, line: elements.first?.line ?? line))
    }
    let expected =
      switch form {
      case .message: 1
      case .diagnostic: 2
      case .finding: 4
      }
    guard parts.count == expected else { return offend(.untyped, id) }
    messages.append(WrittenMessage(form: form, file: file, line: line, id: id, parts: parts, arguments: arguments))
  }

  /// The texts of a call with their elements, in the order of the type.
  private static func wordings(
    _ form: WrittenMessage.Form, _ call: [WrittenArgument]
  ) -> [(name: String, elements: [WrittenArgument])] {
    switch form {
    case .message: [("", call.filter { $0.label == "en" || $0.label == "zh" })]
    case .diagnostic:
      call.compactMap { argument in
        guard argument.label == nil || argument.label == "remedy", let tuple = argument.tuple,
          argument.label == "remedy" || tuple.contains(where: { $0.label == "en" })
        else { return nil }
        return (argument.label ?? "summary", tuple)
      }
    case .finding:
      ["title", "evidence", "consequence", "remedy"].compactMap { name in
        call.first { $0.label == name }.map { (name, $0.tuple ?? []) }
      }
    }
  }

  /// The arguments of a message by name: none where the call has no dictionary; nil where one is no literal.
  private static func kinds(
    _ form: WrittenMessage.Form, _ plain: ArraySlice<WrittenArgument>
  ) -> [String: String?]? {
    var kinds: [String: String?] = [:]
    for argument in plain {
      // A kind or a severity, a wording: told by their form.
      if argument.tuple != nil || argument.member != nil { continue }
      guard let pairs = argument.dictionary else {
        // A severity or a kind may be a variable; what might be a dictionary may not.
        if form == .message || argument.tokens.first?.isSymbol("[") == true { return nil }
        continue
      }
      for pair in pairs {
        guard let key = pair.key else { return nil }
        kinds[key] = .some(pair.value.literal != nil ? "text" : pair.value.member)
      }
    }
    return kinds
  }
}
