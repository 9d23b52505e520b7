import FactorEngine
import Primitives

/// Files that hold factors by name and expression.
enum FactorFile {
  /// `NAME<tab>EXPRESSION` a line, without header; empty lines are skipped.
  static func read(_ path: String) throws -> [Factor] {
    var factors: [Factor] = []
    for (number, line) in try FileReader.text(path).split(
      separator: "\n", omittingEmptySubsequences: false
    ).enumerated() {
      let line = line.hasSuffix("\r") ? line.dropLast() : line
      if line.allSatisfy(\.isWhitespace) { continue }
      guard let tab = line.firstIndex(of: "\t"), tab > line.startIndex else {
        throw Diagnostic(
          "factor.file", "the line is not of the form NAME<tab>EXPRESSION",
          at: .init(path, line: number + 1),
          remedy: "Separate name and expression by one tab.")
      }
      factors.append(
        try factor(
          String(line[..<tab]), String(line[line.index(after: tab)...]), path, line: number + 1))
    }
    return factors
  }

  private static func factor(_ name: String, _ text: String, _ path: String, line: Int?) throws
    -> Factor
  {
    do {
      return try Factor(name: name, text: text)
    } catch {
      var diagnostic = error.diagnostic
      diagnostic.place = .init(path, line: line, field: name)
      throw diagnostic
    }
  }
}
