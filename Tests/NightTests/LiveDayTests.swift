import Execution
import Foundation
import Night
import Primitives
import Records
import Store
import TestSupport
import Testing

/// Real money from end to end: a signed approval, a signed ticket, a real bridge process, and a broker whose own book says
/// what arrived.
@Suite(
  "a day with real money", .enabled(if: BridgeProcess.hasPython, Comment(rawValue: BridgeProcess.absence)), .serialized)
struct LiveDayTests {
  @Test("a signed day is traded once, its fills come back, and our books equal the broker's statement")
  func wholeDay() throws {
    let world = try LiveWorld()
    #expect(try world.refusal() == "ticket.missing")
    try refused(world)
    let other = try world.run(
      "trade", "plan", "--bundle", "reports/bundles/small", "--account", "main", "--env", "live", "--market",
      "/nowhere,market", "--quiet")
    #expect(other.exit == 1 && other.diagnostics.contains("trade.other-market"), "another market than the first")
    #expect(try world.received().isEmpty, "nothing was sent without the day's own ticket")

    try world.sign()
    let desk = try world.desk()
    let said = try world.trade(desk)
    #expect(said.english.contains("1 order"), "\(said.english)")
    let database = try world.database()
    _ = try world.seconds {
      _ = try desk.follow(); return try database.openIntents(of: "main").isEmpty
    }
    let received = try world.received()
    #expect(received.count == 1)
    #expect(received.first?["volume"]?.intValue == Int(LiveWorld.shares) && received.first?["code"] == "600000.SH")
    let intents = try database.intents(of: "main", on: LiveWorld.day)
    #expect(intents.map(\.state) == [.filled] && intents.map(\.filledQuantity) == [LiveWorld.shares])
    let fills = try database.fills(of: "main", from: LiveWorld.day, through: LiveWorld.day)
    #expect(fills.map(\.trade.tradeID) == (try world.acts("fill").compactMap { $0["trade_id"]?.stringValue }))

    // The same ticket again, by this process and by one that was just started.
    #expect(try world.refusal() == "ticket.used")
    // A new one on the same day finds the decision taken: nothing is decided twice.
    try world.sign(most: 1_999_999)
    #expect(try world.refusal() == "ticket.used" || world.received().count == 1)
    #expect(try world.received().count == 1)

    try world.bridge.advance(Double(MarketTime(LiveWorld.day, minute: 906).seconds) - world.bridge.clock.now())
    try world.quote()
    let booked = try world.desk().perform(WatchDue(.close("main"), LiveWorld.day))
    #expect(booked.english.contains("equal to the broker's statement"), "\(booked.english)")
    let books = try database.books(of: "main", through: LiveWorld.day)
    #expect(books.map { $0.volume(of: LiveWorld.stock) }.reduce(0, +) == LiveWorld.shares)
    #expect(try database.tradingSwitch(of: "main") == nil, "no difference stopped the account")
    // From the command line it is another day.
    let late = try world.run(
      "trade", "run", "--bundle", "reports/bundles/small", "--account", "main", "--env", "live", "--ticket",
      world.ticketPath, "--quiet")
    #expect((late.exit, late.diagnostics) == (1, ["ticket.expired"]))
  }

  /// Tickets of anything else than this day of this account.
  private func refused(_ world: LiveWorld) throws {
    let tomorrow = LiveWorld.day.advanced(byDays: 1)
    for (id, sign) in [
      ("ticket.account", { try world.sign(account: "other") }), ("ticket.day", { try world.sign(day: tomorrow) }),
      ("ticket.expired", { try world.sign(day: LiveWorld.day.advanced(byDays: -1)) }),
      ("ticket.limits", { try world.sign(limits: "00") }), ("ticket.migrations", { try world.sign(approval: "00") }),
      // 950,000 yuan at the last price, and 951,900 at the limit two ticks above it.
      ("ticket.amount", { try world.sign(most: 951_000) }),
    ] as [(String, () throws -> Void)] {
      try sign()
      #expect(try world.refusal() == id)
    }
    try world.sign()
    let path = try world.ticketPath
    let text = try FileReader.text(path)
    try FileWriter.write(Array(text.replacing("2000000.", with: "3000000.").utf8), to: path)
    #expect(try world.refusal() == "ticket.signature")
  }

  @Test("a bundle that was altered, is no longer approved or has looser limits trades nothing with real money")
  func bundles() throws {
    let world = try LiveWorld()
    try world.sign()
    let file = "reports/bundles/small/predictions.csv"
    let text = try FileReader.text(world.path(file))
    try world.write(text.replacing("0.8", with: "0.6"), file)
    #expect(try world.refusal() == "bundle.changed")
    try world.write(text, file)
    try world.configure(limits: "order_value: 10000001")
    // The ticket was signed under the limits of before; one for looser limits helps nothing.
    #expect(try world.refusal() == "ticket.limits")
    try world.sign()
    #expect(try world.refusal() == "trade.limits-looser")
    try world.configure()
    try world.sign()
    // What is judged now is another configuration: the approval does not stand for it.
    let conf = try FileReader.text(world.path("ws/conf.yaml"))
    try world.write(conf.replacing("0.0015", with: "0.0025"), "ws/conf.yaml")
    #expect(try world.run("nightly", "--date", "2024-01-05", "--quiet").exit == 0)
    #expect(try world.refusal() == "review.not-approved")
    #expect(try world.received().isEmpty)
  }

  @Test("shares that are a person's own are neither sold nor sized by, and stand outside in the books")
  func strangeShares() throws {
    // 10,500 yuan of a stock that the strategy does not want: by its own list it would be sold.
    let world = try LiveWorld(positions: ["000001.SZ": [500, 500, .number(9.5)]])
    try world.sign()
    let desk = try world.desk()
    _ = try world.trade(desk)
    let database = try world.database()
    _ = try world.seconds {
      _ = try desk.follow()
      return try database.openIntents(of: "main").isEmpty
    }
    #expect(try world.received().map { $0["code"]?.stringValue } == ["600000.SH"])
    #expect(try world.received().first?["volume"]?.intValue == Int(LiveWorld.shares))
    try world.bridge.advance(Double(MarketTime(LiveWorld.day, minute: 906).seconds) - world.bridge.clock.now())
    try world.quote()
    _ = try world.desk().perform(WatchDue(.close("main"), LiveWorld.day))
    let books = try database.books(of: "main", through: LiveWorld.day)
    #expect(books.map { $0.volume(of: code("SZ000001")) } == [500, 0])
    #expect(books.first?.strategyID == StrategyBook.outside && books.allSatisfy { $0.unpriced.isEmpty })
  }

  @Test("a clock that is not the broker's lets nothing out", arguments: [-300.0, 300])
  func skewedClock(_ seconds: Double) throws {
    let world = try LiveWorld()
    try world.sign()
    let ahead = try world.desk(ahead: seconds)
    _ = try? world.trade(ahead)
    #expect(try world.received().isEmpty)
    let reasons = try world.database().intents(of: "main", on: LiveWorld.day).map(\.blockReason)
    #expect(reasons.allSatisfy { ["clock", "stale-account", "stale-quote"].contains($0) }, "\(reasons)")
  }

  @Test("limits that nobody signed are refused with real money")
  func unsignedLimits() throws {
    let world = try LiveWorld(accounts: false)
    try world.sign()
    #expect(try world.refusal() == "trade.limits-unsigned")
    #expect(try world.received().isEmpty)
  }

  @Test("a schedule by volume takes the minutes that previews recorded, where nobody else records any")
  func byVolume() throws {
    let world = try LiveWorld(minute: 571, schedule: "vwap")
    // All of the day before was traded in the minute of 10:00.
    let rows = [("09:59", 0), ("10:00", 0), ("10:01", 5000), ("15:00", 5000)].map {
      "2024-01-02T\($0.0):00+08:00,SH600000,10.00,\($0.1)\n"
    }
    try world.write("datetime,instrument,close,volume\n" + rows.joined(), ".aistock/minutes/2024-01-02.csv")
    try world.sign()
    _ = try world.trade()
    // Ten stretches of 237 minutes: the second begins with the 24th minute, 9:53, and has 10:00 in it.
    let intents = try world.database().intents(of: "main", on: LiveWorld.day)
    #expect(intents.map(\.dueMinute) == [593] && intents.map(\.quantity) == [LiveWorld.shares])
    #expect(try world.received().isEmpty)
  }

  @Test("a watch that was killed goes on with the day's parts: none is sent twice, none before its minute")
  func restarted() throws {
    // 949,000 yuan and more in ten parts over 237 minutes from 9:30: the first at once, then about every 24 minutes.
    let world = try LiveWorld(minute: 571, schedule: "twap")
    try world.sign()
    _ = try world.trade()
    let database = try world.database()
    let parts = try database.intents(of: "main", on: LiveWorld.day)
    #expect(parts.count > 5 && parts.map(\.quantity).reduce(0, +) == LiveWorld.shares)
    #expect(try world.received().count == 1)
    var due = parts.map(\.dueMinute).sorted()
    #expect(due.removeFirst() <= 571)
    for minute in due.prefix(3) {
      try world.bridge.advance(Double(MarketTime(LiveWorld.day, minute: minute).seconds) - world.bridge.clock.now())
      try world.quote()
      let before = try world.received().count
      // Three processes, each killed behind its look.
      for _ in 0..<3 { #expect(try world.desk().follow()) }
      #expect(try world.received().count == before + 1, "minute \(minute)")
      // Whoever begins the step again finds it taken up.
      if try world.refusal() == nil { #expect(try world.received().count == before + 1) }
    }
    let keys = try world.received().compactMap { $0["remark"]?.stringValue }
    #expect(Set(keys).count == 4)
    // The day is over: what was not sent never will be.
    try world.bridge.advance(Double(MarketTime(LiveWorld.day, minute: 906).seconds) - world.bridge.clock.now())
    try world.quote()
    _ = try world.desk().perform(WatchDue(.close("main"), LiveWorld.day))
    let ended = try database.intents(of: "main", on: LiveWorld.day)
    #expect(ended.allSatisfy(\.state.isFinal) && ended.count { $0.blockReason == "day-over" } == parts.count - 4)
    #expect(try world.received().count == 4)
  }
}
