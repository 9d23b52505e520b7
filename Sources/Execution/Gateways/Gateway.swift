package import Primitives
package import Records

/// The door to a broker: the only way by which an order leaves this program.
///
/// What every gateway holds to, and `GatewayConformance` checks:
/// 1. `place` with a key that was placed before places nothing and gives the first order's number.
/// 2. A number means that the broker took the order for sending, not that it traded.
/// 3. `cancel` is a request: what became of the order is told by `orders`.
/// 4. A broker that is away throws; it never gives an empty account, no orders and no trades.
/// 5. What `orders` and `trades` tell may be late, repeated and in any order; a trade keeps its identifier.
package protocol Gateway: AnyObject, Sendable {
  /// As the configuration writes it: `sim`, `qmt`.
  var kind: String { get }

  /// Cash and holdings now.
  func account() throws(GatewayFailure) -> AccountState

  /// Orders of the trading day, whoever placed them.
  func orders() throws(GatewayFailure) -> [BrokerOrder]

  /// Fills of the trading day.
  func trades() throws(GatewayFailure) -> [BrokerTrade]

  /// Places an order.
  ///
  /// - Returns: the broker's number.
  func place(_ request: OrderRequest) throws(GatewayFailure) -> String

  func cancel(_ orderID: String) throws(GatewayFailure)

  /// Whether the broker is sure that no order stands under a key and that none is on its way: an order that is only missing
  /// in `orders` may still arrive.
  func neverHad(_ key: String) throws(GatewayFailure) -> Bool

  /// What the market shows of some stocks; those the broker does not know are left out.
  func quotes(of instruments: [InstrumentID]) throws(GatewayFailure) -> [BrokerQuote]
}

extension Gateway {
  /// A broker that answers at once has nothing on its way.
  package func neverHad(_ key: String) throws(GatewayFailure) -> Bool { try !orders().contains { $0.key == key } }
}

/// What a broker is asked for.
package struct OrderRequest: Equatable, Sendable {
  /// Unique for ever: what the broker knows the order by, 24 characters at most.
  package var key: String
  package var instrument: InstrumentID
  package var side: Direction
  /// Shares.
  package var volume: Int64
  package var priceType: PriceType
  /// Yuan per share; nil where the price type names none.
  package var price: Money?

  package init(
    key: String, instrument: InstrumentID, side: Direction, volume: Int64, priceType: PriceType, price: Money?
  ) {
    self.key = key
    self.instrument = instrument
    self.side = side
    self.volume = volume
    self.priceType = priceType
    self.price = price
  }

  package init(_ intent: TradeIntent) {
    self.init(
      key: intent.remark, instrument: intent.instrument, side: intent.side, volume: intent.quantity,
      priceType: intent.priceType, price: intent.price)
  }
}

/// Why a broker did not do what it was asked for.
package enum GatewayFailure: Error, Equatable, Sendable {
  /// It said no: nothing was placed.
  case refused(Message)
  /// The request never left: nothing was placed, and the same may be asked again.
  case away(Message)
  /// It may have been done: a query tells, nothing is asked again.
  case unknown(Message)

  package var message: Message {
    switch self {
    case .refused(let message), .away(let message), .unknown(let message): message
    }
  }
}
