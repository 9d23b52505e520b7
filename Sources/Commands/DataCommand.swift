import ArgumentParser
import MarketData
import Primitives
import Records

/// `aistock data …`: between the adapters of the data service.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Moves market data between its forms and looks at its health.",
    subcommands: [Export.self, Check.self])

  /// Writes a market as a qlib provider folder.
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export", abstract: "Writes a market as a qlib provider folder, or its standard test set as CSV.")

    @OptionGroup var global: GlobalOptions
    @Option(help: "The market: demo; with --test-set also a qlib provider folder.") var market: String
    @Option(help: "The folder to write; with --test-set a .csv or .csv.gz file.") var output: String
    @Flag(help: "Writes the standard test set, on which factors are compared.") var testSet = false
    @Option(help: "Last day of the test set, YYYY-MM-DD; default: the market's last.") var end: DayArgument?

    func run() throws {
      if testSet { return try exportTestSet() }
      guard end == nil else {
        throw Diagnostic("data.option", "--end belongs to --test-set", remedy: "Leave it out.", exit: .usage)
      }
      guard let market = try Markets.open(market) as? MemoryMarket else {
        throw Diagnostic(
          "data.export-source", "only 'demo' is exported by this version; a provider folder is one already",
          remedy: "Copy the folder.", exit: .usage)
      }
      let folder = try StagedFolder(replacing: output, marker: "calendars")
      try market.write(to: folder)
      try folder.commit()
      let count = market.instruments.count
      global.console.answer(
        ["instruments": .integer(count), "days": .integer(market.calendar.count)],
        lines: ["\(count) instruments, \(market.calendar.count) days written to \(output)"])
    }

    /// The test set and, beside it, what it is.
    private func exportTestSet() throws {
      guard TestSet.isFile(output) else {
        throw Diagnostic(
          "data.option", "'\(output)' is no .csv or .csv.gz file", remedy: "Write --output testset.csv.", exit: .usage)
      }
      let market = try Markets.open(market)
      let testSet = try TestSet(market, choice: TestSetChoice(market, end: end?.day))
      let document = testSet.document(market: Path.lastComponent(market.location))
      try FileWriter.write(output.hasSuffix(".gz") ? Gzip.pack(testSet.csv) : testSet.csv, to: output)
      let beside = output.dropLast(output.hasSuffix(".gz") ? ".csv.gz".count : ".csv".count) + ".json"
      try FileWriter.write(document.pretty, to: String(beside))
      global.console.answer(
        document,
        lines: [
          "\(testSet.rowCount) rows, \(testSet.choice.entries.count) instruments, \(testSet.start) to \(testSet.end), "
            + "written to \(output)", "SHA-256 \(testSet.sha256)",
        ])
    }
  }

  /// Says what of a market is absent, with its consequence.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Says what of a market is absent or damaged, with its consequence.")

    @OptionGroup var global: GlobalOptions
    @Option(help: "A qlib provider folder, or demo; default: the configuration's.") var market: String?

    func run() throws {
      let market = try Markets.open(try self.market ?? global.configuration().provider)
      let instruments = try market.universe("all").instruments
      let findings = try MarketFindings.absence(
        in: market, instruments: instruments,
        fields: ["open", "high", "low", "close", "volume", "factor", "change"])
      let calendar = market.calendar
      global.console.answer(
        [
          "market": .string(market.location), "instruments": .integer(instruments.count),
          "start": .optional(calendar.days.first), "end": .optional(calendar.days.last),
          "findings": .array(findings.map(\.json)),
        ],
        lines: [
          "\(market.location): \(instruments.count) stocks, \(calendar.count) days, "
            + "\(calendar[0]) to \(calendar[calendar.count - 1])"
        ] + findings.map { "\($0.severity.rawValue) \($0.id): \($0.evidence) \($0.consequence) \($0.remedy)" })
      if findings.contains(where: { $0.severity == .serious }) { throw Differs() }
    }
  }
}
