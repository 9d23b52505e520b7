import Foundation
import GRDB
import Primitives
import TestSupport
import Testing

/// The program killed at random moments of refresh and settlement, then audited and run to its end.
///
/// `AISTOCK_KILLS=200` runs the full count; by default a few kills keep the suite quick.
@Suite(.serialized) struct KillTests {
  private let kills = ProcessInfo.processInfo.environment["AISTOCK_KILLS"].flatMap { Int($0) } ?? 6

  @Test func noTradeIsLostOrDoubled() throws {
    let killed = try PreviewProcess()
    let calm = try PreviewProcess()
    let days = ["2023-08-01", "2023-09-01", "2023-10-09", "2023-11-01", "2023-12-01"]
    var random = SeededRandom(seed: 20_261_124)
    var interrupted = 0
    // Kills fall within what an undisturbed settlement takes here; later they would hit nothing.
    let clock = ContinuousClock()
    let begin = clock.now
    #expect(try calm.run(["preview", "settle", "--date", days[0]]) == 0)
    let span = UInt64((clock.now - begin) / .microseconds(1))
    for round in 0..<kills {
      let day = days[round % days.count]
      // A refresh reads and writes less than a settlement: both are killed within what they take.
      let arguments =
        round % 3 == 2 ? ["preview", "refresh", "--at", "\(day) 10:00"] : ["preview", "settle", "--date", day]
      let delay = random.next() % max(span, 2000) + 500
      if try killed.run(arguments, killAfterMicroseconds: UInt32(delay)) == nil { interrupted += 1 }
      try killed.audit()
    }
    #expect(interrupted > 0, "no kill hit the process while it ran")
    for process in [killed, calm] {
      #expect(try process.run(["preview", "settle", "--date", "2023-12-01"]) == 0)
      try process.audit()
    }
    let rows = try calm.trades()
    #expect(rows.count > 100)
    #expect(try killed.trades() == rows)
    #expect(try killed.accounts() == calm.accounts())
    if Program.hasLightGBM {
      // What was scored here decided the same as what was recorded.
      let trades = rows.filter { $0.hasPrefix("three ") }.map { $0.dropFirst("three ".count) }
      #expect(trades == rows.filter { $0.hasPrefix("one ") }.map { $0.dropFirst("one ".count) })
      #expect(try killed.accounts(origin: "live").count > 20)
    }
  }

  @Test func twoAtOnceAreRefused() throws {
    let process = try PreviewProcess()
    let lock = open(process.folder.path(".aistock/night.lock"), O_RDWR | O_CREAT, 0o644)
    try #require(lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0)
    defer { close(lock) }
    #expect(try process.run(["preview", "settle"]) == 75)
    #expect(try process.run(["preview", "refresh"]) == 75)
  }
}

/// The built program over a state of its own with the demo's two previews.
private struct PreviewProcess {
  let folder: TemporaryFolder
  private let program: String

  init() throws {
    folder = try TemporaryFolder()
    // The build puts the program beside the tests.
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    program = Path.join(Path.folder(of: tests), "aistock")
    try #require(FileReader.exists(program))
    let source = "market: {provider: demo}\n"
    try FileWriter.write(Array(source.utf8), to: folder.path("aistock.yaml"))
    // Predictions and configuration of the demo stand in the sources of the program.
    let root = try #require(RepositoryRoot.folder) + "/Sources/CEmbedded/demo/demo-faithful/"
    try FileManager.default.createDirectory(
      atPath: folder.path(".aistock"), withIntermediateDirectories: true)
    for id in ["one", "two"] {
      let status = try run([
        "preview", "create", "--id", id, "--conf", root + "conf.yaml", "--pred", root + "pred.csv.gz",
      ])
      #expect(status == 0)
    }
    guard Program.hasLightGBM else { return }
    // A third one whose predictions end on the way: the kills also meet scores that are computed here.
    let lines = try FileReader.text(root + "pred.csv.gz").split(separator: "\n")
    let kept = [lines[0]] + lines.dropFirst().filter { $0.prefix(10) <= "2023-09-15" }
    try folder.write(kept.joined(separator: "\n") + "\n", to: "short.csv")
    let status = try run([
      "preview", "create", "--id", "three", "--conf", root + "conf.yaml", "--model", root + "model.txt", "--pred",
      folder.path("short.csv"),
    ])
    #expect(status == 0)
  }

  /// The exit code; nil where the process was killed while it ran.
  func run(_ arguments: [String], killAfterMicroseconds delay: UInt32? = nil) throws -> Int32? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments + ["--quiet", "--config", folder.path("aistock.yaml")]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    if let delay {
      usleep(delay)
      kill(process.processIdentifier, SIGKILL)
    }
    process.waitUntilExit()
    return process.terminationReason == .uncaughtSignal ? nil : process.terminationStatus
  }

  func trades() throws -> [String] {
    try query(
      "SELECT preview_id||' '||trading_day||' '||symbol||' '||side||' '||price||' '||volume FROM preview_trade ORDER BY preview_id, trading_day, symbol, side"
    )
  }

  func accounts() throws -> [String] {
    try query(
      "SELECT preview_id||' '||trading_day||' '||cash||' '||total_value||' '||peak FROM preview_account ORDER BY 1")
  }

  func accounts(origin: String) throws -> [String] {
    try query("SELECT trading_day FROM preview_account WHERE score_origin = '\(origin)'")
  }

  /// Every stored day is whole: its value is its cash and its holdings, profits add up from the first
  /// day to the last, and no trade stands twice.
  func audit() throws {
    #expect(
      try query(
        """
        SELECT a.preview_id||' '||a.trading_day FROM preview_account a WHERE a.total_value <> a.cash +
        (SELECT ifnull(sum(market_value), 0) FROM preview_position p
         WHERE p.preview_id = a.preview_id AND p.trading_day = a.trading_day)
        """) == [])
    #expect(
      try query(
        """
        SELECT preview_id FROM preview_account a JOIN preview_strategy s ON s.id = a.preview_id GROUP BY preview_id
        HAVING sum(daily_pnl) <> (SELECT total_value FROM preview_account b WHERE b.preview_id = a.preview_id
        ORDER BY trading_day DESC LIMIT 1) - s.initial_capital
        """) == [])
    #expect(
      try query(
        "SELECT symbol FROM preview_trade GROUP BY preview_id, trading_day, symbol, side HAVING count(*) > 1")
        == [])
    #expect(try query("PRAGMA integrity_check") == ["ok"])
  }

  /// The first column of a query.
  private func query(_ sql: String) throws -> [String] {
    let queue = try DatabaseQueue(path: folder.path(".aistock/state.sqlite"))
    return try queue.read { try String.fetchAll($0, sql: sql) }
  }
}
