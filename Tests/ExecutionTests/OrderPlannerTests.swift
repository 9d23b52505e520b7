import Execution
import Primitives
import Records
import Testing

/// An account of 1,000,000 yuan that holds 1,000 shares at 10 yuan.
@Suite struct OrderPlannerTests {
  private static let stock = Tiny.stock("SH600000")
  private static let account = AccountState(
    account: "paper", cash: Money(yuan: 990_000), frozen: .zero, equity: Money(yuan: 1_000_000),
    positions: [.init(instrument: stock, volume: 1000, available: 1000)],
    time: MarketTime(StillMarket.day, minute: 600))

  private func plan(_ style: PlanStyle, _ wishes: [(String, Double, Int64)]) throws -> TradePlan {
    let planner = OrderPlanner(limits: ExecutionLimits(), style: style, averageVolume: { _ in 100_000_000 })
    return try planner.plan(
      wishes.map { id, weight, shares in
        StrategyWish(
          strategyID: id, weight: weight, approval: nil,
          lines: [
            .init(
              instrument: OrderPlannerTests.stock, shares: shares, price: Money(yuan: 10), targetWeight: 0.01,
              reason: .verbatim("test"))
          ], decidedOn: nil)
      }, account: OrderPlannerTests.account, environment: .paper, day: StillMarket.day,
      time: OrderPlannerTests.account.time)
  }

  @Test("an order of the closing auction waits for it, however large it is")
  func closingAuction() throws {
    var style = PlanStyle()
    style.priceType = .closeAuction
    let line = try #require(try plan(style, [("a", 1, 20_000)]).lines.first)
    // 14:57.
    #expect(line.slices == [.init(minute: 897, shares: 20_000)])
    style.priceType = .limit
    #expect(try plan(style, [("a", 1, 20_000)]).lines.first?.slices.map(\.minute) == [0])
  }

  @Test("what one strategy buys and another sells is not sent, and the plan says so on both sides")
  func crossed() throws {
    let plan = try plan(PlanStyle(), [("a", 0.5, 300), ("b", 0.5, -300)])
    #expect(plan.lines.isEmpty)
    #expect(plan.undone.map(\.code) == ["crossed", "crossed"])
    #expect(plan.undone.map(\.side) == [.sell, .buy])
    #expect(plan.undone.map(\.shares) == [300, 300])
  }

  @Test("what nets is one order with both parts, and a stock that stays is none")
  func netted() throws {
    let plan = try plan(PlanStyle(), [("a", 0.5, 300), ("b", 0.5, -100)])
    let line = try #require(plan.lines.first)
    #expect(line.side == .buy && line.shares == 200)
    #expect(line.parts == [.init(strategyID: "a", shares: 300), .init(strategyID: "b", shares: -100)])
    #expect(try self.plan(PlanStyle(), [("a", 1, 0)]).undone.isEmpty)
  }
}
