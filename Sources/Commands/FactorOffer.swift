import FactorEngine
import Primitives

/// The factors that a verification is asked for, from one source or a library beside it.
struct FactorOffer {
  private(set) var columns: [FactorColumn]
  /// Names that the reference has no column for.
  private(set) var missing: [String] = []
  /// Whether each was asked for by name: one that cannot be compared is then an error.
  let isExplicit: Bool
  private(set) var notes: [Diagnostic] = []

  init(exprs: String?, catalog: String?, kept: LibraryChoice) throws {
    switch (exprs, catalog) {
    case (let file?, nil):
      columns = try FactorFile.read(file).map { FactorColumn($0) }
      isExplicit = true
    case (nil, let file?):
      // Only for its factors: nothing of this library is kept, so nobody's name and time are needed.
      var imported = CatalogImport(into: FactorLibrary(), by: "", clock: .fixed(0))
      try imported.read(file)
      columns = imported.library.factors.compactMap(\.column)
      isExplicit = false
      notes = imported.skipped
      for factor in imported.library.factors where factor.code == nil {
        notes.append(
          Diagnostic(
            "factor.not-migrated", "'\(factor.name)' is passed over: \(factor.reason)",
            at: .init(file, field: factor.name), remedy: "Compare it through a library.",
            severity: .note))
      }
    case (nil, nil) where kept.library != nil && kept.factor.isEmpty:
      columns = try FactorLibrary.read(kept.library ?? "").factors.compactMap(\.column)
      isExplicit = false
    case (nil, nil) where kept.library != nil:
      columns = try kept.columns()
      isExplicit = true
    default:
      throw Diagnostic(
        "factor.option", "exactly one of --exprs, --catalog and --library is needed",
        remedy: "Name the factors' expressions.", exit: .usage)
    }
  }

  /// Keeps the factors that the reference has; throws where there is none, or where a name stands for two.
  mutating func restrict(to values: ReferenceValues) throws {
    let known = Set(values.names)
    missing = columns.filter { !known.contains($0.name) }.map(\.name)
    let kept = columns.filter { known.contains($0.name) }
    guard !kept.isEmpty else {
      throw Diagnostic(
        "factor.reference", "none of the \(columns.count) factors is a column of the reference",
        at: .init(values.path),
        remedy: "Columns are: \(values.names.prefix(20).joined(separator: ", ")).")
    }
    columns = kept
    notes.removeAll { note in
      note.severity == .note && note.place?.field.map { !known.contains($0) } ?? true
    }
    var seen: Set<String> = []
    for column in columns where !seen.insert(column.name).inserted {
      let hashes = columns.filter { $0.name == column.name }.map { $0.code.hash.prefix(8) }
      throw Diagnostic(
        "factor.duplicate", "the name '\(column.name)' stands for different code",
        at: .init(values.path, line: 1, field: column.name),
        remedy: "Choose by --library and --factor "
          + hashes.map { "\(column.name)@\($0)" }.joined(separator: " or ") + ".")
    }
  }
}
