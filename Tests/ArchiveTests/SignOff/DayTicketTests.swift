import Archive
import Foundation
import Primitives
import Records
import TestSupport
import Testing

/// A signed leave for one account and one day, and every way in which it is not one.
@Suite("The day ticket") struct DayTicketTests {
  private let fixture: ReviewFixture
  private let statement: String

  init() throws {
    fixture = try ReviewFixture()
    statement = try fixture.approve().sha256
    fixture.time += 60
  }

  private var path: String { fixture.temporary.path("tickets/main.json") }
  private var today: TradingDay { fixture.clock.dayInChina }

  private func ticket(
    _ change: (inout [String: JSONValue]) -> Void = { _ in }
  ) throws -> DayTicket {
    let made = DayTicket(
      account: "main", day: today, environment: .live, limits: "l1", migrations: ["alpha": statement],
      purchasesMax: Money(yuan: 10_000), reviewer: ReviewFixture.reviewer, note: "", time: fixture.clock.timestamp)
    var members = try #require(made.json.objectValue)
    change(&members)
    let file = fixture.temporary.path("draft.json")
    try FileWriter.write(JSONValue.object(members).canonical, to: file)
    return try DayTicket(file: file)
  }

  private func issue(_ ticket: DayTicket, key: String = "reviewer", strict: Bool = true) throws {
    try fixture.ledger(strict: strict).issue(ticket, key: fixture.key(key), to: path, now: fixture.clock)
  }

  private func read() -> String? {
    diagnostic { _ = try fixture.ledger().ticket(file: path, now: fixture.clock) }?.id
  }

  private func plan(
    account: String = "main", on day: TradingDay? = nil, limits: String = "l1", strategies: [String]? = nil,
    shares: Int64 = 100
  ) -> TradePlan {
    let day = day ?? today
    let line = TradePlan.Line(
      instrument: code("SH600000"), side: .buy, shares: shares, priceType: .limit, price: Money(yuan: 99),
      decisionPrice: Money(yuan: 99), amount: Money(yuan: 99) * shares, commission: Money(yuan: 5), stampTax: .zero,
      transferFee: .zero, weightBefore: 0, weightAfter: 0.1, targetWeight: 0.1, parts: [], slices: [],
      reason: .verbatim("x"))
    return TradePlan(
      account: account, environment: .live, day: day, time: MarketTime(day, minute: 600),
      strategies: (strategies ?? ["alpha"]).map {
        .init(strategyID: $0, weight: 1, decidedOn: nil, approval: $0 == "alpha" ? statement : "other")
      }, lines: [line], undone: [], cashBefore: .zero, cashAfter: .zero, equity: .zero, trackingError: 0,
      limits: limits)
  }

  @Test("a signed ticket is read back, and ssh-keygen alone verifies it")
  func signed() throws {
    let made = try ticket()
    try issue(made)
    #expect(try fixture.ledger().ticket(file: path, now: fixture.clock) == made)
    #expect(made.objection(to: plan(), today: today, at: path) == nil)
    // 100 shares at 99 yuan and 5 yuan of fees lie below 10,000 yuan; 101 shares do not.
    #expect(made.objection(to: plan(shares: 101), today: today, at: path)?.id == "ticket.amount")
  }

  @Test("a ticket for anything else is refused by name")
  func otherPlans() throws {
    let made = try ticket()
    func objection(_ plan: TradePlan, today: TradingDay? = nil) -> String? {
      let found = made.objection(to: plan, today: today ?? self.today, at: path)
      #expect(found?.kind == .refused)
      return found?.id
    }
    #expect(objection(plan(account: "other")) == "ticket.account")
    #expect(objection(plan(limits: "l2")) == "ticket.limits")
    #expect(objection(plan(strategies: ["beta"])) == "ticket.migrations")
    #expect(objection(plan(strategies: ["alpha", "beta"])) == "ticket.migrations")
    let tomorrow = today.advanced(byDays: 1)
    #expect(objection(plan(on: tomorrow), today: tomorrow) == "ticket.expired")
    #expect(objection(plan(), today: today.advanced(byDays: -1)) == "ticket.day")
    var paper = plan()
    paper.environment = .paper
    #expect(objection(paper) == "ticket.environment")
  }

  @Test("an altered ticket, another person's signature and a sign-off's signature are refused")
  func tampered() throws {
    try issue(try ticket())
    let bytes = try FileReader.bytes(path)
    let text = String(decoding: bytes, as: UTF8.self)
    try FileWriter.write(Array(text.replacing("10000.0000", with: "90000.0000").utf8), to: path)
    #expect(read() == "ticket.signature")
    try FileWriter.write(Array((text + "\n").utf8), to: path)
    #expect(read() == "ticket.damaged")
    try FileWriter.write(Array(text.replacing("\"note\":\"\"", with: "\"more\":1,\"note\":\"\"").utf8), to: path)
    #expect(read() == "ticket.damaged")
    try FileWriter.write(bytes, to: path)
    #expect(read() == nil)
    // A signature by the same key under the namespace of sign-offs is no ticket.
    let ssh = SSHSignature(environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"])
    try FileWriter.write(try ssh.sign(bytes, key: fixture.key("reviewer")), to: path + ".sig")
    #expect(read() == "ticket.signature")
    let stranger = try ssh.sign(bytes, key: fixture.key("stranger"), namespace: DayTicket.namespace)
    try FileWriter.write(stranger, to: path + ".sig")
    #expect(read() == "ticket.signature")
    try FileWriter.remove(path + ".sig")
    #expect(read() == "ticket.signature")
    try FileWriter.remove(path)
    #expect(read() == "ticket.missing")
  }

  @Test("nobody signs who is not allowed, made the migration, or whose key has ended since")
  func signers() throws {
    let made = try ticket()
    #expect(diagnostic { try issue(made, key: "stranger") }?.id == "ticket.signature")
    #expect(!FileReader.exists(path) && !FileReader.exists(path + ".sig"))
    let own = try ticket { $0["reviewer"] = .string(ReviewFixture.author) }
    #expect(diagnostic { try issue(own, key: "author") }?.id == "ticket.author")
    // The author's key under another name is the author.
    try fixture.allow([(ReviewFixture.author, "author", ""), (ReviewFixture.reviewer, "author", "")])
    #expect(diagnostic { try issue(made, key: "author") }?.id == "ticket.author")
    try issue(made, key: "author", strict: false)
    try FileWriter.remove(path)
    try fixture.allow([(ReviewFixture.author, "author", ""), (ReviewFixture.reviewer, "reviewer", "")])
    try issue(made)
    try fixture.allow([
      (ReviewFixture.author, "author", ""), (ReviewFixture.reviewer, "reviewer", "valid-before=\"20261123084400\""),
    ])
    fixture.time += 3600
    #expect(read() == "ticket.signature")
    let early = try ticket { $0["time"] = "2026-12-24T00:00:00+00:00" }
    #expect(diagnostic { try issue(early) }?.id == "ticket.clock")
  }
}
