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

  /// pandas 2.3.3 with qlib 0.9.7's `calc_ic` over these rows: IC 0.877454 and Rank IC 0.8 on the first day, 0.5 and 0.5 on
  /// the second; without the repeated row, or with the labels in another order, it raises.
  @Test func everyRepeatedRowCountsInTheDailyCorrelation() throws {
    let keys = [
      "2024-01-02,SH600000", "2024-01-02,SH600001", "2024-01-02,SH600002", "2024-01-02,SH600000",
      "2024-01-03,SH600000", "2024-01-03,SH600001", "2024-01-03,SH600002",
    ]
    func table(_ name: String, _ values: [Double], _ order: [Int]) -> String {
      "datetime,instrument,\(name)\n" + order.map { "\(keys[$0]),\(values[$0])\n" }.joined()
    }
    let scores = [1.0, 2, 4, 9, 3, 1, 2]
    let labels = [0.1, 0.3, 0.2, 0.5, 0.3, 0.2, 0.1]
    let workspace = try MadeWorkspace.exported()
    let order = Array(keys.indices)
    try workspace.temporary.write(table("score", scores, order), to: "pred.csv")
    try workspace.temporary.write(table("label", labels, order), to: "label.csv")
    let pairs = try #require(try workspace.evidence().repeatedPairs)
    #expect(pairs.predictions.values == [1, 9, 2, 4, 3, 1, 2])
    #expect(pairs.outcomes.map { Float($0) } == [0.1, 0.5, 0.3, 0.2, 0.3, 0.2, 0.1])
    try workspace.temporary.write(table("label", labels, [3, 1, 2, 0, 4, 5, 6]), to: "label.csv")
    #expect(try workspace.evidence().repeatedPairs != nil)
    try workspace.temporary.write(table("label", labels, [1, 0, 2, 3, 4, 5, 6]), to: "label.csv")
    #expect(try workspace.evidence().repeatedPairs == nil)
    try workspace.temporary.write(table("label", labels, [0, 1, 2, 4, 5, 6]), to: "label.csv")
    #expect(try workspace.evidence().repeatedPairs == nil)
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
