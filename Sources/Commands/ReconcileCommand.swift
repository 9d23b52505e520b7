import ArgumentParser
import Ladder
import MarketData
import Metrics
import Night
import Primitives
import Reconciliation
import Records
import Synchronization

/// `aistock reconcile`: the ladder for one RD-Agent workspace.
struct ReconcileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconcile",
    abstract: "Compares an RD-Agent result with its recomputation; exit 0 where they agree, 1 where not.")

  @OptionGroup var global: GlobalOptions
  @Option(help: "RD-Agent's workspace, or a folder of the exporter's plain forms.") var workspace: String
  @Option(help: "A market: a folder, a .csv, tdx:FOLDER or demo; several by commas, the first that opens.") var market:
    String
  @Option(help: "The folder to write: comparison.json and the run folders.") var output: String
  @Option(help: "all, or some rungs separated by commas.") var rungs: String = "all"
  @Option(help: "Another benchmark than the configuration's, such as SH000300.") var benchmark: String?
  @Option(help: "A tolerance as NAME=VALUE, such as replayed.nav=1e-9; may be repeated.") var tolerance: [String] = []

  @Option(help: "Trains under so many seeds and judges a retrained model by their band: 0 (none), or 3 and more.")
  var seeds = 0

  func validate() throws {
    guard seeds == 0 || seeds >= SeedBandFormula.seedsMin else {
      throw ValidationError("--seeds takes 0, or at least \(SeedBandFormula.seedsMin).")
    }
  }

  func run() throws {
    let console = global.console
    try global.check(
      output, as: .reconciliation, against: MarketPlaces(market).inputs + [.init(.workspace, workspace)])
    var request = Reconciler.Request(
      id: Path.lastComponent(workspace), workspace: workspace, benchmark: try instrument(), rungs: try Rung.list(rungs),
      tolerances: try Tolerances(assignments: tolerance))
    if seeds > 0 {
      request.seeds = .init(count: seeds, folder: NightFolders(try global.configuration()).seeds)
    }
    var reconciler = Reconciler(
      market: try global.market(market), marketDigest: MarketDigest(), runtime: .ofThisProcess)
    reconciler.trainer = try global.configuration().trainer
    // Rungs are climbed on two cores: one place for both.
    let place = Mutex(0)
    let count = request.stepCount
    reconciler.progress = { step in
      place.withLock { place in
        place = min(place + 1, count)
        console.rung(step, place, count)
      }
    }
    defer { console.endSteps() }
    let outcome = try reconciler.reconcile(request)
    console.endSteps()
    let folder = try StagedFolder(replacing: output, as: .reconciliation)
    try outcome.write(to: folder)
    try folder.commit()
    console.answer(outcome.comparison.json, lines: outcome.comparison.lines(console.language))
    if ![.pass, .passWithExceptions].contains(outcome.comparison.verdict) { throw Differs() }
  }

  private func instrument() throws -> InstrumentID? {
    guard let benchmark else { return nil }
    guard let instrument = InstrumentID(benchmark) else {
      throw Diagnostic(
        "reconcile.benchmark", .usage, ["text": .text(benchmark)],
        (en: "'{text}' is no instrument.", zh: "“{text}”不是证券代码。"),
        remedy: (en: "Write it as SH000300.", zh: "请写成 SH000300 的形式。"))
    }
    return instrument
  }
}
