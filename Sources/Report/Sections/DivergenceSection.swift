import Primitives
import Records

/// The first divergence of a rung: where, both values and their difference, the cause, and the state around it.
struct DivergenceSection {
  let rung: Rung
  let divergence: Divergence
  let language: Language

  private func text(_ key: String) -> String { StringTable.require(key, language) }

  /// What a field counts, by its last part: qlib's own columns and names of metrics.
  private enum Unit {
    case money, fraction, plain

    init(_ field: String) {
      self =
        switch field.split(separator: ".").last {
        case "account", "cash", "value", "total_cost", "total_turnover": .money
        case "return", "cost", "turnover", "bench", "weight", "mean", "std", "annualized_return", "max_drawdown":
          .fraction
        default: .plain
        }
    }
  }

  var values: [String: PageValue] {
    let names = rung == .recomputed ? ("reported", "recomputed") : ("reported", "local")
    let lines = divergence.cause.evidence + divergence.context
    let numbers = (number(divergence.left), number(divergence.right))
    let difference = numbers.0.flatMap { left in numbers.1.map { $0 - left } }
    return [
      "cause": .prose(divergence.cause.statement, language),
      "effects": .list(divergence.effectMessages.map { ["line": .prose($0, language)] }),
      "rung": .text(text("rung." + rung.rawValue)),
      "day": .text(divergence.day?.description ?? PageFigures.missing),
      "instrument": .text(divergence.instrument?.name ?? text("wholeMarket")), "field": .text(divergence.field),
      "leftName": .text(text(names.0)), "rightName": .text(text(names.1)), "left": side(divergence.left),
      "right": side(divergence.right), "isNumber": .flag(difference != nil),
      "difference": .text(difference.map(change) ?? ""), "exactLeft": .text(exact(divergence.left)),
      "exactRight": .text(exact(divergence.right)), "hasContext": .flag(!lines.isEmpty),
      "context": .list(lines.map { ["line": .prose($0, language)] }),
    ]
  }

  private func number(_ value: String) -> Double? { Double(value).flatMap { $0.isFinite ? $0 : nil } }

  private func exact(_ value: String) -> String { value.isEmpty ? text("missing") : value }

  /// A number rounded with its unit; a word of the record as code.
  private func side(_ value: String) -> PageValue {
    guard let number = number(value) else {
      return .list([["isCode": .flag(!value.isEmpty), "text": .text(exact(value))]])
    }
    let shown =
      switch Unit(divergence.field) {
      case .money: PageFigures.amount(number, language)
      case .fraction: PageFigures.ratio(number, language)
      case .plain: PageFigures.significant(number)
      }
    return .list([["isCode": false, "text": .text(shown)]])
  }

  private func change(_ difference: Double) -> String {
    switch Unit(divergence.field) {
    case .money where difference.magnitude >= 0.005: PageFigures.amount(difference, language)
    case .fraction: PageFigures.points(difference, language)
    case .money, .plain: PageFigures.difference(difference)
    }
  }
}
