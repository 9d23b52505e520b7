package import Primitives

/// The factor library: one JSON document with every factor the team knows.
///
/// `{"schema":1,"factors":[...],"clashes":[...]}`; a factor has
/// `name` (the only member it needs), `raw_names`, `expression` (qlib's language) or `implementation`
/// (the name of a Swift file), `source`, `description`, `formula_hint`, `impl_module`, `impl_func`,
/// `impl_version` (its reference), `lookback_declared`, `input_schema.declared`, `experiment_id`,
/// `state` `{"name","reason","by","at","against":{"reference","implementation","market",
/// "impl_version","verdict","n","unsandboxed"}}`; `code_digest`, `input_schema.fields`, `lookback` and `looks_ahead`
/// are computed when it is written. Members that are not listed here are kept as they are. A name that
/// stands for different code twice is a clash: each is told by `NAME@` and its code's digest.
package struct FactorLibrary: Sendable {
  /// Sorted by name, then by code.
  package private(set) var factors: [LibraryFactor] = []

  package init() {}

  init(_ factors: [LibraryFactor]) {
    self.factors = factors
    sort()
  }

  /// Reads a library from a JSON file; throws `library.damaged` where the document is not one.
  package static func read(_ path: String) throws -> FactorLibrary {
    let document = try JSONReader.read(file: path, id: "library.damaged")
    guard let schema = document["schema"]?.intValue, let items = document["factors"]?.arrayValue
    else {
      throw Diagnostic(
        "library.damaged", .damaged, at: .init(path),
        (
          en: "The document has no 'schema' or no list 'factors'.",
          zh: "文档缺少“schema”或“factors”列表。"
        ),
        remedy: (
          en: "Name a file made by `aistock factors library import`.",
          zh: "请指定由 `aistock factors library import` 生成的文件。"
        ))
    }
    guard schema == 1 else {
      throw Diagnostic(
        "library.schema", .unsupported, at: .init(path, field: "schema"), ["schema": .count(schema)],
        (en: "This version does not know schema {schema}.", zh: "当前版本不认识 schema {schema}。"),
        remedy: (en: "Use the version that wrote the file.", zh: "请使用写出该文件的版本。"))
    }
    var library = FactorLibrary()
    for (number, item) in items.enumerated() {
      library.factors.append(try LibraryFactor(item, number: number, path: path))
    }
    library.sort()
    for (factor, next) in zip(library.factors, library.factors.dropFirst())
    where factor.name == next.name && factor.code?.digest == next.code?.digest && factor.code != nil {
      throw Diagnostic(
        "library.duplicate", .damaged, at: .init(path, field: factor.name), ["factor": .text(factor.name)],
        (en: "The factor '{factor}' occurs twice with the same code.", zh: "因子“{factor}”以相同代码出现两次。"),
        remedy: (en: "Remove one of the two entries.", zh: "请删除其中一条。"))
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

  /// How many factors have each state, in the order of the states; those without a factor are left out.
  package static func states(of factors: [LibraryFactor]) -> [(name: FactorState.Name, count: Int)] {
    FactorState.Name.allCases.compactMap { name in
      let count = factors.count { $0.state.name == name }
      return count == 0 ? nil : (name, count)
    }
  }

  /// Says what computes a factor, and adds one that is not there.
  ///
  /// - Parameters:
  ///   - text: a name as `places(of:)` takes it.
  ///   - expression: in qlib's language; exactly one of it and `implementation`, the name of a Swift file.
  ///   - path: of the library, for messages.
  /// - Returns: the factor as it stands now.
  /// - Throws: `factor.option` (exit 2), `library.clash`, `library.implementation`, and what an expression is refused
  ///   for.
  package mutating func migrate(
    _ text: String, expression: String?, implementation: String?, by: String, at time: String, path: String
  ) throws -> LibraryFactor {
    guard (expression == nil) != (implementation == nil) else {
      throw Diagnostic(
        "factor.option", .usage,
        (
          en: "Exactly one of --expression and --implementation is needed.",
          zh: "--expression 与 --implementation 须且只须给出一个。"
        ),
        remedy: (en: "Write `--expression 'Mean($close,5)'`.", zh: "请写 `--expression 'Mean($close,5)'`。"))
    }
    let name = FactorName.normalised(text.split(separator: "@").first.map(String.init) ?? text)
    if let expression { _ = try Factor(name: name, text: expression) }
    if let implementation { _ = try ImplementationCatalog.required(implementation) }
    let places = places(of: text)
    if places.count > 1 { throw clash(of: text, places, path: path) }
    var entry = places.first.map { factors[$0] } ?? LibraryFactor(name: name)
    entry.setCode(expression: expression, implementation: implementation)
    if !entry.state.isJudged {
      entry.setState(
        FactorState(
          .migrated, reason: entry.state.name == .migrated ? entry.state.reason : nil, by: by, at: time))
    }
    if let place = places.first {
      replace(at: place, with: entry)
    } else {
      add(entry)
    }
    return entry
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

  /// Puts a factor in another's place and keeps the order of names.
  package mutating func replace(at index: Int, with factor: LibraryFactor) {
    factors[index] = factor
    sort()
  }

  private mutating func sort() {
    // A digest is computed where names alone do not tell.
    factors.sort { left, right in
      left.name == right.name ? (left.code?.digest ?? "") < (right.code?.digest ?? "") : left.name < right.name
    }
  }

  /// Places of the factors of a name: `X`, as a file printed it (`('feature', 'X')`), or `X@1a2b3c4d`.
  package func places(of text: String) -> [Int] {
    let parts = text.split(separator: "@", maxSplits: 1)
    let name = FactorName.normalised(parts.first.map(String.init) ?? text)
    return factors.indices.filter { index in
      factors[index].name == name
        && (parts.count < 2 || factors[index].code?.digest.hasPrefix(parts[1]) == true)
    }
  }

  /// The one factor of a name that can be computed.
  package func place(of text: String, path: String) throws -> Int {
    let found = places(of: text)
    guard !found.isEmpty else {
      let names = Set(factors.map(\.name)).sorted()
      throw Diagnostic(
        "library.factor-missing", .absent, at: .init(path),
        ["factor": .text(text), "hint": Spelling.suggestion(for: text, among: names)],
        (en: "There is no factor '{factor}'.{hint}", zh: "没有因子“{factor}”。{hint}"),
        remedy: (en: "See `aistock factors library list`.", zh: "请查看 `aistock factors library list`。"))
    }
    let usable = found.filter { factors[$0].code != nil }
    guard let first = usable.first else {
      let factor = factors[found[0]]
      throw Diagnostic(
        "library.not-migrated", .unsupported, at: .init(path, field: factor.name),
        ["factor": .text(factor.name), "reason": .message(factor.reason)],
        (en: "The factor '{factor}' is not migrated. {reason}", zh: "因子“{factor}”尚未迁移。{reason}"),
        remedy: (
          en: "Give it an expression or an implementation with `aistock factors library migrate`.",
          zh: "请用 `aistock factors library migrate` 为它指定表达式或实现。"
        ))
    }
    if usable.count > 1 { throw clash(of: text, usable, path: path) }
    return first
  }

  /// The error for a name that stands for several factors.
  package func clash(of text: String, _ places: [Int], path: String) -> Diagnostic {
    Diagnostic(
      "library.clash", .damaged, at: .init(path, field: places.first.map { factors[$0].name }),
      ["name": .text(text), "count": .count(places.count), "labels": .names(places.map { factors[$0].label })],
      (en: "The name '{name}' stands for {count} different factors.", zh: "名称“{name}”对应 {count} 个不同的因子。"),
      remedy: (en: "Write one of: {labels}.", zh: "请写以下之一：{labels}。"))
  }
}
