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
      let states = FactorLibrary.states(of: reader.library.factors)
      let clashes = reader.library.clashes
      console.answer(
        [
          "schema": 1, "added": .integer(reader.added), "updated": .integer(reader.updated),
          "skipped": .array(reader.skipped.map(\.json)), "states": FactorsLibrary.json(states),
          "clashes": reader.library.json["clashes"] ?? [],
        ],
        lines: [.imported(added: reader.added, updated: reader.updated)] + states.map { .count($0) }
          + clashes.map { .clash($0.factors.map(\.label)) })
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
      if let state, FactorState.Name(rawValue: state) == nil { throw Diagnostic.noState(state) }
      let factors = known.factors.filter { state == nil || $0.state.name.rawValue == state }
      let states = FactorLibrary.states(of: factors)
      global.console.answer(
        [
          "schema": 1, "factors": .array(factors.map(\.json)),
          "states": FactorsLibrary.json(states),
          "clashes": known.json["clashes"] ?? [],
        ],
        lines: factors.map { .line($0) } + states.map { .count($0) })
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "All that is known of one factor.")

    @OptionGroup var global: GlobalOptions
    @Option(help: "The library file.") var library: String
    @Option(help: "The factor; NAME@DIGEST where a name clashes.") var factor: String

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
        lines: found.flatMap(\.lines))
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
      var known = FileReader.exists(library) ? try FactorLibrary.read(library) : FactorLibrary()
      let entry = try known.migrate(
        factor, expression: expression, implementation: implementation, by: Operator.name(by),
        at: Clock.system.timestamp, path: library)
      try known.write(to: library)
      global.console.answer(["schema": 1, "factors": [entry.json]], lines: entry.lines)
    }
  }

  private static func json(_ states: [(name: FactorState.Name, count: Int)]) -> JSONValue {
    .object(Dictionary(states.map { ($0.name.rawValue, .integer($0.count)) }) { first, _ in first })
  }
}

extension Message {
  fileprivate static func imported(added: Int, updated: Int) -> Message {
    Message(
      "library.imported", ["added": .count(added), "updated": .count(updated)],
      en: "{added} {added:factor|factors} added, {updated} updated.", zh: "新增 {added} 个因子，更新 {updated} 个。")
  }

  fileprivate static func count(_ state: (name: FactorState.Name, count: Int)) -> Message {
    Message(
      "library.count-name", ["count": .count(state.count), "state": .message(state.name.word)], en: "{count} {state}",
      zh: "{state} {count} 个")
  }

  fileprivate static func clash(_ labels: [String]) -> Message {
    Message("library.clash-name", ["labels": .names(labels)], en: "clash: {labels}", zh: "重名：{labels}")
  }

  fileprivate static func line(_ factor: LibraryFactor) -> Message {
    guard let reason = factor.state.reason else {
      return Message(
        "library.factor-name", ["factor": .text(factor.name), "state": .message(factor.state.name.word)],
        en: "{factor}: {state}", zh: "{factor}：{state}")
    }
    return Message(
      "library.factor-with-reason",
      ["factor": .text(factor.name), "state": .message(factor.state.name.word), "reason": .message(reason)],
      en: "{factor}: {state}. {reason}", zh: "{factor}：{state}。{reason}")
  }
}

extension Diagnostic {
  fileprivate static func noState(_ name: String) -> Diagnostic {
    let names = FactorState.Name.allCases.map(\.rawValue)
    return Diagnostic(
      "library.state", .usage,
      ["state": .text(name), "names": .names(names), "hint": Spelling.suggestion(for: name, among: names)],
      (en: "There is no state '{state}'.{hint}", zh: "没有状态“{state}”。{hint}"),
      remedy: (en: "Use one of: {names}.", zh: "请用以下之一：{names}。"))
  }
}
