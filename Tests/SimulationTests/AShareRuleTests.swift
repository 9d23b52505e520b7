import Primitives
import Records
import Simulation
import Testing

@Suite struct AShareRuleTests {
  private func day(_ text: String) throws -> TradingDay { try #require(TradingDay(text)) }

  @Test(arguments: [
    ("SH600000", AShareBoard.shanghaiMain), ("SH605599", .shanghaiMain), ("SH688981", .star),
    ("SH689009", .star),
    ("SZ000001", .shenzhenMain), ("SZ003816", .shenzhenMain), ("SZ300750", .chiNext),
    ("SZ301236", .chiNext),
    ("BJ430047", .beijing), ("BJ920118", .beijing),
  ])
  func boardOfCode(code: String, board: AShareBoard) {
    #expect(AShareBoard(InstrumentID(canonical: code)) == board)
  }

  @Test(arguments: ["SH000001", "SZ399001", "SH510300", "SZ200002", "SH900901", "DAILY_ALL"])
  func indexesFundsAndBSharesHaveNoBoard(code: String) {
    #expect(AShareBoard(InstrumentID(canonical: code)) == nil)
  }

  @Test func chiNextLimitDoublesOnTheFirstDayOfRegistration() throws {
    #expect(
      ASharePriceLimit.rule(.chiNext, on: try day("2020-08-21"), age: nil, listed: nil)
        == .percent(10))
    #expect(
      ASharePriceLimit.rule(.chiNext, on: try day("2020-08-24"), age: nil, listed: nil)
        == .percent(20))
    #expect(
      ASharePriceLimit.rule(.star, on: try day("2020-08-21"), age: nil, listed: nil) == .percent(20)
    )
    #expect(
      ASharePriceLimit.rule(.beijing, on: try day("2021-11-16"), age: nil, listed: nil)
        == .percent(30))
    #expect(
      ASharePriceLimit.rule(.shanghaiMain, on: try day("2024-01-02"), age: nil, listed: nil)
        == .percent(10))
  }

  @Test func firstDaysAfterListing() throws {
    let listed = try day("2023-04-10")
    let older = try day("2023-04-07")
    let later = try day("2023-04-14")
    #expect(ASharePriceLimit.rule(.shanghaiMain, on: later, age: 4, listed: listed) == .free)
    #expect(ASharePriceLimit.rule(.shanghaiMain, on: later, age: 5, listed: listed) == .percent(10))
    #expect(ASharePriceLimit.rule(.shenzhenMain, on: older, age: 0, listed: older) == .issuePrice)
    #expect(ASharePriceLimit.rule(.shenzhenMain, on: later, age: 1, listed: older) == .percent(10))
    #expect(ASharePriceLimit.rule(.star, on: later, age: 4, listed: older) == .free)
    #expect(ASharePriceLimit.rule(.beijing, on: later, age: 1, listed: older) == .percent(30))
    let early = try day("2020-08-20")
    #expect(
      ASharePriceLimit.rule(.chiNext, on: try day("2020-08-25"), age: 3, listed: early)
        == .percent(20))
  }

  /// 10.05 x 1.1 = 11.055 -> 11.06; 10.05 x 0.9 = 9.045 -> 9.05; 0.04 x 1.1 = 0.044 -> 0.04, moved to 0.05.
  @Test func limitsRoundHalfUpToAHundredth() {
    #expect(ASharePriceLimit.percent(10).bounds(reference: 1005) == 905...1106)
    #expect(ASharePriceLimit.percent(20).bounds(reference: 1003) == 802...1204)
    #expect(ASharePriceLimit.percent(10).bounds(reference: 4) == 3...5)
    #expect(ASharePriceLimit.free.bounds(reference: 1005) == nil)
  }

  @Test func lotsFollowTheBoard() {
    #expect(AShareLots.buyable(199, .shanghaiMain) == 100)
    #expect(AShareLots.buyable(99, .chiNext) == 0)
    #expect(AShareLots.buyable(199, .star) == 0)
    #expect(AShareLots.buyable(201, .star) == 201)
    #expect(AShareLots.buyable(101, .beijing) == 101)
    #expect(AShareLots.sellable(150, held: 250, .shenzhenMain) == 100)
    #expect(AShareLots.sellable(250, held: 250, .shenzhenMain) == 250)
    #expect(AShareLots.sellable(50, held: 250, .shenzhenMain) == 0)
    #expect(AShareLots.sellable(150, held: 150, .star) == 150)
  }

  /// 100,000 yuan: commission 25, transfer 1 (0.001 %), stamp 100 before and 50 after the halving.
  @Test func stampTaxHalvesOnItsDay() throws {
    let value = Money(yuan: 100_000)
    let before = AShareFees().cost(.sell, value: value, shares: 100, board: .shanghaiMain, on: try day("2023-08-27"))
    let after = AShareFees().cost(.sell, value: value, shares: 100, board: .shanghaiMain, on: try day("2023-08-28"))
    #expect(before.stampTax == Money(yuan: 100))
    #expect(after.stampTax == Money(yuan: 50))
    #expect(after.commission == Money(yuan: 25))
    #expect(after.transferFee == Money(yuan: 1))
    #expect(after.total == Money(yuan: 76))
    #expect(
      AShareFees().cost(.buy, value: value, shares: 100, board: .shanghaiMain, on: try day("2023-08-28")).total
        == Money(yuan: 26))
  }

  /// 1234.50 yuan: commission 0.3086 -> at least 5; transfer 0.002 % = 0.02469 -> 0.02; 0.001 % = 0.0123 -> 0.01.
  @Test func minimumCommissionAndRounding() throws {
    let value = Money(units: 12_345_000)
    let before = AShareFees().cost(.buy, value: value, shares: 100, board: .shanghaiMain, on: try day("2022-04-28"))
    let after = AShareFees().cost(.buy, value: value, shares: 100, board: .shanghaiMain, on: try day("2022-04-29"))
    #expect(before.commission == Money(yuan: 5))
    #expect(before.transferFee == Money(units: 200))
    #expect(after.transferFee == Money(units: 100))
    // 500 yuan at 0.001 % is half a hundredth: up. 499.99 is below: down.
    #expect(
      AShareFees().cost(.buy, value: Money(yuan: 500), shares: 100, board: .shanghaiMain, on: try day("2024-01-02"))
        .transferFee
        == Money(units: 100))
    #expect(
      AShareFees().cost(
        .buy, value: Money(units: 4_999_900), shares: 100, board: .shanghaiMain, on: try day("2024-01-02")
      ).transferFee
        == .zero)
    #expect(
      AShareFees().cost(.sell, value: .zero, shares: 100, board: .shanghaiMain, on: try day("2024-01-02")).total
        == .zero)
  }
}
