import ArgumentParser
import MarketData
import Primitives

/// Lays two markets beside each other.
struct DataCompare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Says by what two markets differ: days, instruments, fields, cells and units.",
    discussion: "Exit code: 1 where they differ.")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "A market, as --from of data import has it.") var left: String
  @Argument(help: "The other one.") var right: String
  @Option(help: "First day, YYYY-MM-DD.") var start: DayArgument?
  @Option(help: "Last day, YYYY-MM-DD.") var end: DayArgument?
  @Option(help: "Only these fields, separated by commas.") var fields: String?
  @Option(help: "Relative differences up to this are none.") var tolerance = 0.0

  func run() throws {
    let days = (start?.day ?? .init(daysSince1970: .min), end?.day ?? .init(daysSince1970: .max))
    guard days.0 <= days.1 else {
      throw Diagnostic(
        "data.window", .usage, ["start": .day(days.0), "end": .day(days.1)],
        (en: "The window starts on {start}, after its end {end}.", zh: "区间起始日 {start} 晚于结束日 {end}。"),
        remedy: (en: "Exchange the two days.", zh: "请对调两个日期。"))
    }
    let markets = (try global.source(left, factors: nil), try global.source(right, factors: nil))
    let today = Clock.system.dayInChina
    let origins = (MarketOrigin(markets.0, today: today), MarketOrigin(markets.1, today: today))
    let comparison = try MarketComparison(
      markets.0, markets.1, days: days.0...days.1,
      fields: fields.map { $0.split(separator: ",").map { String($0.drop { $0 == " " || $0 == "$" }).lowercased() } },
      tolerance: tolerance)
    var document = comparison.json.objectValue ?? [:]
    document["sources"] = ["left": origins.0.json, "right": origins.1.json]
    global.console.answer(.object(document), lines: [origins.0.line, origins.1.line] + comparison.lines)
    if !comparison.isEqual { throw Differs() }
  }
}
