/// One argument of a call.
struct CallArgument {
  var keyword: String?
  var tokens: [PythonToken]

  /// The text of a plain literal.
  var text: String? { tokens.count == 1 ? tokens[0].literal : nil }
  var isFalse: Bool { tokens.count == 1 && tokens[0].isKeyword("False") }

  /// The arguments between an opening bracket and its closing one.
  static func all(_ stream: [PythonToken], open: Int) -> [CallArgument] {
    var arguments: [CallArgument] = []
    var current: [PythonToken] = []
    var depth = 0
    func argument(_ tokens: [PythonToken]) -> CallArgument? {
      guard let first = tokens.first, !first.isSymbol("**") else { return nil }
      if tokens.count > 1, first.kind == .name, tokens[1].isSymbol("=") {
        return CallArgument(keyword: first.text, tokens: Array(tokens.dropFirst(2)))
      }
      return CallArgument(keyword: nil, tokens: tokens)
    }
    for token in stream[open...] {
      if token.kind == .symbol {
        switch token.text {
        case "(", "[", "{":
          depth += 1
          if depth == 1 { continue }
        case ")", "]", "}":
          depth -= 1
          if depth == 0 { return arguments + [argument(current)].compactMap { $0 } }
        case "," where depth == 1:
          arguments += [argument(current)].compactMap { $0 }
          current = []
          continue
        default: break
        }
      }
      current.append(token)
    }
    return arguments
  }
}

extension SourceAudit {
  /// Judges every call by its name and its arguments.
  mutating func calls(in stream: [PythonToken]) {
    for index in stream.indices where index > 0 && stream[index].isSymbol("(") {
      let function = stream[index - 1]
      let isNamed = function.kind == .name
      guard isNamed || [")", "]", "}"].contains(function.text) || function.kind == .string else { continue }
      let before = index > 1 ? stream[index - 2] : nil
      if isNamed, before?.isKeyword("def") == true || before?.isKeyword("class") == true { continue }
      let arguments = CallArgument.all(stream, open: index)
      let isMethod = before?.isSymbol(".") == true
      if isNamed {
        let names: Set<String> = isMethod ? [function.text] : resolved(function.text).union([function.text])
        for name in names.sorted() {
          call(Call(name: name, arguments: arguments, line: function.line, isMethod: isMethod))
        }
      }
      for argument in arguments {
        guard let keyword = argument.keyword else { continue }
        if keyword == "allow_pickle", !argument.isFalse { add(function.line, "audit.pickle", keyword) }
        if let text = argument.text, rules.lookAheadWords[keyword]?.contains(text) == true {
          add(function.line, "audit.look-ahead", text)
        }
      }
    }
  }

  private struct Call {
    var name: String
    var arguments: [CallArgument]
    var line: Int
    var isMethod: Bool

    func positional(_ place: Int) -> CallArgument? {
      let plain = arguments.filter { $0.keyword == nil }
      return place < plain.count ? plain[place] : nil
    }

    func named(_ keyword: String) -> CallArgument? { arguments.last { $0.keyword == keyword } }
  }

  private mutating func call(_ call: Call) {
    let (name, line) = (call.name, call.line)
    if let id = rules.calls[name] { add(line, id, name) }
    if name == "open" { opened(call) }
    if let place = rules.reflection[name] { reflected(call, place) }
    if name == "eval", call.isMethod, !call.arguments.isEmpty { add(line, "audit.eval", name) }
    if name == "query", call.isMethod {
      let text = call.positional(0) ?? call.named("expr")
      if text?.text?.contains("@") ?? true { add(line, "audit.eval", name) }
    }
    if rules.writers.contains(name) || rules.textWriters.contains(name) { written(call) }
    if let (place, word) = rules.lookAheadPeriods[name], let value = call.named(word) ?? call.positional(place),
      isNegative(value)
    {
      add(line, "audit.look-ahead", name)
    }
    if name == "rolling", let center = call.named("center"), !center.isFalse { add(line, "audit.look-ahead", "center") }
  }

  private mutating func reflected(_ call: Call, _ place: Int) {
    guard let text = call.positional(place)?.text else {
      add(call.line, "audit.builtins", call.name)
      return
    }
    member(text, [], call.line)
    if let id = rules.names[text] { add(call.line, id, text) }
    if rules.writers.contains(text) || rules.textWriters.contains(text) { add(call.line, "audit.file-write", text) }
  }

  /// `open`: reading is allowed; as a method the mode may stand first.
  private mutating func opened(_ call: Call) {
    var mode = call.named("mode")
    if mode == nil, call.isMethod, let text = call.positional(0)?.text, !text.isEmpty,
      text.allSatisfy({ "rwaxbtU+".contains($0) })
    {
      mode = call.positional(0)
    }
    guard let mode = mode ?? call.positional(1) else { return }
    if mode.text?.contains(where: { "wax+".contains($0) }) ?? true { add(call.line, "audit.file-write", "open") }
  }

  private mutating func written(_ call: Call) {
    let target = call.named("path_or_buf") ?? call.named("path") ?? call.named("buf") ?? call.positional(0)
    if target == nil, rules.textWriters.contains(call.name) { return }
    if let text = target?.text, rules.permittedOutputs.contains(text), ["to_hdf", "HDFStore"].contains(call.name) {
      return
    }
    if call.name == "HDFStore", (call.named("mode") ?? call.positional(1))?.text == "r" { return }
    add(call.line, "audit.file-write", call.name)
  }
}
