package import Primitives
package import Records
import Simulation
import Synchronization

/// A simulated broker under the exchange's rules, for paper trading and for proofs: seeded faults make it answer as badly
/// as a real one.
///
/// It stands in one file, written before it answers, so that a process that dies finds it as it was. Orders deal when
/// somebody asks: at the last price where their own is as good, up to the account's part of the day's volume.
package final class SimGateway: Gateway {
  package let kind = "sim"
  private let market: any SimMarket
  private let clock: Clock
  private let faults: SimFaults
  private let file: String?
  private let state: Mutex<State>

  private struct State {
    var book: SimBook
    /// Fills that are told a query later, by trade.
    var held: Set<String> = []
  }

  /// - Parameters:
  ///   - capital: of an account that does not exist yet.
  ///   - file: where the broker's book is kept; nil: it ends with the process.
  /// - Throws: `sim.damaged` (exit 3) for a file that is no such book.
  package init(
    account: String, capital: Money, market: any SimMarket, clock: Clock, file: String?, faults: SimFaults = .init()
  ) throws {
    self.market = market
    self.clock = clock
    self.faults = faults
    self.file = file
    let now = MarketTime(clock)
    var book = SimBook(account: account, day: now.day, cash: capital, seed: faults.seed)
    if let file, FileReader.exists(file) {
      guard let kept = SimBook(json: try JSONReader.read(file: file, id: "sim.damaged")), kept.account == account else {
        throw Diagnostic.damaged(file)
      }
      book = kept
    }
    state = Mutex(State(book: book))
  }

  /// What a kept book holds; nothing where there is none yet.
  package static func held(in file: String) throws -> [InstrumentID] {
    guard FileReader.exists(file) else { return [] }
    guard let kept = SimBook(json: try JSONReader.read(file: file, id: "sim.damaged")) else {
      throw Diagnostic.damaged(file)
    }
    return kept.holdings.keys.sorted()
  }

  /// The day at which a kept book stands; nil where there is none yet.
  package static func day(in file: String) throws -> TradingDay? {
    guard FileReader.exists(file) else { return nil }
    guard let kept = SimBook(json: try JSONReader.read(file: file, id: "sim.damaged")) else {
      throw Diagnostic.damaged(file)
    }
    return kept.day
  }

  package func account() throws(GatewayFailure) -> AccountState {
    try asked { book, now, _ in
      let positions = book.holdings.map { instrument, holding in
        let price = self.market.quote(of: instrument, at: now)?.last ?? holding.price
        return AccountPosition(
          instrument: instrument, volume: holding.shares, available: book.available(instrument),
          averagePrice: Money(units: holding.basis.units / holding.shares), marketValue: price * holding.shares)
      }
      let frozen = book.frozenCash
      let stocks = positions.reduce(Money.zero) { $0 + ($1.marketValue ?? .zero) }
      return AccountState(
        account: book.account, cash: book.cash - frozen, frozen: frozen, equity: book.cash + stocks,
        positions: positions, time: now)
    }
  }

  package func orders() throws(GatewayFailure) -> [BrokerOrder] {
    try asked { book, _, random in
      book.orders.flatMap { random.happens(self.faults.duplicate) ? [$0, $0] : [$0] }
    }
  }

  package func trades() throws(GatewayFailure) -> [BrokerTrade] {
    let late = faults.late
    let duplicate = faults.duplicate
    return try answered { (state: inout State, _: MarketTime, random: inout SimRandom) -> [BrokerTrade] in
      let told = state.book.trades.filter { trade in
        // What was held back once is told now.
        if state.held.contains(trade.tradeID) { return true }
        guard random.happens(late) else { return true }
        state.held.insert(trade.tradeID)
        return false
      }
      return told.reversed().flatMap { random.happens(duplicate) ? [$0, $0] : [$0] }
    }
  }

  package func quotes(of instruments: [InstrumentID]) throws(GatewayFailure) -> [BrokerQuote] {
    try asked { _, now, _ in instruments.compactMap { self.market.quote(of: $0, at: now) } }
  }

  package func place(_ request: OrderRequest) throws(GatewayFailure) -> String {
    let (number, isAnswered): (String, Bool) = try asked {
      (book: inout SimBook, now: MarketTime, random: inout SimRandom) throws(GatewayFailure) -> (String, Bool) in
      if let known = book.orders.first(where: { $0.key == request.key }) { return (known.orderID, true) }
      if random.happens(self.faults.refusal) { throw .refused(.refusedAtRandom) }
      if let reason = self.refusal(of: request, in: book, now) { throw .refused(reason) }
      let quote = self.market.quote(of: request.instrument, at: now)
      let price = request.price ?? (request.side == .buy ? quote?.limitUp : quote?.limitDown)
      let number = String(book.nextOrder)
      book.nextOrder += 1
      book.orders.append(
        BrokerOrder(
          orderID: number, key: request.key, instrument: request.instrument, side: request.side,
          volume: request.volume, filledVolume: 0, price: price, averagePrice: nil, status: .accepted, createdAt: now))
      return (number, !random.happens(self.faults.lostAnswer))
    }
    guard isAnswered else { throw .unknown(.answerLost) }
    return number
  }

  package func cancel(_ orderID: String) throws(GatewayFailure) {
    try asked { (book: inout SimBook, _: MarketTime, _: inout SimRandom) throws(GatewayFailure) -> Void in
      guard let place = book.orders.firstIndex(where: { $0.orderID == orderID }) else {
        throw .refused(.unknownOrder(orderID))
      }
      guard !book.orders[place].status.isFinal else { return }
      book.orders[place].status = book.orders[place].filledVolume > 0 ? .partCanceled : .canceled
    }
  }

  // MARK: - Time and faults

  private func asked<T>(
    _ body: (inout SimBook, MarketTime, inout SimRandom) throws(GatewayFailure) -> T
  ) throws(GatewayFailure) -> T {
    try answered { (state: inout State, now: MarketTime, random: inout SimRandom) throws(GatewayFailure) -> T in
      try body(&state.book, now, &random)
    }
  }

  /// Brings the book to now, answers, and keeps it before the answer is given.
  private func answered<T>(
    _ body: (inout State, MarketTime, inout SimRandom) throws(GatewayFailure) -> T
  ) throws(GatewayFailure) -> T {
    try state.withLock { (state: inout State) throws(GatewayFailure) -> T in
      let now = MarketTime(clock)
      var random = SimRandom(seed: state.book.randomState)
      defer { state.book.randomState = random.state }
      if random.happens(faults.away) { throw .away(.away) }
      advance(&state.book, to: now, &random)
      let answer: Result<T, GatewayFailure>
      do throws(GatewayFailure) { answer = .success(try body(&state, now, &random)) } catch { answer = .failure(error) }
      state.book.randomState = random.state
      if let file {
        do { try FileWriter.write(state.book.json.canonical, to: file) } catch { throw .unknown(.notKept(file)) }
      }
      return try answer.get()
    }
  }

  private func advance(_ book: inout SimBook, to now: MarketTime, _ random: inout SimRandom) {
    if now.day > book.day {
      let before = book.day
      book.begin(now.day) { self.market.reinvestments(of: $0, after: before, through: now.day) }
    }
    for place in book.open {
      let order = book.orders[place]
      guard Double(now.seconds - order.createdAt.seconds) >= faults.delay,
        let quote = market.quote(of: order.instrument, at: now), quote.isSuspended == false, let last = quote.last,
        let price = order.price, order.side == .buy ? price >= last : price <= last
      else { continue }
      // Nobody sells at the upper limit and nobody buys at the lower one.
      if order.side == .buy, let upper = quote.limitUp, last >= upper { continue }
      if order.side == .sell, let lower = quote.limitDown, last <= lower { continue }
      var shares = order.volume - order.filledVolume
      if let room = market.room(in: order.instrument, on: now.day) {
        let used = book.trades.reduce(Int64(0)) { $1.instrument == order.instrument ? $0 + $1.volume : $0 }
        shares = min(shares, max(0, room - used))
      }
      if shares > 100, random.happens(faults.partial) { shares = (1 + random.below(shares / 100)) * 100 }
      book.deal(place, min(shares, order.volume - order.filledVolume), at: last, now)
    }
  }

  /// Why the broker does not take an order; nil where it does.
  private func refusal(of request: OrderRequest, in book: SimBook, _ now: MarketTime) -> Message? {
    guard let board = AShareBoard(request.instrument), let quote = market.quote(of: request.instrument, at: now) else {
      return .unknownStock(request.instrument)
    }
    if quote.isSuspended != false { return RejectReason.suspended.message }
    if let price = request.price {
      if price <= .zero { return .badPrice }
      if let upper = quote.limitUp, price > upper { return RejectReason.limitUp(upper).message }
      if let lower = quote.limitDown, price < lower { return RejectReason.limitDown(lower).message }
    }
    switch request.side {
    case .buy:
      guard AShareLots.buyable(request.volume, board) == request.volume, request.volume > 0 else { return .badVolume }
      guard let price = request.price ?? quote.limitUp else { return .badPrice }
      let need = SimBook.need(request.instrument, request.volume, price, now.day)
      return need > book.cash - book.frozenCash ? .noCash(book.cash - book.frozenCash) : nil
    case .sell:
      let held = book.holdings[request.instrument]?.shares ?? 0
      guard request.volume > 0, request.volume <= book.available(request.instrument) else {
        return .notAvailable(book.available(request.instrument))
      }
      return AShareLots.sellable(request.volume, held: held, board) == request.volume ? nil : .badVolume
    }
  }
}

extension Diagnostic {
  fileprivate static func damaged(_ file: String) -> Diagnostic {
    Diagnostic(
      "sim.damaged", .damaged, at: .init(file),
      (en: "The simulated broker's book cannot be read.", zh: "无法读取模拟券商的账簿。"),
      remedy: (en: "Restore the file, or remove it to begin anew.", zh: "恢复该文件，或删除后重新开始。"))
  }
}

extension Message {
  fileprivate static let refusedAtRandom = Message(
    "sim.refused", en: "The simulated broker refused the order at random.", zh: "模拟券商随机拒绝了该委托。")
  fileprivate static let answerLost = Message(
    "sim.answer-lost", en: "The simulated broker's answer was lost.", zh: "模拟券商的回复丢失。")
  fileprivate static let away = Message(
    "sim.away", en: "The simulated broker cannot be reached.", zh: "无法连接模拟券商。")
  fileprivate static let badPrice = Message("sim.bad-price", en: "The price is none.", zh: "价格无效。")
  fileprivate static let badVolume = Message(
    "sim.bad-volume", en: "The number of shares is no permitted order.", zh: "委托股数不符合规则。")

  fileprivate static func unknownOrder(_ number: String) -> Message {
    Message("sim.unknown-order", ["order": .text(number)], en: "There is no order {order}.", zh: "没有委托 {order}。")
  }
  fileprivate static func unknownStock(_ instrument: InstrumentID) -> Message {
    Message(
      "sim.unknown-stock", ["instrument": .instrument(instrument)], en: "The stock {instrument} is not known.",
      zh: "未知股票 {instrument}。")
  }
  fileprivate static func noCash(_ cash: Money) -> Message {
    Message(
      "sim.no-cash", ["cash": .money(cash.yuan)], en: "Cash of {cash} does not cover the order.", zh: "可用资金 {cash} 不足。")
  }
  fileprivate static func notAvailable(_ shares: Int64) -> Message {
    Message(
      "sim.not-available", ["shares": .count(Int(shares))], en: "Only {shares} shares may be sold.",
      zh: "可卖仅 {shares} 股。")
  }
  fileprivate static func notKept(_ file: String) -> Message {
    Message("sim.not-kept", ["path": .text(file)], en: "{path} cannot be written.", zh: "无法写入 {path}。")
  }
}
