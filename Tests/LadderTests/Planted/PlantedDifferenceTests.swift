import Primitives
import Reconciliation
import Records
import TestSupport
import Testing

/// A copy of what real qlib recorded, broken on purpose in one way: the ladder must name the rung, the
/// day, the instrument, the field and the cause.
@Suite("planted differences") struct PlantedDifferenceTests {
  @Test(
    "the unbroken copies agree on every rung", arguments: [PlantedWorkspace.Base.short, .whole])
  func unbroken(_ base: PlantedWorkspace.Base) throws {
    let none = PlantedCase(name: "none", base: base, place: "none", cause: .unknown)
    #expect(try none.judged().place == "none")
  }

  @Test(
    arguments: PlantedCase.ofSettings + PlantedCase.ofRecords + PlantedCase.ofPredictions
      + PlantedCase.ofMarkets)
  func aPlantedDifferenceIsNamed(_ planted: PlantedCase) throws { try expectNamed(planted) }

  @Test(arguments: PlantedCase.ofMetrics)
  func metricIsNamed(_ planted: PlantedCase) throws { try expectNamed(planted) }

  @Test(
    .enabled(if: DemoResult.hasLightGBM, "needs LightGBM's library, which `make lightgbm` fetches"),
    arguments: PlantedCase.ofModels)
  func scoreIsNamed(_ planted: PlantedCase) throws { try expectNamed(planted) }

  private func expectNamed(_ planted: PlantedCase) throws {
    let found = try planted.judged()
    let statement = try #require(found.cause?.statement)
    #expect(found.place == planted.place, "\(statement.english)")
    #expect(found.cause?.cause == planted.cause, "\(statement.english)")
    let messages =
      [statement]
      + statement.arguments.values.compactMap { argument -> Message? in
        if case .message(let inner) = argument { inner } else { nil }
      }
    if !planted.says.isEmpty {
      let said = messages.first { $0.id == planted.says }
      #expect(said != nil, "\(statement.id): \(statement.english)")
      for (name, value) in planted.arguments { #expect(said?.arguments[name] == value, "\(name)") }
    }
  }

  @Test("every cause of the catalogue that a reader can meet is planted once")
  func catalogue() {
    let all =
      PlantedCase.ofSettings + PlantedCase.ofRecords + PlantedCase.ofPredictions
      + PlantedCase.ofMarkets
      + PlantedCase.ofMetrics + PlantedCase.ofModels
    #expect(Set(all.map(\.name)).count == all.count && all.count >= 60)
    let planted = Set(all.map(\.cause))
    // `selection`, `cash`, `lots` and `unknown` are what is said where no fact tells more.
    #expect(Cause.allCases.filter { !planted.contains($0) } == [.cash, .selection, .referenceEnvironment, .unknown])
  }
}
