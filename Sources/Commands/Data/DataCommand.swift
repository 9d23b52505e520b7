import ArgumentParser
import MarketData
import Night
import Primitives
import Records

/// `aistock data …`: between the adapters of the data service.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Moves market data between its forms and looks at its health.",
    subcommands: [DataImport.self, DataExport.self, DataUpdate.self, DataCompare.self, DataCheck.self])
}

/// Which part of a market is carried over.
struct TransferOptions: ParsableArguments {
  @Option(help: "First day, YYYY-MM-DD; default: the market's first.") var start: DayArgument?
  @Option(help: "Last day, YYYY-MM-DD; default: the market's last.") var end: DayArgument?
  @Option(help: "Only members of this universe, and indexes.") var universe: String?
  @Option(help: "Only these fields, separated by commas.") var fields: String?
  @Option(help: "Adjustment factors of raw prices: a CSV of instrument,day,factor.") var factors: String?

  var selection: MarketTransfer.Selection {
    .init(
      start: start?.day, end: end?.day, universe: universe,
      fields: fields.map { $0.split(separator: ",").map { String($0.drop { $0 == " " }) } })
  }
}

extension GlobalOptions {
  /// The market of a place, with its factors, its unusual forms said.
  func source(_ place: String, factors: String?) throws -> any Market {
    let market = try self.market(place)
    let whole: any Market = try factors.map { try FactoredMarket(market, FactorFile(csv: $0)) } ?? market
    console.report(try whole.formFindings().map(\.finding).filter { $0.id != market.fallback?.id })
    return whole
  }

  /// Refuses a place that may not be written.
  func check(place: String, against inputs: [OutputPlace.Input?]) throws {
    if CSVMarket.isFile(place) {
      try check(file: place, against: inputs)
    } else if !place.contains("://") {
      try check(place, as: .market, against: inputs)
    }
  }

  /// Carries a market over, and says how far it is.
  func carry(_ market: any Market, _ selection: MarketTransfer.Selection, to place: String) throws -> TransferTally {
    let console = console
    let transfer = try MarketTransfer(market, selection)
    var sink = try MarketSinks.open(place, announced: market.announcedDays)
    let begin = ContinuousClock.now
    let tally = try transfer.run(into: &sink) { done, count in
      if done % 16 == 0 || done == count { console.pieces(.carrying, done, count, passed: .now - begin) }
    }
    console.endSteps()
    return tally
  }
}

extension Message {
  fileprivate static let carrying = Message("data.carrying-label", en: "instruments", zh: "个证券")

  static func exported(_ tally: TransferTally, to output: String) -> Message {
    Message(
      "data.exported",
      [
        "instruments": .count(tally.instruments), "days": .count(tally.days), "output": .text(output),
      ],
      en: "{instruments} {instruments:instrument|instruments}, {days} {days:day|days} written to {output}",
      zh: "已写入 {output}：{instruments} 个证券，{days} 个交易日")
  }
}
