import Primitives
import RDAgent
import Records
import TestSupport
import Testing

/// Five loops of a real RD-Agent task: accepted, failed before and inside the run, rejected, and a model.
@Suite(
  "Recorded loops",
  .enabled(if: SharedMaterial.isPresent, Comment(rawValue: SharedMaterial.absence)))
struct RecordedLoopTests {
  private func evidence(_ id: String) throws -> WorkspaceEvidence {
    try WorkspaceEvidence(Workspace(folder: SharedMaterial.path("rdagent/workspaces/" + id)))
  }

  @Test("loop 0, accepted: the recorder names the template among ten, the curve was never exported")
  func accepted() throws {
    let evidence = try evidence("965b1743b79d4344bd10d3e822b1a17f")
    #expect(evidence.used?.path.hasSuffix("/conf_baseline.yaml") == true)
    #expect(
      evidence.reported?.values["1day.excess_return_without_cost.max_drawdown"]
        == -0.10915091821903777)
    #expect(evidence.curve == nil)
    #expect(evidence.missing[.curve]?.contains("export_recorder.py") == true)
    #expect(evidence.modelPath?.hasSuffix("/model.lgb.txt") == true)
    #expect(evidence.missing[.model] == nil)
    // Its factors lie in the workspace and the baseline's configuration ran.
    #expect(evidence.findings.map(\.id) == ["import.factor-not-used"])
  }

  @Test("loop 1, failed before the run: no results and no recorder")
  func failedEarly() throws {
    let evidence = try evidence("d611d24dce4040bf993f4a1641476dcd")
    #expect(evidence.reported == nil)
    #expect(evidence.used == nil)
    #expect(evidence.missing[.configuration]?.arguments["count"] == .count(10))
  }

  @Test("loop 2, failed inside the run: a header without a metric")
  func failedInside() throws {
    let evidence = try evidence("a5438e34050c4ac3aa898643530d52db")
    #expect(evidence.reported == nil)
    #expect(evidence.missing[.reported]?.id == "workspace.no-metric")
  }

  @Test(
    "loop 3, rejected: three metrics are missing, not 0; its rounded curve is not taken for the curve"
  )
  func rejected() throws {
    let evidence = try evidence("85c57b2a19d3425a9168dff89ef2e72e")
    for name in ["1day.ffr", "1day.pa", "1day.pos"] {
      #expect(evidence.reported?.values[name]?.isNaN == true)
    }
    #expect(evidence.curve == nil)
    #expect(evidence.missing[.curve]?.id == "workspace.rounded-curve")
  }

  @Test("loop 4, a model: seven templates and no recorder")
  func model() throws {
    let evidence = try evidence("6f8e207dbb024926bfc9a3cd367cee2d")
    #expect(evidence.reported?.values.isEmpty == false)
    #expect(evidence.used == nil)
    #expect(evidence.missing[.configuration]?.arguments["count"] == .count(7))
  }
}
