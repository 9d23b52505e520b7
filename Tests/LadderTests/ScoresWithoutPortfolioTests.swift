import Ladder
import MarketData
import Models
import Primitives
import Reconciliation
import Records
import TestSupport
import Testing

/// A configuration that records no portfolio: the scores are judged without a backtest.
@Suite("Scores without a portfolio")
struct ScoresWithoutPortfolioTests {
  /// The demo's faithful result as a run without `PortAnaRecord` leaves it.
  private func workspace() throws -> PlantedWorkspace {
    let workspace = try PlantedWorkspace(.whole)
    let lines = try workspace.text("conf.yaml").split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex { $0.hasPrefix("port_analysis_config") })
    let end = try #require(lines.firstIndex { $0.hasPrefix("task:") })
    let record = try #require(lines.firstIndex { $0.contains("class: PortAnaRecord") })
    try workspace.write(
      (lines[..<start] + lines[end..<record]).joined(separator: "\n") + "\n", "conf.yaml")
    try workspace.rows("qlib_res.csv") { $0[0].hasPrefix("1day.") ? nil : $0 }
    for name in ["report_normal_1day.csv", "positions.csv"] { try workspace.remove(name) }
    return workspace
  }

  private func climb(_ workspace: PlantedWorkspace) throws -> Comparison {
    try Reconciler(market: PlantedMarket.demo, marketDigest: MarketDigest(), runtime: .ofThisProcess)
      .reconcile(.init(id: "scores", workspace: workspace.folder, rungs: [.recomputed, .replayed, .reinferred]))
      .comparison
  }

  private func rung(_ comparison: Comparison, _ id: Rung) throws -> RungResult {
    try #require(comparison.rungs.first { $0.id == id })
  }

  @Test("the recorded IC follows from predictions and labels; nothing is replayed")
  func recomputed() throws {
    let comparison = try climb(try workspace())
    #expect(try rung(comparison, .recomputed).state == .pass)
    #expect(try rung(comparison, .recomputed).metrics.contains { $0.metric.name == "IC" && $0.delta != nil })
    #expect(try rung(comparison, .replayed).reason?.id == "ladder.no-portfolio")
  }

  @Test(
    "the model's scores are the recorded ones: that rung carries the verdict",
    .enabled(if: DemoResult.hasLightGBM, "needs LightGBM's library, which `make lightgbm` fetches"))
  func reinferred() throws {
    let comparison = try climb(try workspace())
    #expect(try rung(comparison, .reinferred).state == .pass)
    #expect(comparison.verdict == .pass)
  }

  @Test("a changed IC and a changed score are found", arguments: ["qlib_res.csv", "pred.csv"])
  func planted(_ name: String) throws {
    let workspace = try workspace()
    if name == "pred.csv" {
      try workspace.cell(name, "2023-08-14,SH600000", 2) { $0 + 0.1 }
    } else {
      try workspace.metric("IC") { $0 + 0.01 }
    }
    let comparison = try climb(workspace)
    #expect(comparison.verdict == .fail)
    #expect(try rung(comparison, .recomputed).firstDivergence?.field.contains("IC") == true)
  }
}
