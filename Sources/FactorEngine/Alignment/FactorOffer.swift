package import Primitives

/// The factors that a verification is asked for, from one source or a library beside it.
package struct FactorOffer {
  package private(set) var columns: [FactorColumn]
  /// Names that the reference has no column for.
  package private(set) var missing: [String] = []
  /// Whether each was asked for by name: one that cannot be compared is then an error.
  package let isExplicit: Bool
  package private(set) var notes: [Diagnostic] = []

  /// - Parameters:
  ///   - file: a file of `FactorFile`.
  ///   - catalog: RD-Agent's `factor_catalog.json` or `factor_meta.json`.
  ///   - library: beside one of them the place of the record only, alone the source.
  ///   - names: of factors of the library; all of them where none is named.
  /// - Throws: `factor.option` (exit 2) for not exactly one source, and what the source is refused for.
  package init(file: String?, catalog: String?, library: String?, names: [String]) throws {
    switch (file, catalog, library) {
    case (let file?, nil, _):
      columns = try FactorFile.read(file).map { FactorColumn($0) }
      isExplicit = true
    case (nil, let catalog?, _):
      // Only for its factors: nothing of this library is kept, so nobody's name and time are needed.
      var imported = CatalogImport(into: FactorLibrary(), by: "", clock: .fixed(0))
      try imported.read(catalog)
      columns = imported.library.factors.compactMap(\.column)
      isExplicit = false
      notes =
        imported.skipped
        + imported.library.factors.filter { $0.code == nil }.map { .notMigrated($0, catalog) }
    case (nil, nil, let library?) where names.isEmpty:
      columns = try FactorLibrary.read(library).factors.compactMap(\.column)
      isExplicit = false
    case (nil, nil, .some):
      var choice = FactorChoice()
      (choice.library, choice.names) = (library, names)
      columns = try choice.libraryColumns()
      isExplicit = true
    case (nil, nil, nil), (.some, .some, _):
      throw Diagnostic(
        "factor.option", .usage,
        (
          en: "Exactly one of --exprs, --catalog and --library is needed.",
          zh: "--exprs、--catalog 与 --library 须且只须给出一个。"
        ), remedy: (en: "Name the factors' expressions.", zh: "请指定因子的表达式。"))
    }
  }

  /// Keeps the factors that the reference has; throws where there is none, or where a name stands for two.
  package mutating func restrict(to values: ReferenceValues) throws {
    let known = Set(values.names)
    missing = columns.filter { !known.contains($0.name) }.map(\.name)
    let kept = columns.filter { known.contains($0.name) }
    guard !kept.isEmpty else {
      throw Diagnostic(
        "factor.reference", .absent, at: .init(values.path),
        ["count": .count(columns.count), "names": .names(values.names.prefix(20))],
        (
          en: "The reference has no column for any of the {count} {count:factor|factors}.",
          zh: "{count} 个因子在参考文件中都没有对应的列。"
        ), remedy: (en: "Use the columns it has: {names}.", zh: "请使用其中的列：{names}。"))
    }
    columns = kept
    notes.removeAll { note in
      note.severity == .note && note.place?.field.map { !known.contains($0) } ?? true
    }
    var seen: Set<String> = []
    for column in columns where !seen.insert(column.name).inserted {
      let same = columns.filter { $0.name == column.name }
      throw Diagnostic(
        "factor.duplicate", .damaged, at: .init(values.path, line: 1, field: column.name),
        [
          "name": .text(column.name),
          "labels": .names(same.map { "\($0.name)@\($0.code.digest.prefix(8))" }),
        ],
        (en: "The name '{name}' stands for different code.", zh: "名称“{name}”对应不同的代码。"),
        remedy: (
          en: "Choose by --library and --factor one of: {labels}.", zh: "请用 --library 与 --factor 选择其一：{labels}。"
        ))
    }
  }
}

extension Diagnostic {
  fileprivate static func notMigrated(_ factor: LibraryFactor, _ path: String) -> Diagnostic {
    Diagnostic(
      "factor.not-migrated", .unsupported, at: .init(path, field: factor.name),
      ["factor": .text(factor.name), "reason": .message(factor.reason)],
      (en: "'{factor}' is passed over. {reason}", zh: "略过“{factor}”。{reason}"),
      remedy: (en: "Compare it through a library.", zh: "请通过因子库对比。"), severity: .note)
  }
}
