import FactorEngine
import MarketData
import Primitives
import Records

/// The columns of a quote table that the exchange's settings ask for: fields as they lie in the market,
/// and expressions evaluated over the days of the run.
///
/// qlib asks for all of them in one query (`qlib/backtest/exchange.py`, `get_quote_from_qlib`): each
/// expression starts at its own extended window before the first day, sees rows behind the last day where
/// it looks ahead, and is float32 at the end.
package struct QuoteExpressions: Sendable {
  /// What an expression is: a field by itself, or something to evaluate.
  private enum Column: Sendable {
    case field(String)
    case values([InstrumentID: FieldSeries])
  }

  private let market: any Market
  private let columns: [String: Column]

  /// - Parameters:
  ///   - texts: as configured; equal texts are evaluated once.
  ///   - range: calendar indexes of the run.
  /// - Throws: `factor.…` where a text is no expression, `config.expression` where qlib cannot evaluate it.
  init(_ texts: [String], market: any Market, universe: Universe, range: Range<Int>) throws {
    self.market = market
    var columns: [String: Column] = [:]
    var factors: [Factor] = []
    for text in Set(texts).sorted() {
      let factor = try QuoteExpressions.factor(text)
      if case .field(let name) = factor.expression.operation {
        columns[text] = .field(name.lowercased())
      } else {
        factors.append(factor)
      }
    }
    if !factors.isEmpty {
      let days = market.calendar
      let table = try FactorEngine(market: market, factors: factors).compute(
        FactorScope(.universe(universe), start: days[range.lowerBound], end: days[range.upperBound - 1]))
      if let failure = table.failures.first {
        throw Diagnostic.noValue(factors[failure.column].text, failure.instrument, failure.reason)
      }
      for (number, factor) in factors.enumerated() {
        var values: [InstrumentID: FieldSeries] = [:]
        for block in table.blocks { values[block.instrument] = QuoteExpressions.series(block, number) }
        columns[factor.text] = .values(values)
      }
    }
    self.columns = columns
  }

  /// The text as an expression; a fault as the diagnostic of its place.
  private static func factor(_ text: String) throws -> Factor {
    do { return try Factor(name: text, text: text) } catch { throw error.diagnostic }
  }

  func series(_ text: String, of instrument: InstrumentID) throws -> FieldSeries {
    switch columns[text] {
    case .field(let name)?: try market.series(name, of: instrument) ?? .empty
    case .values(let values)?: values[instrument] ?? .empty
    case nil: .empty
    }
  }

  private static func series(_ block: FactorBlock, _ column: Int) -> FieldSeries {
    guard let first = block.rows.first, let last = block.rows.last else { return .empty }
    var values = [Float](repeating: .nan, count: Int(last - first) + 1)
    block.withColumn(column) { floats in
      for (row, index) in block.rows.enumerated() { values[Int(index - first)] = floats[row] }
    }
    return FieldSeries(start: Int(first), values: values)
  }

  /// Names of the fields that expressions read, lower-case, sorted; texts that are none are passed over.
  package static func fields(of texts: [String]) -> [String] {
    func names(_ expression: Expression) -> [String] {
      let own: [String] = if case .field(let name) = expression.operation { [name.lowercased()] } else { [] }
      return own + expression.operands.flatMap(names)
    }
    return Set(texts.flatMap { text in (try? Factor(name: text, text: text)).map { names($0.expression) } ?? [] })
      .sorted()
  }

  /// Expressions whose value of a day depends on later days, sorted.
  static func lookingAhead(_ texts: [String]) throws -> [String] {
    try Set(texts).sorted().filter { try factor($0).looksAhead }
  }
}

extension Diagnostic {
  fileprivate static func noValue(_ expression: String, _ stock: InstrumentID, _ reason: Message) -> Diagnostic {
    Diagnostic(
      "config.expression", .unsupported,
      ["expression": .text(expression), "stock": .instrument(stock), "reason": .message(reason)],
      (en: "'{expression}' has no value for {stock}: {reason}", zh: "“{expression}”对 {stock} 无值：{reason}"),
      remedy: (
        en: "qlib stops here too: correct the expression, or complete the fields it reads.",
        zh: "qlib 同样在此停止：请改正表达式，或补齐其所读字段。"
      ))
  }
}
