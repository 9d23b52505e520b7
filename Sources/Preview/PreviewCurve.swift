package import MarketData
package import Primitives
package import Records

/// The value of a preview beside an index, both starting at their own 1.
package struct PreviewCurve: Equatable, Sendable {
  package static let defaultIndex = InstrumentID(canonical: "SH000001")

  package var days: [TradingDay]
  /// Total value by initial capital, at each close.
  package var nav: [Double]
  /// Close of the index by its close on the first day shown; NaN where it has none. Where the first
  /// day itself has none, the first day that has one is 1.
  package var index: [Double]
  /// Total value by its highest so far, less 1: 0 or negative.
  package var drawdown: [Double]
  package var findings: [Finding]

  /// - Parameter accounts: the settled days, ascending.
  package init(
    _ strategy: PreviewStrategy, accounts: [PreviewAccount], market: any Market,
    index instrument: InstrumentID = defaultIndex
  ) throws {
    days = accounts.map(\.tradingDay)
    nav = accounts.map { $0.totalValue.yuan / strategy.initialCapital.yuan }
    drawdown = accounts.map(\.drawdown)
    findings = []
    let series = try market.series("close", of: instrument) ?? .empty
    let closes = days.map { day in
      market.calendar.index(of: day).map { Double(series[$0]) } ?? .nan
    }
    let base = closes.first { !$0.isNaN } ?? .nan
    index = closes.map { $0 / base }
    let missing = zip(days, closes).filter { $0.1.isNaN }.map(\.0)
    if let first = missing.first, let last = missing.last {
      findings.append(
        Finding(
          id: "preview.index-missing", severity: .warning,
          evidence:
            "the index \(instrument) has no close on \(missing.count) of \(days.count) days, \(first) to \(last)",
          consequence: "Its curve has gaps there.", remedy: "Load the index \(instrument)."))
    }
  }
}
