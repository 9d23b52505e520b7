import Foundation
package import Primitives
import Synchronization

/// The bridge to QMT as a process of its own over the scripted broker of `Tests/Bridge`, on a clock that the test moves.
///
/// The broker outlives the bridge: its book is a file, which says by itself what was ordered and dealt.
package final class BridgeProcess: Sendable {
  package static let token = "a-token-of-the-tests-0123456789"
  package static let absence = "needs python3: the bridge to QMT is not started"

  /// Whether this machine has a Python that runs the bridge.
  package static let hasPython: Bool = {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", "import sys; sys.exit(sys.version_info < (3, 6))"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()

  private struct NoBridge: Error { var log: String }

  package let folder: TemporaryFolder
  private let accounts: [String]
  private let callSeconds: Double
  private let offset: Mutex<Double>
  private let running = Mutex<(process: Process, input: Pipe, port: Int)?>(nil)

  /// - Parameters:
  ///   - time: what the bridge's clock and `clock` show at first; nil: this machine's.
  ///   - callSeconds: how long the broker may take for an answer.
  package init(accounts: [String], at time: MarketTime? = nil, callSeconds: Double = 2) throws {
    folder = try TemporaryFolder()
    self.accounts = accounts
    self.callSeconds = callSeconds
    offset = Mutex(time.map { Double($0.seconds) - Clock.system.now() } ?? 0)
    try keepOffset()
  }

  deinit { stop() }

  /// `http://127.0.0.1:PORT`; of a bridge that is gone, the place where it was.
  package var address: String { "http://127.0.0.1:\(port.withLock { $0 })" }
  private let port = Mutex(1)

  /// Goes on as this machine's does, so many seconds apart.
  package var clock: Clock { Clock { Clock.system.now() + self.offset.withLock { $0 } } }

  /// Moves both clocks.
  package func advance(_ seconds: Double) throws {
    offset.withLock { $0 += seconds }
    try keepOffset()
  }

  private func keepOffset() throws { try replace("offset", Array("\(offset.withLock { $0 })".utf8)) }

  /// What the broker does from now on: `Tests/Bridge/scripted/xtquant/broker.py` names the members.
  package func script(_ members: JSONValue) throws { try replace("script.json", members.canonical) }

  /// Prices in yuan by code, of this moment, with the exchange's limits of ten in a hundred.
  package func market(_ prices: [InstrumentID: Double]) throws {
    let now = MarketTime(clock)
    let members = prices.map { stock, price -> (String, JSONValue) in
      let code = stock.name.dropFirst(2) + "." + stock.name.prefix(2)
      return (
        String(code),
        [
          "tick": [
            "lastPrice": .number(price), "lastClose": .number(price), "time": .integer(now.seconds * 1000),
            "openInt": 13, "volume": 1_000_000,
          ],
          "detail": [
            "TradingDay": .string(now.day.description.filter { $0 != "-" }), "PreClose": .number(price),
            "UpStopPrice": .number((price * 110).rounded() / 100),
            "DownStopPrice": .number((price * 90).rounded() / 100),
          ],
        ]
      )
    }
    try replace("market.json", JSONValue.object(Dictionary(members) { first, _ in first }).canonical)
  }

  private func replace(_ name: String, _ bytes: [UInt8]) throws {
    try folder.write(bytes, to: name + ".new")
    guard rename(folder.path(name + ".new"), folder.path(name)) == 0 else { throw NoBridge(log: name) }
  }

  /// What the broker did, in its order: `received`, `fill`, `closed`.
  package func book() throws -> [JSONValue] {
    guard FileReader.exists(folder.path("book.jsonl")) else { return [] }
    return try FileReader.text(folder.path("book.jsonl")).split(separator: "\n").map {
      try JSONReader.read(Array($0.utf8))
    }
  }

  /// Starts it, and waits until it listens.
  ///
  /// - Parameter isWaiting: whether its connection to the broker is waited for; one that is away never comes.
  package func start(isWaiting: Bool = true) throws {
    let tests = (RepositoryRoot.folder ?? ".") + "/Tests/Bridge"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["python3", "-S", "-B", tests + "/shifted_bridge.py", "--userdata", folder.path, "--state", folder.path("state")]
      + accounts.flatMap { ["--account", $0] } + ["--port", "0", "--call-timeout", "\(callSeconds)"]
    process.environment = ProcessInfo.processInfo.environment.merging([
      "SCRIPTED_XTQUANT": folder.path, "QMT_TOKEN": BridgeProcess.token,
    ]) { _, own in own }
    let input = Pipe()
    process.standardInput = input
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle(forWritingAtPath: try folder.write("", to: "log"))
    try process.run()
    let end = ContinuousClock.now + .seconds(20)
    func waited() throws {
      usleep(5000)
      guard ContinuousClock.now < end, process.isRunning else {
        throw NoBridge(log: (try? FileReader.text(folder.path("log"))) ?? "")
      }
    }
    var found: Int?
    while found == nil {
      try waited()
      let line = try FileReader.text(folder.path("log")).split(separator: "\n").first { $0.contains("listening on") }
      found = line.flatMap { $0.split(separator: ":").last }.flatMap { Int($0.prefix { $0.isNumber }) }
    }
    port.withLock { $0 = found ?? 1 }
    running.withLock { $0 = (process, input, found ?? 1) }
    while isWaiting, !isConnected { try waited() }
  }

  /// Whether the bridge answers and has its connection to the broker.
  package var isConnected: Bool {
    var request = BoundedRequest(.get, address + "/v1/health")
    request.headers["Authorization"] = "Bearer " + BridgeProcess.token
    guard let answer = try? request.answer() else { return false }
    return (try? JSONReader.read(answer.body))?["connected"]?.boolValue == true
  }

  /// Ends it at once, wherever it is.
  package func stop() {
    let found = running.withLock { state in
      let found = state
      state = nil
      return found
    }
    guard let found else { return }
    kill(found.process.processIdentifier, SIGKILL)
    found.process.waitUntilExit()
  }
}
