import MarketData
import Primitives
import Records
import Simulation
import StrategyEngine
import TestSupport
import Testing

/// Rows that the market does not know stop no run: they are read as qlib reads them, and named.
///
/// Asked of pyqlib 0.9.7 with 60 stocks of the real market: a code without data that leads every ranking is never bought
/// and takes its place in the ranking; Saturday's scores give the account of a run in which they are Friday's.
struct StrayPredictionTests {
  /// 2024-01-01 (Monday) to 2024-01-10; two stocks, of which the second one rises.
  private func run(_ scores: [(String, String, Double)]) throws -> SimulationOutcome {
    var tiny = TinyMarket(from: "2024-01-01", days: 8)
    tiny.add("SH000300", close: [100, 100, 100, 100, 100, 100, 100, 100], listed: false)
    tiny.add("SH600000", close: [10, 10, 10, 10, 10, 10, 10, 10])
    tiny.add("SH600004", close: [10, 10, 10, 10, 10, 10.5, 11, 11])
    let backtest = BacktestConfig(
      start: day("2024-01-02"), end: day("2024-01-09"), account: 1e6, benchmark: .instruments([code("SH000300")]))
    return try QlibSimulation.run(
      strategy: TopkDropout(.init(topk: 1, nDrop: 1)), backtest: backtest,
      predictions: try PanelTable(scores.map { (day: day($0.0), instrument: $0.1, value: $0.2) }), market: tiny.market)
  }

  private static let friday = [("2024-01-05", "SH600000", 1.0), ("2024-01-05", "SH600004", 2.0)]

  @Test func scoresOfASaturdayStandForFriday() throws {
    let sound = try run(Self.friday)
    // A score of the window's last day decides nothing; without it no day would be a trading day.
    let moved = try run(Self.friday.map { ("2024-01-06", $0.1, $0.2) } + [("2024-01-09", "SH600000", 1)])
    #expect(moved.report.map(\.account) == sound.report.map(\.account))
    // The last score that is not missing counts.
    let changed = try run([
      ("2024-01-05", "SH600000", 3), ("2024-01-05", "SH600004", 2), ("2024-01-06", "SH600000", 1),
      ("2024-01-06", "SH600004", .nan),
    ])
    #expect(changed.report.map(\.account) == sound.report.map(\.account))
    let finding = try #require(changed.findings.first { $0.id == "predictions.closed-days" })
    #expect(finding.severity == .serious)
    #expect(finding.evidence.arguments["rows"] == .count(2))
    #expect(!sound.findings.contains { $0.id == "predictions.closed-days" })
  }

  @Test func aCodeThatTheMarketDroppedIsRankedAndNeverTraded() throws {
    let sound = try run(Self.friday)
    let behind = try run(Self.friday + [("2024-01-05", "SH688888", -9)])
    #expect(behind.report.map(\.account) == sound.report.map(\.account))
    let finding = try #require(behind.findings.first { $0.id == "predictions.unknown-stocks" })
    #expect(finding.evidence.english.contains("SH688888"))
    #expect(finding.evidence.arguments["rows"] == .count(1))
    // Its place is the only one: nothing is bought.
    let ahead = try run(Self.friday + [("2024-01-05", "SH688888", 9)])
    #expect(ahead.report.allSatisfy { $0.value == 0 })
    #expect(sound.report.contains { $0.value > 0 })
  }
}
