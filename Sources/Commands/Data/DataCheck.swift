import ArgumentParser
import MarketData
import Night
import Primitives

/// Says what is wrong with a market, with its consequence.
struct DataCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Says what of a market is absent, wrong or damaged, with its consequence.",
    discussion: "Exit code: 1 where a finding is serious, 3 where a file is damaged.")

  @OptionGroup var global: GlobalOptions
  @Option(help: "A market, as for data import; several by commas, the first that opens; default: the configuration's.")
  var market: String?

  func run() throws {
    let places = try self.market.map { MarketPlaces($0) } ?? global.configuration().provider
    let health = try MarketHealth(try Markets.open(places), today: Clock.system.dayInChina)
    global.console.answer(health.json, lines: health.lines)
    if health.isDamaged { throw Ended(exit: .input) }
    if health.isSerious { throw Differs() }
  }
}
