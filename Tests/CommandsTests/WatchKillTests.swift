import Foundation
import GRDB
import Primitives
import TestSupport
import Testing

/// The watch killed at random moments of its days, and ended by SIGTERM between two steps: no step is done twice, no order
/// either, and what is left is that of days without disturbance.
///
/// `AISTOCK_KILLS=200` runs the full count; by default a few kills keep the suite quick.
@Suite("the watch killed at any moment", .serialized) struct WatchKillTests {
  private let kills = ProcessInfo.processInfo.environment["AISTOCK_KILLS"].flatMap { Int($0) } ?? 4
  private static let moments = ["2024-01-04 18:30", "2024-01-05 18:30"]

  private func world() throws -> SigningWorld {
    let signing = try SigningWorld()
    try signing.world.write(
      """
      market: {provider: market, index: SH000300}
      migrations:
        - {id: small, workspace: ws}
      execution:
        accounts:
          - {id: paper, gateway: sim, capital: 1000000}
        limits: {stock_weight: 1, participation: 1, listing_days: 0, cash_ratio: 0, gross_weight: 1, order_value: 1000000}
        watch:
          accounts: [{id: paper, bundles: [{folder: reports/bundles/small}]}]

      """, "aistock.yaml")
    // Twenty days before those of the small world: an average volume takes them.
    var tiny = TinyMarket(from: "2023-12-04", days: 25)
    for (name, price, closes) in [
      ("SH600000", 10, [10, 10, 10, 10, 10]), ("SZ000001", 20, [20, 21, 22, 21, 20]),
      ("SH000300", 100, [100, 101, 102, 103, 104]),
    ] as [(String, Float, [Float])] {
      tiny.add(name, close: [Float](repeating: price, count: 20) + closes, listed: name != "SH000300")
    }
    try tiny.write(to: signing.world.program.temporary, "market")
    // The first day buys one stock, and the second changes it for the other.
    try signing.world.write(
      SmallWorld.pred + """
        2024-01-03,SH600000,0.1
        2024-01-03,SZ000001,0.9
        2024-01-04,SH600000,0.9
        2024-01-04,SZ000001,0.1

        """, "ws/pred.csv")
    try signing.approved()
    let made = try signing.run(
      "preview", "create", "--id", "p", "--conf", "ws/conf.yaml", "--pred", "ws/pred.csv", "--start", "2024-01-02")
    #expect(made.exit == 0, "\(made.err)")
    return signing
  }

  private func rows(_ signing: SigningWorld, _ sql: String) throws -> [String] {
    try DatabaseQueue(path: signing.world.program.path(".aistock/state.sqlite")).read {
      try String.fetchAll($0, sql: sql)
    }
  }

  /// What the days leave, and how often a thing was done that may be done once.
  private func left(_ signing: SigningWorld) throws -> [[String]] {
    try [
      """
      SELECT trading_day||symbol||side||quantity||status||filled_quantity||filled_amount||ifnull(order_id||'', block_reason) FROM trade_intent
      ORDER BY 1
      """,
      "SELECT trading_day||trade_id||order_id||symbol||side||price||volume FROM execution_fill ORDER BY 1",
      "SELECT trading_day||strategy_id||cash||value FROM execution_book ORDER BY 1",
      "SELECT trading_day||strategy_id||symbol||volume||price||bought_on FROM execution_holding ORDER BY 1",
      "SELECT trading_day||name||state FROM watch_step ORDER BY 1",
      "SELECT preview_id||trading_day||symbol||side||volume FROM preview_trade ORDER BY 1",
      "SELECT intent_id FROM execution_event WHERE kind = 'sent' AND code = 'sending' GROUP BY 1 HAVING count(*) > 1",
    ].map { try rows(signing, $0) }
  }

  @Test("killed in every phase of its days, it leaves what undisturbed days leave")
  func killed() throws {
    let (calm, killed) = (try world(), try world())
    var random = SeededRandom(seed: 20_261_129)
    var interrupted = 0
    for moment in WatchKillTests.moments {
      let begin = ContinuousClock.now
      let result = try calm.run("watch", "--once", "--at", moment, "--json", "--quiet")
      #expect(result.exit == 0, "\(result.err)")
      let length = Int((ContinuousClock.now - begin) / .microseconds(1))
      for _ in 0..<max(1, kills / WatchKillTests.moments.count) {
        let process = try killed.world.program.start(
          ["watch", "--once", "--at", moment, "--quiet"], out: ".test/out", err: ".test/err")
        // Kills fall within what undisturbed steps take; later they would hit nothing.
        usleep(UInt32(random.next() % UInt64(max(length / 2, 2000))))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        if process.terminationReason == .uncaughtSignal { interrupted += 1 }
        #expect(try rows(killed, "PRAGMA integrity_check") == ["ok"])
      }
      #expect(try killed.run("watch", "--once", "--at", moment, "--quiet").exit == 0)
    }
    #expect(interrupted > 0, "no kill hit the process while it ran")
    let undisturbed = try left(calm)
    for (own, other) in zip(try left(killed), undisturbed) {
      #expect(own == other, "\(own.filter { !other.contains($0) })")
    }
    #expect(undisturbed[1].count > 1 && undisturbed[6].isEmpty, "\(undisturbed[0])")
  }

  @Test("SIGTERM ends it between two steps with exit 0, and the next one does the rest")
  func terminated() throws {
    let signing = try world()
    let process = try signing.world.program.start(["watch"], out: ".test/out", err: ".test/err")
    let end = ContinuousClock.now + .seconds(20)
    func steps() throws -> [String] {
      guard FileReader.exists(signing.world.program.path(".aistock/watch.lock")) else { return [] }
      return try rows(signing, "SELECT name||' '||state||' '||attempts FROM watch_step ORDER BY started_at")
    }
    while try steps().isEmpty, ContinuousClock.now < end { usleep(5000) }
    kill(process.processIdentifier, SIGTERM)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 0)
    let before = try steps()
    #expect(before.allSatisfy { $0.hasSuffix(" done 1") }, "\(before)")
    let rest = try signing.run("watch", "--once", "--json", "--quiet")
    #expect(rest.exit == 0, "\(rest.err)")
    let all = try steps()
    #expect(Set(all).isSuperset(of: before) && all.count == 6 && all.allSatisfy { $0.hasSuffix(" done 1") }, "\(all)")
  }
}
