import ArgumentParser
import MarketData
import Primitives

/// Carries a market from one form into another.
struct DataImport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Carries a market from one form into another.",
    discussion: """
      Places are a qlib provider folder, a folder of CSV files (one a stock), a .csv or .csv.gz, a .sqlite, \
      postgresql://…, tdx:FOLDER (a vipdoc of TDX), bridge:FOLDER (bars of the bridge to QMT), and demo. The target is whole or as it was before. An index never \
      stands in the universe 'all'.
      """)

  @OptionGroup var global: GlobalOptions
  @Option(name: [.customLong("from"), .customLong("market")], help: "Where the market is read.") var from: String
  @Option(
    name: [.customLong("to"), .customLong("output")],
    help: "Where it is written: a folder, a .csv, a .csv.gz, a .sqlite or postgresql://…") var to: String
  @OptionGroup var part: TransferOptions

  func run() throws {
    try global.check(place: to, against: MarketPlaces(from).inputs + [.init(.factors, part.factors)])
    let market = try global.source(from, factors: part.factors)
    let tally = try global.carry(market, part.selection, to: to)
    global.console.answer(
      .object(
        ["from": .string(market.location), "to": .string(MarketPlaces.shown(to))].merging(tally.json.objectValue ?? [:])
        { $1 }),
      lines: [.exported(tally, to: MarketPlaces.shown(to))] + tally.remarks)
  }
}
