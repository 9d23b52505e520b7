import ArgumentParser
import Ladder
import MarketData
import Metrics
import Models
import Primitives
import Records

/// `aistock models grid`: one model structure under several factor sets.
struct ModelsGrid: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grid",
    abstract: "Trains the same model on several factor sets and lays their numbers side by side: grid.csv, grid.json.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var options: ModelOptions
  @OptionGroup var training: TrainingOptions
  @Option(help: "Factor sets separated by commas: files of a FactorSetConfig, or alpha158, alpha360, rdagent20.")
  var sets: String
  @Option(help: "factor_catalog.json, for expressions of factors by name.") var catalog: String?
  @Option(help: "Values of factors without an expression: datetime,instrument,NAME...") var values: String?
  @Option(help: "The folder to write.") var output: String

  func run() throws {
    let console = global.console
    try global.check(
      output, as: .grid,
      against: options.inputs + [.init(.catalog, catalog), .init(.factors, values)]
        + sets.split(separator: ",").map { .init(.factors, String($0)) })
    let definition = try options.definition()
    if !training.allowOverlap { try TrainingRun.refuseOverlap(definition) }
    let sources = try FactorSetDefinition.Sources(catalog: catalog, values: values)
    let chosen = try sets.split(separator: ",").map { try FactorSetDefinition(String($0), sources: sources) }
    try ModelGrid.refuseTwice(chosen)
    let market = try global.market(options.market)
    let configuration = definition.configuration.hasPortfolio ? try QrunConfiguration(file: options.conf) : nil
    _ = try configuration.map { (try $0.strategy(), try $0.backtest(open: .anyDays)) }
    let runs = RunBuilder(market: market, digest: MarketDigest())
    let builder = DatasetBuilder(market: market, files: options.folder)
    console.report(try builder.findings(definition.dataset))
    let runtime = try options.runtime(global, definition)
    var grid = ModelGrid()
    for set in chosen {
      console.progress(.set(set))
      try grid.add(
        set, definition, model: training.apply(to: definition.model),
        builder: builder, runtime: runtime
      ) { predictions in
        guard let configuration else { return [] }
        let plan = try BacktestPlan(configuration, predictions: predictions, calendar: market.calendar)
        let run = try runs.qlib(plan, predictions: predictions)
        return RunMetrics.portfolio(run.report, trades: run.trades)
      }
    }
    let folder = try StagedFolder(replacing: output, as: .grid)
    try grid.write(to: folder)
    try folder.commit()
    console.answer(grid.json, lines: String(decoding: grid.csv, as: UTF8.self).split(separator: "\n").map(String.init))
  }
}

extension Message {
  fileprivate static func set(_ set: FactorSetDefinition) -> Message {
    Message(
      "models.set-name", ["set": .text(set.name), "count": .count(set.count)],
      en: "{set}: {count} {count:factor|factors}", zh: "{set}：{count} 个因子")
  }
}
