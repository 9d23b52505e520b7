import Primitives
import Reconciliation
import Records
import TestSupport
import Testing

@Suite("Tolerances")
struct TolerancesTests {
  @Test(
    "what is not named keeps its standard: 1e-10 for metrics, 1 bound of rounding, 1e-2 of the deviation, else 1e-12")
  func standard() throws {
    let tolerances = try Tolerances(overriding: ["replayed.nav": 0.5])
    for name in Tolerances.Name.allCases {
      let standard =
        switch name {
        case .retrainedScores: 1e-2
        case .reinferredRounding: 1.0
        default: name.rawValue.hasSuffix(".metrics") ? 1e-10 : 1e-12
        }
      #expect(tolerances[name] == (name == .replayedNAV ? 0.5 : standard))
    }
  }

  @Test("an unknown name is refused with the nearest one")
  func unknown() {
    let refusal = diagnostic { _ = try Tolerances(overriding: ["replayed.navs": 1]) }
    #expect(refusal?.id == "tolerance.unknown")
    #expect(refusal?.kind == .usage && refusal?.exit == .usage)
    #expect(refusal?.summary.english == "There is no tolerance 'replayed.navs'. Did you mean 'replayed.nav'?")
    #expect(
      diagnostic { _ = try Tolerances(overriding: ["entirely wrong": 1]) }?.summary.arguments["hint"] == .text(""))
  }

  @Test("each name governs its own field")
  func effect() throws {
    let changes: [(Tolerances.Name, Double, (inout LadderInput) -> Void)] = [
      (.replayedBench, 0.02, { $0.replay?.report[1].bench = 0.02 }),
      (.replayedNAV, 1e-4, { $0.replay?.report[1].account += 10 }),
      (.replayedCost, 0.01, { $0.replay?.report[1].cost = 0.001 }),
      (.replayedTurnover, 0.1, { $0.replay?.report[1].turnover = 0.05 }),
      (.replayedReturn, 0.1, { $0.replay?.report[1].returnRate = 0.05 }),
      (.replayedPositions, 0.1, { $0.replay?.positions?[2].price = 10.5 }),
      (.replayedOrders, 0.1, { $0.replay?.trades?[0].orderAmount = 1050 }),
      (.recomputedMetrics, 0.1, { $0.claims?.values["1day.return_with_cost.mean"] = 0.01 }),
    ]
    for (name, limit, change) in changes {
      var input = try TinyRun.input()
      change(&input)
      #expect(LadderJudgement.compare(input).verdict == .fail, "\(name.rawValue)")
      // Daily fields reach the metrics too, which have a limit of their own.
      input.tolerances = try Tolerances(overriding: [
        name.rawValue: limit, "replayed.metrics": 1000,
      ])
      #expect(LadderJudgement.compare(input).verdict == .pass, "\(name.rawValue)")
      for other in Tolerances.Name.allCases where other != name {
        input.tolerances = try Tolerances(overriding: [other.rawValue: 1000])
        #expect(LadderJudgement.compare(input).verdict == .fail, "\(other.rawValue) for \(name.rawValue)")
      }
    }
  }

  @Test("a limit of 0 asks for equal bits, and equal runs pass it")
  func zero() throws {
    var input = try TinyRun.input()
    let names = Tolerances.Name.allCases.map(\.rawValue).filter { $0 != "recomputed.metrics" }
    input.tolerances = try Tolerances(
      overriding: Dictionary(uniqueKeysWithValues: names.map { ($0, 0) }))
    #expect(LadderJudgement.compare(input).verdict == .pass)
    input.replay?.report[1].value = 20_000.0.nextUp
    #expect(LadderJudgement.compare(input).verdict == .fail)
  }

  @Test("the limits in force stand with their rung")
  func listed() throws {
    var input = try TinyRun.input()
    input.tolerances = try Tolerances(overriding: ["recomputed.metrics": 1e-8])
    let comparison = LadderJudgement.compare(input)
    #expect(comparison.rung(.recomputed)?.tolerances == ["recomputed.metrics": 1e-8])
    #expect(
      comparison.rung(.replayed)?.tolerances.keys.sorted() == [
        "replayed.bench", "replayed.cost", "replayed.metrics", "replayed.nav", "replayed.orders",
        "replayed.positions", "replayed.return", "replayed.turnover",
      ])
  }

  @Test(
    "a limit that is no finite number of at least 0 is refused", arguments: [-1, Double.nan, .infinity, -.infinity])
  func noLimit(_ limit: Double) {
    let refusal = diagnostic { _ = try Tolerances(overriding: ["replayed.nav": limit]) }
    #expect(refusal?.id == "tolerance.value" && refusal?.exit == .usage)
  }
}
