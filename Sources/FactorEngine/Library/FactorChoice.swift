import Primitives

/// The factors that are meant, from any of their sources.
package struct FactorChoice: Sendable {
  package var set: FactorSet?
  /// `NAME=EXPRESSION` each.
  package var expressions: [String] = []
  /// A file of `FactorFile`.
  package var file: String?
  /// A factor library, and the names of the factors to take from it.
  package var library: String?
  package var names: [String] = []

  package init() {}

  /// In the order of the sources above.
  ///
  /// Throws `factor.option` and `factor.none` (exit 2) for a choice that names nothing, `factor.duplicate` for a name
  /// that stands twice, and what an expression or a library is refused for.
  package func columns() throws -> [FactorColumn] {
    var columns = try (set?.factors() ?? []).map { FactorColumn($0) }
    for text in expressions {
      guard let sign = text.firstIndex(of: "="), sign > text.startIndex else { throw Diagnostic.noAssignment(text) }
      let name = text[..<sign].trimmed
      columns.append(FactorColumn(try Factor(name: name, text: String(text[text.index(after: sign)...]))))
    }
    if let file { columns += try FactorFile.read(file).map { FactorColumn($0) } }
    if library != nil || !names.isEmpty { columns += try libraryColumns() }
    guard !columns.isEmpty else {
      throw Diagnostic(
        "factor.none", .usage, (en: "No factor is named.", zh: "没有指定因子。"),
        remedy: (
          en: "Give --set, --expr, --exprs, or --factor with --library.",
          zh: "请给出 --set、--expr、--exprs，或 --factor 与 --library。"
        ))
    }
    var seen: Set<String> = []
    for column in columns where !seen.insert(column.name).inserted {
      throw Diagnostic(
        "factor.duplicate", .damaged, ["name": .text(column.name)],
        (en: "The name '{name}' occurs twice.", zh: "名称“{name}”重复出现。"),
        remedy: (en: "Give each factor its own name.", zh: "请为每个因子取不同的名称。"))
    }
    return columns
  }

  /// The named factors of the library alone.
  package func libraryColumns() throws -> [FactorColumn] {
    guard let library, !names.isEmpty else {
      throw library == nil ? Diagnostic.factorWithoutLibrary() : .libraryWithoutFactor()
    }
    let known = try FactorLibrary.read(library)
    return try names.compactMap { known.factors[try known.place(of: $0, path: library)].column }
  }
}

extension Diagnostic {
  fileprivate static func noAssignment(_ text: String) -> Diagnostic {
    Diagnostic(
      "factor.option", .usage, ["text": .text(text)],
      (en: "'{text}' is not of the form NAME=EXPRESSION.", zh: "“{text}”不是“名称=表达式”的形式。"),
      remedy: (en: "Write `--expr 'MA5=Mean($close,5)'`.", zh: "请写 `--expr 'MA5=Mean($close,5)'`。"))
  }

  fileprivate static func factorWithoutLibrary() -> Diagnostic {
    Diagnostic(
      "factor.option", .usage, (en: "--factor needs --library.", zh: "--factor 需要 --library。"),
      remedy: (
        en: "Write `--factor NAME --library LIBRARY.json`.", zh: "请写 `--factor NAME --library LIBRARY.json`。"
      ))
  }

  fileprivate static func libraryWithoutFactor() -> Diagnostic {
    Diagnostic(
      "factor.option", .usage, (en: "--library needs --factor.", zh: "--library 需要 --factor。"),
      remedy: (
        en: "Write `--factor NAME --library LIBRARY.json`.", zh: "请写 `--factor NAME --library LIBRARY.json`。"
      ))
  }
}
