package import MarketData
package import Primitives

/// Factors computed here beside reference values: what differs, where, from which inputs, and why.
package struct FactorVerification: Sendable {
  /// One factor's outcome.
  package struct Result: Sendable {
    package let column: FactorColumn
    package let alignment: Alignment
    /// What each of the alignment's worst cells was made from, in their order.
    package let inputs: [CellInputs?]
    package let part: DivergingPart?
  }

  package let results: [Result]
  /// Columns of the reference that are no factor, and no part of one.
  package let unusedColumns: [String]
  /// What qlib cannot evaluate either: factor, instrument, reason.
  package let failures: [(name: String, instrument: InstrumentID, reason: Message)]

  /// - Parameters:
  ///   - start: the start of the reference's query; its first day where nil.
  ///   - tell: hears from any thread how many of how many instruments are done.
  package init(
    _ columns: [FactorColumn], against reference: ReferenceValues, in market: any Market,
    start: TradingDay? = nil, tell: @escaping @Sendable (_ done: Int, _ count: Int) -> Void = { _, _ in }
  ) throws {
    let known = Set(reference.names)
    let compared = columns.filter { known.contains($0.name) }
    unusedColumns = FactorVerification.unused(reference.names, compared)
    let scope = reference.scope(start: start)
    var results: [Result] = []
    var failures: [(name: String, instrument: InstrumentID, reason: Message)] = []
    // Sixty-four columns at a time: the whole table of a catalog would not fit into memory.
    let batches = stride(from: 0, to: compared.count, by: 64).map { from in
      FactorColumns(market: market, columns: Array(compared[from..<min(from + 64, compared.count)]))
    }
    let meter = FactorMeter(count: batches.reduce(0) { $0 + $1.meterCount(scope) }, tell: tell)
    for columns in batches {
      let batch = columns.columns
      // Of each part only the cells that the reference has are kept.
      var cells = [[Float]](repeating: [Float](repeating: .nan, count: reference.rowCount), count: batch.count)
      try columns.parts(scope, meter: meter).forEach { part in
        reference.take(part, into: &cells)
        failures += part.failures.map { (part.names[$0.column], $0.instrument, $0.reason) }
      }
      for (place, column) in batch.enumerated() {
        guard let values = try reference.values(column.name) else { continue }
        results.append(
          try FactorVerification.result(column, cells[place], values, reference, market, scope))
      }
    }
    self.results = results
    self.failures = failures
  }

  private static func result(
    _ column: FactorColumn, _ ours: [Float], _ values: [Float], _ reference: ReferenceValues,
    _ market: any Market, _ scope: FactorScope
  ) throws -> Result {
    var alignment = reference.align(column.name, ours, values)
    var part: DivergingPart?
    if case .expression(let factor) = column.code, !alignment.verdict.isEqual {
      let stress = WindowStress(market: market, expression: factor.expression, scope: scope)
      if let reason = try stress.reason(alignment) {
        alignment.attributeToEnvironment(reason)
      } else {
        part = try DivergingPart.find(factor, alignment, reference, market: market, scope: scope)
      }
    }
    if alignment.verdict == .referenceEnvironment, alignment.cause == nil {
      alignment.attributeToEnvironment(.singleSteps)
    }
    let guess = ProbableCause(reference: reference, ours: ours, values: values)
    if let cause = try guess.cause(alignment, column.code, in: market) {
      alignment.setCause(cause)
    }
    return Result(
      column: column, alignment: alignment,
      inputs: try alignment.worst.map { try CellInputs($0, column.code, in: market) }, part: part)
  }

  private static func unused(_ names: [String], _ compared: [FactorColumn]) -> [String] {
    var used = Set(compared.map(\.name))
    for column in compared {
      if case .expression(let factor) = column.code {
        used.formUnion(factor.expression.innerParts.map(\.canonicalText))
      }
    }
    return names.filter { !used.contains($0) && !used.contains($0.filter { !$0.isWhitespace }) }
  }
}

extension FactorVerification.Result {
  package var json: JSONValue {
    let alignment = alignment
    return [
      "name": .string(alignment.name), "verdict": .string(alignment.verdict.rawValue),
      "n": .integer(alignment.count), "identical": .integer(alignment.identicalCount),
      "coverage": [
        "ours": .integer(alignment.presentHere), "reference": .integer(alignment.presentThere),
        "both": .integer(alignment.presentBoth),
      ],
      "missing_mismatches": .integer(alignment.missingMismatches),
      "outside_tolerance": .integer(alignment.outsideCount),
      "max_abs": .number(alignment.maxAbsolute), "max_rel": .number(alignment.maxRelative),
      "max_ulp": .integer(alignment.maxUlp),
      "rank_correlation": .optional(alignment.rank.mean),
      "rank_correlation_min": .optional(alignment.rank.min),
      "rank_correlation_min_day": .optional(alignment.rank.minDay),
      "rank_correlation_days": .integer(alignment.rank.days),
      "worst": .array(zip(alignment.worst, inputs).map(FactorVerification.Result.cell)),
      "first_divergence": alignment.firstDivergence?.json ?? .null,
      "first_diverging_day": .optional(alignment.firstDivergence?.day),
      "diverging_subexpression": part?.json ?? .null, "cause": .optional(alignment.cause),
      "criterion": alignment.verdict == .statisticallyEqual
        ? StatisticalCriterion.text.json : .null,
      "code_digest": .string(column.code.digest),
    ]
  }

  private static func cell(_ cell: Alignment.Cell, _ inputs: CellInputs?) -> JSONValue {
    guard case .object(var members) = cell.json else { return cell.json }
    members["inputs"] = inputs?.json ?? .null
    return .object(members)
  }

  /// What a library records of the comparison.
  ///
  /// - Parameters:
  ///   - reference: SHA-256 of the values compared with.
  ///   - isUnsandboxed: whether they were made without a sandbox.
  ///   - market: digest of the market's fields that the factor reads.
  package func state(
    by: String, at: String, implVersion: String?, reference: String, isUnsandboxed: Bool = false, market: String
  )
    -> FactorState
  {
    let verdict = alignment.verdict
    let name: FactorState.Name =
      verdict.isEqual ? .verified : verdict == .statisticallyEqual ? .statisticallyEqual : .failed
    var reason: Message?
    if name == .statisticallyEqual { reason = StatisticalCriterion.text }
    if name == .failed { reason = .failed(alignment) }
    if verdict == .referenceEnvironment { reason = alignment.cause }
    return FactorState(
      name, reason: reason, by: by, at: at,
      against: .init(
        reference: reference, implementation: column.code.digest, market: market,
        implVersion: implVersion, verdict: verdict.rawValue, count: alignment.count,
        isUnsandboxed: isUnsandboxed))
  }
}

extension Message {
  fileprivate static func failed(_ alignment: Alignment) -> Message {
    guard let cause = alignment.cause else { return outside(alignment) }
    return Message(
      "factor.failed-for-cause", ["cells": .message(outside(alignment)), "cause": .message(cause)],
      en: "{cells} {cause}", zh: "{cells}{cause}")
  }

  private static func outside(_ alignment: Alignment) -> Message {
    Message(
      "factor.cells-outside",
      [
        "outside": .count(alignment.outsideCount), "count": .count(alignment.count),
        "missing": .count(alignment.missingMismatches),
      ],
      en: "{outside} of {count} cells are outside the tolerance, and {missing} are missing on one side.",
      zh: "{count} 个单元中有 {outside} 个超出容差，{missing} 个单侧缺失。")
  }
}
