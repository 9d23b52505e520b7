package import MarketData
package import Primitives
import Records

/// Risk data of `EnhancedIndexingStrategy` for a range of trading days, a folder a day.
package struct RiskDays: Sendable {
  package enum Model: String, Sendable, CaseIterable { case structured, poet, shrink }

  private let model: Model
  private let factors: Int
  private let preparation: RiskPreparation
  /// Calendar indexes.
  private let range: Range<Int>

  /// - Parameters:
  ///   - start: nil is the first day with enough trading days before it.
  ///   - end: nil is the last day of the calendar.
  /// - Throws: what `RiskPreparation` throws; `risk.factors` (exit 2) for less than one factor; `risk.no-days` (exit 2)
  ///   where no trading day lies between start and end.
  package init(
    _ market: any Market, universe: String, model: Model, factors: Int, start: TradingDay? = nil,
    end: TradingDay? = nil
  ) throws {
    guard factors > 0 else { throw Diagnostic.noFactors(factors) }
    self.model = model
    self.factors = factors
    preparation = try RiskPreparation(market, universe: universe)
    let calendar = market.calendar
    let first = start.map { calendar.firstIndex(onOrAfter: $0) ?? calendar.count } ?? RiskPreparation.window - 1
    let last = end.map { calendar.lastIndex(onOrBefore: $0) ?? -1 } ?? calendar.count - 1
    guard first <= last else { throw Diagnostic.noDays(market.location) }
    range = first..<(last + 1)
  }

  package var count: Int { range.count }

  /// A day's risk data and what is known beside it, or why there is none.
  private enum Outcome: Sendable {
    case estimated(RiskDay)
    case leftOut(Message)
  }

  /// Writes a folder a day, `20240102`, and `risk.json`. Days are estimated on all cores and written in their order.
  ///
  /// - Parameter progress: how many days are done.
  /// - Throws: `risk.nothing` (exit 3) where no day could be estimated, with the reason of the last.
  package func write(to sink: any FileSink, progress: (Int) -> Void) throws -> RiskSummary {
    var summary = RiskSummary(model: model, factors: factors)
    for first in stride(from: range.lowerBound, to: range.upperBound, by: 32) {
      let part = first..<min(first + 32, range.upperBound)
      for (index, outcome) in zip(part, part.concurrentMap { outcome(at: $0) }) {
        switch outcome {
        case .leftOut(let reason): summary.leftOut.append((preparation.calendar[index], reason))
        case .estimated(let day):
          summary.add(day, on: preparation.calendar[index])
          try day.write(to: sink, in: preparation.calendar[index].description.filter { $0 != "-" })
        }
      }
      progress(part.upperBound - range.lowerBound)
    }
    if summary.days.isEmpty, let last = summary.leftOut.last { throw Diagnostic.nothing(range.count, last.reason) }
    try sink.write(summary.json.pretty, to: "risk.json")
    return summary
  }

  private func outcome(at index: Int) -> Outcome {
    guard let returns = preparation.returns(at: index) else { return .leftOut(.fewDays(index + 1)) }
    guard returns.instruments.count >= factors else {
      return .leftOut(.fewStocks(returns.instruments.count, factors: factors))
    }
    if let stock = returns.firstInfinite { return .leftOut(.infiniteReturn(stock)) }
    guard let (components, dropped) = components(returns.values), components.isSound else {
      return .leftOut(.noEstimate)
    }
    return .estimated(RiskDay(returns: returns, components: components, dropped: dropped))
  }

  private func components(_ returns: Matrix) -> (StructuredCovariance.Components, dropped: Double?)? {
    switch model {
    case .structured:
      var model = StructuredCovariance()
      model.factors = factors
      return model.components(returns).map { ($0, nil) }
    case .poet:
      var model = POETCovariance()
      model.factors = factors
      model.options.missing = .fill
      return StructuredCovariance.Components.leading(model.covariance(returns), factors).map { ($0, $1) }
    case .shrink:
      guard var model = ShrunkCovariance(.ledoitWolf) else { return nil }
      model.options.missing = .fill
      return StructuredCovariance.Components.leading(model.covariance(returns), factors).map { ($0, $1) }
    }
  }
}

extension StructuredCovariance.Components {
  /// A covariance in parts: its first eigenvectors as exposures, their eigenvalues as the factors' variances, and each
  /// stock's remaining variance. The covariances beside those are dropped; with a factor a stock there are none.
  ///
  /// - Returns: nil where a value is missing; and which share of the covariance is dropped, each by the root of its
  ///   squares.
  package static func leading(_ covariance: Matrix, _ factors: Int) -> (StructuredCovariance.Components, Double)? {
    guard covariance.isFinite, (1...covariance.rows).contains(factors),
      let found = Decomposition.eigen(covariance, greatest: factors)
    else { return nil }
    let spread = Matrix(rows: factors, columns: factors).map { _, row, column in
      row == column ? found.values[row] : 0
    }
    let held = Matrix.product(
      Matrix.product(found.vectors, spread), found.vectors, transposing: .right)
    let rest = covariance.map { value, row, column in value - held[row, column] }
    // What rounding leaves of a variance that the factors hold whole.
    let variances = zip(rest.diagonal, covariance.diagonal).map { $0.magnitude < 1e-12 * $1 ? 0 : $0 }
    let beside = rest.map { value, row, column in row == column ? 0 : value }
    return (
      StructuredCovariance.Components(exposures: found.vectors, covariance: spread, variances: variances),
      beside.norm / covariance.norm
    )
  }

  /// Whether an optimizer can use them.
  fileprivate var isSound: Bool {
    exposures.isFinite && covariance.isFinite && variances.allSatisfy { $0.isFinite && $0 >= 0 }
  }
}

extension RiskReturns {
  fileprivate var firstInfinite: InstrumentID? {
    instruments.indices.first { values.column($0).contains { $0.isInfinite } }.map { instruments[$0] }
  }
}

extension Message {
  fileprivate static func fewDays(_ count: Int) -> Message {
    Message(
      "risk.few-days", ["count": .count(count), "needed": .count(RiskPreparation.window)],
      en: "The calendar has {count} trading days up to it, and {needed} are needed.",
      zh: "截至当日日历只有 {count} 个交易日，需要 {needed} 个。")
  }

  fileprivate static func fewStocks(_ count: Int, factors: Int) -> Message {
    Message(
      "risk.few-stocks", ["count": .count(count), "factors": .count(factors)],
      en: "{count} {count:stock has|stocks have} returns, fewer than the {factors} {factors:factor|factors}.",
      zh: "有收益率的股票为 {count} 只，少于 {factors} 个因子。")
  }

  fileprivate static func infiniteReturn(_ stock: InstrumentID) -> Message {
    Message(
      "risk.infinite-return", ["stock": .instrument(stock)], en: "{stock} has returns that are infinite.",
      zh: "{stock} 存在无穷大的收益率。")
  }

  fileprivate static let noEstimate = Message(
    "risk.no-estimate", en: "The model gives no finite estimate: a stock does not vary, or the factors are too many.",
    zh: "模型没有给出有限的估计：某只股票没有波动，或因子过多。")
}

extension Diagnostic {
  fileprivate static func noFactors(_ count: Int) -> Diagnostic {
    Diagnostic(
      "risk.factors", .usage, ["count": .count(count)],
      (en: "A risk model cannot have {count} factors.", zh: "风险模型不能有 {count} 个因子。"),
      remedy: (en: "Give `--factors` of at least 1.", zh: "`--factors` 至少为 1。"))
  }

  fileprivate static func noDays(_ location: String) -> Diagnostic {
    Diagnostic(
      "risk.no-days", .usage, at: Place(location), ["needed": .count(RiskPreparation.window)],
      (
        en: "No trading day lies in the period. A day needs {needed} trading days up to it.",
        zh: "该区间内没有交易日。每个交易日需要截至当日的 {needed} 个交易日。"
      ), remedy: (en: "Give another `--start` or `--end`.", zh: "请更换 `--start` 或 `--end`。"))
  }

  fileprivate static func nothing(_ days: Int, _ reason: Message) -> Diagnostic {
    Diagnostic(
      "risk.nothing", .absent, ["days": .count(days), "reason": .message(reason)],
      (
        en: "None of {days} {days:day|days} can be estimated. The last: {reason}",
        zh: "{days} 个交易日均无法估计。最后一日：{reason}"
      ),
      remedy: (
        en: "Choose fewer factors, another universe or later days.", zh: "请减少因子、更换股票池或选择更晚的日期。"
      ))
  }
}
