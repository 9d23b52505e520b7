import ArgumentParser
import MarketData
import Primitives
import StrategyEngine

/// `aistock models risk`: the risk data that `EnhancedIndexingStrategy` reads.
struct ModelsRisk: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "risk",
    abstract: "Estimates a risk model a trading day for EnhancedIndexingStrategy: factor_exp.csv, factor_cov.csv, "
      + "specific_risk.csv in a folder a day.",
    discussion: "Returns are prepared as in qlib's example, from the closes of 240 trading days.")

  @OptionGroup var global: GlobalOptions
  @Option(help: "A qlib provider folder, a PostgreSQL URL, or demo.") var market: String
  @Option(help: "The universe whose members of each day are estimated.") var universe: String
  @Option(help: "First day, YYYY-MM-DD; default: the first with 240 trading days.") var start: DayArgument?
  @Option(help: "Last day; default: the market's last.") var end: DayArgument?
  @Option(help: "structured (principal components), poet, or shrink (Ledoit and Wolf's).")
  var model: RiskModelName = .init(model: .structured)
  @Option(help: "Factors of each day.") var factors: Int = 10
  @Option(help: "The folder to write.") var output: String

  func run() throws {
    let console = global.console
    try global.check(output, as: .risk, against: [.init(.market, market)])
    let days = try RiskDays(
      try Markets.open(market), universe: universe, model: model.model, factors: factors, start: start?.day,
      end: end?.day)
    let folder = try StagedFolder(replacing: output, as: .risk)
    let begin = ContinuousClock.now
    let summary = try days.write(to: folder) {
      console.pieces(.estimating, $0, days.count, passed: ContinuousClock.now - begin)
    }
    console.endSteps()
    try folder.commit()
    console.answer(summary.json, lines: summary.lines)
  }
}

/// `--model` of a risk model.
struct RiskModelName: ExpressibleByArgument, Sendable {
  let model: RiskDays.Model

  init(model: RiskDays.Model) { self.model = model }

  init?(argument: String) {
    guard let model = RiskDays.Model(rawValue: argument) else { return nil }
    self.model = model
  }

  static var allValueStrings: [String] { RiskDays.Model.allCases.map(\.rawValue) }

  var defaultValueDescription: String { model.rawValue }
}

extension Message {
  fileprivate static let estimating = Message(
    "models.estimating-name", en: "risk data", zh: "风险数据")
}
