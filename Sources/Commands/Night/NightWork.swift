import Archive
import Foundation
import Ladder
import MarketData
import Night
import Preview
import Primitives
import RDAgent
import Reconciliation
import Records
import Report
import Store

/// One night, wired: reconcile, settle, archive, publish.
final class NightWork {
  let configuration: AistockConfiguration
  let console: Console
  let clock: Clock
  private let folders: NightFolders
  private let database: Database
  private let market: any Market
  private let marketStamp: String
  private let digest = MarketDigest()
  let day: TradingDay
  /// Nothing is passed over because it has not changed.
  var isAfresh = false

  private var failures: [String: Diagnostic] = [:]
  private var manifest: String?
  private var pageCount = 0
  private var settledPages: [SiteInput.Preview]?

  init(
    _ configuration: AistockConfiguration, date: TradingDay?, console: Console, clock: Clock, database: Database
  ) throws {
    self.configuration = configuration
    self.console = console
    self.clock = clock
    self.database = database
    folders = NightFolders(configuration)
    console.progress("opening the market \(configuration.provider)")
    market = try Markets.open(configuration.provider)
    marketStamp =
      FileReader.isFolder(configuration.provider)
      ? try FolderStamp.of(configuration.provider) : configuration.provider + ToolVersion.current
    let wanted = date ?? clock.dayInChina
    guard let index = market.calendar.lastIndex(onOrBefore: wanted) else {
      throw Diagnostic(
        "night.date", "the market has no trading day up to \(wanted)", at: .init(market.location, field: "calendar"),
        remedy: "Choose a later day, or load older data.")
    }
    day = market.calendar[index]
    if day != wanted { console.progress("the last trading day up to \(wanted) is \(day)") }
  }

  struct Result {
    var migrations: [SiteInput.Migration]
    var steps: [NightStep]
    var failures: [StepFailure]
    var manifest: String?
    var pages: Int
  }

  func run() throws -> Result {
    var runner = NightRunner(database: database, clock: clock, day: day)
    let console = console
    runner.announce = { step, place, count in console.step(step, place, count) }
    let night = try runner.begin()
    var outcome = NightRunner.Outcome()
    do {
      if configuration.isDemo { try DemoWorkspaces.write(to: folders.demo) }
      try runner.run(reconciliations() + [factorStep()] + settlements(), into: &outcome)
      for failure in outcome.failures { failures[failure.step] = failure.diagnostic }
      try runner.run([archiveStep(), publishStep()], into: &outcome)
    } catch {
      console.endSteps()
      try runner.finish(night, state: .failed, summary: .null, manifest: manifest)
      throw error
    }
    console.endSteps()
    let migrations = try self.migrationPages()
    try runner.finish(night, state: .done, summary: NightSummary.json(migrations, outcome.steps), manifest: manifest)
    return Result(
      migrations: migrations, steps: outcome.steps, failures: outcome.failures, manifest: manifest, pages: pageCount)
  }

  /// Pages from what the last night left, without running it again.
  func render() throws -> Int {
    try recallFailures()
    try publish()
    return pageCount
  }

  /// What the last night could not read is shown again, and what no night has run is said to be so.
  private func recallFailures() throws {
    let nights = try database.nights().reversed()
    for migration in migrations {
      let name = NightWork.stepName(migration)
      let steps = try nights.lazy.compactMap { try self.database.steps(of: $0.tradingDay).first { $0.name == name } }
      if let step = steps.first, step.state == .failed {
        let parts = step.message.split(separator: ": ", maxSplits: 1).map(String.init)
        failures[name] = Diagnostic(
          parts.first ?? "night.failed", parts.last ?? "the step failed",
          remedy: "Run `aistock nightly`: it names the place and the remedy.")
      } else if !FileReader.exists(Path.join(folders.work(migration.id), "comparison.json")) {
        failures[name] = Diagnostic(
          "night.not-run", "no night has reconciled this migration yet", remedy: "Run `aistock nightly`.")
      }
    }
  }

  // MARK: - Reconciliation

  private var migrations: [AistockConfiguration.Migration] {
    guard configuration.isDemo else { return configuration.migrations }
    return DemoWorkspaces.names.map {
      AistockConfiguration.Migration(
        id: $0, workspace: Path.join(folders.demo, $0), benchmark: nil, rungs: Rung.allCases, tolerances: [:])
    }
  }

  private static func stepName(_ migration: AistockConfiguration.Migration) -> String { "reconcile \(migration.id)" }

  private func reconciliations() -> [PlannedStep] {
    migrations.map { migration in
      PlannedStep(
        NightWork.stepName(migration), isVital: false, digest: { try self.inputs(of: migration) },
        isPresent: { self.isMade(migration) },
        run: { try self.reconcile(migration) })
    }
  }

  /// Everything that decides a reconciliation: evidence, market, settings and the program itself.
  private func inputs(of migration: AistockConfiguration.Migration) throws -> String? {
    guard !isAfresh, FileReader.isFolder(migration.workspace) else { return nil }
    let settings: JSONValue = [
      "bands": .integer(migration.bands),
      "benchmark": .optional(migration.benchmark?.name), "rungs": .array(migration.rungs.map { .string($0.rawValue) }),
      "tolerances": .object(migration.tolerances.mapValues { .number($0) }), "market": .string(marketStamp),
      "evidence": .string(try FolderStamp.of(migration.workspace)), "program": .string(NightWork.programStamp),
      "level": .integer(configuration.archive.level),
      "task": .array(TaskFindings.of(member(migration), among: members).map(\.json)),
    ]
    return SHA256Digest(hashing: settings.canonical).hex
  }

  /// Whether the work folder holds what these inputs gave. The steps of a day do not tell: a night for
  /// another day, with other inputs, may have come between.
  private func isMade(_ migration: AistockConfiguration.Migration) -> Bool {
    let path = Path.join(folders.work(migration.id), NightWork.inputsFile)
    guard FileReader.exists(path), let made = try? FileReader.text(path) else { return false }
    return made == (try? inputs(of: migration))
  }

  private static let inputsFile = "inputs.sha256"

  /// Another build of the program may compute something else.
  private static let programStamp: String = {
    var status = stat()
    guard stat("/proc/self/exe", &status) == 0 else { return ToolVersion.current }
    return "\(ToolVersion.current) \(status.st_size) \(status.st_mtim.tv_sec)"
  }()

  private func reconcile(_ migration: AistockConfiguration.Migration) throws -> String {
    let inputs = try inputs(of: migration)
    var reconciler = Reconciler(market: market, marketDigest: digest, library: .ofThisProcess)
    let console = console
    reconciler.progress = { console.detail($0) }
    var request = Reconciler.Request(
      id: migration.id, workspace: migration.workspace, benchmark: migration.benchmark, rungs: migration.rungs,
      tolerances: try Tolerances(overriding: migration.tolerances))
    request.seeds = .init(count: migration.bands, folder: folders.seeds)
    var outcome = try reconciler.reconcile(request)
    outcome.comparison.findings += TaskFindings.of(member(migration), among: members)
    let folder = try StagedFolder(replacing: folders.work(migration.id), marker: "comparison.json")
    try outcome.write(to: folder)
    try folder.write(IdentityFacts.json(IdentityFacts.of(outcome)).pretty, to: "identity.json")
    if let inputs { try folder.write(Array(inputs.utf8), to: NightWork.inputsFile) }
    // An approval freezes them, when RD-Agent's folder may be gone; only level 2 archives them.
    if let used = outcome.evidence.used { try folder.write(try FileReader.bytes(used.path), to: "evidence/conf.yaml") }
    if let model = outcome.evidence.modelPath {
      try folder.write(try FileReader.unpacked(model), to: "evidence/model.txt")
    }
    if configuration.archive.level >= 2, let labels = outcome.evidence.labels {
      try folder.write(labels.csv(value: "label"), to: "evidence/label.csv")
    }
    try folder.commit()
    return outcome.comparison.verdict.rawValue
  }

  /// All migrations of the night, as far as they are laid side by side.
  private lazy var members: [TaskFindings.Member] = migrations.map(member)

  private func member(_ migration: AistockConfiguration.Migration) -> TaskFindings.Member {
    NightMembers.member(migration.id, workspace: migration.workspace)
  }

  private func migrationPages() throws -> [SiteInput.Migration] {
    try migrations.map { migration in
      let review = ReviewLedger(configuration).shown(migration.id, now: clock)
      let history = try database.stages(of: migration.id)
      if let diagnostic = failures[NightWork.stepName(migration)] {
        return SiteInput.Migration(id: migration.id, outcome: .failed(diagnostic), review: review, history: history)
      }
      return SiteInput.Migration(
        id: migration.id, outcome: .judged(try judgement(migration.id)), review: review, history: history)
    }
  }

  private func judgement(_ id: String) throws -> SiteInput.Judgement {
    let folder = folders.work(id)
    let path = Path.join(folder, "comparison.json")
    guard let comparison = Comparison(try JSONReader.read(file: path, id: "night.work-damaged")) else {
      throw Diagnostic(
        "night.work-damaged", "the comparison cannot be read back", at: .init(path),
        remedy: "Run `aistock nightly --afresh`.")
    }
    func report(_ run: String) throws -> [ReportRow] {
      let path = Path.join(folder, run + "/report.csv")
      return FileReader.exists(path) ? try RunTables.readReport(path) : []
    }
    // Where no predictions were recorded, the local curve is that of the scores made here.
    let replayed = try report("replayed")
    let (signal, evaluation) = try QualityFiles.read(folder)
    return SiteInput.Judgement(
      comparison: comparison, recorded: try report("recorded"),
      replayed: replayed.isEmpty ? try report("reinferred") : replayed,
      identity: try IdentityFacts.read(Path.join(folder, "identity.json")), model: try ModelFacts.read(folder),
      signal: signal, evaluation: evaluation)
  }

  // MARK: - Factors

  private var factors: NightFactors {
    NightFactors(
      configuration: configuration, migrations: migrations, market: market, day: day, path: folders.factors)
  }

  private func factorStep() -> PlannedStep {
    PlannedStep(
      "factors", isVital: false,
      digest: {
        self.isAfresh ? nil : try self.factors.inputs(market: self.marketStamp, program: NightWork.programStamp)
      },
      isPresent: { self.factors.isMade }, run: { try self.factors.compute() })
  }

  // MARK: - Previews

  private var previews: NightPreviews { NightPreviews(database: database, folders: folders, clock: clock) }

  private func settlements() throws -> [PlannedStep] {
    if configuration.isDemo { try previews.createDemo(folders.demo) }
    let waiting = Set(try previews.toSettle())
    return try database.previews().filter { waiting.contains($0.id) }.map { preview in
      PlannedStep(
        "settle \(preview.id)", isVital: false, digest: { try self.inputs(of: preview) },
        isPresent: { ((try? self.database.accounts(of: preview.id)) ?? []).isEmpty == false }
      ) {
        let outcome = try self.previews.settle(preview.id, market: self.market, through: self.day)
        for finding in outcome.findings where finding.severity != .note {
          self.console.detail(finding.evidence.english)
        }
        return "\(outcome.settled.count) days settled"
      }
    }
  }

  /// Everything that decides a settlement: definition, predictions, market, day and the program itself.
  private func inputs(of preview: PreviewStrategy) throws -> String? {
    guard !isAfresh, let path = try database.definition(of: preview.id).predictionsPath, FileReader.exists(path) else {
      return nil
    }
    let parts = [
      preview.id, preview.createdAt, try FolderStamp.of(file: path), marketStamp, day.description,
      NightWork.programStamp,
    ]
    return SHA256Digest(hashing: parts.joined(separator: "\n")).hex
  }

  /// As settlement left them; read once, since archive and site show the same.
  private func previewPages() throws -> [SiteInput.Preview] {
    if let settledPages { return settledPages }
    let closes = try market.series("close", of: configuration.index) ?? .empty
    let calendar = market.calendar
    var desk = OrderDesk(
      database: database, folders: folders.previews, market: market, day: day, now: MarketTime(clock), quotes: nil,
      library: LightGBMPlaces.ofThisProcess.open)
    let pages = try database.previews().filter { $0.status != .archived }.map {
      try previews.page($0, calendar: calendar, desk: &desk) { day in
        calendar.index(of: day).map { Double(closes[$0]) } ?? .nan
      }
    }
    settledPages = pages
    return pages
  }

  // MARK: - Archive and site

  private var archive: SnapshotArchive { SnapshotArchive(folder: configuration.archive.folder) }

  private func archiveStep() -> PlannedStep {
    PlannedStep("archive", isVital: false) {
      let snapshot = NightSnapshot(day: self.day, level: self.configuration.archive.level, folders: self.folders)
      let written = try self.archive.write(try snapshot.content(try self.migrationPages(), try self.previewPages()))
      self.manifest = written.sha256
      try self.saveStages()
      return "manifest \(written.sha256)"
    }
  }

  /// Where each migration stands after this night, added to its history.
  private func saveStages() throws {
    for migration in try migrationPages() {
      let position = migration.position
      try database.save(
        MigrationStep(
          migration: migration.id, tradingDay: day, at: clock.timestamp, stage: position.stage, reason: position.reason,
          blocks: position.blocks))
    }
  }

  /// The newest night against the one before.
  private func changes() throws -> ArchiveDiff? {
    let days = try archive.days().suffix(2)
    guard days.count == 2, let left = days.first, let right = days.last else { return nil }
    do { return try archive.diff(left, right) } catch let diagnostic as Diagnostic {
      // A damaged night is named on the archive's page; it is no reason to publish nothing.
      console.report(diagnostic)
      return nil
    }
  }

  private func publishStep() -> PlannedStep {
    PlannedStep("publish", isVital: true) {
      try self.publish()
      return "\(self.pageCount) pages in \(self.configuration.site.output)"
    }
  }

  private func index(_ instrument: InstrumentID) throws -> SiteInput.Index {
    var index = SiteInput.Index(instrument: instrument, closes: [:])
    guard let closes = try market.series("close", of: instrument) else { return index }
    for (offset, day) in market.calendar.days.enumerated() where day <= self.day {
      index.closes[day] = Double(closes[offset])
    }
    return index
  }

  private func publish() throws {
    let others = configuration.previews.indexes.filter { $0 != configuration.index }
    let input = SiteInput(
      day: day, toolVersion: ToolVersion.current,
      market: configuration.provider == "demo" ? "demo" : Path.lastComponent(configuration.provider),
      isDemo: configuration.isDemo, languages: configuration.site.languages.compactMap { Language(rawValue: $0) },
      upIsRed: configuration.site.colours == .redUp, migrations: try migrationPages(), previews: try previewPages(),
      index: try index(configuration.index), snapshots: try archive.readable(), problems: try archive.verify(),
      changes: try changes(), zoom: ZoomLibrary.find(),
      quoteFalls: try database.live().first.map { try database.quoteFalls(on: $0.tradingDay) } ?? [],
      otherIndexes: try others.map(index).filter { !$0.closes.isEmpty },
      factors: failures["factors"] == nil ? try factors.sheet() : nil)
    pageCount = try SiteBuilder.publish(input, folder: configuration.site.output)
  }
}
