import Execution
import MarketData
import Primitives
import Records
import Simulation
import Store
import StrategyEngine
import TestSupport
import Testing

/// What a batch and its intents may cost; slack for a busy machine, which only makes the bound ten times wider.
@Suite struct ExecutionSpeedTests {
  @Test("intents are stored before and after a broker is asked, many a second")
  func intents() throws {
    let folder = try TemporaryFolder()
    let database = try Database(path: folder.path + "/state.sqlite")
    let time = SteppedClock()
    let gateway = try SimGateway(
      account: "paper", capital: Money(yuan: 100_000_000), market: StillMarket(["SH600000": 1000]), clock: time.clock,
      file: nil)
    let book = IntentBook(account: "paper", database: database, clock: time.clock)
    let plan = Tiny.plan([("SH600000", .buy, 40_000, 1000)], parts: 400)
    let opened = try book.open(plan)
    #expect(opened.count == 400)
    let spent = try ContinuousClock().measure {
      for intent in opened { _ = try book.send(intent, through: gateway, arrival: nil) }
    }
    let stored = try database.intents(of: "paper", on: StillMarket.day)
    #expect(stored.allSatisfy { $0.state == .submitted })
    // 2,000 a second on a quiet machine; here only that nothing grows with the square of their number.
    #expect(spent < .seconds(10), "\(spent) for 400 intents")
  }
}
