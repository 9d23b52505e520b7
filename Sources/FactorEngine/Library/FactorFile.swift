import Primitives

/// Files that hold factors by name and expression.
package enum FactorFile {
  /// `NAME<tab>EXPRESSION` a line, without header; empty lines are skipped.
  ///
  /// Throws `factor.file` for a line of another form and what an expression is refused for, with file and line.
  package static func read(_ path: String) throws -> [Factor] {
    var factors: [Factor] = []
    // Carriage return and line feed are one character.
    let lines = try FileReader.text(path, as: .configuration).split(omittingEmptySubsequences: false) {
      $0 == "\n" || $0 == "\r\n"
    }
    for (number, line) in lines.enumerated() {
      if line.allSatisfy(\.isWhitespace) { continue }
      guard let tab = line.firstIndex(of: "\t"), tab > line.startIndex else {
        throw Diagnostic(
          "factor.file", .damaged, at: .init(path, line: number + 1),
          (en: "The line is not of the form NAME<tab>EXPRESSION.", zh: "该行不是“名称<制表符>表达式”的形式。"),
          remedy: (en: "Separate name and expression by one tab.", zh: "请用一个制表符分隔名称和表达式。"))
      }
      let name = String(line[..<tab])
      do {
        factors.append(try Factor(name: name, text: String(line[line.index(after: tab)...])))
      } catch {
        var diagnostic = error.diagnostic
        diagnostic.place = .init(path, line: number + 1, field: name)
        throw diagnostic
      }
    }
    return factors
  }
}
