import Primitives
import Reconciliation
import Records
import TestSupport
import Testing

/// Accounts of a real run whose record charged 0.05%/0.15% where its configuration says 0.15%/0.25%.
struct MoneyWaterfallTests {
  private static let accounts: [(String, Double)] = [
    ("board_limits", 154_287_411.51), ("no_volume", 153_482_727.54), ("t_plus_one", 153_482_727.54),
    ("board_lots", 153_458_514.32), ("stamp_tax", 158_470_004.19), ("transfer_fee", 152_689_113.71),
    ("commission", 238_498_539.84), ("participation_10", 152_472_325.66), ("together", 245_615_905.10),
    ("ashare", 245_614_213.35), ("without_quirk.cash", 1),
  ]

  private func row(_ account: Double) -> ReportRow {
    ReportRow(
      day: day("2026-04-30"), account: account, returnRate: 0, totalTurnover: 0, turnover: 0, totalCost: 0, cost: 0,
      value: 0, cash: 0, bench: 0)
  }

  private func comparison(
    cause: Cause?, realistic: [(String, Double)] = accounts, reinferredEffect: Double? = nil,
    curves: [Rung: [Double]] = [.replayed: [0.1, -0.2], .reinferred: [0.1, -0.2], .retrained: [0.1, -0.2]]
  ) -> Comparison {
    func metrics(_ rung: Rung) -> [MetricComparison] {
      zip(["annualized_return", "max_drawdown"], curves[rung] ?? []).map { name, value in
        MetricComparison(
          metric: MetricValue(
            name: "1day.excess_return_with_cost." + name, convention: "qlib", formula: "qlib-risk.sum/1", value: value,
            count: 2),
          delta: nil, tolerance: nil)
      }
    }
    func divergence(_ cause: Cause, _ effect: Double? = nil) -> Divergence {
      Divergence(
        day: nil, instrument: nil, field: "report.cost", left: "", right: "",
        cause: CauseStatement(cause, .verbatim("Fees.")),
        effect: effect.map { DivergenceEffect(endValue: $0, annualExcess: nil, worst: nil) })
    }
    let rungs = Rung.allCases.map { rung -> RungResult in
      switch rung {
      case .replayed:
        RungResult(
          id: rung, state: cause == nil ? .pass : .fail, firstDivergence: cause.map { divergence($0) },
          metrics: metrics(rung))
      case .reinferred:
        RungResult(
          id: rung, state: .pass, firstDivergence: reinferredEffect.map { divergence(.features, $0) },
          metrics: metrics(rung))
      case .realistic:
        RungResult(
          id: rung, state: realistic.isEmpty ? .notAvailable : .pass,
          metrics: realistic.map { name, value in
            MetricComparison(
              metric: MetricValue(
                name: "realistic.\(name).account", convention: "yuan", formula: "final/1", value: value, count: 1),
              delta: nil, tolerance: nil)
          })
      default: RungResult(id: rung, state: .pass, metrics: metrics(rung))
      }
    }
    return Comparison(migration: "wrong-fees", verdict: .fail, summary: .verbatim(""), findings: [], rungs: rungs)
  }

  /// Every total is the one before plus the steps between, to the cent.
  private func addsUp(_ waterfall: MoneyWaterfall) -> Bool {
    var level: Int?
    for step in waterfall.steps {
      guard step.kind == .total else {
        level = level.map { $0 + step.cents }
        continue
      }
      if let level, level != step.cents { return false }
      level = step.cents
    }
    return true
  }

  @Test func everyStepStandsOnceAndTheTotalsAddUp() throws {
    let waterfall = try #require(
      MoneyWaterfall(comparison(cause: .fees), recorded: [row(218_326_464.13)], replayed: [row(153_482_727.54)]))
    #expect(addsUp(waterfall))
    #expect(
      waterfall.steps.map(\.kind) == [
        .total, .divergence, .total, .step, .step, .step, .step, .step, .step, .interaction, .step, .total,
      ])
    // Gains from the largest, then losses from the largest, then what the rules do together, then whole shares.
    #expect(
      waterfall.steps.map(\.cents) == [
        21_832_646_413, -6_484_373_659, 15_348_272_754, 8_501_581_230, 498_727_665, 80_468_397, -101_040_188,
        -79_361_383, -2_421_322, 315_363_357, -169_175, 24_561_421_335,
      ])
    #expect(waterfall.steps[1].message.english == "Replay instead of record: fees")
    #expect(
      waterfall.zeros.map(\.english) == [
        "Recomputed", "Reinferred", "Retrained", "No volume is a suspension", "T+1",
      ])
    #expect(waterfall.besides.isEmpty && !waterfall.isQuiet)
  }

  @Test func equalAccountsLeaveNoStep() throws {
    let waterfall = try #require(
      MoneyWaterfall(comparison(cause: nil), recorded: [row(153_482_727.54)], replayed: [row(153_482_727.5400001)]))
    #expect(waterfall.isQuiet && addsUp(waterfall))
    #expect(waterfall.steps.prefix(2).map(\.kind) == [.total, .total])
    #expect(waterfall.zeros.map(\.english).contains("Replayed"))
  }

  @Test func rungsBesideThePathKeepItsSum() throws {
    let waterfall = try #require(
      MoneyWaterfall(
        comparison(cause: nil, reinferredEffect: 12.345), recorded: [row(153_482_727.54)],
        replayed: [row(153_482_727.54)]))
    #expect(waterfall.besides.map(\.cents) == [-1235] && addsUp(waterfall) && !waterfall.isQuiet)
  }

  /// A rung that passes without a divergence, inside the band of seeds say, can still end with another account: 0.00
  /// is claimed only of a curve with every number of the replay's.
  @Test func anAccountThatWasNotComparedIsNoZero() throws {
    func waterfall(_ retrained: [Double]?) throws -> MoneyWaterfall {
      let curves: [Rung: [Double]] = [.replayed: [0.1, -0.2], .reinferred: [0.1, -0.2]]
      let compared = comparison(cause: nil, curves: retrained.map { curves.merging([.retrained: $0]) { $1 } } ?? curves)
      return try #require(
        MoneyWaterfall(compared, recorded: [row(153_482_727.54)], replayed: [row(153_482_727.54)]))
    }
    let equal = try waterfall([0.1, -0.2])
    #expect(equal.zeros.map(\.english).contains("Retrained") && equal.uncompared.isEmpty && equal.isQuiet)
    for other in [[0.1, -0.2000001], [0.1], nil] {
      let found = try waterfall(other)
      #expect(found.uncompared.map(\.english) == ["Retrained"] && !found.isQuiet)
      #expect(found.zeros.map(\.english).contains("Reinferred") && !found.zeros.map(\.english).contains("Retrained"))
    }
  }

  @Test func anEffectThatIsUnknownIsNoZero() throws {
    let found = try #require(
      MoneyWaterfall(
        comparison(cause: nil, reinferredEffect: .nan), recorded: [row(153_482_727.54)],
        replayed: [row(153_482_727.54)]))
    #expect(found.uncompared.map(\.english) == ["Reinferred"] && found.besides.isEmpty)
  }

  @Test func missingAccountsShortenThePath() throws {
    let alone = MoneyWaterfall(comparison(cause: nil, realistic: []), recorded: [row(1)], replayed: [])
    #expect(alone == nil)
    let without = try #require(
      MoneyWaterfall(comparison(cause: nil), recorded: [], replayed: [row(153_482_727.54)]))
    #expect(without.steps.first?.cents == 15_348_272_754 && addsUp(without))
    #expect(MoneyWaterfall(comparison(cause: nil), recorded: [row(.nan)], replayed: [row(.infinity)]) == nil)
  }

  /// The sum of the single effects and the interaction, whatever the numbers.
  @Test func anyAccountsAddUpToTheCent() throws {
    var random = SeededRandom(seed: 11)
    for _ in 0..<200 {
      let accounts = MoneyWaterfallTests.accounts.map { ($0.0, random.uniform() * 3e8) }
      let waterfall = try #require(
        MoneyWaterfall(
          comparison(cause: .fees, realistic: accounts), recorded: [row(random.uniform() * 3e8)],
          replayed: [row(random.uniform() * 3e8)]))
      #expect(addsUp(waterfall))
    }
  }
}
