import Foundation
import MarketData
import Models
import Preview
import Primitives
import Records
import Store
import TestSupport
import Testing

/// Nowhere is a library: the trees of the kept model are summed here.
private let runtime = ModelRuntime(LibraryPlaces())

/// Days scored one by one, from a kept model, against the scores that real qlib recorded for all days at once.
@Suite(
  .serialized,
  .enabled(if: SharedMaterial.isPresent, Comment(rawValue: SharedMaterial.absence)))
struct LiveScoreTests {
  /// The first day of the predictions, a day on which stocks are suspended, the last recorded one, and the
  /// first behind the recorded ones.
  @Test func aDayAloneHasTheRecordedBits() throws {
    let folder = try TemporaryFolder()
    let market = try QlibProvider(folder: SharedMaterial.path("market/cn"))
    let recorded = try PanelTable(csv: SharedMaterial.path("oracle/baseline/pred.csv.gz"), value: "score")
    let kept = try PreviewModel.keep(
      configuration: SharedMaterial.path("oracle/baseline/conf.yaml"),
      text: SharedMaterial.path("oracle/baseline/model.txt"), in: folder.path("models"))
    for text in ["2019-01-02", "2022-10-31", "2026-04-30"] {
      let scores = try LiveScores(
        continuing: nil, with: kept, on: [day(text)], market: market, in: try Database.inMemory(), runtime: runtime)
      #expect(scores.failure == nil && scores.liveDays == [day(text)])
      try expectSame(scores.table, recorded, day(text))
    }
    let database = try Database.inMemory()
    let behind = try LiveScores(
      continuing: recorded, with: kept, on: [day("2026-04-30"), day("2026-05-06")], market: market, in: database,
      runtime: runtime)
    #expect(behind.liveDays == [day("2026-05-06")], "a recorded day is left alone")
    #expect(behind.table.rows(of: day("2026-05-06")).count == 300)
    // What is stored is taken again to the bit.
    let again = try LiveScores(
      continuing: recorded, with: kept, on: [day("2026-05-06")], market: market, in: database, runtime: runtime)
    #expect(again.failure == nil)
    try expectSame(again.table, behind.table, day("2026-05-06"))
    // A day that is not stored names the reason and ends there.
    let stopped = try LiveScores(
      continuing: recorded, with: PreviewModel(key: kept.key, in: folder.path("gone")),
      on: [day("2026-05-06"), day("2026-05-07")], market: market, in: database, runtime: runtime)
    #expect(stopped.failure?.id == "preview.model-gone" && stopped.missingFrom == day("2026-05-07"))
    #expect(stopped.liveDays == [day("2026-05-06")])
  }

  private func expectSame(_ left: PanelTable, _ right: PanelTable, _ day: TradingDay) throws {
    let (here, there) = (left.rows(of: day), right.rows(of: day))
    try #require(!here.isEmpty && here.count == there.count)
    for (a, b) in zip(here, there) {
      #expect(left.instruments[Int(left.codes[a])] == right.instruments[Int(right.codes[b])])
      #expect(left.values[a].bitPattern == right.values[b].bitPattern)
    }
  }
}
