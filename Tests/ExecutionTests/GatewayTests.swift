import Execution
import Primitives
import Records
import Testing

@Suite struct GatewayTests {
  @Test("an order is known to the broker by the intent's remark, at its price and size")
  func request() {
    let intent = TradeIntent(
      key: .init(
        strategy: "baseline", day: TradingDay("2026-11-23")!, instrument: InstrumentID(canonical: "SH600000"),
        side: .sell, signal: "9f2c/0"),
      account: "paper", environment: .paper, quantity: 300, priceType: .limit, price: Money(units: 105_200),
      decisionPrice: nil, at: "2026-11-23T01:30:00+00:00")
    let request = OrderRequest(intent)
    #expect(request.key == intent.id && request.key.utf8.count == 24)
    #expect(request.volume == 300 && request.side == .sell && request.price == Money(units: 105_200))
  }
}
