package import Primitives

/// What a migration is worth as it was recorded, as it was replayed here, and under the exchange's own rules.
///
/// A figure is nil where its rung did not run or its curve is not there.
package struct MigrationFigures: Equatable, Sendable {
  package struct Side: Equatable, Sendable {
    /// Yuan at the last close.
    package var endAccount: Double?
    /// Fractions: of the annual excess return with cost, and of its deepest fall.
    package var annualExcess: Double?
    package var maxDrawdown: Double?
    package var informationRatio: Double?

    package init(
      endAccount: Double? = nil, annualExcess: Double? = nil, maxDrawdown: Double? = nil,
      informationRatio: Double? = nil
    ) {
      self.endAccount = endAccount
      self.annualExcess = annualExcess
      self.maxDrawdown = maxDrawdown
      self.informationRatio = informationRatio
    }
  }

  package var recorded = Side()
  /// Of the replay; where it could not run, of the scores made here.
  package var local = Side()
  package var realistic = Side()

  package init() {}

  /// - Parameters:
  ///   - recordedEnd: yuan at the end of the recorded curve.
  ///   - localEnd: of the local one.
  package init(_ comparison: Comparison, recordedEnd: Double?, localEnd: Double?) {
    func side(_ rungs: [Rung], _ prefix: String) -> Side {
      func value(_ name: String) -> Double? {
        let found = rungs.lazy.compactMap { rung in
          comparison.rungs.first { $0.id == rung }?.metrics.first { $0.metric.name == prefix + name }?.metric.value
        }.first
        return MigrationFigures.finite(found)
      }
      return Side(
        annualExcess: value("1day.excess_return_with_cost.annualized_return"),
        maxDrawdown: value("1day.excess_return_with_cost.max_drawdown"),
        informationRatio: value("1day.excess_return_with_cost.information_ratio"))
    }
    recorded = side([.reported], "")
    recorded.endAccount = MigrationFigures.finite(recordedEnd)
    local = side([.replayed, .reinferred], "")
    local.endAccount = MigrationFigures.finite(localEnd)
    realistic = side([.realistic], "realistic.ashare.")
    realistic.endAccount =
      comparison.rungs.first { $0.id == .realistic }?.metrics.first { $0.metric.name == "realistic.ashare.account" }?
      .metric.value
  }

  /// What the account is worth less here than in the record, or more: yuan; 0 below half a cent.
  package var endDifference: Double? {
    MigrationFigures.difference(local.endAccount, recorded.endAccount, least: 5e-3)
  }
  /// A fraction; 0 below what three decimals of a percentage point show.
  package var excessDifference: Double? {
    MigrationFigures.difference(local.annualExcess, recorded.annualExcess, least: 5e-6)
  }

  private static func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }

  /// Sums of Double alone part two equal accounts.
  private static func difference(_ left: Double?, _ right: Double?, least: Double) -> Double? {
    guard let left, let right else { return nil }
    return (left - right).magnitude < least ? 0 : left - right
  }
}

extension MigrationFigures {
  /// The file of an archived migration.
  package static let file = "figures.json"

  package var json: JSONValue {
    ["schema": 1, "recorded": recorded.json, "local": local.json, "realistic": realistic.json]
  }

  package init(_ json: JSONValue) {
    recorded = Side(json["recorded"])
    local = Side(json["local"])
    realistic = Side(json["realistic"])
  }
}

extension MigrationFigures.Side {
  var json: JSONValue {
    [
      "end_account": .optional(endAccount), "annual_excess": .optional(annualExcess),
      "max_drawdown": .optional(maxDrawdown), "information_ratio": .optional(informationRatio),
    ]
  }

  init(_ json: JSONValue?) {
    self.init(
      endAccount: json?["end_account"]?.doubleValue, annualExcess: json?["annual_excess"]?.doubleValue,
      maxDrawdown: json?["max_drawdown"]?.doubleValue, informationRatio: json?["information_ratio"]?.doubleValue)
  }
}

extension NightResult.Judgement {
  package var figures: MigrationFigures {
    MigrationFigures(comparison, recordedEnd: recorded.last?.account, localEnd: replayed.last?.account)
  }
}

extension NightResult.Migration {
  /// Empty where the input could not be read.
  package var figures: MigrationFigures {
    if case .judged(let judgement) = outcome { judgement.figures } else { MigrationFigures() }
  }
}
