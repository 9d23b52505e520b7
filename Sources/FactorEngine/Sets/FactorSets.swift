/// qlib's factor sets, made as its own handlers make them (`qlib/contrib/data/loader.py`).
package enum FactorSet: String, CaseIterable, Sendable {
  case alpha158, alpha360
  /// The twenty columns that RD-Agent's baseline keeps of Alpha158.
  case rdagent20

  /// Name and expression of each column, in the handler's order.
  package var columns: [(name: String, expression: String)] {
    switch self {
    case .alpha158: Alpha158.columns
    case .alpha360: Alpha360.columns
    case .rdagent20: Alpha158.columns.filter { RDAgentBaseline.names.contains($0.name) }
    }
  }

  package func factors() throws(ExpressionFault) -> [Factor] {
    var factors: [Factor] = []
    for column in columns { factors.append(try Factor(name: column.name, text: column.expression)) }
    return factors
  }

  /// The label of both handlers: the return from the next day's close to the one after.
  package static let label = (name: "LABEL0", expression: "Ref($close, -2)/Ref($close, -1) - 1")
}

/// `FilterCol` of RD-Agent's configuration template; the columns keep Alpha158's order.
enum RDAgentBaseline {
  static let names: Set<String> = [
    "RESI5", "WVMA5", "RSQR5", "KLEN", "RSQR10", "CORR5", "CORD5", "CORR10", "ROC60", "RESI10", "VSTD5", "RSQR60",
    "CORR60", "WVMA60", "STD5", "RSQR20", "CORD60", "CORD10", "CORR20", "KLOW",
  ]
}
