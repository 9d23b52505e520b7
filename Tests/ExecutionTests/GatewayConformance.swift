import Execution
import Primitives
import Records
import TestSupport
import Testing

/// What every gateway holds to (`Gateway`); run it over an account with 1,000,000 yuan that holds nothing.
struct GatewayConformance {
  let gateway: any Gateway
  /// A stock that trades at this price, and one that is not known.
  let stock: InstrumentID
  let price: Money
  let unknown: InstrumentID

  private func request(_ key: String, _ side: Direction = .buy, _ volume: Int64 = 200, _ price: Money? = nil)
    -> OrderRequest
  {
    OrderRequest(
      key: key, instrument: stock, side: side, volume: volume, priceType: .limit, price: price ?? self.price)
  }

  func run() throws {
    try idempotence()
    try cancellation()
    try refusals()
    let quotes = try gateway.quotes(of: [stock, unknown])
    #expect(quotes.map(\.instrument) == [stock], "what is not known is left out")
    #expect(quotes.first?.last == price)
  }

  private func idempotence() throws {
    let first = try gateway.place(request("aaaaaaaaaaaaaaaaaaaaaaaa"))
    let again = try gateway.place(request("aaaaaaaaaaaaaaaaaaaaaaaa"))
    #expect(first == again)
    let orders = try gateway.orders().filter { $0.key == "aaaaaaaaaaaaaaaaaaaaaaaa" }
    #expect(Set(orders.map(\.orderID)) == [first])
    #expect(orders.allSatisfy { $0.volume == 200 && $0.side == .buy && $0.instrument == stock })
  }

  private func cancellation() throws {
    // Far below the market: it lies there.
    let low = Money(units: price.units * 95 / 100 / 100 * 100)
    let number = try gateway.place(request("bbbbbbbbbbbbbbbbbbbbbbbb", .buy, 100, low))
    let before = try gateway.account()
    try gateway.cancel(number)
    let order = try gateway.orders().last { $0.orderID == number }
    #expect(order?.status == .canceled)
    #expect(try gateway.account().cash > before.cash, "what was held back is free again")
  }

  private func refusals() throws {
    for wrong in [
      request("cccccccccccccccccccccc01", .sell, 100_000), request("cccccccccccccccccccccc02", .buy, 150),
      request("cccccccccccccccccccccc03", .buy, 900_000),
    ] {
      let before = try gateway.orders().count
      do throws(GatewayFailure) {
        let number = try gateway.place(wrong)
        // A broker that judges later tells the order as rejected; it never deals.
        let order = try gateway.orders().last { $0.orderID == number }
        #expect(order?.status == .rejected && order?.filledVolume == 0)
      } catch {
        guard case .refused = error else { throw error }
        #expect(try gateway.orders().count == before)
      }
    }
  }
}

@Suite struct SimGatewayTests {
  private let time = SteppedClock()

  private func gateway(file: String? = nil, faults: SimFaults = .init(), room: Int64? = nil) throws -> SimGateway {
    try SimGateway(
      account: "paper", capital: Money(yuan: 1_000_000), market: StillMarket(["SH600000": 1000], room: room),
      clock: time.clock, file: file, faults: faults)
  }

  @Test("the simulated broker holds to what every gateway holds to")
  func conformance() throws {
    try GatewayConformance(
      gateway: try gateway(), stock: Tiny.stock("SH600000"), price: Money(yuan: 10), unknown: Tiny.stock("SH600999")
    ).run()
  }

  private func deal(_ gateway: SimGateway, _ key: String, _ volume: Int64, _ side: Direction = .buy) throws {
    _ = try gateway.place(
      OrderRequest(
        key: key, instrument: Tiny.stock("SH600000"), side: side, volume: volume, priceType: .limit,
        price: Money(yuan: 10)))
  }

  @Test("a purchase costs price and fees to the unit, and is sold on the next day only")
  func settlement() throws {
    let gateway = try gateway()
    try deal(gateway, "k1", 1000)
    // 10,000 yuan: commission at least 5, transfer fee 0.001 % = 0.10.
    #expect(try gateway.account().cash == Money(units: 9_899_949_000))
    #expect(try gateway.account().positions.map(\.available) == [0])
    #expect(throws: GatewayFailure.self) { try deal(gateway, "k2", 1000, .sell) }
    time.advance(86_400)
    try deal(gateway, "k3", 1000, .sell)
    // Sold: 5 commission, 0.05 % stamp tax = 5, 0.10 transfer fee.
    #expect(try gateway.account().cash == Money(units: 9_999_848_000))
    #expect(try gateway.account().positions.isEmpty)
  }

  @Test("a broker that dies is found as it was")
  func persistence() throws {
    let folder = try TemporaryFolder()
    let file = folder.path + "/paper.json"
    let first = try gateway(file: file)
    try deal(first, "k1", 1000)
    let second = try gateway(file: file)
    #expect(try second.account() == first.account())
    #expect(try second.trades() == first.trades())
    try deal(second, "k1", 1000)
    #expect(try second.orders().count == 1)
  }

  @Test("the day's volume limits what an account may trade")
  func room() throws {
    let gateway = try gateway(room: 300)
    try deal(gateway, "k1", 1000)
    let order = try #require(try gateway.orders().first)
    #expect(order.filledVolume == 300 && order.status == .partFilled)
  }
}
