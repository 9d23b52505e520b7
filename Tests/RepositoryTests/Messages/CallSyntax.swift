/// One argument of a call, or one element of a tuple, as it is written.
struct WrittenArgument {
  var label: String?
  var tokens: ArraySlice<SourceToken>
  /// The line that it begins on.
  var line: Int

  /// What string literals joined by `+` say; nil for anything else and for a text with an interpolation.
  var literal: String? {
    var text = ""
    var isExpected = true
    for token in tokens {
      switch token.kind {
      case .text(let piece, isInterpolated: false) where isExpected: text += piece
      case .symbol("+") where !isExpected: break
      default: return nil
      }
      isExpected.toggle()
    }
    return isExpected ? nil : text
  }

  /// The member that `.name` or `.name(…)` names; nil for any other expression.
  var member: String? {
    guard tokens.count >= 2, tokens.first?.isSymbol(".") == true, let name = tokens.dropFirst().first?.word
    else { return nil }
    if tokens.count == 2 { return name }
    let open = tokens.startIndex + 2
    guard tokens[open].isSymbol("("), CallSyntax.end(tokens, from: open) == tokens.endIndex - 1 else { return nil }
    return name
  }

  /// The elements of a tuple; nil for any other expression.
  var tuple: [WrittenArgument]? { elements("(") }

  /// The pairs of a dictionary literal; nil for any other expression. A key is nil where it is no literal.
  var dictionary: [(key: String?, value: WrittenArgument)]? {
    guard let elements = elements("[") else { return nil }
    if elements.count == 1, elements[0].tokens.count == 1, elements[0].tokens.first?.isSymbol(":") == true { return [] }
    var pairs: [(key: String?, value: WrittenArgument)] = []
    for element in elements {
      guard let colon = CallSyntax.topLevel(element.tokens, ":").first else { return nil }
      let key = WrittenArgument(label: nil, tokens: element.tokens[..<colon], line: element.line)
      pairs.append(
        (key.literal, WrittenArgument(label: nil, tokens: element.tokens[(colon + 1)...], line: element.line)))
    }
    return pairs
  }

  private func elements(_ open: Character) -> [WrittenArgument]? {
    guard tokens.first?.isSymbol(open) == true, CallSyntax.end(tokens, from: tokens.startIndex) == tokens.endIndex - 1
    else { return nil }
    return CallSyntax.arguments(tokens.dropFirst().dropLast())
  }
}

/// The shape of calls, without their meaning.
enum CallSyntax {
  private static let opening: Set<Character> = ["(", "[", "{"]
  private static let closing: Set<Character> = [")", "]", "}"]

  /// The place of the bracket that closes the one at `start`; the last place where none does.
  static func end(_ tokens: ArraySlice<SourceToken>, from start: Int) -> Int {
    var depth = 0
    for place in start..<tokens.endIndex {
      guard case .symbol(let symbol) = tokens[place].kind else { continue }
      if opening.contains(symbol) { depth += 1 }
      if closing.contains(symbol) { depth -= 1 }
      if depth == 0 { return place }
    }
    return tokens.endIndex - 1
  }

  /// Places of a symbol that stand in no bracket.
  static func topLevel(_ tokens: ArraySlice<SourceToken>, _ wanted: Character) -> [Int] {
    var depth = 0
    var places: [Int] = []
    for place in tokens.indices {
      guard case .symbol(let symbol) = tokens[place].kind else { continue }
      if depth == 0, symbol == wanted { places.append(place) }
      if opening.contains(symbol) { depth += 1 }
      if closing.contains(symbol) { depth -= 1 }
    }
    return places
  }

  /// What stands between the brackets of a call, a tuple or a collection.
  static func arguments(_ tokens: ArraySlice<SourceToken>) -> [WrittenArgument] {
    var found: [WrittenArgument] = []
    var start = tokens.startIndex
    for end in topLevel(tokens, ",") + [tokens.endIndex] {
      let piece = tokens[start..<end]
      start = end + 1
      guard let first = piece.first else { continue }
      if let label = first.word, piece.count > 1, piece[piece.startIndex + 1].isSymbol(":") {
        found.append(WrittenArgument(label: label, tokens: piece.dropFirst(2), line: first.line))
      } else {
        found.append(WrittenArgument(label: nil, tokens: piece, line: first.line))
      }
    }
    return found
  }
}
