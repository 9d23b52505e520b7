import Ladder
import MarketData
import Models
import Primitives
import Records
import TestSupport
import Testing

/// Loops of a task after one another, with what they have in common made once (`SharedWork`).
@Suite("loops that share work") struct SharedWorkTests {
  private func files(_ workspace: PlantedWorkspace, _ shared: SharedWork) throws -> [String: [UInt8]] {
    var reconciler = Reconciler(market: PlantedMarket.demo, marketDigest: MarketDigest(), runtime: .ofThisProcess)
    reconciler.shared = shared
    let sink = MemorySink()
    try reconciler.reconcile(.init(id: "loop", workspace: workspace.folder)).write(to: sink)
    return sink.files
  }

  @Test("each has the bytes that it has by itself, whatever differs between them")
  func equal() throws {
    var workspaces = [try PlantedWorkspace(.short), try PlantedWorkspace(.short)]
    // Other costs over the same scores, other scores under the same costs, other holdings, other numbers.
    let costs = try PlantedWorkspace(.short)
    let configuration = try FileReader.text(costs.folder + "/conf.yaml")
    try #require(configuration.contains("open_cost: 0.0005"))
    try costs.write(configuration.replacing("open_cost: 0.0005", with: "open_cost: 0.0006"), "conf.yaml")
    let scores = try PlantedWorkspace(.short)
    try scores.rows("pred.csv") { [$0[0], $0[1], "\(-(Double($0[2]) ?? .nan))"] }
    let holdings = try PlantedWorkspace(.short)
    try holdings.rows("positions.csv") { cells in
      var cells = cells
      if let amount = Double(cells[2]) { cells[2] = "\(amount * 2)" }
      return cells
    }
    let numbers = try PlantedWorkspace(.short)
    try numbers.write(",0\nIC,0.5\n", "qlib_res.csv")
    workspaces += [costs, scores, holdings, numbers]
    let shared = SharedWork()
    for workspace in workspaces {
      let together = try files(workspace, shared)
      let alone = try files(workspace, SharedWork())
      #expect(together.count > 10)
      #expect(Set(together.keys) == Set(alone.keys))
      for (name, bytes) in alone { #expect(together[name] == bytes, "\(name)") }
    }
  }
}
