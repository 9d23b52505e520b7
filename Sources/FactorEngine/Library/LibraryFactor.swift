package import Primitives

/// A factor as the library keeps it: what computes it, what its reference is, how far it has come.
package struct LibraryFactor: Sendable {
  /// Normalised (`FactorName`).
  package let name: String
  /// The name as it was written where it came from, where that is another; sorted.
  package var rawNames: [String] = []
  /// In qlib's language.
  package var expression: String?
  /// The name of a Swift file (`ImplementationCatalog`).
  package var implementation: String?
  package var source: String?
  package var description: String?
  /// What the reference's author wrote of the formula, LaTeX as a rule: for people only.
  package var formulaHint: String?
  /// The reference's own code.
  package var implModule: String?
  package var implFunction: String?
  package var implVersion: String?
  /// As the catalog declares them, guessed from the name by RD-Agent (`Contracts.md`, declared inputs).
  package var declaredFields: [String] = []
  package var declaredLookback: Int?
  package var experiment: String?
  package private(set) var state: FactorState
  /// Members of the document that this program does not know, kept as they are.
  private let others: [String: JSONValue]
  /// What computes it; nil with the reason.
  package private(set) var code: FactorCode?
  private var missing = Message.noCode

  package init(name: String, expression: String? = nil, implementation: String? = nil) {
    self.name = name
    self.expression = expression
    self.implementation = implementation
    others = [:]
    state = FactorState(.notMigrated)
    settle()
  }

  /// Why nothing computes it.
  package var reason: Message { state.reason ?? missing }

  /// `NAME@` and the first eight digits of its code's digest, where names alone do not tell.
  package var label: String { code.map { "\(name)@\($0.digest.prefix(8))" } ?? name }

  package var column: FactorColumn? { code.map { FactorColumn(name: name, code: $0) } }

  package mutating func setState(_ state: FactorState) {
    self.state = state
    settle()
  }

  package mutating func setCode(expression: String?, implementation: String?) {
    self.expression = expression
    self.implementation = implementation
    settle()
  }

  /// Says why there is no code, where the catalog tells more than that it is absent.
  mutating func explain(missing reason: Message) {
    missing = reason
    state = FactorState(.notMigrated)
    settle()
  }

  /// Finds the code anew and lets the state stand or fall with it.
  mutating func settle() {
    code = nil
    if let implementation {
      if let entry = ImplementationCatalog.entry(implementation) {
        code = .implementation(entry)
      } else {
        missing = .noImplementation(implementation)
      }
    } else if let expression {
      do {
        code = .expression(try Factor(name: name, text: expression))
      } catch {
        missing = .refused(column: error.offset + 1, error.summary)
      }
    } else if let stored = state.reason, state.name == .notMigrated {
      missing = stored
    }
    state = state.standing(digest: code?.digest, implVersion: implVersion, missing: missing)
  }
}

extension LibraryFactor {
  private static let known: Set<String> = [
    "name", "raw_names", "expression", "implementation", "code_digest", "input_schema", "lookback",
    "lookback_declared", "looks_ahead", "source", "description", "formula_hint", "impl_module",
    "impl_func", "impl_version", "experiment_id", "state",
    // Version 0.1.0 wrote the digest under this name.
    "code_hash",
  ]

  package var json: JSONValue {
    var members = others
    members["name"] = .string(name)
    members["raw_names"] = .array(rawNames.map { .string($0) })
    members["expression"] = .optional(expression)
    members["implementation"] = .optional(implementation)
    members["code_digest"] = .optional(code?.digest)
    members["input_schema"] = [
      "fields": .array((code?.fields ?? []).map { .string($0) }),
      "declared": .array(declaredFields.map { .string($0) }),
    ]
    members["lookback"] = code.map { .integer($0.lookback) } ?? .null
    members["lookback_declared"] = declaredLookback.map { .integer($0) } ?? .null
    members["looks_ahead"] = code.map { .integer($0.future) } ?? .null
    members["source"] = .optional(source)
    members["description"] = .optional(description)
    members["formula_hint"] = .optional(formulaHint)
    members["impl_module"] = .optional(implModule)
    members["impl_func"] = .optional(implFunction)
    members["impl_version"] = .optional(implVersion)
    members["experiment_id"] = .optional(experiment)
    members["state"] = state.json
    return .object(members)
  }

  /// Only the name is needed; a value of another type than the form's is refused by its field.
  init(_ json: JSONValue, number: Int, path: String) throws {
    func damaged(_ field: String, _ problem: Message) -> Diagnostic {
      Diagnostic(
        "library.damaged", .damaged, at: .init(path, field: field),
        ["number": .count(number + 1), "problem": .message(problem)],
        (en: "Factor {number}: {problem}", zh: "第 {number} 个因子：{problem}"),
        remedy: (en: "Repair the entry, or import the catalog again.", zh: "请修复该条目，或重新导入目录。"))
    }
    guard case .object(let members) = json else { throw damaged("factors", .noObject) }
    func text(_ field: String) throws -> String? {
      switch members[field] ?? .null {
      case .null: return nil
      case .string(let text): return text.isEmpty ? nil : text
      default: throw damaged(field, .noText(field))
      }
    }
    guard let name = try text("name") else { throw damaged("name", .noName) }
    self.name = FactorName.normalised(name)
    others = members.filter { !LibraryFactor.known.contains($0.key) }
    rawNames = (members["raw_names"]?.arrayValue ?? []).compactMap(\.stringValue)
    if self.name != name, !rawNames.contains(name) { rawNames = (rawNames + [name]).sorted() }
    let place = Diagnostic.Place(path, field: "\(name).state")
    state = try members["state"].map { try FactorState($0, at: place) } ?? FactorState(.notMigrated)
    expression = try text("expression")
    implementation = try text("implementation")
    if expression != nil, implementation != nil {
      throw damaged("implementation", .codeTwice)
    }
    source = try text("source")
    description = try text("description")
    formulaHint = try text("formula_hint")
    implModule = try text("impl_module")
    implFunction = try text("impl_func")
    implVersion = try text("impl_version")
    experiment = try text("experiment_id")
    declaredFields = (members["input_schema"]?["declared"]?.arrayValue ?? []).compactMap(
      \.stringValue)
    declaredLookback = members["lookback_declared"]?.intValue
    settle()
  }
}

/// Why nothing computes a factor.
extension Message {
  fileprivate static let noCode = Message(
    "library.no-code", en: "There is no expression and no implementation.", zh: "既没有表达式，也没有实现。")

  fileprivate static func noImplementation(_ name: String) -> Message {
    Message(
      "library.no-implementation", ["name": .text(name)], en: "This version has no implementation '{name}'.",
      zh: "当前版本没有实现“{name}”。")
  }

  fileprivate static func refused(column: Int, _ problem: Message) -> Message {
    Message(
      "library.expression-refused", ["column": .count(column), "problem": .message(problem)],
      en: "The expression is refused at column {column}. {problem}", zh: "表达式在第 {column} 列被拒绝。{problem}")
  }
}

/// What is wrong with an entry.
extension Message {
  fileprivate static let noObject = Message("library.no-object", en: "It is not an object.", zh: "不是对象。")
  fileprivate static let noName = Message("library.no-name", en: "It has no name.", zh: "没有名称。")
  fileprivate static let codeTwice = Message(
    "library.code-twice", en: "It has both an expression and an implementation.", zh: "同时有表达式和实现。")

  fileprivate static func noText(_ field: String) -> Message {
    Message("library.no-text", ["field": .text(field)], en: "It has no text in '{field}'.", zh: "“{field}”不是文本。")
  }
}
