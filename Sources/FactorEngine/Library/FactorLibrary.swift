package import Primitives

/// The factor library: one JSON document with every factor the team knows.
///
/// `{"schema":1,"factors":[...],"clashes":[...]}`; a factor has
/// `name` (the only member it needs), `raw_names`, `expression` (qlib's language) or `implementation`
/// (the name of a Swift file), `source`, `description`, `formula_hint`, `impl_module`, `impl_func`,
/// `impl_version` (its reference), `lookback_declared`, `input_schema.declared`, `experiment_id`,
/// `state` `{"name","reason","by","at","against":{"reference","implementation","market",
/// "impl_version","verdict","n"}}`; `code_hash`, `input_schema.fields`, `lookback` and `looks_ahead`
/// are computed when it is written. Members that are not listed here are kept as they are. A name that
/// stands for different code twice is a clash: each is told by `NAME@` and its code's hash.
package struct FactorLibrary: Sendable {
  /// Sorted by name, then by code.
  package private(set) var factors: [LibraryFactor] = []

  package init() {}

  package static func read(_ path: String) throws -> FactorLibrary {
    let document = try JSONReader.read(file: path, id: "library.damaged")
    guard let schema = document["schema"]?.intValue, let items = document["factors"]?.arrayValue
    else {
      throw Diagnostic(
        "library.damaged", "the document has no 'schema' or no list 'factors'", at: .init(path),
        remedy: "Name a file made by `aistock factors library import`.")
    }
    guard schema == 1 else {
      throw Diagnostic(
        "library.schema", "schema \(schema) is not known to this version",
        at: .init(path, field: "schema"), remedy: "Use the version that wrote it.")
    }
    var library = FactorLibrary()
    for (number, item) in items.enumerated() {
      library.factors.append(try LibraryFactor(item, number: number, path: path))
    }
    library.sort()
    for (factor, next) in zip(library.factors, library.factors.dropFirst())
    where factor.name == next.name && factor.code?.hash == next.code?.hash && factor.code != nil {
      throw Diagnostic(
        "library.duplicate", "the factor '\(factor.name)' occurs twice with the same code",
        at: .init(path, field: factor.name), remedy: "Remove one of the two entries.")
    }
    return library
  }

  package func write(to path: String) throws { try FileWriter.write(json.pretty, to: path) }

  package var json: JSONValue {
    [
      "schema": 1, "factors": .array(factors.map(\.json)),
      "clashes": .array(
        clashes.map { clash in
          [
            "name": .string(clash.name),
            "factors": .array(clash.factors.map { .string($0.label) }),
            "sources": .array(clash.factors.map { .optional($0.source) }),
          ]
        }),
    ]
  }

  /// Names that stand for more than one factor, sorted.
  package var clashes: [(name: String, factors: [LibraryFactor])] {
    let names = Dictionary(grouping: factors, by: \.name)
    return names.keys.sorted().compactMap { name in
      guard let same = names[name], same.count > 1 else { return nil }
      return (name, same)
    }
  }

  package mutating func add(_ factor: LibraryFactor) {
    factors.append(factor)
    sort()
  }

  package mutating func replace(at index: Int, with factor: LibraryFactor) {
    factors[index] = factor
    sort()
  }

  private mutating func sort() {
    factors.sort { ($0.name, $0.code?.hash ?? "") < ($1.name, $1.code?.hash ?? "") }
  }

  /// Places of the factors of a name: `X`, as a file printed it (`('feature', 'X')`), or `X@1a2b3c4d`.
  package func places(of text: String) -> [Int] {
    let parts = text.split(separator: "@", maxSplits: 1)
    let name = FactorName.normalised(parts.first.map(String.init) ?? text)
    return factors.indices.filter { index in
      factors[index].name == name
        && (parts.count < 2 || factors[index].code?.hash.hasPrefix(parts[1]) == true)
    }
  }

  /// The one factor of a name that can be computed.
  package func place(of text: String, path: String) throws -> Int {
    let found = places(of: text)
    guard !found.isEmpty else {
      throw Diagnostic(
        "library.factor-missing",
        "there is no factor '\(text)'\(Spelling.hint(text, among: Set(factors.map(\.name)).sorted()))",
        at: .init(path), remedy: "See `aistock factors library list`.")
    }
    let usable = found.filter { factors[$0].code != nil }
    guard let first = usable.first else {
      throw Diagnostic(
        "library.not-migrated",
        "the factor '\(factors[found[0]].name)' is not migrated: \(factors[found[0]].reason)",
        at: .init(path, field: factors[found[0]].name),
        remedy: "Give it an expression or an implementation: `aistock factors library migrate`.")
    }
    if usable.count > 1 {
      throw Diagnostic(
        "library.clash", "the name '\(text)' stands for \(usable.count) different factors",
        at: .init(path, field: factors[first].name),
        remedy: "Write one of: \(usable.map { factors[$0].label }.joined(separator: ", ")).")
    }
    return first
  }
}
