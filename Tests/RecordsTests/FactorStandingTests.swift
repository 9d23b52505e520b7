import Primitives
import Records
import Testing

/// Where factors stand beside their references.
@Suite struct FactorStandingTests {
  private func check(_ verdict: String) throws -> FactorCheck {
    try #require(FactorCheck(["verdict": .string(verdict), "n": 10]))
  }

  /// A failed factor stays failed whatever else is recorded of it; a migrated one was never compared.
  @Test func theWorseOfFiguresAndStateStands() throws {
    func standing(_ state: String?, _ verdict: String?) throws -> FactorStanding {
      FactorEntry(name: "A", state: state.map { .init(name: $0) }, check: try verdict.map(check)).standing
    }
    #expect(try standing("migrated", nil) == .notCompared && standing(nil, nil) == .notCompared)
    #expect(try standing("migrated", "failed") == .failed && standing("failed", "identical") == .failed)
    #expect(try standing("verified", "identical") == .equal && standing("verified", nil) == .equal)
    #expect(try standing(nil, "reference environment") == .referenceEnvironment)
    #expect(try standing("statistically equal", nil) == .statisticallyEqual)
    #expect(try standing("not migrated", "not comparable") == .notCompared)
    #expect(!FactorStanding.failed.isAligned && !FactorStanding.notCompared.isAligned && FactorStanding.equal.isAligned)
  }

  /// Gains are shares of the whole model: 3 of 4, and 1 of 4. The model's other features count, too.
  @Test func aBadFactorThatMattersRises() throws {
    var sheet = FactorSheet(entries: [
      FactorEntry(name: "A", usedBy: ["m"], check: try check("identical")),
      FactorEntry(name: "B", usedBy: ["m", "n"], check: try check("identical")),
      FactorEntry(name: "C", usedBy: ["n"], check: try check("failed")), FactorEntry(name: "D", usedBy: ["m"]),
    ])
    let model: [ModelEvaluation.Importance] = [
      .init(feature: "A", gain: 1, splits: 1), .init(feature: "B", gain: 3, splits: 1),
    ]
    sheet.add(model, of: "m")
    sheet.add([], of: "n")
    #expect(sheet.ranked.map(\.name) == ["C", "B", "A", "D"])
    #expect(sheet.entries.map(\.gain) == [0.25, 0.75, nil, nil])
    #expect(sheet.count(.identical) == 2 && sheet.count(.failed) == 1 && sheet.count(.notCompared) == 1)
    sheet.add(model, of: "m")
    #expect(sheet.entries[1].gains == [FactorEntry.Gain(migration: "m", share: 0.75)])
  }
}
