import Primitives

/// One `import` statement.
struct PythonImport {
  var line: Int
  /// Of `from module import ...`; empty else.
  var module = ""
  /// Leading dots of `from ..module import`.
  var level = 0
  var isFrom = false
  var names: [(name: String, alias: String?)] = []
  /// Places of its tokens.
  var tokens: Range<Int>

  static func all(in stream: [PythonToken]) throws -> [PythonImport] {
    var found: [PythonImport] = []
    var index = 0
    while index < stream.count {
      let starts = PythonStream.startsStatement(after: index > 0 ? stream[index - 1] : nil)
      guard stream[index].isKeyword("import") || (stream[index].isKeyword("from") && starts) else {
        index += 1
        continue
      }
      let statement = try read(stream, at: index)
      found.append(statement)
      index = statement.tokens.upperBound
    }
    return found
  }

  private static func read(_ stream: [PythonToken], at begin: Int) throws -> PythonImport {
    var statement = PythonImport(line: stream[begin].line, tokens: begin..<begin)
    let failure = PythonLexer.Failure(line: stream[begin].line, what: .unreadableImport)
    var index = begin + 1
    func has(_ symbol: String) -> Bool { index < stream.count && stream[index].isSymbol(symbol) }
    func dotted() throws -> String {
      var text = ""
      while index < stream.count, stream[index].kind == .name {
        text += stream[index].text
        index += 1
        guard has(".") else { return text }
        text += "."
        index += 1
      }
      throw failure
    }
    if stream[begin].isKeyword("from") {
      statement.isFrom = true
      while has(".") || has("...") {
        statement.level += stream[index].text.count
        index += 1
      }
      if index < stream.count, !stream[index].isKeyword("import") { statement.module = try dotted() }
      guard index < stream.count, stream[index].isKeyword("import"), statement.level > 0 || !statement.module.isEmpty
      else {
        throw failure
      }
      index += 1
    }
    let isClosed = statement.isFrom && has("(")
    if isClosed { index += 1 }
    repeat {
      if isClosed, has(")") { break }
      if statement.isFrom, has("*") {
        statement.names.append(("*", nil))
        index += 1
        break
      }
      let name = try dotted()
      var alias: String?
      if index + 1 < stream.count, stream[index].isKeyword("as") {
        alias = stream[index + 1].text
        index += 2
      }
      statement.names.append((name, alias))
      if has(",") { index += 1 } else { break }
    } while index < stream.count
    if isClosed {
      guard has(")") else { throw failure }
      index += 1
    }
    statement.tokens = begin..<index
    return statement
  }

  /// What each name of the file may stand for.
  static func aliases(_ imports: [PythonImport]) -> [String: Set<String>] {
    var aliases: [String: Set<String>] = [:]
    for statement in imports where statement.level == 0 {
      for (name, alias) in statement.names {
        if statement.isFrom {
          aliases[alias ?? name, default: []].insert(statement.module + "." + name)
        } else {
          let first = String(name.prefix { $0 != "." })
          aliases[alias ?? first, default: []].insert(alias == nil ? first : name)
        }
      }
    }
    return aliases
  }

  /// `(os).system` means `os.system`: brackets around one name or one literal are taken away.
  static func withoutNeedlessParentheses(_ stream: [PythonToken]) -> [PythonToken] {
    var tokens: [PythonToken] = []
    tokens.reserveCapacity(stream.count)
    for token in stream {
      tokens.append(token)
      while tokens.count >= 3, tokens[tokens.count - 1].isSymbol(")"), tokens[tokens.count - 3].isSymbol("("),
        [.name, .string].contains(tokens[tokens.count - 2].kind)
      {
        let before = tokens.count >= 4 ? tokens[tokens.count - 4] : nil
        let isCall =
          before.map { $0.kind == .name || $0.kind == .string || [")", "]", "}"].contains($0.text) } ?? false
        if isCall || before?.isKeyword("import") == true { break }
        tokens.remove(at: tokens.count - 3)
        tokens.removeLast()
      }
    }
    return tokens
  }
}

extension Message {
  fileprivate static var unreadableImport: Message {
    Message("audit.import-unreadable", en: "The import statement cannot be read.", zh: "无法读取该 import 语句。")
  }
}
