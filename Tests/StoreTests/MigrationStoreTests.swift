import Primitives
import Records
import Store
import TestSupport
import Testing

@Suite("History of migrations")
struct MigrationStoreTests {
  let database: Database

  init() throws { database = try Database.inMemory() }

  private func step(_ stage: MigrationStage, _ date: String, blocks: [String] = []) -> MigrationStep {
    MigrationStep(
      migration: "alpha", tradingDay: day(date), at: date + "T16:00:00+00:00", stage: stage,
      reason: .verbatim("why"), blocks: blocks.map(Message.verbatim))
  }

  @Test("a stage is stored once, and again only when it, its reason or its blocks change")
  func history() throws {
    #expect(try database.save([step(.candidate, "2024-01-02", blocks: ["a", "b"])]) == ["alpha"])
    #expect(try database.save([step(.candidate, "2024-01-03", blocks: ["a", "b"])]) == [])
    #expect(try database.save([step(.candidate, "2024-01-04", blocks: ["b"])]) == ["alpha"])
    #expect(try database.save([step(.replayed, "2024-01-05")]) == ["alpha"])
    #expect(try database.save([step(.candidate, "2024-01-08", blocks: ["b"])]) == ["alpha"])
    let found = try database.stages(of: "alpha")
    #expect(
      found.map(\.tradingDay) == ["2024-01-02", "2024-01-04", "2024-01-05", "2024-01-08"].map(day))
    #expect(found.first == step(.candidate, "2024-01-02", blocks: ["a", "b"]))
    #expect(try database.stages(of: "beta") == [])
  }

  @Test("every stage can be stored", arguments: MigrationStage.allCases)
  func allStages(_ stage: MigrationStage) throws {
    try database.save([step(stage, "2024-01-02")])
    #expect(try database.stages(of: "alpha").map(\.stage) == [stage])
  }
}
