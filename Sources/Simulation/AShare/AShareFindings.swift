import MarketData
import Primitives
package import Records

/// What a run under the exchange's rules says beside its numbers: rules that the data cannot decide,
/// and settings of the configuration that these rules take the place of.
package enum AShareFindings {
  /// What holds for every run: each rule that the data cannot decide, and what becomes of dividends.
  package static let standing = [Finding.rulesNotApplied(AShareRuleTable.notApplied), .dividendsReinvested]

  /// Settings of a qlib configuration that do not act under the exchange's rules.
  static func configuration(_ backtest: BacktestConfig, pays: Bool) -> [Finding] {
    let standard = ExchangeConfig()
    let exchange = backtest.exchange
    var ignored: [String] = []
    if exchange.codes != standard.codes { ignored.append("codes") }
    if [exchange.buyPrice, exchange.sellPrice] != ["$close", "$close"] { ignored.append("deal_price") }
    if !exchange.volumeLimits.isEmpty { ignored.append("volume_threshold") }
    if exchange.impactCost != 0 { ignored.append("impact_cost") }
    if exchange.tradeUnit != standard.tradeUnit { ignored.append("trade_unit") }
    if exchange.limit != standard.limit { ignored.append("limit_threshold") }
    if backtest.buysFirst { ignored.append("trade_type") }
    if backtest.delaysProceeds { ignored.append("settle_type") }
    let costs = pays ? Finding.ownCosts(exchange) : .withoutCosts(exchange)
    return ignored.isEmpty ? [costs] : [costs, .settingNotApplied(ignored)]
  }

  /// What the days themselves showed.
  static func run(
    _ account: AShareAccount, _ quotes: AShareQuotes, _ range: Range<Int>, daysWithoutScores: Int
  ) -> [Finding] {
    var findings: [Finding] = []
    if daysWithoutScores > 0 { findings.append(.noPredictions(daysWithoutScores, of: range.count)) }
    // Twenty trading days are a month: a shorter stop at the end is an ordinary suspension.
    let gone = account.positions.filter { range.upperBound - 1 - $0.priceIndex > 20 }
    if !gone.isEmpty {
      let names = gone.prefix(5).map {
        Message.lastPriced(quotes.instruments[Int($0.stock)], quotes.calendar[$0.priceIndex])
      }
      findings.append(.heldWithoutPrice(gone.count, names))
    }
    return findings
  }

  /// Absent codes, boards that are not known, and fields that rules need.
  static func data(_ market: any Market, _ instruments: [InstrumentID]) throws -> [Finding] {
    var findings: [Finding] = []
    let unknown = instruments.filter { AShareBoard($0) == nil }
    if let first = unknown.first { findings.append(.unknownBoard(unknown.count, first: first)) }
    for (field, rule) in [("factor", Message.needsFactor), ("volume", .needsVolume)] {
      var missing: [InstrumentID] = []
      for instrument in instruments where market.hasData(instrument) {
        if try market.series(field, of: instrument) == nil { missing.append(instrument) }
      }
      guard let first = missing.first else { continue }
      findings.append(.fieldMissing(field, missing.count, first: first, rule))
    }
    return findings
  }
}

extension Finding {
  fileprivate static func rulesNotApplied(_ rules: [AShareRuleEntry]) -> Finding {
    Finding(
      "ashare.st-not-applied", .note,
      ["rules": .list(rules.compactMap { rule in rule.notApplied.map { .message(.notApplied(rule.id, $0)) } })],
      title: (en: "Rules without data", zh: "缺数据的规则"),
      evidence: (
        en: "The market data cannot decide these rules: {rules}.", zh: "行情数据无法判定以下规则：{rules}。"
      ),
      consequence: (
        en: "The rules are not applied: stocks under risk warning trade within the limits of other stocks.",
        zh: "这些规则未执行：风险警示股票按普通股票的涨跌幅交易。"
      ),
      remedy: (en: "Keep such stocks out of the predictions.", zh: "预测中剔除此类股票。"))
  }

  fileprivate static var dividendsReinvested: Finding {
    Finding(
      "ashare.dividends-reinvested", .note, title: (en: "Dividends are reinvested", zh: "分红再投资"),
      evidence: (en: "The market data has an adjustment factor, not dividends.", zh: "行情数据只有复权因子，没有分红明细。"),
      consequence: (
        en: "Dividends buy shares at the reference price of their day; dividend tax is not modelled.",
        zh: "分红按当日参考价买成股份，未计红利税。"
      ),
      remedy: (en: "Nothing is needed to compare strategies with each other.", zh: "策略之间比较时无需处理。"))
  }

  fileprivate static func ownCosts(_ exchange: ExchangeConfig) -> Finding {
    Finding(
      "ashare.own-costs", .note,
      ["open": .rate(exchange.openCost), "close": .rate(exchange.closeCost), "least": .money(exchange.minCost)],
      title: (en: "Fees of the exchange's rules", zh: "按交易所规则收费"),
      evidence: (
        en: "The configuration asks for {open} of purchases, {close} of sales and at least {least}.",
        zh: "配置的费率为买入 {open}、卖出 {close}，最低 {least}。"
      ),
      consequence: (
        en: "The day's commission, stamp tax and transfer fee are paid instead.", zh: "改按当日的佣金、印花税与过户费收取。"
      ),
      remedy: (en: "Use --rules qlib to see the costs of the configuration.", zh: "用 --rules qlib 可见配置的费用。"))
  }

  fileprivate static func withoutCosts(_ exchange: ExchangeConfig) -> Finding {
    Finding(
      "ashare.own-costs", .note,
      ["open": .rate(exchange.openCost), "close": .rate(exchange.closeCost), "least": .money(exchange.minCost)],
      title: (en: "No fees", zh: "不收费用"),
      evidence: (
        en: "The configuration asks for {open} of purchases, {close} of sales and at least {least}.",
        zh: "配置的费率为买入 {open}、卖出 {close}，最低 {least}。"
      ), consequence: (en: "Nothing is paid: the run was asked for without fees.", zh: "本次运行要求免费用，未收取任何费用。"),
      remedy: (en: "Use --rules qlib to see the costs of the configuration.", zh: "用 --rules qlib 可见配置的费用。"))
  }

  fileprivate static func settingNotApplied(_ settings: [String]) -> Finding {
    Finding(
      "ashare.setting-not-applied", .warning, ["settings": .list(settings.map { .text($0) })],
      title: (en: "Settings without effect", zh: "不起作用的设置"),
      evidence: (en: "The configuration sets {settings}.", zh: "配置设置了 {settings}。"),
      consequence: (
        en: "The exchange's rules decide instead: the official close, the board's lots and limits, sells first, "
          + "proceeds at once.",
        zh: "改由交易所规则决定：官方收盘价、板块的手数与涨跌幅、先卖后买、卖出资金即时可用。"
      ), remedy: (en: "Use --rules qlib to see them act.", zh: "用 --rules qlib 可见其作用。"))
  }

  fileprivate static func noPredictions(_ count: Int, of days: Int) -> Finding {
    Finding(
      "ashare.no-predictions", count > 1 ? .warning : .note, ["count": .count(count), "days": .count(days)],
      title: (en: "Days without predictions", zh: "缺预测的交易日"),
      evidence: (en: "No predictions decide {count} of {days} days.", zh: "{days} 个交易日中有 {count} 日没有预测。"),
      consequence: (en: "The account keeps its holdings and gives no orders there.", zh: "当日保持持仓，不下单。"),
      remedy: (en: "Predict the trading day before each of them.", zh: "补上其前一交易日的预测。"))
  }

  fileprivate static func heldWithoutPrice(_ count: Int, _ stocks: [Message]) -> Finding {
    Finding(
      "ashare.held-without-price", .serious,
      ["count": .count(count), "stocks": .list(stocks.map { .message($0) })],
      title: (en: "Holdings without a price", zh: "无价格的持仓"),
      evidence: (
        en: "{count} {count:stock|stocks} held at the end {count:has|have} no price any more: {stocks}.",
        zh: "期末持有的 {count} 只股票已无价格：{stocks}。"
      ),
      consequence: (
        en: "They stand at their last price; a delisted stock is worth less.", zh: "它们按最后价格计值；退市股票的价值更低。"
      ), remedy: (en: "Look up what became of them.", zh: "请查明其去向。"))
  }

  fileprivate static func unknownBoard(_ count: Int, first: InstrumentID) -> Finding {
    Finding(
      "ashare.unknown-board", .warning, ["count": .count(count), "first": .instrument(first)],
      title: (en: "Codes of unknown boards", zh: "未知板块的代码"),
      evidence: (
        en: "{count} predicted {count:code|codes} {count:belongs|belong} to no board known here, first {first}.",
        zh: "预测中有 {count} 个代码不属于已知板块，首个 {first}。"
      ), consequence: (en: "They are never traded.", zh: "它们从不交易。"),
      remedy: (en: "Keep them out of the predictions.", zh: "从预测中剔除。"))
  }

  fileprivate static func fieldMissing(
    _ field: String, _ count: Int, first: InstrumentID, _ rule: Message
  ) -> Finding {
    Finding(
      "ashare.field-missing", .serious,
      ["field": .text(field), "count": .count(count), "first": .instrument(first), "rule": .message(rule)],
      title: (en: "Field missing", zh: "缺字段"),
      evidence: (
        en: "'{field}' is missing for {count} predicted {count:stock|stocks}, first {first}.",
        zh: "预测的 {count} 只股票缺字段“{field}”，首个 {first}。"
      ), consequence: (en: "They are never traded. {rule}", zh: "它们从不交易。{rule}"),
      remedy: (en: "Dump the field '{field}'.", zh: "补充字段“{field}”。"))
  }
}

extension Message {
  fileprivate static func notApplied(_ rule: String, _ reason: Message) -> Message {
    Message(
      "ashare.rule-not-applied", ["rule": .text(rule), "reason": .message(reason)], en: "{rule} ({reason})",
      zh: "{rule}（{reason}）")
  }

  fileprivate static func lastPriced(_ stock: InstrumentID, _ day: TradingDay) -> Message {
    Message(
      "ashare.last-priced", ["stock": .instrument(stock), "day": .day(day)], en: "{stock} since {day}",
      zh: "{stock}（自 {day}）")
  }

  fileprivate static var needsFactor: Message {
    Message("ashare.needs-factor", en: "No real price is known.", zh: "真实价格未知。")
  }

  fileprivate static var needsVolume: Message {
    Message("ashare.needs-volume", en: "A suspension cannot be told.", zh: "无法判断停牌。")
  }
}
