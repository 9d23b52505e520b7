import Primitives
import RDAgent
import Records
import TestSupport
import Testing

@Suite("Findings about the evidence")
struct FindingTests {
  private func findings(_ change: (MadeWorkspace) throws -> Void) throws -> [String] {
    let workspace = try MadeWorkspace.exported()
    try change(workspace)
    let findings = try workspace.evidence().findings
    for finding in findings {
      #expect([finding.title, finding.evidence, finding.consequence, finding.remedy].allSatisfy { !$0.isEmpty })
    }
    return findings.map(\.id)
  }

  @Test(
    "a curve outside the window of its configuration is of another run",
    arguments: ["2024-01-02", "2024-01-05"])
  func window(_ day: String) throws {
    let days = ["2024-01-03", "2024-01-04", day].sorted()
    let found = try findings {
      try $0.temporary.write(MadeWorkspace.report(days), to: "report_normal_1day.csv")
    }
    #expect(found == ["import.curve-of-another-run"])
  }

  @Test("a benchmark that is 0 or missing on every day", arguments: ["0.0", ""])
  func benchmark(_ cell: String) throws {
    let report = MadeWorkspace.report(["2024-01-03", "2024-01-04"], bench: [cell, cell])
    #expect(
      try findings { try $0.temporary.write(report, to: "report_normal_1day.csv") } == [
        "import.benchmark-empty"
      ])
  }

  @Test("a benchmark that stands still on one day is nothing to say")
  func oneFlatDay() throws {
    let report = MadeWorkspace.report(["2024-01-03", "2024-01-04"], bench: ["0.0", "0.01"])
    #expect(try findings { try $0.temporary.write(report, to: "report_normal_1day.csv") }.isEmpty)
  }

  @Test("a curve that never traded")
  func idle() throws {
    let report = MadeWorkspace.report(["2024-01-03", "2024-01-04"], totalTurnover: "0.0")
    #expect(
      try findings { try $0.temporary.write(report, to: "report_normal_1day.csv") } == [
        "import.never-traded"
      ])
  }

  @Test("predicted names that are no stocks")
  func names() throws {
    let found = try findings {
      try $0.temporary.write(
        "datetime,instrument,score\n2024-01-02,DAILY_ALL,1\n2024-01-02,SH600000,2\n", to: "pred.csv"
      )
    }
    #expect(found == ["import.not-a-stock"])
  }
}
