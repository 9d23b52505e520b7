import ArgumentParser
import FactorEngine
import Primitives

/// `aistock factors library …`: the factors that the team knows, and how far each has come.
struct FactorsLibrary: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "library", abstract: "Keeps factors with their code, reference and state.",
    subcommands: [Import.self, List.self, Show.self, Migrate.self])

  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import",
      abstract:
        "Takes factors of RD-Agent's catalogs into a library, which is made where it is absent.")

    @OptionGroup var global: GlobalOptions
    @Option(
      parsing: .upToNextOption,
      help: "factor_catalog.json, alpha158_meta.json or factor_meta.json; several may follow.")
    var catalog: [String]
    @Option(help: "The library file.") var library: String
    @Option(help: "Who imports; default: this system's user.") var by: String?

    func run() throws {
      let known = FileReader.exists(library) ? try FactorLibrary.read(library) : FactorLibrary()
      var reader = CatalogImport(into: known, by: Operator.name(by), clock: .system)
      for path in catalog { try reader.read(path) }
      try reader.library.write(to: library)
      let console = global.console
      for diagnostic in reader.skipped { console.report(diagnostic) }
      let states = FactorsLibrary.states(reader.library.factors)
      let clashes = reader.library.clashes
      console.answer(
        [
          "schema": 1, "added": .integer(reader.added), "updated": .integer(reader.updated),
          "skipped": .array(reader.skipped.map(\.json)), "states": FactorsLibrary.json(states),
          "clashes": reader.library.json["clashes"] ?? [],
        ],
        lines: ["\(reader.added) factors added, \(reader.updated) updated"]
          + states.map { "\($0.count) \($0.name)" }
          + clashes.map { clash in
            "clash: \(clash.factors.map(\.label).joined(separator: ", "))"
          })
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "The factors with their states.")

    @OptionGroup var global: GlobalOptions
    @Option(help: "The library file.") var library: String
    @Option(
      help: "Only this state: not migrated, migrated, verified, statistically equal or failed.")
    var state: String?

    func run() throws {
      let known = try FactorLibrary.read(library)
      if let state, FactorState.Name(rawValue: state) == nil {
        let names = FactorState.Name.allCases.map(\.rawValue)
        throw Diagnostic(
          "library.state", "there is no state '\(state)'\(Spelling.hint(state, among: names))",
          remedy: "States are: \(names.joined(separator: ", ")).", exit: .usage)
      }
      let factors = known.factors.filter { state == nil || $0.state.name.rawValue == state }
      global.console.answer(
        [
          "schema": 1, "factors": .array(factors.map(\.json)),
          "states": FactorsLibrary.json(FactorsLibrary.states(factors)),
          "clashes": known.json["clashes"] ?? [],
        ],
        lines: factors.map { factor in
          "\(factor.name): \(factor.state.name.rawValue)"
            + (factor.state.reason.map { " (\($0))" } ?? "")
        } + FactorsLibrary.states(factors).map { "\($0.count) \($0.name)" })
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "All that is known of one factor.")

    @OptionGroup var global: GlobalOptions
    @Option(help: "The library file.") var library: String
    @Option(help: "The factor; NAME@HASH where a name clashes.") var factor: String

    func run() throws {
      let known = try FactorLibrary.read(library)
      let places = known.places(of: factor)
      guard !places.isEmpty else {
        _ = try known.place(of: factor, path: library)
        return
      }
      let found = places.map { known.factors[$0] }
      global.console.answer(
        ["schema": 1, "factors": .array(found.map(\.json))],
        lines: found.flatMap(FactorsLibrary.lines))
    }
  }

  struct Migrate: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "migrate",
      abstract: "Says what computes a factor: an expression, or a Swift file.")

    @OptionGroup var global: GlobalOptions
    @Option(help: "The library file; made where it is absent.") var library: String
    @Option(help: "The factor; a new one is added.") var factor: String
    @Option(help: "In qlib's language.") var expression: String?
    @Option(help: "The name of an implementation of this program.") var implementation: String?
    @Option(help: "Who migrates; default: this system's user.") var by: String?

    func run() throws {
      guard (expression == nil) != (implementation == nil) else {
        throw Diagnostic(
          "factor.option", "exactly one of --expression and --implementation is needed",
          remedy: "Write --expression 'Mean($close,5)'.", exit: .usage)
      }
      var known = FileReader.exists(library) ? try FactorLibrary.read(library) : FactorLibrary()
      let name = FactorName.normalised(
        factor.split(separator: "@").first.map(String.init) ?? factor)
      if let expression { _ = try Factor(name: name, text: expression) }
      if let implementation { _ = try ImplementationCatalog.required(implementation) }
      let places = known.places(of: factor)
      if places.count > 1 {
        throw Diagnostic(
          "library.clash", "the name '\(factor)' stands for \(places.count) factors",
          at: .init(library, field: name),
          remedy: "Write one of: \(places.map { known.factors[$0].label }.joined(separator: ", "))."
        )
      }
      var entry = places.first.map { known.factors[$0] } ?? LibraryFactor(name: name)
      entry.setCode(expression: expression, implementation: implementation)
      if !entry.state.isJudged {
        entry.setState(
          FactorState(
            .migrated, reason: entry.state.name == .migrated ? entry.state.reason : nil,
            by: Operator.name(by), at: Clock.system.timestamp))
      }
      if let place = places.first {
        known.replace(at: place, with: entry)
      } else {
        known.add(entry)
      }
      try known.write(to: library)
      global.console.answer(
        ["schema": 1, "factors": [entry.json]], lines: FactorsLibrary.lines(entry))
    }
  }

  private static func states(_ factors: [LibraryFactor]) -> [(name: String, count: Int)] {
    FactorState.Name.allCases.compactMap { name in
      let count = factors.count { $0.state.name == name }
      return count == 0 ? nil : (name.rawValue, count)
    }
  }

  private static func json(_ states: [(name: String, count: Int)]) -> JSONValue {
    .object(Dictionary(states.map { ($0.name, .integer($0.count)) }) { first, _ in first })
  }

  private static func lines(_ factor: LibraryFactor) -> [String] {
    var lines = ["\(factor.label): \(factor.state.name.rawValue)"]
    func add(_ name: String, _ value: String?) {
      if let value { lines.append("  \(name): \(value)") }
    }
    add("reason", factor.state.reason)
    add("by", factor.state.by)
    add("at", factor.state.at)
    add("against", factor.state.against.map { "\($0.count) cells, \($0.verdict)" })
    add("expression", factor.expression)
    add("implementation", factor.implementation)
    add("fields", factor.code.map { $0.fields.joined(separator: " ") })
    add("lookback", factor.code.map { "\($0.lookback) rows" })
    add("lookback declared", factor.declaredLookback.map { "\($0)" })
    add("source", factor.source)
    add("description", factor.description)
    add("formula", factor.formulaHint)
    let reference = [factor.implModule, factor.implFunction, factor.implVersion].compactMap(\.self)
    add("reference", reference.isEmpty ? nil : reference.joined(separator: " "))
    add("raw names", factor.rawNames.isEmpty ? nil : factor.rawNames.joined(separator: ", "))
    return lines
  }
}
