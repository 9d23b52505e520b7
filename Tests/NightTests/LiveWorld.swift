import Archive
import Execution
import Foundation
import Night
import Primitives
import Records
import Store
import TestSupport
import Testing

/// An approved migration, an account with real money at a scripted broker behind a real bridge process, and a clock that all
/// three share: a Wednesday in session.
struct LiveWorld {
  static let day = TestSupport.day("2024-01-03")
  static let reviewer = "li@example.com"
  static let stock = code("SH600000")
  /// 95 % of 1,000,000 yuan at 10 yuan, in lots: what the strategy wants of the one stock.
  static let shares: Int64 = 95_000

  let program: Program
  let bridge: BridgeProcess
  private let watch: String

  /// - Parameters:
  ///   - minute: when the world begins.
  ///   - accounts: whether the configuration has accounts when the migration is approved: their limits are signed then.
  ///   - schedule: how the watch cuts orders.
  ///   - positions: what the account holds beside its cash: shares, available shares and cost by QMT's code.
  init(
    minute: Int = 600, accounts: Bool = true, schedule: String = "once", positions: [String: JSONValue] = [:]
  ) throws {
    program = try Program()
    bridge = try BridgeProcess(accounts: ["10001234"], at: MarketTime(LiveWorld.day, minute: minute))
    watch = "  watch: {accounts: [{id: main, bundles: [{folder: reports/bundles/small}], schedule: \(schedule)}]}\n"
    try bridge.script([
      "steps": ["default": ["receive", "reply", "fill:rest", "report", "trades"]], "positions": .object(positions),
    ])
    try bridge.start()
    try quote()
    try material()
    try configure(accounts: accounts)
    try approve()
    try configure()
  }

  func path(_ name: String) -> String { program.path(name) }
  func write(_ text: String, _ name: String) throws { try program.temporary.write(text, to: name) }

  /// Prices of this moment.
  func quote(_ price: Double = 10) throws {
    try bridge.market([LiveWorld.stock: price, code("SZ000001"): 21])
  }

  private func material() throws {
    var tiny = TinyMarket(from: "2023-12-04", days: 25)
    func before(_ price: Float, _ closes: [Float]) -> [Float] { [Float](repeating: price, count: 20) + closes }
    tiny.add("SH600000", close: before(10, [10, 10, 10, 10, 10]))
    tiny.add("SZ000001", close: before(20, [20, 21, 22, 21, 20]))
    tiny.add("SH000300", close: before(100, [100, 101, 102, 103, 104]), listed: false)
    try tiny.write(to: program.temporary, "market")
    try write(
      """
      port_analysis_config:
          strategy:
              class: TopkDropoutStrategy
              module_path: qlib.contrib.strategy
              kwargs: {signal: <PRED>, topk: 1, n_drop: 1}
          backtest:
              start_time: 2024-01-02
              end_time: 2024-01-03
              account: 1000000
              benchmark: SH000300
              exchange_kwargs: {limit_threshold: 0.095, deal_price: close, open_cost: 0.0005, close_cost: 0.0015, min_cost: 5}

      """, "ws/conf.yaml")
    try write(
      """
      datetime,instrument,score
      2024-01-01,SH600000,0.9
      2024-01-01,SZ000001,0.5
      2024-01-02,SH600000,0.8
      2024-01-02,SZ000001,0.7

      """, "ws/pred.csv")
    try write(",0\n1day.return_with_cost.mean,0.001\n", "ws/qlib_res.csv")
    try write(
      """
      datetime,account,return,total_turnover,turnover,total_cost,cost,value,cash,bench
      2024-01-02,999525.0,0.0,950000.0,0.95,475.0,0.000475,950000.0,49525.0,0.01
      2024-01-03,999525.0,0.0,950000.0,0.0,475.0,0.0,950000.0,49525.0,0.00990099009900991

      """, "ws/report_normal_1day.csv")
    try write(BridgeProcess.token + "\n", "token")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/ssh-keygen")
    process.arguments = ["-q", "-t", "ed25519", "-N", "", "-f", path("key")]
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try write(LiveWorld.reviewer + " " + FileReader.text(path("key.pub")), "reports/allowed_signers")
  }

  /// - Parameter limits: behind those that let one stock be most of the account.
  func configure(accounts: Bool = true, limits: String = "order_value: 10000000") throws {
    let execution = """
      execution:
        accounts:
          - {id: main, gateway: qmt, bridge: "\(bridge.address)", token_file: token, number: "10001234"}
          - {id: other, gateway: qmt, bridge: "\(bridge.address)", token_file: token, number: "10001235"}
        limits: {listing_days: 0, stock_weight: 1, \(limits)}
      \(watch)
      """
    try write(
      """
      market: {provider: market, index: SH000300}
      migrations:
        - {id: small, workspace: ws}
      \(accounts ? execution : "")
      """, "aistock.yaml")
  }

  @discardableResult
  func run(_ arguments: String...) throws -> Program.Result { try program.run(arguments) }

  /// A night, a request and a signed approval with the exceptions that it demands, as a reviewer gives them.
  private func approve() throws {
    #expect(try run("nightly", "--date", "2024-01-04", "--quiet").exit == 0)
    #expect(try run("review", "request", "--migration", "small", "--author", "wang", "--quiet").exit == 0)
    let folder = path("reports/signoffs/small")
    let request = try #require(try FileReader.names(in: folder).last { $0.hasSuffix(".json") })
    let subject = try JSONReader.read(FileReader.bytes(Path.join(folder, request)))["subject"]
    let verdict = subject?["verdict"]?.stringValue ?? ""
    let serious = (subject?["findings"]?.arrayValue ?? []).compactMap(\.stringValue).filter {
      $0.hasSuffix(" (serious)")
    }
    let demanded = (verdict.hasPrefix("PASS") ? [] : [verdict]) + serious.map { String($0.dropLast(10)) }
    let expires = Clock.system.dayInChina.advanced(byDays: 90)
    let approved = try program.run(
      ["review", "approve", "--migration", "small", "--reviewer", LiveWorld.reviewer, "--key", "key", "--quiet"]
        + demanded.flatMap { ["--exception", "\($0)=\(expires):a small world"] })
    #expect(approved.exit == 0, "\(approved.err)")
  }

  // MARK: - Inside the program

  var configuration: AistockConfiguration {
    get throws { try AistockConfiguration.load(path("aistock.yaml"), environment: [:]) }
  }

  func database() throws -> Database { try Database(path: configuration.state) }

  /// A desk as a process that was just started has it.
  ///
  /// - Parameter seconds: how far its clock is ahead of the broker's.
  func desk(ahead seconds: Double = 0) throws -> WatchDesk {
    let clock = bridge.clock
    return try WatchDesk(configuration, database: database(), clock: Clock { clock.now() + seconds })
  }

  /// The trade of the day as the watch does it.
  func trade(_ desk: WatchDesk? = nil, account: String = "main") throws -> Message {
    try (desk ?? self.desk()).perform(WatchDue(.trade(account), LiveWorld.day))
  }

  /// What the trade is refused for; nil where it went through.
  func refusal() throws -> String? {
    let desk = try desk()
    return diagnostic { _ = try trade(desk) }?.id
  }

  /// Signs a ticket and puts it where the watch looks for today's.
  func sign(
    account: String = "main", day: TradingDay = LiveWorld.day, limits: String? = nil, approval: String? = nil,
    most: Int = 2_000_000
  ) throws {
    let configuration = try configuration
    let ledger = ReviewLedger(configuration)
    let bundle = try FrozenBundle(folder: path("reports/bundles/small"), ledger: ledger, now: .system)
    let ticket = DayTicket(
      account: account, day: day, environment: .live, limits: limits ?? configuration.execution.limits.digest,
      migrations: ["small": approval ?? bundle.approval.statement], purchasesMax: Money(yuan: most),
      reviewer: LiveWorld.reviewer, note: "", time: bridge.clock.timestamp)
    try ledger.issue(ticket, key: path("key"), to: ticketPath, now: bridge.clock)
  }

  var ticketPath: String { get throws { try configuration.watch.ticket(of: "main", on: LiveWorld.day) } }

  /// What the broker received and dealt, from its own book.
  func acts(_ name: String) throws -> [JSONValue] { try bridge.book().filter { $0["act"]?.stringValue == name } }

  func received() throws -> [JSONValue] { try acts("received") }

  /// Waits until a thing is so; says how many seconds that took, nil where it never was.
  func seconds(until isSo: () throws -> Bool, at most: Double = 5) throws -> Double? {
    let begin = ContinuousClock.now
    while ContinuousClock.now - begin < .seconds(most) {
      if try isSo() { return (ContinuousClock.now - begin) / .seconds(1) }
      usleep(5000)
    }
    return nil
  }
}
