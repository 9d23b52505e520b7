import Archive
import Execution
import Foundation
import Night
import Primitives
import Records
import Store
import TestSupport
import Testing

/// A ticket is used once; a run that was killed goes on with it.
@Suite("The one use of a day ticket") struct TicketGateTests {
  private let folder: TemporaryFolder
  private let database: Database
  private let ledger: ReviewLedger
  private let clock = Clock.fixed(1_795_423_293)
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    database = try Database.inMemory()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/ssh-keygen")
    process.arguments = ["-q", "-t", "ed25519", "-N", "", "-f", folder.path("key")]
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try folder.write("li@example.com " + FileReader.text(folder.path("key.pub")), to: "signers")
    ledger = ReviewLedger(
      archive: SnapshotArchive(folder: folder.path("reports")), allowedSigners: folder.path("signers"),
      requiresOtherThanAuthor: true, ssh: SSHSignature(environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"]))
    path = folder.path("ticket.json")
    let ticket = DayTicket(
      account: "main", day: clock.dayInChina, environment: .live, limits: "l1", migrations: ["alpha": "s1"],
      purchasesMax: Money(yuan: 10_000), reviewer: "li@example.com", note: "", time: clock.timestamp)
    try ledger.issue(ticket, key: folder.path("key"), to: path, now: clock)
  }

  private var plan: TradePlan {
    let day = clock.dayInChina
    let line = TradePlan.Line(
      instrument: code("SH600000"), side: .buy, shares: 100, priceType: .limit, price: Money(yuan: 10),
      decisionPrice: Money(yuan: 10), amount: Money(yuan: 1000), commission: Money(yuan: 5), stampTax: .zero,
      transferFee: .zero, weightBefore: 0, weightAfter: 0.1, targetWeight: 0.1,
      parts: [.init(strategyID: "alpha", shares: 100)], slices: [.init(minute: 0, shares: 100)], reason: .verbatim("x"))
    return TradePlan(
      account: "main", environment: .live, day: day, time: MarketTime(day, minute: 600),
      strategies: [.init(strategyID: "alpha", weight: 1, decidedOn: nil, approval: "s1")], lines: [line], undone: [],
      cashBefore: .zero, cashAfter: .zero, equity: .zero, trackingError: 0, limits: "l1")
  }

  private func admit(_ plan: TradePlan) -> String? {
    diagnostic { try TicketGate(ledger: ledger, database: database, clock: clock).admit(path, for: plan) }?.id
  }

  @Test("a ticket goes on with its own run while orders are open, and is used up afterwards")
  func usedOnce() throws {
    #expect(admit(plan) == nil)
    // The process died before the plan was stored, and after.
    #expect(admit(plan) == nil)
    let book = IntentBook(account: "main", database: database, clock: clock)
    var intent = try #require(try book.open(plan).first)
    #expect(admit(plan) == nil)
    intent.state = .filled
    intent.filledQuantity = 100
    try database.record([intent])
    #expect(admit(plan) == "ticket.used")
  }

  @Test("what does not depend on a plan is refused before any broker is asked")
  func early() throws {
    func check(_ account: String, _ change: (inout ExecutionLimits) -> Void = { _ in }) -> String? {
      var limits = ExecutionLimits()
      change(&limits)
      return diagnostic {
        try TicketGate(ledger: ledger, database: database, clock: clock).check(path, account: account, limits: limits)
      }?.id
    }
    #expect(check("main") == "ticket.limits")
    #expect(check("other") == "ticket.account")
    let ticket = DayTicket(
      account: "main", day: clock.dayInChina, environment: .live, limits: ExecutionLimits().digest,
      migrations: ["alpha": "s1"], purchasesMax: Money(yuan: 1), reviewer: "li@example.com", note: "",
      time: clock.timestamp)
    try ledger.issue(ticket, key: folder.path("key"), to: path, now: clock)
    #expect(check("main") == nil)
    #expect(check("main") { $0.stockCount = 1 } == "ticket.limits")
    try FileWriter.write(Array("x".utf8), to: path)
    #expect(check("main") == "ticket.damaged")
  }

  @Test("a ticket that was used for one decision lets no other one through")
  func replayed() throws {
    #expect(admit(plan) == nil)
    var other = plan
    other.strategies[0].decidedOn = day("2026-11-20")
    #expect(other.signal != plan.signal)
    #expect(admit(other) == "ticket.used")
    var dearer = plan
    dearer.lines[0].amount = Money(yuan: 20_000)
    #expect(admit(dearer) == "ticket.amount")
    // Sized at 1,000 yuan, but its limit lets it pay 10,100.
    var reaching = plan
    reaching.lines[0].price = Money(yuan: 101)
    #expect(admit(reaching) == "ticket.amount")
  }
}
