import MarketData
package import Primitives

/// The innermost part of an expression that differs from its reference.
///
/// A final value alone does not tell which part went another way. Where the reference also has columns
/// named by parts' canonical texts, the parts' own values are compared. Else the kind of value is all
/// there is to judge by: a part without a value, or infinite, under a result that the reference has.
package struct DivergingPart: Equatable, Sendable {
  /// What tells that the part differs.
  package enum Sign: String, Sendable {
    case referenceColumn = "reference column"
    case missing
    case infinite
  }

  package var text: String
  package var sign: Sign
  package var cell: Alignment.Cell

  package var json: JSONValue {
    [
      "text": .string(text), "evidence": .string(sign.rawValue), "cell": cell.json,
    ]
  }

  /// Nil where nothing can be named.
  static func find(
    _ factor: Factor, _ alignment: Alignment, _ reference: ReferenceValues, market: any Market,
    scope: FactorScope
  ) throws -> DivergingPart? {
    guard !alignment.verdict.isEqual, let first = alignment.firstDivergence else { return nil }
    let parts = factor.expression.innerParts
    if let part = try compared(parts, reference, market, scope) { return part }
    guard first.ours.isNaN || first.ours.isInfinite, first.reference.isFinite else { return nil }
    let values = try PartValues(market: market, scope: scope).values(parts, first)
    for (part, value) in zip(parts, values) where !value.isFinite {
      var cell = first
      cell.ours = value
      cell.reference = .nan
      return DivergingPart(
        text: part.canonicalText, sign: value.isNaN ? .missing : .infinite, cell: cell)
    }
    return nil
  }

  private static func compared(
    _ parts: [Expression], _ reference: ReferenceValues, _ market: any Market, _ scope: FactorScope
  ) throws -> DivergingPart? {
    let columns = Dictionary(
      reference.names.map { ($0.filter { !$0.isWhitespace }, $0) },
      uniquingKeysWith: { first, _ in first })
    let known = parts.filter { columns[$0.canonicalText] != nil }
    if known.isEmpty { return nil }
    let factors = known.map { Factor(part: $0, name: columns[$0.canonicalText] ?? "") }
    let table = try FactorEngine(market: market, factors: factors).compute(scope)
    let results = try reference.compare(table)
    for (part, result) in zip(known, results) where !result.verdict.isEqual {
      if let cell = result.firstDivergence {
        return DivergingPart(text: part.canonicalText, sign: .referenceColumn, cell: cell)
      }
    }
    return nil
  }
}

extension Expression {
  /// Parts that are series, inner before outer, each once; numbers and the whole are left out.
  var innerParts: [Expression] {
    var parts: [Expression] = []
    for operand in operands { operand.collect(&parts) }
    return parts
  }

  private func collect(_ parts: inout [Expression]) {
    // What stands inside another instrument's part has that instrument's values: it is not taken apart.
    if case .instrument = operation {
      if !parts.contains(self) { parts.append(self) }
      return
    }
    for operand in operands { operand.collect(&parts) }
    if number == nil, !parts.contains(self) { parts.append(self) }
  }
}

extension Factor {
  /// A part of an expression as a factor of its own.
  init(part: Expression, name: String) {
    self.name = name
    text = part.canonicalText
    expression = part
    futureOffset = nil
  }
}
