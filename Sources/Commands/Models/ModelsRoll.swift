import ArgumentParser
import Ladder
import MarketData
import Models
import Primitives
import Records

/// `aistock models roll`: trains again every few days, as qlib's rolling does.
struct ModelsRoll: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "roll",
    abstract: "Trains again every few days on what was known then and puts the scores together: pred.csv, rolling.csv.",
    discussion: "Segments are those of qlib's RollingGen: a test of STEP days, everything shifted by STEP.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var options: ModelOptions
  @OptionGroup var training: TrainingOptions
  @Option(help: "Trading days of each test, and of each shift.") var step: Int = 40
  @Option(help: "expanding (the train segment keeps its start) or sliding.") var kind: RollingKind = .expanding
  @Option(help: "Days before each test at which train and valid end, against labels that reach into it.")
  var truncate: Int?
  @Option(help: "The folder to write.") var output: String

  func run() throws {
    let console = global.console
    try global.check(output, as: .rolling, against: options.inputs)
    let definition = try options.definition()
    if !training.allowOverlap { try TrainingRun.refuseOverlap(definition) }
    let market = try global.market(options.market)
    console.report(try DatasetBuilder(market: market, files: options.folder).findings(definition.dataset))
    let rolling = try RollingSegments(
      definition.dataset.segments, calendar: market.calendar.days, step: step, kind: kind.kind, truncating: truncate,
      path: options.conf)
    let run = try RollingRun(
      definition, model: training.apply(to: definition.model), rolling: rolling, market: market, files: options.folder,
      runtime: try options.runtime(global, definition), progress: { console.progress($0) })
    let folder = try StagedFolder(replacing: output, as: .rolling)
    try run.write(to: folder)
    try folder.commit()
    console.findings(run.findings)
    console.answer(
      run.json,
      lines: [console.text(.tasks(run.tasks.count, scores: run.predictions.count))]
        + console.lines(run.metrics))
  }
}

/// `--kind` of a rolling.
struct RollingKind: ExpressibleByArgument, Sendable {
  let kind: RollingSegments.Kind

  static let expanding = RollingKind(kind: .expanding)

  init(kind: RollingSegments.Kind) { self.kind = kind }

  init?(argument: String) {
    guard let kind = RollingSegments.Kind(rawValue: argument) else { return nil }
    self.kind = kind
  }

  static var allValueStrings: [String] { RollingSegments.Kind.allCases.map(\.rawValue) }

  var defaultValueDescription: String { kind.rawValue }
}

extension Message {
  fileprivate static func tasks(_ count: Int, scores: Int) -> Message {
    Message(
      "models.tasks-name", ["count": .count(count), "scores": .count(scores)],
      en: "{count} {count:task|tasks}, {scores} {scores:score|scores}", zh: "{count} 个任务，{scores} 个得分")
  }
}
