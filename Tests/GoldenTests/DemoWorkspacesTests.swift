import MarketData
import Metrics
import Primitives
import Records
import Simulation
import StrategyEngine
import TestSupport
import Testing

/// The two results of the demo, made by real qlib over the demo market: one is faithful, the other was
/// run with fees that its configuration does not show.
@Suite struct DemoEvidenceTests {
  private static let market = DemoMarket.make()

  private func evidence(_ name: String) throws -> (
    recorded: RecordedRun, outcome: SimulationOutcome
  ) {
    let root = try #require(RepositoryRoot.folder)
    let folder = root + "/Sources/CEmbedded/demo/" + name
    let recorded = try RecordedRun(folder, trades: false)
    let predictions = try PanelTable(csv: folder + "/pred.csv.gz", value: "score")
    return (recorded, try recorded.replayed(predictions, on: DemoEvidenceTests.market))
  }

  @Test func faithfulReplaysToItsOwnCurve() throws {
    let (recorded, outcome) = try evidence("demo-faithful")
    try #require(recorded.report.count > 300)
    #expect(FirstDifference.reports(outcome.report, recorded.report) == nil)
    #expect(FirstDifference.positions(outcome.positions, recorded.positions) == nil)
    #expect(
      try DailyIndicators.firstDifference(outcome.trades, recorded.folder + "/indicators_1day.csv")
        == nil)
    let results = try recorded.results()
    let names = results.keys.filter { $0.hasPrefix("1day.") }.sorted()
    let metrics = RunMetrics.portfolio(outcome.report, trades: outcome.trades)
    #expect(FirstDifference.metrics(metrics, results, names: names, within: 1e-10) == nil)
  }

  /// The record paid 0.0001 of the traded value both ways; its configuration says 0.0005 to buy. The
  /// first purchases are therefore five times as dear here, and the curve parts on that day.
  @Test func wrongFeesLeaveTheRecordOnTheFirstPurchase() throws {
    let (recorded, outcome) = try evidence("demo-wrong-fees")
    let fees = try recorded.configuration.backtest().exchange
    #expect(fees.openCost == 0.0005)
    #expect(fees.closeCost == 0.0015)
    let last = try #require(recorded.report.last)
    #expect(isNear(last.totalCost / last.totalTurnover, 0.0001, relative: 1e-6))

    let first = try #require(recorded.report.first { $0.turnover > 0 })
    let here = try #require(outcome.report.first { $0.turnover > 0 })
    #expect(here.day == first.day)
    #expect(isNear(here.turnover, first.turnover))
    #expect(isNear(here.cost / first.cost, 5, relative: 1e-9))
    let difference = try #require(FirstDifference.reports(outcome.report, recorded.report))
    #expect(difference.hasPrefix(first.day.description))
  }

  /// The evidence is what its description says: a changed byte would change every number behind it.
  @Test(arguments: ["demo-faithful", "demo-wrong-fees"])
  func filesHaveTheirRecordedHashes(name: String) throws {
    let root = try #require(RepositoryRoot.folder)
    let folder = root + "/Sources/CEmbedded/demo/" + name
    let metadata = try JSONReader.read(file: folder + "/metadata.json", id: "test.json")
    let files = try #require(metadata["files"]?.objectValue)
    #expect(
      try FileReader.names(in: folder).filter { $0 != "metadata.json" } == files.keys.sorted())
    for (file, hash) in files {
      #expect(
        SHA256Digest(hashing: try FileReader.bytes(folder + "/" + file)).hex == hash.stringValue,
        "\(file)")
    }
  }

  /// The market that qlib ran on is the one that is generated here, byte for byte: the hash runs over its
  /// files, folder by folder in the order of their names.
  @Test func qlibRanOnThisMarket() throws {
    let sink = MemorySink()
    try DemoEvidenceTests.market.write(to: sink)
    let files = sink.files.keys.sorted { (Path.folder(of: $0), $0) < (Path.folder(of: $1), $1) }
    var hasher = SHA256Hasher()
    for file in files { hasher.update(sink.files[file] ?? []) }
    let root = try #require(RepositoryRoot.folder)
    let metadata = try JSONReader.read(
      file: root + "/Sources/CEmbedded/demo/demo-faithful/metadata.json", id: "test.json")
    #expect(hasher.finish().hex == metadata["market_sha256"]?.stringValue)
  }
}
