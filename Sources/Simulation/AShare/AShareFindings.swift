import MarketData
import Primitives
package import Records

/// What a run under the exchange's rules says beside its numbers: rules that the data cannot decide,
/// and settings of the configuration that these rules take the place of.
package enum AShareFindings {
  /// What holds for every run: each rule that the data cannot decide, and what becomes of dividends.
  package static let standing =
    [
      Finding(
        id: "ashare.st-not-applied", severity: .note,
        evidence: "the market data has no list of stocks under risk warning (ST) and no issue prices",
        consequence: AShareRuleTable.notApplied.map { "\($0.id): not applied, \($0.notApplied ?? "")" }
          .joined(separator: "; ") + ".",
        remedy: "Keep such stocks out of the predictions.")
    ] + [
      Finding(
        id: "ashare.dividends-reinvested", severity: .note,
        evidence: "the market data has a factor, not dividends",
        consequence:
          "Dividends buy shares at the reference price of their day; dividend tax is not modelled.",
        remedy: "None needed to compare strategies with each other.")
    ]

  /// Settings of a qlib configuration that do not act under the exchange's rules.
  static func configuration(_ backtest: BacktestConfig, pays: Bool) -> [Finding] {
    let standard = ExchangeConfig()
    let exchange = backtest.exchange
    var passed: [String] = []
    if [exchange.buyPrice, exchange.sellPrice] != ["$close", "$close"] {
      passed.append("deal_price (deals are made at the official close)")
    }
    if !exchange.volumeLimits.isEmpty { passed.append("volume_threshold") }
    if exchange.impactCost != 0 { passed.append("impact_cost") }
    if exchange.tradeUnit != standard.tradeUnit { passed.append("trade_unit (the board's lots)") }
    if exchange.limit != standard.limit { passed.append("limit_threshold (the board's limits)") }
    if backtest.buysFirst { passed.append("trade_type (sells come first)") }
    if backtest.delaysProceeds { passed.append("settle_type (proceeds can be spent at once)") }
    var findings = [
      Finding(
        id: "ashare.own-costs", severity: .note,
        evidence: "the configuration asks for costs of \(exchange.openCost) on purchases, "
          + "\(exchange.closeCost) on sales and at least \(exchange.minCost) yuan",
        consequence: pays
          ? "Commission, stamp tax and transfer fee of the day are paid instead."
          : "Nothing is paid: the run was asked for without fees.",
        remedy: "Use the rules 'qlib' to see the configuration's own costs.")
    ]
    if !passed.isEmpty {
      findings.append(
        Finding(
          id: "ashare.setting-not-applied", severity: .warning,
          evidence: "the configuration sets \(passed.joined(separator: ", "))",
          consequence: "Under the exchange's rules these settings do nothing.",
          remedy: "Use the rules 'qlib' to see them act."))
    }
    return findings
  }

  /// What the days themselves showed.
  static func run(
    _ account: AShareAccount, _ quotes: AShareQuotes, _ range: Range<Int>, daysWithoutScores: Int
  ) -> [Finding] {
    var findings: [Finding] = []
    if daysWithoutScores > 0 {
      findings.append(
        Finding(
          id: "ashare.no-predictions", severity: daysWithoutScores > 1 ? .warning : .note,
          evidence: "there were no predictions to decide \(daysWithoutScores) of \(range.count) days",
          consequence: "The account held what it had and gave no orders.",
          remedy: "Predict the trading day before each of them."))
    }
    // Twenty trading days are a month: a shorter stop at the end is an ordinary suspension.
    let gone = account.positions.filter { range.upperBound - 1 - $0.priceIndex > 20 }
    if !gone.isEmpty {
      let names = gone.prefix(5).map {
        "\(quotes.instruments[Int($0.stock)]) since \(quotes.calendar[$0.priceIndex])"
      }
      findings.append(
        Finding(
          id: "ashare.held-without-price", severity: .serious,
          evidence: "\(gone.count) stocks held at the end have no price any more: "
            + names.joined(separator: ", "),
          consequence: "They stand at their last price; a delisted stock is worth less.",
          remedy: "Look up what became of them."))
    }
    return findings
  }

  /// Absent codes, boards that are not known, and fields that rules need.
  static func data(_ market: any Market, _ instruments: [InstrumentID]) throws -> [Finding] {
    var findings: [Finding] = []
    let unknown = instruments.filter { AShareBoard($0) == nil }
    if let first = unknown.first {
      findings.append(
        Finding(
          id: "ashare.unknown-board", severity: .warning,
          evidence: "\(unknown.count) predicted codes are no stocks of a board known here, first \(first)",
          consequence: "They are never traded.", remedy: "Keep them out of the predictions."))
    }
    for (field, rule) in [("factor", "no real price is known"), ("volume", "suspension cannot be told")] {
      var missing: [InstrumentID] = []
      for instrument in instruments where market.hasData(instrument) {
        if try market.series(field, of: instrument) == nil { missing.append(instrument) }
      }
      guard let first = missing.first else { continue }
      findings.append(
        Finding(
          id: "ashare.field-missing", severity: .serious,
          evidence: "'\(field)' is missing for \(missing.count) predicted stocks, first \(first)",
          consequence: "They are never traded: \(rule).", remedy: "Dump the field '\(field)'."))
    }
    return findings
  }
}
