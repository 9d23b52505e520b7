import Ladder
import MarketData
import Metrics
import Models
import Primitives
import Reconciliation
import Records
import TestSupport
import Testing

/// Exports of before types were recorded: float32 is deduced from the recorded metrics, never from the texts alone.
@Suite("Scores without a recorded type")
struct UntypedScoreTests {
  /// The short demo with scores rounded to float32 and the metrics of either reading.
  private func comparison(metricsOfTexts: Bool) throws -> Comparison {
    let workspace = try PlantedWorkspace(.short)
    let table = try PanelTable(csv: workspace.folder + "/pred.csv", value: "score")
    let labels = try PanelTable(csv: workspace.folder + "/label.csv", value: "label", isFloat32: true)
    func with(_ values: [Double]) -> PanelTable {
      PanelTable(
        instruments: table.instruments, days: table.days, offsets: table.offsets, codes: table.codes, values: values)
    }
    let singles = with(table.values.map { Double(Float($0)) })
    let texts = with(try table.values.map { try #require(Double(Float($0).description)) })
    let metrics = RunMetrics.quality(predictions: metricsOfTexts ? texts : singles, labels: labels)
    try workspace.write(String(decoding: texts.csv(value: "score"), as: UTF8.self), "pred.csv")
    try workspace.write(
      ",0\n" + metrics.map { "\($0.name),\($0.value ?? .nan)\n" }.joined(), "qlib_res.csv")
    return try Reconciler(
      market: PlantedMarket.demo, marketDigest: MarketDigest(), runtime: ModelRuntime(LibraryPlaces())
    )
    .reconcile(.init(id: "untyped", workspace: workspace.folder, rungs: [.recomputed])).comparison
  }

  private func distances(_ comparison: Comparison) -> [Double] {
    comparison.rungs.first { $0.id == .recomputed }?.metrics.filter { $0.metric.name.contains("IC") }
      .compactMap { $0.delta?.magnitude } ?? []
  }

  @Test("where the recorded metrics follow from float32 only, the scores are read so, and a finding says it")
  func deduced() throws {
    let comparison = try comparison(metricsOfTexts: false)
    #expect(comparison.findings.contains { $0.id == "import.scores-without-type" })
    #expect(distances(comparison).count == 4 && distances(comparison).allSatisfy { $0 <= 1e-14 })
  }

  @Test("rounded scores whose metrics follow from their texts stay as they are")
  func rounded() throws {
    let comparison = try comparison(metricsOfTexts: true)
    #expect(!comparison.findings.contains { $0.id == "import.scores-without-type" })
    #expect(distances(comparison).allSatisfy { $0 <= 1e-14 })
  }
}
