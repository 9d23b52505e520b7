import MarketData
import Primitives
import Records
import Simulation
import StrategyEngine
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

    init(world: QlibInvariantTests.World? = nil, seed: UInt64, buckets count: Double) throws {
      self.world = world ?? QlibInvariantTests.World(seed: seed)
      var random = SeededRandom(seed: seed + 100)
      buckets = self.world.scores.map { ($0.day, $0.instrument, ($0.value * count).rounded(.down)) }
      record = try self.world.run(buckets.map { ($0.day, $0.instrument, $0.value + 1e-6 * random.uniform()) })
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

  /// A choice is noted whatever it changes, also where the record only holds fewer stocks. What holdings do not show
  /// here (who was to leave and could not, who was chosen and could not be bought) can be read in more ways than are
  /// tried, so that not every record is reached.
  @Test("where nothing but chance decides, every choice that is taken is noted", arguments: 1...40)
  func constantScore(seed: UInt64) throws {
    let pair = try Pair(seed: seed, buckets: 1)
    let replay = try pair.replay(following: pair.record)
    let alone = try pair.replay(following: nil)
    #expect(replay.ties.isEmpty == (replay.positions == alone.positions))
  }

  /// Where every stock can be bought and sold on every day and money is never short, two days' holdings say all: what
  /// is gone was sold, what is new was bought, each for the same share of the money.
  @Test("where holdings show every choice, every record is reached", arguments: 1...40)
  func everythingTrades(seed: UInt64) throws {
    let pair = try Pair(world: .whereEverythingTrades(seed: seed), seed: seed, buckets: 1)
    let replay = try pair.replay(following: pair.record)
    let found = FollowedRunTests.difference(replay, pair.record)
    #expect(found == nil, "\(found ?? "")")
    #expect(!replay.ties.isEmpty)
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

extension QlibInvariantTests.World {
  /// Twelve stocks that trade on every day and move by less than their limit, and scores for all of them; sales come
  /// before purchases, are settled at once, and no stock must be held for longer than a day.
  fileprivate static func whereEverythingTrades(seed: UInt64) -> QlibInvariantTests.World {
    var world = QlibInvariantTests.World(seed: seed)
    var random = SeededRandom(seed: seed + 200)
    let count = QlibInvariantTests.days
    world.tiny = TinyMarket(from: "2024-01-01", days: count)
    world.tiny.add("SH000300", close: (0..<count).map { _ in Float(90 + 20 * random.uniform()) }, listed: false)
    world.scores = []
    for name in (0..<12).map({ "SH60\(1000 + $0 * 7)" }) {
      var price = 5 + 40 * random.uniform()
      let factor = Float(1 + random.whole(0...5))
      let close = (0..<count).map { _ -> Float in
        price *= 1 + 0.18 * (random.uniform() - 0.5)
        return Float(price)
      }
      world.tiny.add(name, close: close, factor: close.map { _ in factor })
      for index in 0..<(count - 1) { world.scores.append((world.tiny.calendar[index], name, random.uniform())) }
    }
    var parameters = TopkDropoutParameters(topk: 4, nDrop: 2)
    parameters.onlyTradable = seed % 2 == 0
    world.strategy = TopkDropout(parameters)
    world.backtest.account = 10_000_000
    (world.backtest.buysFirst, world.backtest.delaysProceeds) = (false, false)
    return world
  }
}
