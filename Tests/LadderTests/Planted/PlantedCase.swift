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
  /// The message that says so, itself or the sentence inside it.
  var says: String = ""
  /// Values that the message must name.
  var arguments: [String: MessageArgument] = [:]
  var plant: @Sendable (PlantedWorkspace) throws -> Void = { _ in }
  var market: @Sendable () throws -> MemoryMarket = { PlantedMarket.demo }

  var testDescription: String { name }

  /// What the ladder finds: the rung's place and cause.
  func judged() throws -> (place: String, cause: CauseStatement?) {
    let workspace = try PlantedWorkspace(base)
    try plant(workspace)
    let reconciler = Reconciler(
      market: try market(), marketDigest: MarketDigest(), runtime: .ofThisProcess)
    let rungs: [Rung] =
      rung == .reinferred
      ? [.reported, .recomputed, .replayed, .reinferred, .retrained]
      : [.reported, .recomputed, .replayed]
    let comparison = try reconciler.reconcile(
      .init(id: "planted", workspace: workspace.folder, rungs: rungs)
    ).comparison
    guard let found = comparison.rungs.first(where: { $0.id == rung })?.firstDivergence else {
      return ("none", nil)
    }
    let place = [found.day.map { "\($0)" } ?? "-", found.instrument?.name ?? "-", found.field]
      .joined(separator: " ")
    return (place, found.cause)
  }
}
