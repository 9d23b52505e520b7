import Foundation
import Ladder
import MarketData
import Models
import Primitives
import Reconciliation
import Records
import TestSupport
import Testing

/// What keeps a rung from running is a reason of that rung, and never an error.
@Suite("Reasons of rungs")
struct RungReasonTests {
  private func climb(
    _ workspace: PlantedWorkspace, rungs: [Rung] = Rung.allCases
  ) throws -> Reconciler.Outcome {
    try Reconciler(market: PlantedMarket.demo, marketDigest: MarketDigest(), runtime: ModelRuntime(LibraryPlaces()))
      .reconcile(.init(id: "reasons", workspace: workspace.folder, rungs: rungs))
  }

  private func reasons(_ outcome: Reconciler.Outcome) -> [Rung: String] {
    Dictionary(
      uniqueKeysWithValues: outcome.comparison.rungs.filter { $0.state == .notAvailable }.map {
        ($0.id, $0.reason?.id ?? "")
      })
  }

  @Test("a strategy that is not built here is the reason of the rungs with orders; scores are judged all the same")
  func unsupportedStrategy() throws {
    let workspace = try PlantedWorkspace(.short)
    try workspace.replace("conf.yaml", "class: TopkDropoutStrategy", "class: TWAPStrategy")
    let outcome = try climb(workspace)
    let found = reasons(outcome)
    #expect(found[.replayed] == "strategy.unsupported")
    for rung in [Rung.reinferred, .retrained] { #expect(found[rung] != "strategy.unsupported") }
    #expect(found[.realistic] == "ladder.nothing-beside")
    #expect(outcome.recorded != nil && outcome.replayed == nil)
  }

  @Test(
    "a strategy that differs between versions of qlib is refused with the recorded version and the difference",
    arguments: [
      ("0.7.2", "ladder.soft-topk-selling", "max_sold_weight"),
      ("0.8.0", "ladder.soft-topk-unbuildable", "69bb755f"),
      ("0.9.7", "ladder.soft-topk-unbuildable", "positional arguments"),
      ("0.9.8.dev23", "ladder.soft-topk-unbuildable", "2026-02"),
    ])
  func versionedStrategy(_ version: String, _ id: String, _ difference: String) throws {
    let workspace = try PlantedWorkspace(.short)
    try workspace.replace("conf.yaml", "class: TopkDropoutStrategy", "class: SoftTopkStrategy")
    try workspace.write(#"{"versions":{"qlib":"\#(version)"}}"#, "export.json")
    let outcome = try climb(workspace, rungs: [.replayed])
    let reason = try #require(outcome.comparison.rungs.first { $0.id == .replayed }?.reason)
    #expect(reason.id == id && reason.english.contains(difference) && reason.english.contains(version))
    let recorded = outcome.comparison.versions.first { $0.name == "qlib" }
    #expect(recorded?.text == version && outcome.recorded?.document.versions["qlib"] == version)
  }

  @Test(
    "the version that rewrote a strategy is replayed; an unknown one too, and the difference is a finding",
    arguments: ["0.9.8.dev24+g69bb755f", "0.9.8", "1.0.0", "unknown"])
  func rewrittenStrategy(_ version: String) throws {
    let workspace = try PlantedWorkspace(.short)
    try workspace.replace("conf.yaml", "class: TopkDropoutStrategy", "class: SoftTopkStrategy")
    try workspace.replace("conf.yaml", "            n_drop: 3\n", "")
    try workspace.write(#"{"versions":{"qlib":"\#(version)"}}"#, "export.json")
    let outcome = try climb(workspace, rungs: [.replayed])
    let found = try #require(outcome.replayed?.document.findings.map(\.id))
    #expect(found.contains("strategy.soft-topk-version") == (version == "unknown"))
    // The template's signal is <PRED>, of which qlib makes a table.
    #expect(found.contains("strategy.soft-topk-table"))
  }

  @Test("a table of orders that the workspace does not hold is the reason of the rungs with orders")
  func missingOrders() throws {
    let workspace = try PlantedWorkspace(.short)
    try workspace.replace("conf.yaml", "class: TopkDropoutStrategy", "class: FileOrderStrategy")
    try workspace.replace(
      "conf.yaml", "            signal: <PRED>\n            topk: 20\n            n_drop: 3\n",
      "            file: orders.csv\n")
    #expect(reasons(try climb(workspace, rungs: [.replayed]))[.replayed] == "strategy.order-file")
    try workspace.write("datetime,instrument,amount,direction\n20230705,SH600000,100,buy\n", "orders.csv")
    #expect(try climb(workspace, rungs: [.replayed]).replayed != nil)
  }

  @Test("a key that is not built here is a reason; a window that contradicts itself stops the run")
  func damage() throws {
    let unsupported = try PlantedWorkspace(.short)
    try unsupported.replace("conf.yaml", "min_cost: 5\n", "min_cost: 5\n            no_such_key: 1\n")
    #expect(reasons(try climb(unsupported, rungs: [.replayed]))[.replayed] == "config.unsupported")
    let damaged = try PlantedWorkspace(.short)
    try damaged.replace("conf.yaml", "        start_time: 2023-07-03", "        start_time: 2030-07-03")
    #expect(throws: Diagnostic.self) { try climb(damaged, rungs: [.replayed]) }
  }

  @Test("without LightGBM's library the rungs with a model say so, and the others stand")
  func library() throws {
    let outcome = try climb(try PlantedWorkspace(.short))
    let found = reasons(outcome)
    #expect(found[.reinferred] == "model.lightgbm-missing" && found[.retrained] == "model.lightgbm-missing")
    #expect(found[.replayed] == nil && found[.realistic] == nil)
    #expect(outcome.definition != nil, "the definition is known without the library")
    #expect(outcome.comparison.rungs.last?.reason?.id == "rung.realistic-shown")
  }

  @Test("rungs that are not wanted are not climbed")
  func notWanted() throws {
    let outcome = try climb(try PlantedWorkspace(.short), rungs: [.recomputed])
    #expect(outcome.replayed == nil && outcome.definition == nil)
    for rung in [Rung.reported, .replayed, .reinferred, .retrained, .realistic] {
      #expect(reasons(outcome)[rung] == "rung.not-asked-for")
    }
  }

  @Test("the numbers that are judged are those of the run that is written")
  func measuredOnce() throws {
    let outcome = try climb(try PlantedWorkspace(.short), rungs: [.recomputed, .replayed])
    let judged = outcome.comparison.rungs.first { $0.id == .replayed }?.metrics.map(\.metric)
    let written = outcome.replayed?.metrics.filter { !$0.name.hasPrefix("standard.") }
    #expect(judged == written && judged?.isEmpty == false)
  }
}
