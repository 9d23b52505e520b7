package import Primitives
package import Records

/// qlib's `FileOrderStrategy` (`qlib/contrib/strategy/rule_strategy.py`): gives the orders that a table has for the day.
///
/// They come by code, sales not before purchases, and scores count for nothing. Amounts are adjusted shares. A code
/// that the market does not have gives no order; in qlib such an order does not deal.
package struct FileOrder: Strategy {
  package let parameters: FileOrderParameters
  private let lines: [TradingDay: ArraySlice<FileOrderParameters.Line>]

  package init(_ parameters: FileOrderParameters) {
    self.parameters = parameters
    lines = DaySlices.of(parameters.lines, \.day)
  }

  /// Those in the spelling of a market; no other one is looked up.
  package var instruments: [InstrumentID] {
    Set(parameters.lines.map(\.instrument)).filter { InstrumentID($0.name) == $0 }.sorted()
  }

  package func orders(
    scores: DayScores?, holdings: [Holding], cash: Double, market: some MarketState
  ) -> [Order] {
    var memory = StrategyMemory()
    return orders(scores: scores, holdings: holdings, cash: cash, market: market, memory: &memory)
  }

  package func orders(
    scores: DayScores?, holdings: [Holding], cash: Double, market: some MarketState, memory: inout StrategyMemory
  ) -> [Order] {
    guard let day = market.tradingDay, let lines = lines[day] else { return [] }
    memory.note(FileOrder.reached, lines.count)
    return lines.compactMap { line in
      guard let stock = market.number(of: line.instrument) else {
        memory.note(FileOrder.unknown)
        return nil
      }
      if market.dealPrice(stock, line.direction).isNaN { memory.note(FileOrder.withoutPrice) }
      return Order(stock: stock, direction: line.direction, amount: line.amount * market.adjustment(stock))
    }
  }

  private static let reached = "file-order.reached"
  private static let unknown = "file-order.unknown"
  private static let withoutPrice = "file-order.without-price"

  package func findings(_ memory: StrategyMemory) -> [Finding] {
    let all = parameters.lines.count + parameters.timed
    let outside = all - (memory.events[FileOrder.reached] ?? 0)
    let dead = (memory.events[FileOrder.unknown] ?? 0) + (memory.events[FileOrder.withoutPrice] ?? 0)
    return (outside > 0 ? [.outside(outside, of: all, file: parameters.file)] : [])
      + (dead > 0 ? [.unpriced(dead, of: all, file: parameters.file)] : [])
  }
}

extension Finding {
  fileprivate static func outside(_ count: Int, of all: Int, file: String) -> Finding {
    Finding(
      "strategy.orders-outside", .warning, ["count": .count(count), "all": .count(all), "file": .text(file)],
      title: (en: "Orders outside of the run's days", zh: "委托不在运行的交易日内"),
      evidence: (
        en: "{count} of the {all} orders of '{file}' stand on no day of the run.",
        zh: "“{file}”的 {all} 笔委托中有 {count} 笔不在本次运行的交易日。"
      ), consequence: (en: "They are never given, as in qlib.", zh: "与 qlib 一致，这些委托从未发出。"),
      remedy: (en: "Write the trading day alone into `datetime`.", zh: "请在 `datetime` 中只写交易日。"))
  }

  fileprivate static func unpriced(_ count: Int, of all: Int, file: String) -> Finding {
    Finding(
      "strategy.orders-without-price", .warning, ["count": .count(count), "all": .count(all), "file": .text(file)],
      title: (en: "Orders of stocks without a price", zh: "委托的股票没有价格"),
      evidence: (
        en: "{count} of the {all} orders of '{file}' name a code that the market does not have, or that is suspended.",
        zh: "“{file}”的 {all} 笔委托中有 {count} 笔的代码不在行情中或停牌。"
      ), consequence: (en: "They do not deal, as in qlib.", zh: "与 qlib 一致，这些委托没有成交。"),
      remedy: (
        en: "Write codes as the market does, such as SH600000, without blanks.", zh: "请按行情的写法书写代码，如 SH600000，且不留空格。"
      ))
  }
}
