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

    var expected: String {
      switch self {
      case .series: "an expression"
      case .operand: "an expression or a number"
      case .rows: "a whole number of rows"
      case .window: "a window in rows"
      case .share: "a number between 0 and 1"
      case .text: "a text in quotes"
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
    add(["CSRank", "CSZScore", "CSDemean"], [.series("feature")])
    add(["CSNeutralize"], [.series("feature"), .series("exposure")])
    return table
  }()

  /// Registered in qlib, but of no use on daily bins; the text says why.
  static let refused = [
    "P": "point-in-time data needs a 'financial' folder, which a daily provider does not have",
    "PRef": "point-in-time data needs a 'financial' folder, which a daily provider does not have",
    "TResample": "qlib itself raises a TypeError for it on every daily provider",
  ]
}
