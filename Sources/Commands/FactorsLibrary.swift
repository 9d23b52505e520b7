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
      try global.check(file: library, keeps: .library, against: catalog.map { .init(.catalog, $0) })
      let known = FileReader.exists(library) ? try FactorLibrary.read(library) : FactorLibrary()
      var reader = CatalogImport(into: known, by: Operator.name(by), clock: .system)
      for path in catalog { try reader.read(path) }
      try reader.library.write(to: library)
      let console = global.console
      for diagnostic in reader.skipped { console.report(diagnostic) }
      console.answer(
        [
          "schema": 1, "added": .integer(reader.added), "updated": .integer(reader.updated),
          "skipped": .array(reader.skipped.map(\.json)), "states": FactorListing.json(reader.library.factors),
          "clashes": reader.library.json["clashes"] ?? [],
        ], lines: reader.lines)
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
      let listing = try FactorListing(FactorLibrary.read(library), state: state)
      global.console.answer(listing.json, lines: listing.lines)
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
      try global.check(file: library, keeps: .library)
      var known = FileReader.exists(library) ? try FactorLibrary.read(library) : FactorLibrary()
      let entry = try known.migrate(
        factor, expression: expression, implementation: implementation, by: Operator.name(by),
        at: Clock.system.timestamp, path: library)
      try known.write(to: library)
      global.console.answer(["schema": 1, "factors": [entry.json]], lines: entry.lines)
    }
  }
}
