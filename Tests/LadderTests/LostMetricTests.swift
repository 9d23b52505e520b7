import Ladder
import MarketData
import Primitives
import Records
import Testing

/// qlib logs an analysis as a whole: what lacks beside the rest of it was taken away.
@Suite struct LostMetricTests {
  /// The verdict over the demo's faithful result with some lines of its numbers changed.
  private func judge(_ change: ([String]) -> [String]?) throws -> Comparison {
    let workspace = try PlantedWorkspace(.whole)
    try workspace.rows("qlib_res.csv", change)
    return try Reconciler(market: PlantedMarket.demo, marketDigest: MarketDigest(), runtime: .ofThisProcess)
      .reconcile(.init(id: "m", workspace: workspace.folder, rungs: [.recomputed, .replayed])).comparison
  }

  @Test("one number that lacks of an analysis fails", arguments: ["1day.ffr", "1day.pa", "1day.pos", "IC"])
  func oneOfItsAnalysis(name: String) throws {
    let lost = try judge { $0[0] == name ? nil : $0 }
    let empty = try judge { $0[0] == name ? [name, ""] : $0 }
    for comparison in [lost, empty] {
      #expect(comparison.verdict == .fail)
      let divergence = comparison.rungs.first { $0.id == .recomputed }?.firstDivergence
      #expect(divergence?.field == name)
      #expect(divergence?.cause.statement.id == "cause.lost-metrics")
      #expect(comparison.findings.contains { $0.id == "import.metrics-absent" })
    }
  }

  @Test("a record without the analysis of orders, or of a run without orders, does not fail for it")
  func withoutOrders() throws {
    let none = try judge { QlibResults.indicators.contains($0[0]) ? nil : $0 }
    let empty = try judge { QlibResults.indicators.contains($0[0]) ? [$0[0], ""] : $0 }
    for comparison in [none, empty] {
      #expect(comparison.verdict == .pass)
      #expect(!comparison.findings.contains { $0.id == "import.metrics-absent" })
    }
  }
}
