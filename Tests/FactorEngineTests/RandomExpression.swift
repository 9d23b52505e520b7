import FactorEngine
import TestSupport

/// Expressions drawn from a seed: most of them valid, some not.
struct RandomExpression {
  private var random: SeededRandom

  init(seed: UInt64) { random = SeededRandom(seed: seed) }

  mutating func text() -> String { series(depth: random.whole(1...4)) }

  private mutating func pick(_ choices: [String]) -> String {
    choices[random.whole(0...(choices.count - 1))]
  }

  private mutating func number() -> String {
    pick(["0", "1", "2", "0.5", "-1", "1e-12", "1e300", "3", "True", "10"])
  }

  private mutating func rows() -> String {
    pick(["0", "1", "2", "3", "4", "5", "7", "20", "0.3", "1000000", "2000000", "-1", "5.0"])
  }

  private mutating func operand(_ depth: Int) -> String {
    random.whole(0...4) == 0 ? number() : series(depth: depth)
  }

  private mutating func series(depth: Int) -> String {
    if depth == 0 || random.whole(0...7) == 0 {
      return "$" + pick(["close", "open", "high", "low", "volume", "vwap", "absent", "factor"])
    }
    let operators = OperatorTable.all.filter { !$0.name.hasPrefix("CS") }
    switch random.whole(0...9) {
    case 0:
      return "(\(operand(depth - 1)) \(pick(["+", "-", "*", "/", "**"])) \(operand(depth - 1)))"
    case 1:
      return
        "(\(operand(depth - 1)) \(pick([">", "<", ">=", "<=", "==", "!="])) \(operand(depth - 1)))"
    case 2:
      return "((\(series(depth: depth - 1))>1)\(pick(["&", "|"]))(\(series(depth: depth - 1))<2))"
    case 3: return "Ref(\(series(depth: depth - 1)),\(pick(["0", "1", "3", "-1", "-2", "50"])))"
    default:
      let chosen = operators[random.whole(0...(operators.count - 1))]
      let arguments = chosen.parameters.map { parameter in
        switch parameter {
        case .series: series(depth: depth - 1)
        case .operand: operand(depth - 1)
        case .rows, .window: rows()
        case .share: pick(["0", "0.2", "0.5", "1", "1.5"])
        case .text: pick(["'SH600000'", "'mean'", "'std'", "'close'", "'SH699999'", "'x'"])
        }
      }
      return "\(chosen.name)(\(arguments.joined(separator: ",")))"
    }
  }
}
