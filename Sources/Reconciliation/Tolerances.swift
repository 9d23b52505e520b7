import Primitives
package import Records

/// Named limits within which two records count as equal.
///
/// Rates are compared absolutely; money relative to the account of the day; share amounts, prices and
/// running sums relative to their own size.
package struct Tolerances: Equatable, Sendable {
  package enum Name: String, Sendable, CaseIterable {
    /// Metric of the record against the same formula over the record's curve, absolute.
    case recomputedMetrics = "recomputed.metrics"
    /// Metric over the local curve against the recomputed one, absolute.
    case replayedMetrics = "replayed.metrics"
    /// Ordered and dealt amounts, relative.
    case replayedOrders = "replayed.orders"
    /// Amount and price of holdings, relative.
    case replayedPositions = "replayed.positions"
    /// Account, stock value, cash and running sums, relative to the account.
    case replayedNAV = "replayed.nav"
    case replayedReturn = "replayed.return"
    case replayedCost = "replayed.cost"
    case replayedTurnover = "replayed.turnover"
    case replayedBench = "replayed.bench"

    /// Score computed from our features against the recorded one, absolute.
    case reinferredScores = "reinferred.scores"
    /// Score of a linear model against the recorded one, as a multiple of the error bound of its sum of products: n
    /// terms in any order err by n·u ÷ (1 − n·u) of the sum of their magnitudes, u being 2⁻²⁴ in float32. Score of a
    /// network, as a multiple of n·u times its largest score, n being the terms added one behind the other.
    case reinferredRounding = "reinferred.rounding"
    case reinferredMetrics = "reinferred.metrics"

    /// Scores of a retrained model without seeds against the recorded ones, root mean square by their
    /// deviation: qlib solves such models in float32.
    case retrainedScores = "retrained.scores"

    package var standard: Double {
      switch self {
      case .recomputedMetrics, .replayedMetrics, .reinferredMetrics: 1e-10
      case .retrainedScores: 1e-2
      case .reinferredRounding: 1
      default: 1e-12
      }
    }

    package var rung: Rung {
      switch self {
      case .recomputedMetrics: .recomputed
      case .replayedMetrics, .replayedOrders, .replayedPositions, .replayedNAV, .replayedReturn, .replayedCost,
        .replayedTurnover, .replayedBench:
        .replayed
      case .reinferredScores, .reinferredRounding, .reinferredMetrics: .reinferred
      case .retrainedScores: .retrained
      }
    }
  }

  private var overrides: [Name: Double]

  package init() { overrides = [:] }

  /// Throws `tolerance.unknown` with the nearest name, `tolerance.value` for what is no limit.
  package init(overriding limits: [String: Double]) throws {
    overrides = [:]
    for (text, limit) in limits.sorted(by: { $0.key < $1.key }) {
      guard let name = Name(rawValue: text) else {
        let names = Name.allCases.map(\.rawValue)
        throw Diagnostic(
          "tolerance.unknown", .usage,
          [
            "name": .text(text), "hint": Spelling.suggestion(for: text, among: names), "names": .names(names),
          ],
          (en: "There is no tolerance '{name}'.{hint}", zh: "没有名为“{name}”的容差。{hint}"),
          remedy: (en: "Use one of {names}.", zh: "请使用以下之一：{names}。"))
      }
      guard limit.isFinite, limit >= 0 else {
        throw Diagnostic(
          "tolerance.value", .usage, ["name": .text(text), "limit": .exact(limit)],
          (en: "The tolerance '{name}' is {limit}.", zh: "容差“{name}”为 {limit}。"),
          remedy: (en: "Give a finite number of at least 0.", zh: "请给出不小于 0 的有限数字。"))
      }
      overrides[name] = limit
    }
  }

  package subscript(name: Name) -> Double { overrides[name] ?? name.standard }

  /// The limits of one rung, by name.
  func limits(of rung: Rung) -> [String: Double] {
    Dictionary(uniqueKeysWithValues: Name.allCases.filter { $0.rung == rung }.map { ($0.rawValue, self[$0]) })
  }
}
