import Primitives
import RDAgent
import Records
import TestSupport
import Testing

/// A row that stands twice is named and does not stop the import.
struct RepeatedRowTests {
  @Test func theLastScoreWithAValueCounts() throws {
    let workspace = try MadeWorkspace.exported()
    try workspace.temporary.write(
      """
      datetime,instrument,score
      2024-01-03,SH600000,7
      2024-01-02,SH600000,1
      2024-01-02,600000.SH,2
      2024-01-02,SH600000,

      """, to: "pred.csv")
    let evidence = try workspace.evidence()
    let table = try #require(evidence.predictions)
    #expect(table.days == [day("2024-01-02"), day("2024-01-03")])
    #expect(table.values == [2, 7])
    let finding = try #require(evidence.findings.first { $0.id == "import.repeated-rows" })
    #expect(finding.severity == .serious)
    #expect(finding.evidence.arguments["count"] == .count(2))
    #expect(finding.evidence.english.contains("SH600000 2024-01-02"))
  }

  @Test func repeatedPositionsAreNotCompared() throws {
    let workspace = try MadeWorkspace.exported()
    try workspace.temporary.write(
      "date,instrument,amount,price,weight,count_day\n2024-01-03,SH600000,1,1,1,1\n2024-01-03,SH600000,2,1,1,1\n",
      to: "positions.csv")
    let evidence = try workspace.evidence()
    #expect(evidence.positions == nil)
    #expect(evidence.missing[.positions]?.english.contains("SH600000 2024-01-03") == true)
    #expect(evidence.findings.contains { $0.id == "import.repeated-positions" })
  }

  @Test func otherDamageStillStopsTheImport() throws {
    let workspace = try MadeWorkspace.exported()
    try workspace.temporary.write(
      "datetime,instrument,score\n2024-01-02,SH600000,1\n2024-01-02,SH600000,high\n", to: "pred.csv")
    #expect(diagnostic { _ = try workspace.evidence() }?.id == "csv.number")
  }
}
