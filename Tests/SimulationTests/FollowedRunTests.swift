import Primitives
import Records
import Simulation
import TestSupport
import Testing

/// A replay that follows a record among equal scores (`FollowedRun`).
///
/// The record is a run on the same buckets with a chance in the seventh digit: one of the runs that equal scores allow.
@Suite("Followed runs")
struct FollowedRunTests {
  private typealias Scores = [(day: TradingDay, instrument: String, value: Double)]

  private struct Pair {
    var world: QlibInvariantTests.World
    var buckets: Scores
    var record: SimulationOutcome

    init(seed: UInt64, buckets count: Double) throws {
      world = QlibInvariantTests.World(seed: seed)
      var random = SeededRandom(seed: seed + 100)
      buckets = world.scores.map { ($0.day, $0.instrument, ($0.value * count).rounded(.down)) }
      record = try world.run(buckets.map { ($0.day, $0.instrument, $0.value + 1e-6 * random.uniform()) })
    }

    func replay(following record: SimulationOutcome?, on scores: Scores? = nil) throws -> SimulationOutcome {
      try QlibSimulation.run(
        strategy: world.strategy, backtest: world.backtest, predictions: try PanelTable(scores ?? buckets),
        market: world.tiny.market,
        following: record.map { FollowedRun(report: $0.report, positions: $0.positions) })
    }
  }

  /// Suspensions, limits, short cash, delayed proceeds and thresholds of holding all stand in these worlds.
  @Test("the record is reached to the last day, whatever its choice", arguments: 1...40, [2.0, 4])
  func reached(seed: UInt64, buckets: Double) throws {
    let pair = try Pair(seed: seed, buckets: buckets)
    let replay = try pair.replay(following: pair.record)
    let found = FollowedRunTests.difference(replay, pair.record)
    #expect(found == nil, "\(found ?? "")")
    #expect(try pair.replay(following: nil).positions != pair.record.positions)
    #expect(!replay.ties.isEmpty)
    #expect(replay.ties.allSatisfy { $0.taken != $0.passed })
  }

  /// One score for all and four holdings: what holdings do not show can then be read in more ways than are tried.
  @Test("where nothing but chance decides, nearly every record is reached")
  func constantScore() throws {
    let reached = try (1...40).count { seed in
      let pair = try Pair(seed: UInt64(seed), buckets: 1)
      let replay = try pair.replay(following: pair.record)
      // A choice is noted whatever it changes, also where the record only holds fewer stocks.
      let alone = try pair.replay(following: nil)
      #expect(replay.ties.isEmpty == (replay.positions == alone.positions))
      return FollowedRunTests.difference(replay, pair.record) == nil
    }
    #expect(reached >= 38)
  }

  /// The first day on which two runs hold other stocks or amounts; sums of Double may differ in their last bits.
  private static func difference(_ left: SimulationOutcome, _ right: SimulationOutcome) -> String? {
    let ones = Dictionary(grouping: left.positions, by: \.day)
    let others = Dictionary(grouping: right.positions, by: \.day)
    for row in left.report {
      let (one, other) = (ones[row.day] ?? [], others[row.day] ?? [])
      let isEqual =
        one.map(\.instrument) == other.map(\.instrument)
        && zip(one, other).allSatisfy { isNear($0.amount, $1.amount, relative: 1e-9) }
      if !isEqual {
        return "\(row.day): "
          + [one, other].map { $0.map { "\($0.instrument) \($0.amount)" }.joined(separator: ", ") }
          .joined(separator: " | ")
      }
    }
    return nil
  }

  @Test("scores that differ are never overruled", arguments: 1...8)
  func differentScores(seed: UInt64) throws {
    let pair = try Pair(seed: seed, buckets: 4)
    let followed = try pair.replay(following: pair.record, on: pair.world.scores.filter { !$0.value.isNaN })
    let alone = try pair.replay(following: nil, on: pair.world.scores.filter { !$0.value.isNaN })
    #expect(followed.ties.allSatisfy { $0.score == nil || $0.passed == nil })
    if followed.ties.isEmpty { #expect(followed.positions == alone.positions) }
  }
}
