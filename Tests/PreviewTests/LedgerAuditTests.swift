import MarketData
import Preview
import Primitives
import Records
import Testing

/// A second, naive ledger walks through the stored trades and knows nothing of the simulation.
@Suite struct LedgerAuditTests {
  private let market = DemoMarket.make()

  private func settled(seed: UInt64, pieces: [Int]) throws -> PreviewFixture {
    let calendar = market.calendar
    let fixture = try PreviewFixture(topk: 8, nDrop: 2, capital: 1_000_000, start: calendar[401])
    let scores = try PreviewFixture.scores(seed: seed, market, calendar.days[400..<621])
    for piece in pieces { try fixture.settle(scores, market, calendar[piece]) }
    return fixture
  }

  @Test(arguments: [11, 12, 13] as [UInt64])
  func moneyAndSharesAreConserved(seed: UInt64) throws {
    let rows = try settled(seed: seed, pieces: [620]).rows()
    let trades = Dictionary(grouping: rows.trades, by: \.tradingDay)
    let positions = Dictionary(grouping: rows.positions, by: \.tradingDay)
    var cash: Int64 = 10_000_000_000
    var value = cash
    var shares: [InstrumentID: Int64] = [:]
    var prices: [InstrumentID: Int64] = [:]
    var adjustments = 0
    for account in rows.accounts {
      let day = account.tradingDay
      let index = try #require(market.calendar.index(of: day))
      var profit: Int64 = 0
      // Dividends: the holding at the old price becomes shares at the new reference and a rest in cash.
      for (symbol, old) in shares.sorted(by: { $0.key < $1.key }) {
        guard let reference = reference(symbol, index), reference != prices[symbol] else {
          continue
        }
        let before = old * (prices[symbol] ?? 0)
        shares[symbol] = before / reference
        cash += before % reference
        prices[symbol] = reference
        adjustments += 1
      }
      var bought: Set<InstrumentID> = []
      for trade in trades[day] ?? [] {
        let close = try #require(quoted(trade.symbol, index, index))
        #expect(trade.price.units == close)
        #expect(trade.amount.units == close * trade.volume)
        let sign: Int64 = trade.side == .buy ? 1 : -1
        cash -= sign * trade.amount.units + trade.cost.units
        if trade.side == .sell {
          #expect(!bought.contains(trade.symbol), "sold on the day of purchase")
          profit += trade.volume * (close - (prices[trade.symbol] ?? 0))
        } else {
          bought.insert(trade.symbol)
          #expect(
            trade.volume % 100 == 0 || (trade.symbol.name.hasPrefix("SH688") && trade.volume >= 200)
          )
          #expect(trade.stampTax == .zero)
          prices[trade.symbol] = close
        }
        profit -= trade.cost.units
        shares[trade.symbol, default: 0] += sign * trade.volume
        if shares[trade.symbol] == 0 { shares[trade.symbol] = nil }
      }
      for (symbol, held) in shares {
        #expect(held > 0)
        if let close = quoted(symbol, index, index) {
          profit += held * (close - (prices[symbol] ?? 0))
          prices[symbol] = close
        }
      }
      let worth = shares.reduce(0) { $0 + $1.value * (prices[$1.key] ?? 0) }
      #expect(account.cash.units == cash && cash >= 0)
      #expect(account.totalValue.units == cash + worth)
      #expect(account.dailyPnL.units == profit)
      #expect(account.totalValue.units == value + profit)
      let stored = Dictionary(
        (positions[day] ?? []).map { ($0.symbol, $0.volume) }, uniquingKeysWith: { left, _ in left }
      )
      #expect(stored == shares)
      value += profit
    }
    #expect(rows.accounts.count == 220)
    #expect(rows.trades.count > 300)
    #expect(adjustments > 0)
  }

  @Test func inPiecesAsAtOnce() throws {
    let whole = try settled(seed: 7, pieces: [620]).rows()
    let pieces = try settled(seed: 7, pieces: [401, 402, 450, 450, 451, 520, 620]).rows()
    #expect(whole == pieces)
    #expect(
      whole.skips.contains {
        switch $0.reason {
        case .limitUp, .limitDown, .noBar, .noVolume: true
        default: false
        }
      })
  }

  /// Ten-thousandths of a yuan: the adjusted close of a day by the factor of another.
  private func quoted(_ symbol: InstrumentID, _ index: Int, _ factorIndex: Int) -> Int64? {
    let close = market.series("close", of: symbol)?[index] ?? .nan
    let factor = market.series("factor", of: symbol)?[factorIndex] ?? .nan
    guard !close.isNaN, !factor.isNaN else { return nil }
    return Int64((Double(close) / Double(factor) * 100).rounded()) * 100
  }

  private func reference(_ symbol: InstrumentID, _ index: Int) -> Int64? {
    guard quoted(symbol, index, index) != nil else { return nil }
    var before = index - 1
    while before >= 0 {
      if let price = quoted(symbol, before, index) { return price }
      before -= 1
    }
    return nil
  }
}
