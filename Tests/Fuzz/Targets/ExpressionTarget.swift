import FactorEngine
import MarketData
import Primitives
import TestSupport

extension FuzzTarget {
  /// An expression, checked and computed over three stocks of thirty days.
  static let expression = FuzzTarget(
    "expression", words: ExpressionMaterial.words,
    seeds: {
      try FactorSet.allCases.flatMap { set in set.columns.map { Array($0.expression.utf8) } }
        + OperatorTable.all.map { Array(ExpressionMaterial.call($0).utf8) } + Corpus.files("expression")
        + Corpus.shared("damage/ema-1e-300.tsv")
    },
    read: { bytes in
      let factor = try Factor(name: "F", text: String(decoding: bytes, as: UTF8.self))
      _ = try FactorEngine(market: ExpressionMaterial.market, factors: [factor])
        .compute(FactorScope(.universe(try ExpressionMaterial.market.universe("all"))))
    })
}

private enum ExpressionMaterial {
  static let words =
    OperatorTable.all.map(\.name) + [
      "$close", "$open", "$volume", "$vwap", "$factor", "Ref(", "Mean(", "EMA(", "1e-300", "1000000000", "-5", "0.5",
      "**",
      "'SH600000'", "ChangeInstrument('SH600001',", "((((((((((",
    ]

  static func call(_ form: OperatorSignature) -> String {
    let arguments = form.parameters.map { parameter in
      switch parameter {
      case .series, .operand: "$close"
      case .rows, .window: "5"
      case .share: "0.2"
      case .text: "'SH600000'"
      }
    }
    return "\(form.name)(\(arguments.joined(separator: ",")))"
  }

  static let market: MemoryMarket = {
    var market = TinyMarket(from: "2024-01-01", days: 30)
    market.add("SH600000", close: (0..<30).map { Float(10 + $0 % 7) })
    market.add("SH600001", close: (0..<30).map { $0 % 5 == 0 ? .nan : Float(20 - $0 % 3) })
    market.add("SH600002", first: 20, close: [1, 2, 3])
    return market.market
  }()
}
