import Primitives

/// What an operator takes, under qlib's own parameter names: they may be written as keywords.
package struct OperatorSignature: Sendable {
  package enum Parameter: Equatable, Sendable {
    /// An expression.
    case series(String)
    /// An expression or a number.
    case operand(String)
    /// A whole number of rows of either sign.
    case rows(String)
    /// 0 (expanding), a whole number of rows from a smallest on, or a decay between 0 and 1.
    case window(String)
    /// A number between 0 and 1.
    case share(String)
    case text(String)

    var name: String {
      switch self {
      case .series(let name), .operand(let name), .rows(let name), .window(let name), .share(let name),
        .text(let name):
        name
      }
    }

    var expected: Message {
      switch self {
      case .series: .anExpression
      case .operand: .expressionOrNumber
      case .rows: .wholeRows
      case .window: .windowInRows
      case .share: .share
      case .text: .textInQuotes
      }
    }
  }

  package var name: String
  package var parameters: [Parameter]

  /// `Mean(feature, N)`.
  package var usage: String { "\(name)(\(parameters.map(\.name).joined(separator: ", ")))" }
}

/// The operators of `qlib/data/ops.py`, and ours over the instruments of a day.
package enum OperatorTable {
  /// Sorted by name.
  package static let all: [OperatorSignature] = table.values.sorted { $0.name < $1.name }

  static func signature(_ name: String) -> OperatorSignature? { table[name] }

  private static let table: [String: OperatorSignature] = {
    var table: [String: OperatorSignature] = [:]
    func add(_ names: [String], _ parameters: [OperatorSignature.Parameter]) {
      for name in names { table[name] = OperatorSignature(name: name, parameters: parameters) }
    }
    add(["Abs", "Sign", "Log", "Not"], [.series("feature")])
    add(
      [
        "Add", "Sub", "Mul", "Div", "Power", "Greater", "Less", "Gt", "Ge", "Lt", "Le", "Eq", "Ne", "And",
        "Or",
      ], [.operand("feature_left"), .operand("feature_right")])
    add(["If"], [.series("condition"), .operand("feature_left"), .operand("feature_right")])
    add(["Ref", "Delta"], [.series("feature"), .rows("N")])
    add(WindowOperation.allCases.map(\.rawValue), [.series("feature"), .window("N")])
    add(["Quantile"], [.series("feature"), .window("N"), .share("qscore")])
    add(["Rolling"], [.series("feature"), .window("N"), .text("func")])
    add(["Corr", "Cov"], [.series("feature_left"), .series("feature_right"), .window("N")])
    add(["ChangeInstrument"], [.text("instrument"), .series("feature")])
    add(["Mask"], [.series("feature"), .text("instrument")])
    add(["Feature", "PFeature"], [.text("name")])
    add(["P"], [.series("feature")])
    add(["PRef"], [.series("feature"), .rows("period")])
    add(["CSRank", "CSZScore", "CSDemean"], [.series("feature")])
    add(["CSNeutralize"], [.series("feature"), .series("exposure")])
    return table
  }()

  /// Registered in qlib, but of no use on daily bins; the text says why.
  static let refused: [String: Message] = [
    "TResample": .noResampling
  ]
}

/// What a parameter takes.
extension Message {
  fileprivate static let expressionOrNumber = Message(
    "factor.expression-or-number-word", en: "an expression or a number", zh: "表达式或数字")
  fileprivate static let wholeRows = Message("factor.whole-rows-word", en: "a whole number of rows", zh: "整数行数")
  fileprivate static let windowInRows = Message("factor.window-in-rows-word", en: "a window in rows", zh: "以行计的窗口")
  fileprivate static let share = Message("factor.share-word", en: "a number between 0 and 1", zh: "0 到 1 之间的数")
  fileprivate static let textInQuotes = Message("factor.text-in-quotes-word", en: "a text in quotes", zh: "带引号的文本")
}

/// Why an operator of qlib is of no use here.
extension Message {
  fileprivate static let noResampling = Message(
    "factor.no-resampling", en: "qlib itself raises a TypeError for it on every daily provider.",
    zh: "qlib 自身在任何日频数据源上都会因它抛出 TypeError。")
}
