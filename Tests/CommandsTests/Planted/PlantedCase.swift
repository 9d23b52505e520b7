import Commands
import Ladder
import MarketData
import Primitives
import Reconciliation
import Records
import TestSupport
import Testing

/// One way to break a result, and what the ladder must say of it.
struct PlantedCase: Sendable, CustomTestStringConvertible {
  var name: String
  var base: PlantedWorkspace.Base = .short
  var rung: Rung = .replayed
  /// Day, instrument and field; `-` is none.
  var place: String
  var cause: Cause
  /// Words that the sentence must hold.
  var says: String = ""
  var plant: @Sendable (PlantedWorkspace) throws -> Void = { _ in }
  var market: @Sendable () throws -> MemoryMarket = { PlantedMarket.demo }

  var testDescription: String { name }

  /// What the ladder finds: the rung's place and cause.
  func judged() throws -> (place: String, cause: String, sentence: String) {
    let workspace = try PlantedWorkspace(base)
    try plant(workspace)
    let reconciler = Reconciler(
      market: try market(), marketDigest: MarketDigest(), library: .ofThisProcess)
    let rungs: [Rung] =
      rung == .reinferred
      ? [.reported, .recomputed, .replayed, .reinferred, .retrained]
      : [.reported, .recomputed, .replayed]
    let comparison = try reconciler.reconcile(
      .init(id: "planted", workspace: workspace.folder, rungs: rungs)
    ).comparison
    guard let found = comparison.rungs.first(where: { $0.id == rung })?.firstDivergence else {
      return ("none", "none", "")
    }
    let place = [found.day.map { "\($0)" } ?? "-", found.instrument?.name ?? "-", found.field]
      .joined(separator: " ")
    return (place, found.cause.cause.rawValue, found.cause.statement.english)
  }
}
