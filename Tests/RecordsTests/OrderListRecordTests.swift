import Primitives
import Records
import TestSupport
import Testing

/// The order list as a record: sums, cash, and the table of orders.
@Suite struct OrderListRecordTests {
  private func line(_ name: String, _ side: Direction?, yuan: Int, rejection: RejectReason? = nil)
    -> NightResult.OrderList.Line
  {
    NightResult.OrderList.Line(
      symbol: code(name), side: side, lots: name.hasPrefix("SH688") ? nil : 2, shares: 200,
      price: Money(yuan: yuan), amount: Money(yuan: 200 * yuan), commission: Money(yuan: 5),
      stampTax: side == .sell ? Money(units: 12_345) : .zero, transferFee: Money(units: 100), weight: 0.25,
      targetWeight: side == .sell ? 0 : 0.5, rank: 3, rankCount: 300, step: side == .sell ? .leaves : .freePlace,
      rejection: rejection, reason: .verbatim("x"))
  }

  private var list: NightResult.OrderList {
    NightResult.OrderList(
      decidedOn: day("2026-05-08"),
      lines: [
        line("SH688169", .sell, yuan: 20, rejection: .limitDown(Money(yuan: 19))), line("SZ000792", .buy, yuan: 10),
        line("SH600000", nil, yuan: 1),
      ], cash: Money(yuan: 1000), totalValue: Money(yuan: 10_000))
  }

  /// 1,000 + 4,000 - 6.2445 - 2,000 - 5.01.
  @Test func sumsAndCashAddUp() throws {
    let list = self.list
    #expect(list.next == NextTradingDay(day("2026-05-11"), .weekday) && !list.next.isCertain)
    #expect(list.sum(.sell).amount == Money(yuan: 4000) && list.sum(.sell).fees == Money(units: 62_445))
    #expect(list.sum(.buy).count == 1 && list.keptCount == 1)
    #expect(list.cashAfter == Money(units: 29_887_455))
    #expect(try #require(list.cashShareAfter) == 2988.7455 / 9988.7455)
  }

  @Test func theTableHasALineAnOrder() {
    let lines = String(decoding: list.csv, as: UTF8.self).split(separator: "\n").map(String.init)
    #expect(
      lines == [
        "day,instrument,side,lots,shares,price,amount,commission,stamp_tax,transfer_fee,weight,target_weight,rank,reason",
        "2026-05-11,SH688169,sell,,200,20.00,4000.00,5.00,1.2345,0.01,0.25,0.0,3,leaves; limit-down",
        "2026-05-11,SZ000792,buy,2,200,10.00,2000.00,5.00,0.00,0.01,0.25,0.5,3,free-place",
      ])
  }

  /// What the money does not suffice for is no order: it stands in no sum and in no file.
  @Test func whatIsBelowOneLotIsNoOrder() {
    var wanted = line("SZ300502", .buy, yuan: 430)
    wanted.shares = 0
    wanted.amount = .zero
    wanted.commission = .zero
    wanted.transferFee = .zero
    let list = NightResult.OrderList(decidedOn: day("2026-05-08"), lines: [wanted, line("SZ000792", .buy, yuan: 10)])
    #expect(list.orders.map(\.symbol) == [code("SZ000792")] && list.unaffordable.map(\.symbol) == [code("SZ300502")])
    #expect(list.sum(.buy).count == 1 && list.keptCount == 0)
    #expect(!String(decoding: list.csv, as: UTF8.self).contains("SZ300502"))
  }

  @Test func rejectsAreCountedByRule() {
    func skip(_ date: String, _ reason: RejectReason) -> PreviewSkip {
      PreviewSkip(
        previewID: "p", tradingDay: day(date), symbol: code("SH600519"), side: .buy, volume: 100, reason: reason)
    }
    let counts = RejectCount.of([
      skip("2024-01-02", .limitUp(Money(yuan: 12))), skip("2024-01-03", .belowOneLot()),
      skip("2024-01-04", .belowOneLot(.init(shares: 100, price: Money(yuan: 1375)))), skip("2024-01-05", .other("x")),
    ])
    #expect(counts.map(\.rule) == [.belowOneLot, .limitUp, .other] && counts.map(\.count) == [2, 1, 1])
    #expect(counts[0].latest == day("2024-01-04"))
    #expect(RejectRule.allCases.allSatisfy { !$0.name.english.isEmpty && !$0.name.chinese.isEmpty })
  }
}
