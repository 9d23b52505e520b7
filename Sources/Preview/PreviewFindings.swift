import MarketData
import Primitives
import Records
import Simulation

/// What a settlement has to say beside its numbers.
enum PreviewFindings {
  /// What holds for every preview under the exchange's rules.
  static func standing(
    _ definition: PreviewDefinition, _ calendar: TradingCalendar, through day: TradingDay
  ) -> [Finding] {
    var findings = AShareFindings.standing
    if !definition.fees {
      findings.append(
        Finding(
          id: "preview.without-fees", severity: .warning,
          evidence: "the preview was made without commission, stamp tax and transfer fee",
          consequence: "Its value is too high by all costs.", remedy: "Create it again with fees."))
    }
    if let last = calendar.days.last, day > last {
      findings.append(
        Finding(
          id: "preview.market-ends", severity: .warning,
          evidence: "the market data ends on \(last), before \(day)",
          consequence: "Later days are not settled.",
          remedy: "Load the missing days, then settle again."))
    }
    return findings
  }

  static func stopped(_ id: String) -> Finding {
    Finding(
      id: "preview.not-running", severity: .note, evidence: "the preview '\(id)' is not running",
      consequence: "Nothing is settled.", remedy: "Set it running to settle it.")
  }

  static func restated(_ id: String, _ day: TradingDay) -> Finding {
    Finding(
      id: "preview.restated", severity: .serious,
      evidence: "prices or the calendar of '\(id)' changed since \(day) was settled",
      consequence:
        "\(day) and all later days were settled again; earlier reports show other values.",
      remedy: "Compare with the archived night, and ask the data source why.")
  }

  static func predictionsChanged(_ id: String, _ day: TradingDay) -> Finding {
    Finding(
      id: "preview.predictions-changed", severity: .warning,
      evidence: "the scores that decided \(day) of '\(id)' are others now",
      consequence: "Settled days keep their trades; new days use the new scores.",
      remedy: "Create a new preview to see the new model from the start.")
  }

  /// The days before were another program's: what the strategy would remember of them is not known.
  static func forgot(_ id: String) -> Finding {
    Finding(
      id: "preview.memory-unknown", severity: .warning,
      evidence: "the strategy of '\(id)' remembers earlier days, and nothing is stored of them",
      consequence: "Entry prices of holdings of before are not known: stops do not act on them.",
      remedy: "Settle the preview from its start with its own predictions.")
  }

  static func withoutScores(_ id: String, _ days: [TradingDay]) -> Finding {
    let bounds = days.first.map { "\($0) to \(days.last ?? $0)" } ?? ""
    return Finding(
      id: "preview.no-predictions", severity: .warning,
      evidence: "'\(id)' had no predictions to decide \(days.count) days, \(bounds)",
      consequence: "It held what it had and gave no orders.",
      remedy: "Predict the trading day before each of them.")
  }
}
