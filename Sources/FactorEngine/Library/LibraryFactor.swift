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
  private var missing = "there is no expression and no implementation"

  package init(name: String, expression: String? = nil, implementation: String? = nil) {
    self.name = name
    self.expression = expression
    self.implementation = implementation
    others = [:]
    state = FactorState(.notMigrated)
    settle()
  }

  /// Why nothing computes it.
  package var reason: String { state.reason ?? missing }

  /// `NAME@` and the first eight digits of its code's hash, where names alone do not tell.
  package var label: String { code.map { "\(name)@\($0.hash.prefix(8))" } ?? name }

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
  mutating func explain(missing reason: String) {
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
        missing = "there is no implementation '\(implementation)' in this version"
      }
    } else if let expression {
      do {
        code = .expression(try Factor(name: name, text: expression))
      } catch {
        missing = "the expression is refused at column \(error.offset + 1): \(error.summary)"
      }
    } else if let stored = state.reason, state.name == .notMigrated {
      missing = stored
    }
    state = state.standing(hash: code?.hash, implVersion: implVersion, missing: missing)
  }
}

extension LibraryFactor {
  private static let known: Set<String> = [
    "name", "raw_names", "expression", "implementation", "code_hash", "input_schema", "lookback",
    "lookback_declared", "looks_ahead", "source", "description", "formula_hint", "impl_module",
    "impl_func", "impl_version", "experiment_id", "state",
  ]

  package var json: JSONValue {
    var members = others
    members["name"] = .string(name)
    members["raw_names"] = .array(rawNames.map { .string($0) })
    members["expression"] = .optional(expression)
    members["implementation"] = .optional(implementation)
    members["code_hash"] = .optional(code?.hash)
    members["input_schema"] = [
      "fields": .array((code?.fields ?? []).map { .string($0) }),
      "declared": .array(declaredFields.map { .string($0) }),
    ]
    members["lookback"] = code.map { .integer($0.lookback) } ?? .null
    members["lookback_declared"] = declaredLookback.map { .integer($0) } ?? .null
    members["looks_ahead"] = .integer(code?.future ?? 0)
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
    func damaged(_ field: String, _ what: String) -> Diagnostic {
      Diagnostic(
        "library.damaged", "factor \(number + 1) \(what)", at: .init(path, field: field),
        remedy: "Repair the entry, or import the catalog again.")
    }
    guard case .object(let members) = json else { throw damaged("factors", "is no object") }
    func text(_ field: String) throws -> String? {
      switch members[field] ?? .null {
      case .null: return nil
      case .string(let text): return text.isEmpty ? nil : text
      default: throw damaged(field, "has no text in '\(field)'")
      }
    }
    guard let name = try text("name") else { throw damaged("name", "has no name") }
    self.name = FactorName.normalised(name)
    others = members.filter { !LibraryFactor.known.contains($0.key) }
    rawNames = (members["raw_names"]?.arrayValue ?? []).compactMap(\.stringValue)
    if self.name != name, !rawNames.contains(name) { rawNames = (rawNames + [name]).sorted() }
    let place = Diagnostic.Place(path, field: "\(name).state")
    state = try members["state"].map { try FactorState($0, at: place) } ?? FactorState(.notMigrated)
    expression = try text("expression")
    implementation = try text("implementation")
    if expression != nil, implementation != nil {
      throw damaged("implementation", "has both an expression and an implementation")
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
